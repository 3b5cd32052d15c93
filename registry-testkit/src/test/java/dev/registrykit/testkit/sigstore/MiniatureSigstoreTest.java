package dev.registrykit.testkit.sigstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.registrykit.attest.RegistryAttest;
import dev.registrykit.attest.bundle.ArtifactDigest;
import dev.registrykit.attest.bundle.Bundle;
import dev.registrykit.attest.sigstore.SignerIdentity;
import dev.registrykit.attest.sigstore.SignerPolicy;
import dev.registrykit.attest.sigstore.VerificationOptions;
import dev.registrykit.attest.sigstore.VerifiedAttestation;
import dev.registrykit.attest.trustroot.TrustRoot;
import dev.registrykit.attest.trustroot.TrustedKeys;
import dev.registrykit.core.decision.Decision;
import dev.registrykit.core.workload.WorkloadIdentity;
import dev.registrykit.core.workload.WorkloadPolicy;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** This SDK's verifier and the miniature agree on what is good, and on why the rest is not. */
class MiniatureSigstoreTest {
    private static final String REPOSITORY = "https://github.com/acme/widget";
    private static final String WORKFLOW = ".github/workflows/release.yml";
    private static final WorkloadIdentity JOB = WorkloadIdentity.builder("https://token.actions.githubusercontent.com")
            .sourceRepository(REPOSITORY)
            .sourceRepositoryId("123")
            .sourceRepositoryOwnerId("456")
            .sourceDigest("0123456789abcdef0123456789abcdef01234567")
            .sourceRef("refs/tags/v1.0.0")
            .buildConfig(REPOSITORY + "/" + WORKFLOW + "@refs/tags/v1.0.0")
            .buildSigner(REPOSITORY + "/" + WORKFLOW + "@refs/tags/v1.0.0")
            .trigger("push")
            .runner("github-hosted")
            .environment("release")
            .visibility("public")
            .runInvocation(REPOSITORY + "/actions/runs/42/attempts/1")
            .build();
    private static final WorkloadPolicy POLICY = WorkloadPolicy.builder(JOB.issuer(), REPOSITORY)
            .repositoryId("123")
            .ownerId("456")
            .workflow(WORKFLOW)
            .environment("release")
            .build();
    private static final byte[] ARTIFACT = "the artifact, caf\u00e9".getBytes(StandardCharsets.UTF_8);
    private static final Map<String, Object> PREDICATE = Map.of("note", "caf\u00e9 \ud83d\ude80");

    private final MiniatureSigstore sigstore = MiniatureSigstore.at(InstantSource.system());
    private final RegistryAttest attest = RegistryAttest.builder()
            .trustRoot(TrustRoot.json(sigstore.trustedRoot()))
            .build();

    private Decision<VerifiedAttestation> verify(byte[] bundle) {
        return verify(attest, bundle);
    }

    private static Decision<VerifiedAttestation> verify(RegistryAttest by, byte[] bundle) {
        return Bundle.parse(bundle).then(parsed -> by.verify(parsed, ArtifactDigest.of(ARTIFACT), POLICY));
    }

    private static String code(Decision<?> decision) {
        return decision.fold(
                value -> "allowed",
                refusal -> refusal.reason().code(),
                outage -> "unavailable: " + outage.reason().code());
    }

    private BundleBuilder statement() {
        return sigstore.job(JOB)
                .statement("pkg:npm/widget@1.0.0", ARTIFACT, "https://example.org/predicate/v1", PREDICATE);
    }

