package dev.registrykit.testkit.attest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import dev.registrykit.attest.AttestStores;
import dev.registrykit.attest.RegistryAttest;
import dev.registrykit.attest.bundle.ArtifactDigest;
import dev.registrykit.attest.bundle.Bundle;
import dev.registrykit.attest.continuity.AcceptedRelease;
import dev.registrykit.attest.continuity.AnnouncedChange;
import dev.registrykit.attest.continuity.Announcement;
import dev.registrykit.attest.continuity.ContinuityDryRun;
import dev.registrykit.attest.continuity.ContinuityReport;
import dev.registrykit.attest.continuity.PastRelease;
import dev.registrykit.attest.continuity.Provenance;
import dev.registrykit.attest.expectation.NpmExpectation;
import dev.registrykit.attest.expectation.SameWorkload;
import dev.registrykit.attest.expectation.TrustedBuilders;
import dev.registrykit.attest.openpgp.OpenPgpKeys;
import dev.registrykit.attest.openpgp.VerifiedSignature;
import dev.registrykit.attest.publication.KeptAttestation;
import dev.registrykit.attest.publication.ProvenanceView;
import dev.registrykit.attest.publication.RegistryKeys;
import dev.registrykit.attest.publication.RegistrySigner;
import dev.registrykit.attest.sigstore.SignerIdentity;
import dev.registrykit.attest.sigstore.SignerPolicy;
import dev.registrykit.attest.sigstore.VerificationOptions;
import dev.registrykit.attest.sigstore.VerifiedAttestation;
import dev.registrykit.attest.trustroot.TrustRoot;
import dev.registrykit.attest.trustroot.TrustedKeys;
import dev.registrykit.core.decision.Decision;
import dev.registrykit.core.grant.Action;
import dev.registrykit.core.grant.Grant;
import dev.registrykit.core.http.HttpFetch;
import dev.registrykit.core.name.PackageName;
import dev.registrykit.core.name.PackagePattern;
import dev.registrykit.core.name.Release;
import dev.registrykit.core.request.EndpointAnswer;
import dev.registrykit.core.request.RequestContext;
import dev.registrykit.core.secret.KeyRing;
import dev.registrykit.core.store.JdbcUnitOfWork;
import dev.registrykit.core.subject.Subject;
import dev.registrykit.core.workload.WorkloadPolicy;
import dev.registrykit.publish.RegistryPublish;
import dev.registrykit.publish.oidc.IdentityToken;
import dev.registrykit.publish.provider.GitHubActions;
import dev.registrykit.publish.publisher.PublisherRights;
import dev.registrykit.publish.publisher.Registration;
import dev.registrykit.testkit.Databases;
import dev.registrykit.testkit.clock.TestClock;
import dev.registrykit.testkit.oidc.GitHubJob;
import dev.registrykit.testkit.oidc.IdentityProviderServer;
import dev.registrykit.testkit.sigstore.BundleBuilder;
import dev.registrykit.testkit.sigstore.LogKind;
import dev.registrykit.testkit.sigstore.MiniatureSigstore;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The code of the page on attestations, in the order of the page, on one job that exchanges, signs and uploads. */
class AttestationGuideTest {
    private static final Subject ALICE = Subject.user("alice");
    private static final PackageName WIDGET = PackageName.npm("widget");
    private static final Release RELEASE = Release.of(WIDGET, "1.0.0");
    private static final byte[] TARBALL = "a tarball".getBytes(StandardCharsets.US_ASCII);
    private static final GitHubJob JOB = GitHubJob.of("acme/widget").ref("refs/tags/v1.0.0");

    @TempDir
    private Path directory;

    private final TestClock clock = TestClock.at(Instant.parse("2026-12-01T12:00:00Z"));
    private final IdentityProviderServer provider = IdentityProviderServer.start();
    private final HikariDataSource pool = Databases.H2.pool(3);
    private final MiniatureSigstore sigstore = MiniatureSigstore.at(clock);
    private final RequestContext request = RequestContext.builder("PUT", "/npm/widget")
            .clientAddress("192.0.2.1")
            .build();
    private Path trustedRoot;
    private RegistryKeys keys;
    private RegistryAttest attest;

    @BeforeEach
    void build() throws Exception {
        trustedRoot = Files.write(directory.resolve("trusted_root.json"), sigstore.trustedRoot());
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        KeyPair pair = generator.generateKeyPair();
        keys = RegistryKeys.of(RegistrySigner.of(pair.getPrivate(), pair.getPublic(), null));
        RegistryPublish.schema().createIn(pool);
        RegistryAttest.schema().createIn(pool);
        attest = withDatabase(pool);
    }

    @AfterEach
    void close() {
        pool.close();
        provider.close();
    }

    private RegistryAttest verifierAlone() {
        return RegistryAttest.builder().trustRoot(TrustRoot.file(trustedRoot)).build();
    }

    private RegistryAttest withDatabase(DataSource database) {
        return RegistryAttest.builder(database)
                .trustRoot(TrustRoot.file(trustedRoot))
                .registryStatements(keys, URI.create("https://registry.example.org"))
                .clock(clock)
                .build();
    }

