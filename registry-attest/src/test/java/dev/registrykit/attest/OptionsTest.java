package dev.registrykit.attest;

import static dev.registrykit.attest.Refusals.code;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import dev.registrykit.attest.bundle.AttestReason;
import dev.registrykit.attest.bundle.Bundle;
import dev.registrykit.attest.sigstore.SignerPolicy;
import dev.registrykit.attest.sigstore.VerificationOptions;
import dev.registrykit.attest.trustroot.TrustRoot;
import dev.registrykit.core.decision.Decision;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** What is demanded, what may be relaxed, and which trust root judges. */
class OptionsTest {
    private static final ConformanceCase V1 = new ConformanceCase("happy-path-v0.1");
    private static final ConformanceCase V3 = new ConformanceCase("happy-path-v0.3");
    private static final ConformanceCase REKOR2 = new ConformanceCase("rekor2-happy-path");

    private static String outcome(ConformanceCase of, VerificationOptions.Builder options) {
        return outcome(of, of.bundle(), options);
    }

    private static String outcome(ConformanceCase of, byte[] bundle, VerificationOptions.Builder options) {
        RegistryAttest attest = RegistryAttest.builder()
                .trustRoot(TrustRoot.file(of.trustRoot()), options.build())
                .build();
        return outcome(of, bundle, attest);
    }

    private static String outcome(ConformanceCase of, byte[] bundle, RegistryAttest attest) {
        return code(Bundle.parse(bundle)
                .then(parsed -> attest.verify(parsed, of.artifact(), SignerPolicy.signer(of.signer()))));
    }

    private static Consumer<JsonObject> without(String path, String member) {
        return json -> Mutated.at(json, path).getAsJsonObject().remove(member);
    }

    @Test
    void more_than_there_is_may_be_demanded() {
        assertThat(outcome(V3, VerificationOptions.builder().logEntries(2))).isEqualTo("log-entry-missing");
        assertThat(outcome(V3, VerificationOptions.builder().verifiedTimes(2))).isEqualTo("timestamp-missing");
        assertThat(outcome(V3, VerificationOptions.builder().certificateTimestamps(2)))
                .isEqualTo("certificate-timestamp-invalid");
        assertThatThrownBy(() -> VerificationOptions.builder().logEntries(0))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void a_promise_stands_for_a_proof_only_in_the_first_format_and_where_accepted() {
        Consumer<JsonObject> cut = without("verificationMaterial/tlogEntries/0", "inclusionProof");
        byte[] first = Mutated.bundle(V1.bundle(), cut);
        byte[] third = Mutated.bundle(V3.bundle(), cut);

        assertThat(outcome(V1, first, VerificationOptions.builder())).isEqualTo("log-proof-missing");
        assertThat(outcome(V1, first, VerificationOptions.builder().acceptPromiseWithoutProof()))
                .isEqualTo("allowed");
        assertThat(outcome(V3, third, VerificationOptions.builder().acceptPromiseWithoutProof()))
                .isEqualTo("log-proof-missing");
    }

    @Test
    void no_log_entry_and_no_time_are_two_relaxations() {
        byte[] bare = Mutated.bundle(REKOR2.bundle(), without("verificationMaterial", "tlogEntries"));
        byte[] timeless = Mutated.bundle(REKOR2.bundle(), without("verificationMaterial", "timestampVerificationData"));

        assertThat(outcome(REKOR2, bare, VerificationOptions.builder())).isEqualTo("log-entry-missing");
        assertThat(outcome(REKOR2, bare, VerificationOptions.builder().acceptNoLogEntry()))
                .isEqualTo("allowed");
        assertThat(outcome(REKOR2, timeless, VerificationOptions.builder())).isEqualTo("timestamp-missing");
        assertThat(outcome(REKOR2, timeless, VerificationOptions.builder().acceptNoVerifiedTime("a test")))
                .isEqualTo("allowed");
    }

    @Test
    void a_trust_root_may_speak_for_some_issuers_only() {
        assertThat(outcome(V3, VerificationOptions.builder().onlyIssuers("https://gitlab.com")))
                .isEqualTo("issuer-mismatch");
        assertThat(outcome(
                        V3,
                        VerificationOptions.builder().onlyIssuers(V3.signer().issuer())))
                .isEqualTo("allowed");
    }

    @Test
    void the_trust_root_whose_authority_issued_the_certificate_judges() {
        RegistryAttest both = RegistryAttest.builder()
                .trustRoot(TrustRoot.file(REKOR2.trustRoot()))
                .trustRoot(TrustRoot.file(V3.trustRoot()))
                .build();

        assertThat(outcome(V3, V3.bundle(), both)).isEqualTo("allowed");
        assertThat(outcome(REKOR2, REKOR2.bundle(), both)).isEqualTo("allowed");
        assertThat(outcome(REKOR2, REKOR2.bundle(), Corpora.verifier(V3.trustRoot())))
                .isEqualTo("certificate-untrusted");
    }

    @Test
    void a_trust_root_that_is_not_at_hand_is_an_outage_only_for_what_it_might_judge() {
        RegistryAttest attest = RegistryAttest.builder()
                .trustRoot(
                        () -> Decision.unavailable(AttestReason.TRUST_ROOT_UNAVAILABLE, "too old"),
                        VerificationOptions.defaults())
                .trustRoot(TrustRoot.file(V3.trustRoot()))
                .build();

        assertThat(outcome(V3, V3.bundle(), attest)).isEqualTo("allowed");
        assertThat(outcome(REKOR2, REKOR2.bundle(), attest)).isEqualTo("unavailable: trust-root-unavailable");
    }
}