    @ParameterizedTest
    @CsvSource({"V0_2, REKOR_1", "V0_3, REKOR_1", "V0_3_FIRST_SPELLING, REKOR_1", "V0_1, REKOR_1", "V0_3, REKOR_2"})
    void an_artifacts_signature_verifies_in_each_format(BundleFormat format, LogKind log) {
        VerifiedAttestation verified = verify(sigstore.job(JOB)
                        .artifact(ARTIFACT)
                        .format(format)
                        .log(log)
                        .build())
                .orElseThrow(failure -> new AssertionError(failure.toString()));

        assertThat(verified.workload()).isEqualTo(JOB);
        assertThat(verified.statement()).isNull();
        assertThat(verified.times()).hasSize(1);
        assertThat(verified.logEntries()).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource(
            value = LogKind.class,
            names = {"REKOR_1", "REKOR_1_INTOTO", "REKOR_2", "REKOR_2_DSSE"})
    void a_statement_verifies_however_it_is_logged(LogKind log) {
        VerifiedAttestation verified =
                verify(statement().log(log).build()).orElseThrow(failure -> new AssertionError(failure.toString()));

        assertThat(verified.subjectNames()).containsExactly("pkg:npm/widget@1.0.0");
        assertThat(verified.workload()).isEqualTo(JOB);
    }

    @Test
    void each_source_of_time_counts_on_its_own() {
        assertThat(verify(statement().timestamp().build())
                        .map(found -> found.times().size()))
                .isEqualTo(Decision.allowed(2));
        assertThat(code(verify(statement().timestampWithoutCertificate().build())))
                .isEqualTo("allowed");
    }

    @Test
    void a_signature_that_is_logged_nowhere_needs_the_relaxation() {
        byte[] bundle = statement().log(LogKind.TIMESTAMP_ALONE).build();
        RegistryAttest relaxed = RegistryAttest.builder()
                .trustRoot(
                        TrustRoot.json(sigstore.trustedRoot()),
                        VerificationOptions.builder().acceptNoLogEntry().build())
                .build();

        assertThat(code(verify(bundle))).isEqualTo("log-entry-missing");
        assertThat(code(verify(relaxed, bundle))).isEqualTo("allowed");
    }

    @Test
    void a_person_signs_under_an_address() {
        byte[] bundle = sigstore.person("ada@example.org", "https://accounts.example.org")
                .artifact(ARTIFACT)
                .build();
        SignerIdentity ada = SignerIdentity.of("ada@example.org", "https://accounts.example.org");

        assertThat(code(Bundle.parse(bundle)
                        .then(parsed -> attest.verify(parsed, ArtifactDigest.of(ARTIFACT), SignerPolicy.signer(ada)))))
                .isEqualTo("allowed");
        assertThat(code(verify(bundle))).isEqualTo("identity-mismatch");
    }

    @ParameterizedTest
    @EnumSource(
            value = BundleFault.class,
            mode = EnumSource.Mode.EXCLUDE,
            names = {"KEY_UNKNOWN", "KEY_EXPIRED"})
    void a_fault_is_refused_for_its_reason(BundleFault fault) {
        LogKind log = fault.isOfTimestamp() ? LogKind.REKOR_2 : LogKind.REKOR_1;
        if (!fault.isOfStatement()) {
            byte[] bundle =
                    sigstore.job(JOB).artifact(ARTIFACT).log(log).fault(fault).build();
            assertThat(code(verify(bundle))).as("of an artifact").isEqualTo(fault.reason());
        }
        byte[] bundle = sigstore.job(JOB)
                .statement("widget", ARTIFACT, "https://example.org/predicate/v1", PREDICATE)
                .log(log)
                .fault(fault)
                .build();
        assertThat(code(verify(bundle))).as("of a statement").isEqualTo(fault.reason());
    }

    @ParameterizedTest
    @CsvSource({"KEY_UNKNOWN", "KEY_EXPIRED"})
    void a_plain_key_must_be_known_and_in_use(BundleFault fault) {
        RegistryAttest keys = RegistryAttest.builder()
                .trustRoot(
                        TrustRoot.json(sigstore.trustedRoot()),
                        VerificationOptions.builder().acceptNoLogEntry().build())
                .trustedKeys(TrustedKeys.npm(sigstore.keysJson()))
                .build();
        SignerPolicy expected = SignerPolicy.key(MiniatureSigstore.KEY_HINT, MiniatureSigstore.KEY_HINT + "-old");
        byte[] good =
                sigstore.key().artifact(ARTIFACT).log(LogKind.TIMESTAMP_ALONE).build();
        byte[] bad = sigstore.key()
                .artifact(ARTIFACT)
                .log(LogKind.TIMESTAMP_ALONE)
                .fault(fault)
                .build();

        assertThat(code(Bundle.parse(good).then(b -> keys.verify(b, ArtifactDigest.of(ARTIFACT), expected))))
                .isEqualTo("allowed");
        assertThat(code(Bundle.parse(bad).then(b -> keys.verify(b, ArtifactDigest.of(ARTIFACT), expected))))
                .isEqualTo(fault.reason());
    }

    @Test
    void a_fault_that_cannot_show_makes_no_bundle() {
        assertThatThrownBy(() -> sigstore.job(JOB)
                        .artifact(ARTIFACT)
                        .fault(BundleFault.TIMESTAMP_MISSING)
                        .build())
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> sigstore.job(JOB)
                        .artifact(ARTIFACT)
                        .fault(BundleFault.PAYLOAD_CHANGED)
                        .build())
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> sigstore.job(JOB)
                        .artifact(ARTIFACT)
                        .log(LogKind.REKOR_1_INTOTO)
                        .build())
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void another_instance_vouches_for_nothing() {
        byte[] foreign = MiniatureSigstore.at(InstantSource.system())
                .job(JOB)
                .artifact(ARTIFACT)
                .build();

        assertThat(code(verify(foreign))).isEqualTo("certificate-untrusted");
    }
}