    private RegistryAttest withPrivateInstance(TrustRoot publicGood, TrustRoot gitHub) {
        return RegistryAttest.builder()
                .trustRoot(publicGood)
                .trustRoot(
                        gitHub,
                        VerificationOptions.builder()
                                .acceptNoLogEntry()
                                .acceptNoCertificateTimestamp()
                                .onlyIssuers("https://token.actions.githubusercontent.com")
                                .build())
                .build();
    }

    private Decision<VerifiedAttestation> verifyByJob(Grant grant, byte[] json, InputStream file) throws IOException {
        ArtifactDigest digest = ArtifactDigest.of(file);
        Decision<VerifiedAttestation> verified = Bundle.parse(json)
                .then(bundle -> grant.expectedWorkload().then(job -> attest.verify(bundle, digest, job)));
        return verified;
    }

    private Decision<VerifiedAttestation> verifyBySigner(Bundle bundle, ArtifactDigest digest) {
        SignerPolicy release =
                SignerPolicy.signer(SignerIdentity.of("release@acme.example", "https://accounts.google.com"));
        return attest.verify(bundle, digest, release);
    }

    private Decision<AcceptedRelease> upload(Grant grant, byte[] json, byte[] tarball) {
        Decision<VerifiedAttestation> verified = Bundle.parse(json)
                .then(bundle -> SameWorkload.of(grant)
                        .then(run -> attest.verify(bundle, ArtifactDigest.of(tarball), run.asSigner())))
                .then(attestation ->
                        NpmExpectation.checkProvenance(attestation, RELEASE).map(provenance -> attestation));
        return verified.then(this::keep);
    }

    private Decision<AcceptedRelease> keep(VerifiedAttestation attestation) {
        try (Connection connection = pool.getConnection()) {
            connection.setAutoCommit(false);
            // Store the files on this connection, then:
            RegistryAttest here = RegistryAttest.builder(JdbcUnitOfWork.joining(connection, AttestStores::jdbc))
                    .trustRoot(TrustRoot.file(trustedRoot))
                    .clock(clock)
                    .build();
            Decision<AcceptedRelease> accepted = Provenance.of(List.of(attestation))
                    .then(provenance -> here.continuity().accept(RELEASE, provenance, request))
                    .then(release -> here.attestations()
                            .keep(RELEASE, "widget-1.0.0.tgz", attestation, request)
                            .map(kept -> release));
            if (accepted.isAllowed()) {
                connection.commit();
            } else {
                connection.rollback();
            }
            return accepted;
        } catch (SQLException broken) {
            throw new IllegalStateException(broken);
        }
    }

    private Decision<Announcement> announce() {
        AnnouncedChange change = AnnouncedChange.workload("https://token.actions.githubusercontent.com", "987654");
        return attest.continuity().announce(WIDGET, change, ALICE, request);
    }

    private ContinuityReport dryRun(List<PastRelease> releases) {
        return ContinuityDryRun.over(releases.iterator(), 100);
    }

    private Decision<VerifiedSignature> openPgp(Path publicKey, byte[] artifact, byte[] asc) throws IOException {
        OpenPgpKeys pgpKeys = OpenPgpKeys.builder()
                .allow("com.example", Files.readAllBytes(publicKey))
                .build();
        Decision<VerifiedSignature> signed =
                pgpKeys.verify(PackageName.maven("com.example", "widget"), artifact, asc, clock.instant());
        return signed;
    }

    private static TrustedBuilders builders(String issuer) {
        TrustedBuilders builders = TrustedBuilders.builder()
                .gitHub()
                .workflow(issuer, "https://github.com/acme/builds/.github/workflows/build.yml", 3)
                .build();
        return builders;
    }

    @Test
    void what_the_page_shows_builds() {
        TrustRoot root = TrustRoot.file(trustedRoot);
        assertThat(verifierAlone()).isNotNull();
        assertThat(withPrivateInstance(root, root)).isNotNull();
        assertThat(builders("https://token.actions.githubusercontent.com")).isNotNull();
    }

