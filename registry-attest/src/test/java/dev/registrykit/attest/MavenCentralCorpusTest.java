package dev.registrykit.attest;

import static dev.registrykit.attest.Refusals.code;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import dev.registrykit.attest.bundle.ArtifactDigest;
import dev.registrykit.attest.bundle.Bundle;
import dev.registrykit.attest.sigstore.SignerIdentity;
import dev.registrykit.attest.sigstore.SignerPolicy;
import dev.registrykit.attest.sigstore.VerifiedAttestation;
import dev.registrykit.core.decision.Decision;
import dev.registrykit.core.workload.WorkloadIdentity;
import dev.registrykit.core.workload.WorkloadPolicy;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The artifacts and bundles that Maven Central serves, whole and with one thing changed. */
class MavenCentralCorpusTest {
    private static final String ISSUER = "https://token.actions.githubusercontent.com";
    private static final String REPOSITORY = "https://github.com/sigstore/sigstore-java";
    private static final String WORKFLOW = ".github/workflows/release-sigstore-java-from-tag.yaml";
    private static final SignerIdentity SIGNER =
            SignerIdentity.of(REPOSITORY + "/" + WORKFLOW + "@refs/tags/v2.0.0", ISSUER);
    private static final String ENTRY = "verificationMaterial/tlogEntries/0/";

    private final RegistryAttest attest = Corpora.verifier(Corpora.publicGood());
    private final byte[] jar = Corpora.central("sigstore-java-2.0.0.jar");
    private final byte[] jarBundle = Corpora.central("sigstore-java-2.0.0.jar.sigstore.json");
    private final byte[] pomBundle = Corpora.central("sigstore-java-2.0.0.pom.sigstore.json");

    private static WorkloadPolicy.Builder policy() {
        return WorkloadPolicy.builder(ISSUER, REPOSITORY)
                .repositoryId("460184708")
                .ownerId("71096353")
                .workflow(WORKFLOW);
    }

    private Decision<VerifiedAttestation> verify(byte[] artifact, byte[] bundle) {
        return Bundle.parse(bundle)
                .then(parsed -> attest.verify(parsed, ArtifactDigest.of(artifact), SignerPolicy.signer(SIGNER)));
    }

    private Decision<VerifiedAttestation> verify(WorkloadPolicy policy) {
        return Bundle.parse(jarBundle).then(parsed -> attest.verify(parsed, ArtifactDigest.of(jar), policy));
    }

    @ParameterizedTest
    @ValueSource(strings = {"sigstore-java-2.0.0.jar", "sigstore-java-2.0.0.pom"})
    void a_signed_artifact_of_maven_central_verifies(String name) {
        byte[] artifact = Corpora.central(name);

        VerifiedAttestation verified = verify(artifact, Corpora.central(name + ".sigstore.json"))
                .orElseThrow(failure -> new AssertionError(failure.toString()));

        assertThat(verified.digest()).isEqualTo(ArtifactDigest.of(artifact));
        assertThat(verified.signer()).isEqualTo(SIGNER);
        assertThat(verified.signedAt())
                .isBetween(Instant.parse("2025-11-20T20:45:20Z"), Instant.parse("2025-11-20T20:55:20Z"));
        assertThat(verified.statement()).isNull();
        assertThat(verified.subjectNames()).isEmpty();
    }

    @Test
    void the_certificate_says_which_workload_signed() {
        VerifiedAttestation verified =
                verify(policy().build()).orElseThrow(failure -> new AssertionError(failure.toString()));

        assertThat(verified.workload())
                .isEqualTo(WorkloadIdentity.builder(ISSUER)
                        .buildSigner(SIGNER.name())
                        .buildConfig(SIGNER.name())
                        .runner("github-hosted")
                        .sourceRepository(REPOSITORY)
                        .sourceDigest("411721f4879abebd95bd9ab6ed3724366b13cdce")
                        .sourceRef("refs/tags/v2.0.0")
                        .sourceRepositoryId("460184708")
                        .sourceRepositoryOwnerId("71096353")
                        .trigger("workflow_dispatch")
                        .runInvocation(REPOSITORY + "/actions/runs/19550486194/attempts/1")
                        .visibility("public")
                        .build());
    }

