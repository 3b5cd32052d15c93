package dev.registrykit.attest;

import static dev.registrykit.attest.Refusals.code;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.registrykit.attest.bundle.Bundle;
import dev.registrykit.attest.sigstore.SignerPolicy;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** What other verifiers got wrong, each with the number of its advisory or the place where it was found. */
class PitfallsTest {
    private static final String MATERIAL = "verificationMaterial";
    private static final String ENTRIES = MATERIAL + "/tlogEntries";

    private static String outcome(ConformanceCase of, Consumer<JsonObject> change) {
        return code(Bundle.parse(Mutated.bundle(of.bundle(), change))
                .then(bundle -> Corpora.verifier(of.trustRoot())
                        .verify(bundle, of.artifact(), SignerPolicy.signer(of.signer()))));
    }

    private static JsonElement entryOf(String name) {
        JsonElement[] entry = new JsonElement[1];
        Mutated.bundle(new ConformanceCase(name).bundle(), json -> entry[0] = Mutated.at(json, ENTRIES + "/0"));
        return entry[0];
    }

    /** CVE-2026-22703 (cosign), and sigstore-java, which looks at the first entry alone. */
    @Test
    void every_log_entry_must_be_about_this_signature_wherever_it_stands() {
        ConformanceCase of = new ConformanceCase("happy-path-v0.3");
        JsonElement foreign = entryOf("happy-path-v0.1");

        assertThat(outcome(
                        of, json -> Mutated.at(json, MATERIAL).getAsJsonObject().add("tlogEntries", array(foreign))))
                .isEqualTo("log-entry-mismatch");
        assertThat(outcome(
                        of, json -> Mutated.at(json, ENTRIES).getAsJsonArray().add(foreign)))
                .isEqualTo("log-entry-mismatch");
        assertThat(outcome(
                        of,
                        json -> Mutated.at(json, MATERIAL)
                                .getAsJsonObject()
                                .add("tlogEntries", array(foreign, Mutated.at(json, ENTRIES + "/0")))))
                .isEqualTo("log-entry-mismatch");
    }

    private static JsonArray array(JsonElement... elements) {
        JsonArray array = new JsonArray();
        List.of(elements).forEach(array::add);
        return array;
    }

    /** An audit's finding on sigstore-rust: the time beside an entry is anybody's claim until the log's promise proves it. */
    @Test
    void a_time_that_no_promise_signs_makes_no_difference() {
        ConformanceCase of = new ConformanceCase("rekor2-happy-path");

        assertThat(outcome(
                        of,
                        json -> Mutated.at(json, ENTRIES + "/0")
                                .getAsJsonObject()
                                .addProperty("integratedTime", "1")))
                .isEqualTo("allowed");
        assertThat(outcome(of, json -> {
                    Mutated.at(json, ENTRIES + "/0").getAsJsonObject().addProperty("integratedTime", "1749755000");
                    Mutated.at(json, MATERIAL).getAsJsonObject().remove("timestampVerificationData");
                }))
                .isEqualTo("timestamp-missing");
    }

    /** Another finding of that audit; the case itself is refused already for white space in its base64. */
    @Test
    void the_certificate_must_be_valid_at_every_time() {
        ConformanceCase of = new ConformanceCase("rekor2-timestamp-with-incorrect-time_fail");
        String path = MATERIAL + "/timestampVerificationData/rfc3161Timestamps/0/signedTimestamp";

        assertThat(outcome(of, Mutated.text(path, text -> text.replace("\n", ""))))
                .isEqualTo("certificate-expired");
    }

    /** A promise beside a proof is checked too, though the proof would be enough. */
    @Test
    void what_is_there_must_hold_even_if_it_is_not_needed() {
        ConformanceCase of = new ConformanceCase("rekor2-happy-path");

        assertThat(outcome(of, json -> {
                    JsonObject promise = new JsonObject();
                    promise.addProperty("signedEntryTimestamp", "AAAA");
                    Mutated.at(json, ENTRIES + "/0").getAsJsonObject().add("inclusionPromise", promise);
                }))
                .isEqualTo("log-proof-invalid");
    }

    @Test
    void a_member_that_the_format_does_not_have_is_refused() {
        assertThat(outcome(new ConformanceCase("happy-path-v0.3"), json -> json.addProperty("comment", "x")))
                .isEqualTo("bundle-malformed");
    }

    @Test
    void the_spellings_that_every_reader_must_accept_change_nothing() {
        ConformanceCase of = new ConformanceCase("happy-path-v0.3");

        assertThat(outcome(of, json -> json.add("media_type", json.remove("mediaType"))))
                .isEqualTo("allowed");
        assertThat(outcome(of, json -> json.add("media_type", json.get("mediaType"))))
                .isEqualTo("bundle-malformed");
        assertThat(outcome(
                        of,
                        Mutated.text(
                                "messageSignature/signature",
                                text -> text.replace('+', '-').replace('/', '_').replace("=", ""))))
                .isEqualTo("allowed");
        assertThat(outcome(of, json -> {
                    JsonObject entry = Mutated.at(json, ENTRIES + "/0").getAsJsonObject();
                    entry.addProperty("logIndex", entry.get("logIndex").getAsLong());
                }))
                .isEqualTo("allowed");
    }
}