    @Test
    void a_file_that_holds_no_key_is_refused_when_the_keys_are_collected() {
        assertThatThrownBy(() -> openPgp(trustedRoot, TARBALL, TARBALL)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void what_the_page_shows_works_from_the_jobs_token_to_the_package_page() throws Exception {
        Grant grant = grant();
        BundleBuilder provenance = provenance(grant);
        byte[] json = provenance.build();
        assertThat(verifyByJob(grant, json, new ByteArrayInputStream(TARBALL)).isAllowed())
                .isTrue();
        assertThat(outcome(Bundle.parse(json).then(bundle -> verifyBySigner(bundle, ArtifactDigest.of(TARBALL)))))
                .isEqualTo("issuer-mismatch");

        assertThat(outcome(upload(grant, json, TARBALL))).isEqualTo("allowed");

        List<KeptAttestation> kept = attest.attestations().ofRelease(RELEASE);
        ProvenanceView view = ProvenanceView.of(kept.get(0));
        assertThat(view.heading()).isEqualTo(ProvenanceView.BUILD_PROVENANCE);
        assertThat(view.statement()).endsWith("verified at upload.");
        assertThat(view.source()).isNotEmpty();
        assertThat(view.transparencyLogEntries()).hasSize(1);

        assertThat(outcome(attest.continuity().accept(Release.of(WIDGET, "1.0.1"), Provenance.none(), request)))
                .isEqualTo("provenance-missing");
        assertThat(outcome(announce())).isEqualTo("allowed");
        assertThat(dryRun(List.of()).releases()).isZero();
    }

    @Test
    void another_run_of_the_same_workflow_meets_the_policy_but_is_not_this_upload() throws Exception {
        Grant grant = grant();
        byte[] other = provenance(grantOf(JOB.claim("run_id", "4711"))).build();

        assertThat(outcome(verifyByJob(grant, other, new ByteArrayInputStream(TARBALL))))
                .isEqualTo("allowed");
        assertThat(outcome(upload(grant, other, TARBALL))).isEqualTo("not-provable");
    }

    @Test
    void the_registrys_own_statement_verifies_by_its_published_keys() {
        ArtifactDigest digest = ArtifactDigest.of(TARBALL);
        Decision<KeptAttestation> own =
                attest.attestations().publish(attest.statements(), RELEASE, "widget-1.0.0.tgz", digest, request);
        Map<String, String> signature =
                attest.statements().distSignature(RELEASE, "sha512-…").toMembers();
        EndpointAnswer published = attest.npmKeysEndpoint()
                .handle(RequestContext.builder("GET", "/-/npm/v1/keys").build());
        EndpointAnswer served = attest.npmAttestationsEndpoint()
                .handle(RequestContext.builder("GET", "/-/npm/v1/attestations/widget@1.0.0")
                        .build());

        RegistryAttest stranger = RegistryAttest.builder()
                .trustRoot(
                        TrustRoot.file(trustedRoot),
                        VerificationOptions.builder()
                                .acceptNoLogEntry()
                                .acceptNoVerifiedTime("the registry vouches for itself")
                                .build())
                .trustedKeys(TrustedKeys.npm(published.body()))
                .build();
        Bundle bundle = Bundle.parse(own.orElseThrow(failure -> new AssertionError(failure.toString()))
                        .bundle()
                        .getBytes(StandardCharsets.UTF_8))
                .orElseThrow(failure -> new AssertionError(failure.toString()));
        assertThat(outcome(stranger.verify(bundle, digest, SignerPolicy.key(keys.currentKeyId()))))
                .isEqualTo("allowed");
        assertThat(signature).containsEntry("keyid", keys.currentKeyId());
        assertThat(new String(served.body(), StandardCharsets.UTF_8)).contains("\"attestations\"");
    }

    /** What the job's ID token says is what its certificate says: the same identity, mapped from either. */
    private BundleBuilder provenance(Grant grant) {
        return sigstore.job(Objects.requireNonNull(grant.workload()))
                .statement(
                        RELEASE.toPurl(),
                        TARBALL,
                        "https://slsa.dev/provenance/v1",
                        Map.of(
                                "buildDefinition",
                                Map.of(
                                        "buildType",
                                        "https://slsa-framework.github.io/github-actions-buildtypes/workflow/v1",
                                        "externalParameters",
                                        Map.of()),
                                "runDetails",
                                Map.of("builder", Map.of("id", "https://github.com/actions/runner/github-hosted"))))
                .log(LogKind.REKOR_1_INTOTO);
    }

    private Grant grant() {
        return grantOf(JOB);
    }

    private Grant grantOf(GitHubJob job) {
        RegistryPublish publish = RegistryPublish.builder(pool, KeyRing.ephemeral())
                .audience("packages.example.org")
                .trust(GitHubActions.at(provider.issuer()))
                .publisherRights(PublisherRights.whileRegistered())
                .http(HttpFetch.acceptLoopbackHttp())
                .tokenPrefix("exr")
                .build();
        WorkloadPolicy policy = GitHubActions.at(provider.issuer())
                .policy(job.repository())
                .repositoryId(job.repositoryId())
                .ownerId(job.ownerId())
                .workflow(job.workflow())
                .build();
        publish.publishers()
                .register(
                        Registration.builder(policy, ALICE)
                                .packages(PackagePattern.exactly(WIDGET))
                                .build(),
                        request);
        String token = publish.trustedPublishing()
                .exchange(IdentityToken.of(provider.token(job, "packages.example.org")), request)
                .orElseThrow(failure -> new AssertionError(failure.toString()))
                .secret()
                .reveal();
        RequestContext put = RequestContext.builder("PUT", "/npm/widget")
                .header("Authorization", "Bearer " + token)
                .clientAddress("192.0.2.1")
                .build();
        return publish.tokens()
                .authenticate(put, Action.PUBLISH_VERSION, RELEASE)
                .orElseThrow(failure -> new AssertionError(failure.toString()));
    }

    private static String outcome(Decision<?> decision) {
        return decision.fold(
                value -> "allowed",
                refusal -> refusal.reason().code(),
                outage -> "unavailable: " + outage.reason().code());
    }
}
