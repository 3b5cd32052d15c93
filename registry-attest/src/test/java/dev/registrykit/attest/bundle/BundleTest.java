package dev.registrykit.attest.bundle;

import static dev.registrykit.attest.Refusals.code;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import dev.registrykit.attest.Corpora;
import dev.registrykit.attest.Mutated;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class BundleTest {
    private static final String ENTRY = "verificationMaterial/tlogEntries/0/";

    private final byte[] bundle = Corpora.central("sigstore-java-2.0.0.jar.sigstore.json");

    private String changed(Consumer<JsonObject> change) {
        return code(Bundle.parse(Mutated.bundle(bundle, change)));
    }

    private Bundle parsed() {
        return Bundle.parse(bundle).orElseThrow(failure -> new AssertionError(failure.toString()));
    }

    @Test
    void the_bytes_are_kept_as_they_were_read() {
        Bundle parsed = parsed();

        assertThat(parsed.bytes()).isEqualTo(bundle);
        assertThat(parsed.mediaType()).isEqualTo("application/vnd.dev.sigstore.bundle.v0.3+json");
        assertThat(parsed.envelope()).isNull();
        assertThat(parsed.timestamps()).isEmpty();
        assertThat(parsed.logEntries()).hasSize(1);
    }

    @Test
    void nobody_can_change_a_bundle_after_it_was_read() {
        byte[] given = bundle.clone();
        Bundle parsed = Bundle.parse(given).orElseThrow(failure -> new AssertionError(failure.toString()));

        given[0] = 'x';
        parsed.bytes()[0] = 'x';

        assertThat(parsed.bytes()).isEqualTo(bundle);
    }

    @Test
    void a_bundle_that_is_too_large_is_refused() {
        byte[] large = Arrays.copyOf(bundle, Bundle.MAX_BYTES + 1);
        Arrays.fill(large, bundle.length, large.length, (byte) ' ');

        assertThat(code(Bundle.parse(Arrays.copyOf(large, Bundle.MAX_BYTES)))).isEqualTo("allowed");
        assertThat(code(Bundle.parse(large))).isEqualTo("bundle-too-large");
    }

    @Test
    void a_member_that_is_there_twice_is_refused() {
        String json = new String(bundle, StandardCharsets.UTF_8);
        String twice = "{\"mediaType\":\"application/vnd.dev.sigstore.bundle.v0.3+json\"," + json.substring(1);

        assertThat(code(Bundle.parse(twice.getBytes(StandardCharsets.UTF_8)))).isEqualTo("bundle-malformed");
    }

    @Test
    void base64_with_another_spelling_is_refused() {
        assertThat(changed(Mutated.text("messageSignature/messageDigest/digest", text -> text.replace("=", "=="))))
                .isEqualTo("bundle-malformed");
        assertThat(changed(Mutated.text("messageSignature/signature", text -> text + "\n")))
                .isEqualTo("bundle-malformed");
    }

    @Test
    void a_bundle_holds_one_signature_or_one_envelope_and_one_signer() {
        assertThat(changed(json -> json.remove("messageSignature"))).isEqualTo("bundle-malformed");
        assertThat(changed(json -> json.add("dsseEnvelope", new JsonObject()))).isEqualTo("bundle-malformed");
        assertThat(changed(json -> json.getAsJsonObject("verificationMaterial").remove("certificate")))
                .isEqualTo("bundle-malformed");
        assertThat(changed(json -> json.getAsJsonObject("verificationMaterial").add("publicKey", new JsonObject())))
                .isEqualTo("bundle-malformed");
    }

    @Test
    void a_digest_by_an_unknown_algorithm_is_unsupported() {
        assertThat(changed(Mutated.text("messageSignature/messageDigest/algorithm", name -> "SHA3_256")))
                .isEqualTo("unsupported");
        assertThat(changed(Mutated.text("messageSignature/messageDigest/algorithm", name -> "SHA2_512")))
                .as("a digest of another length than its algorithm gives")
                .isEqualTo("bundle-malformed");
    }

    @Test
    void null_is_as_good_as_absent() {
        assertThat(changed(json -> {
                    json.add("dsseEnvelope", JsonNull.INSTANCE);
                    json.getAsJsonObject("verificationMaterial").add("timestampVerificationData", JsonNull.INSTANCE);
                }))
                .isEqualTo("allowed");
    }

    @Test
    void a_time_is_a_number_of_seconds_within_reason() {
        assertThat(changed(Mutated.text(ENTRY + "integratedTime", time -> "-1")))
                .isEqualTo("bundle-malformed");
        assertThat(changed(Mutated.text(ENTRY + "integratedTime", time -> "9223372036854775807")))
                .isEqualTo("bundle-malformed");
        assertThat(changed(Mutated.text(ENTRY + "integratedTime", time -> "soon")))
                .isEqualTo("bundle-malformed");
    }

    @Test
    void an_envelope_is_signed_over_lengths_in_bytes() {
        DsseEnvelope plain = new DsseEnvelope(
                "http://example.com/HelloWorld", "hello world".getBytes(StandardCharsets.UTF_8), new byte[0]);
        DsseEnvelope accented =
                new DsseEnvelope("text", "caf\u00e9 \ud83d\ude00".getBytes(StandardCharsets.UTF_8), new byte[0]);
        DsseEnvelope binary = new DsseEnvelope("text", new byte[] {(byte) 0xff}, new byte[0]);

        assertThat(new String(plain.preAuthEncoding(), StandardCharsets.UTF_8))
                .isEqualTo("DSSEv1 29 http://example.com/HelloWorld 11 hello world");
        assertThat(new String(accented.preAuthEncoding(), StandardCharsets.UTF_8))
                .isEqualTo("DSSEv1 4 text 10 caf\u00e9 \ud83d\ude00");
        assertThat(binary.preAuthEncoding()).endsWith(' ', 0xff);
    }

    @Test
    void a_digest_has_64_hexadecimal_digits() {
        ArtifactDigest digest = ArtifactDigest.of("abc".getBytes(StandardCharsets.UTF_8));

        String hex = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assertThat(digest.hex(DigestAlgorithm.SHA256)).isEqualTo(hex);
        assertThat(ArtifactDigest.sha256(hex.toUpperCase(Locale.ROOT)).hex(DigestAlgorithm.SHA256))
                .isEqualTo(hex);
        assertThatThrownBy(() -> ArtifactDigest.sha256("abc")).isInstanceOf(IllegalArgumentException.class);
    }
}