    @Test
    void another_workload_is_refused_with_what_differs() {
        assertThat(code(verify(policy().repositoryId("460184709").build()))).isEqualTo("repository-id-mismatch");
        assertThat(code(verify(policy().ownerId("1").build()))).isEqualTo("owner-id-mismatch");
        assertThat(code(verify(policy().workflow(".github/workflows/ci.yaml").build())))
                .isEqualTo("workflow-mismatch");
        assertThat(code(verify(policy().ref("refs/heads/main").build()))).isEqualTo("ref-mismatch");
        assertThat(code(verify(policy().environment("release").build()))).isEqualTo("environment-mismatch");
        assertThat(code(verify(WorkloadPolicy.builder("https://gitlab.com", REPOSITORY)
                        .repositoryId("460184708")
                        .ownerId("71096353")
                        .workflow(WORKFLOW)
                        .build())))
                .isEqualTo("issuer-mismatch");
    }

    @Test
    void what_a_certificate_cannot_say_counts_when_the_exchange_of_the_same_run_said_it() {
        WorkloadPolicy demanding = policy().protectedRef().build();
        WorkloadIdentity.Builder exchange =
                WorkloadIdentity.builder(ISSUER).sourceRepositoryId("460184708").refProtected("true");

        assertThat(code(verify(demanding))).isEqualTo("not-provable");
        assertThat(code(verify(
                        demanding.provenBy(exchange.runInvocation(REPOSITORY + "/actions/runs/19550486194/attempts/2")
                                .build()))))
                .isEqualTo("not-provable");
        assertThat(code(verify(
                        demanding.provenBy(exchange.runInvocation(REPOSITORY + "/actions/runs/19550486194/attempts/1")
                                .build()))))
                .isEqualTo("allowed");
    }

