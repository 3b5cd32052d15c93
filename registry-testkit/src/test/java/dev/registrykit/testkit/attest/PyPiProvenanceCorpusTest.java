package dev.registrykit.testkit.attest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.registrykit.attest.RegistryAttest;
import dev.registrykit.attest.bundle.ArtifactDigest;
import dev.registrykit.attest.bundle.Bundle;
import dev.registrykit.attest.continuity.Provenance;
import dev.registrykit.attest.continuity.SignerKind;
import dev.registrykit.attest.publication.AttestationLimits;
import dev.registrykit.attest.publication.Attestations;
import dev.registrykit.attest.publication.KeptAttestation;
import dev.registrykit.attest.publication.ProvenanceView;
import dev.registrykit.attest.publication.PyPiIntegrityEndpoint;
import dev.registrykit.attest.sigstore.SignerIdentity;
import dev.registrykit.attest.sigstore.SignerPolicy;
import dev.registrykit.attest.sigstore.VerifiedAttestation;
import dev.registrykit.attest.trustroot.TrustRoot;
import dev.registrykit.core.decision.Decision;
import dev.registrykit.core.json.JsonLimits;
import dev.registrykit.core.json.JsonObject;
import dev.registrykit.core.json.StrictJson;
import dev.registrykit.core.name.Ecosystem;
import dev.registrykit.core.name.PackageName;
import dev.registrykit.core.name.Release;
import dev.registrykit.core.request.EndpointAnswer;
import dev.registrykit.core.request.RequestContext;
import dev.registrykit.testkit.memory.InMemoryAttest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Real attestations of PyPI, from the bundles that they can be written as, come out as what PyPI serves. */
class PyPiProvenanceCorpusTest {
    private static final JsonLimits LIMITS = JsonLimits.of(4 << 20, 16, 100_000);

    static Stream<Arguments> attestations() {
        return json(corpus().resolve("index.json")).objects("entries").stream()
                .filter(entry -> entry.string("expected").equals("verify"))
                .filter(entry -> entry.has("extractedFrom")
                        && !entry.isNull("extractedFrom")
                        && entry.object("extractedFrom").string("format").equals("pep740-attestation"))
                .map(entry -> Arguments.of(entry.string("bundle"), entry));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("attestations")
    void a_verified_attestation_is_kept_and_served_in_the_form_that_it_had(String name, JsonObject entry) {
        VerifiedAttestation verified = verified(entry);
        var attestations = new Attestations(
                InMemoryAttest.unitOfWork(),
                AttestationLimits.standard(),
                Duration.ofDays(7),
                InstantSource.system(),
                (operation, outcome, code, nanoseconds) -> {});
        Release release = Release.of(PackageName.parse(Ecosystem.PYPI, "widget"), "1.0.0");
        RequestContext request = RequestContext.builder("GET", "/integrity/widget/1.0.0/widget.whl/provenance")
                .build();
        KeptAttestation kept = allowed(attestations.keep(release, "widget.whl", verified, request));
        allowed(attestations.keep(release, "widget.whl", verified, request));

        EndpointAnswer answer = new PyPiIntegrityEndpoint(attestations).handle(request);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.headers()).containsEntry("Content-Type", PyPiIntegrityEndpoint.MEDIA_TYPE);
        JsonObject document = StrictJson.object(answer.body(), LIMITS);
        assertThat(document.integer("version")).isEqualTo(1);
        JsonObject bundle = document.objects("attestation_bundles").get(0);
        assertThat(bundle.objects("attestations")).hasSize(1);
        same(
                bundle.objects("attestations").get(0),
                json(corpus().resolve(entry.object("extractedFrom").string("file"))));
        publisher(bundle.object("publisher"), entry);
        continuityAndView(verified, kept);
    }

    private static void same(JsonObject served, JsonObject original) {
        assertThat(served.integer("version")).isEqualTo(original.integer("version"));
        assertThat(served.object("envelope").string("statement"))
                .isEqualTo(original.object("envelope").string("statement"));
        assertThat(served.object("envelope").string("signature"))
                .isEqualTo(original.object("envelope").string("signature"));
        JsonObject material = served.object("verification_material");
        JsonObject expected = original.object("verification_material");
        assertThat(material.string("certificate")).isEqualTo(expected.string("certificate"));
        JsonObject entry = material.objects("transparency_entries").get(0);
        JsonObject wanted = expected.objects("transparency_entries").get(0);
        assertThat(entry.names()).containsAll(wanted.names());
        assertThat(entry.string("canonicalizedBody")).isEqualTo(wanted.string("canonicalizedBody"));
        assertThat(entry.string("logIndex")).isEqualTo(wanted.string("logIndex"));
        assertThat(entry.object("inclusionProof").object("checkpoint").string("envelope"))
                .isEqualTo(wanted.object("inclusionProof").object("checkpoint").string("envelope"));
    }

    private static void publisher(JsonObject publisher, JsonObject entry) {
        String identity = entry.string("identity");
        if (identity.startsWith("https://github.com/")) {
            assertThat(publisher.string("kind")).isEqualTo("GitHub");
            assertThat(publisher.names()).containsExactly("kind", "repository", "workflow", "environment");
            assertThat(identity)
                    .startsWith("https://github.com/" + publisher.string("repository") + "/.github/workflows/"
                            + publisher.string("workflow") + "@");
        } else if (identity.startsWith("https://gitlab.com/")) {
            assertThat(publisher.string("kind")).isEqualTo("GitLab");
            assertThat(identity)
                    .startsWith("https://gitlab.com/" + publisher.string("repository") + "//"
                            + publisher.string("workflow_filepath") + "@");
        } else {
            assertThat(publisher.string("identity")).isEqualTo(identity);
        }
    }

    private static void continuityAndView(VerifiedAttestation verified, KeptAttestation kept) {
        Provenance provenance = Provenance.of(verified);
        boolean job = verified.workload() != null;
        assertThat(provenance.kind()).isEqualTo(job ? SignerKind.WORKLOAD : SignerKind.PERSON);
        ProvenanceView view = ProvenanceView.of(kept);
        assertThat(view.source()).hasSize(job ? 2 : 0);
        assertThat(view.signedAt()).isEqualTo(verified.signedAt());
        assertThat(view.integrity()).isNotEmpty();
    }

    private static VerifiedAttestation verified(JsonObject entry) {
        RegistryAttest attest = RegistryAttest.builder()
                .trustRoot(TrustRoot.file(corpus().resolve(entry.string("trustedRoot"))))
                .build();
        SignerPolicy expected =
                SignerPolicy.signer(SignerIdentity.of(entry.string("identity"), entry.string("issuer")));
        ArtifactDigest digest = ArtifactDigest.sha256(entry.object("digest").string("sha256"));
        return allowed(Bundle.parse(bytes(corpus().resolve(entry.string("bundle"))))
                .then(bundle -> attest.verify(bundle, digest, expected)));
    }

    private static <T> T allowed(Decision<T> decision) {
        return decision.orElseThrow(failure -> new AssertionError(failure.toString()));
    }

    private static Path corpus() {
        Path directory = Path.of(System.getProperty("registrykit.corpora", "../../shared/corpora"), "bundles");
        if (!Files.isDirectory(directory)) {
            String message = "no corpus at " + directory + ": set REGISTRYKIT_CORPORA";
            if ("true".equals(System.getenv("CI"))) {
                fail(message);
            }
            abort(message);
        }
        return directory;
    }

    private static JsonObject json(Path file) {
        return StrictJson.object(bytes(file), LIMITS);
    }

    private static byte[] bytes(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