    @Test
    void another_signer_or_issuer_is_refused() {
        ArtifactDigest digest = ArtifactDigest.of(jar);

        assertThat(code(Bundle.parse(jarBundle)
                        .then(bundle -> attest.verify(
                                bundle,
                                digest,
                                SignerPolicy.signer(SignerIdentity.of(SIGNER.name() + ".1", SIGNER.issuer()))))))
                .isEqualTo("identity-mismatch");
        assertThat(code(Bundle.parse(jarBundle)
                        .then(bundle -> attest.verify(
                                bundle,
                                digest,
                                SignerPolicy.signer(SignerIdentity.of(SIGNER.name(), SIGNER.issuer() + "/"))))))
                .isEqualTo("issuer-mismatch");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 700_000, -1})
    void an_artifact_with_one_byte_changed_is_refused(int index) {
        byte[] changed = jar.clone();
        changed[index < 0 ? changed.length + index : index] ^= 1;

        assertThat(code(verify(changed, jarBundle))).isEqualTo("digest-mismatch");
    }

    static Stream<Arguments> changes() {
        return Stream.of(
                change("signature", "signature-invalid", Mutated.bit("messageSignature/signature", -1)),
                change("signature length", "signature-invalid", Mutated.bit("messageSignature/signature", 1)),
                change("stated digest", "digest-mismatch", Mutated.bit("messageSignature/messageDigest/digest", 0)),
                change("certificate signature", "certificate-untrusted", certificate(-1)),
                change("certificate time", "certificate-untrusted", certificate("251120204520Z")),
                change("certificate issuer", "certificate-untrusted", certificate("sigstore-intermediate")),
                change("certificate encoding", "certificate-malformed", certificate(0)),
                change("certificate key", "certificate-malformed", certificate(200)),
                change("proof hash", "log-proof-invalid", Mutated.bit(ENTRY + "inclusionProof/hashes/0", 0)),
                change("proof root", "log-proof-invalid", Mutated.bit(ENTRY + "inclusionProof/rootHash", 0)),
                change("proof index", "log-proof-invalid", number("inclusionProof/logIndex")),
                change("proof tree size", "log-proof-invalid", number("inclusionProof/treeSize")),
                change("signed entry timestamp", "log-proof-invalid", promise(-1)),
                change("integrated time", "log-proof-invalid", number("integratedTime")),
                change("log index", "log-proof-invalid", number("logIndex")),
                change("log id", "log-key-untrusted", Mutated.bit(ENTRY + "logId/keyId", 0)),
                change("checkpoint signature", "log-proof-invalid", checkpoint("G000=", "G001=")),
                change("checkpoint size", "log-proof-invalid", checkpoint("\n589407996\n", "\n589407997\n")),
                change("checkpoint root", "log-proof-invalid", checkpoint("FUJkQpx", "FUJkQpy")),
                change(
                        "checkpoint origin",
                        "log-proof-invalid",
                        checkpoint("sigstore.dev - 119", "sigstore.dev - 118")),
                change("entry body", "bundle-malformed", Mutated.bit(ENTRY + "canonicalizedBody", 0)),
                change("stated kind", "bundle-malformed", Mutated.text(ENTRY + "kindVersion/kind", kind -> "dsse")),
                change(
                        "media type",
                        "bundle-malformed",
                        Mutated.text("mediaType", type -> type.replace("0.3", "0.4"))));
    }

    private static Arguments change(String what, String reason, Consumer<JsonObject> change) {
        return Arguments.of(what, reason, change);
    }

    private static Consumer<JsonObject> certificate(int index) {
        return Mutated.bit("verificationMaterial/certificate/rawBytes", index);
    }

    /** Changes the first letter of a text that stands in the certificate. */
    private static Consumer<JsonObject> certificate(String content) {
        return json -> {
            String path = "verificationMaterial/certificate/rawBytes";
            byte[] der = Base64.getDecoder().decode(Mutated.at(json, path).getAsString());
            int index = new String(der, StandardCharsets.ISO_8859_1).indexOf(content);
            assertThat(index).isPositive();
            Mutated.bit(path, index).accept(json);
        };
    }

    private static Consumer<JsonObject> promise(int index) {
        return Mutated.bit(ENTRY + "inclusionPromise/signedEntryTimestamp", index);
    }

    private static Consumer<JsonObject> number(String path) {
        return Mutated.text(ENTRY + path, number -> Long.toString(Long.parseLong(number) + 1));
    }

    private static Consumer<JsonObject> checkpoint(String from, String to) {
        return Mutated.text(ENTRY + "inclusionProof/checkpoint/envelope", envelope -> {
            assertThat(envelope).contains(from);
            return envelope.replace(from, to);
        });
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("changes")
    void a_bundle_with_one_thing_changed_is_refused(String what, String reason, Consumer<JsonObject> change) {
        assertThat(code(verify(jar, Mutated.bundle(jarBundle, change)))).isEqualTo(reason);
    }

    @Test
    void writing_the_same_json_anew_changes_nothing() {
        assertThat(code(verify(jar, Mutated.bundle(jarBundle, json -> {})))).isEqualTo("allowed");
    }

    @Test
    void the_log_entry_of_another_artifact_by_the_same_signer_is_refused() {
        byte[] swapped = Mutated.bundle(
                jarBundle,
                json -> Mutated.bundle(
                        pomBundle,
                        other -> json.getAsJsonObject("verificationMaterial")
                                .add("tlogEntries", Mutated.at(other, "verificationMaterial/tlogEntries"))));

        assertThat(code(verify(jar, swapped))).isEqualTo("log-entry-mismatch");
    }

    @Test
    void a_second_log_entry_is_refused() {
        byte[] doubled = Mutated.bundle(
                jarBundle,
                json -> Mutated.at(json, "verificationMaterial/tlogEntries")
                        .getAsJsonArray()
                        .add(Mutated.at(json, "verificationMaterial/tlogEntries/0")
                                .deepCopy()));

        assertThat(code(verify(jar, doubled))).isEqualTo("bundle-malformed");
    }

    @Test
    void a_time_that_no_promise_signs_is_no_time() {
        byte[] unsigned = Mutated.bundle(
                jarBundle, Mutated.text(ENTRY + "inclusionPromise/signedEntryTimestamp", signature -> ""));
        byte[] absent = Mutated.bundle(
                jarBundle,
                json -> Mutated.at(json, "verificationMaterial/tlogEntries/0")
                        .getAsJsonObject()
                        .remove("inclusionPromise"));

        assertThat(code(verify(jar, unsigned))).isEqualTo("timestamp-missing");
        assertThat(code(verify(jar, absent))).isEqualTo("timestamp-missing");
    }

    @Test
    void a_bundle_without_a_log_entry_or_its_proof_is_refused() {
        byte[] noEntry = Mutated.bundle(
                jarBundle, json -> json.getAsJsonObject("verificationMaterial").remove("tlogEntries"));
        byte[] noProof = Mutated.bundle(
                jarBundle,
                json -> Mutated.at(json, "verificationMaterial/tlogEntries/0")
                        .getAsJsonObject()
                        .remove("inclusionProof"));

        assertThat(code(verify(jar, noEntry))).isEqualTo("log-entry-missing");
        assertThat(code(verify(jar, noProof))).isEqualTo("log-proof-missing");
    }

    @Test
    void text_after_the_bundle_is_refused() {
        byte[] trailing = (new String(jarBundle, StandardCharsets.UTF_8) + "{}").getBytes(StandardCharsets.UTF_8);

        assertThat(code(verify(jar, trailing))).isEqualTo("bundle-malformed");
    }
}
