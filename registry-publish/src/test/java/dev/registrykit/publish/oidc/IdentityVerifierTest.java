package dev.registrykit.publish.oidc;

import static dev.registrykit.publish.TestIssuer.encode;
import static dev.registrykit.publish.World.AUDIENCE;
import static dev.registrykit.publish.World.code;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import dev.registrykit.core.decision.Decision;
import dev.registrykit.publish.SettableClock;
import dev.registrykit.publish.TestIssuer;
import dev.registrykit.publish.provider.GitHubActions;
import java.math.BigInteger;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IdentityVerifierTest {
    private static final String HEADER = "{\"typ\":\"JWT\",\"alg\":\"RS256\",\"kid\":\"key-1\"}";

    private final SettableClock clock = new SettableClock();
    private final TestIssuer issuer = new TestIssuer(TestIssuer.CLOUD, clock);
    private final IdentityVerifier verifier = new IdentityVerifier(List.of(GitHubActions.cloud()), issuer, clock);

    private Decision<VerifiedIdentity> verify(String token) {
        return verifier.verify(IdentityToken.of(token), AUDIENCE);
    }

    private String codeWith(Consumer<Map<String, Object>> change) {
        Map<String, Object> claims = issuer.claims(AUDIENCE);
        change.accept(claims);
        return code(verify(issuer.token(claims)));
    }

    private String codeWithHeader(String header) {
        return code(verify(issuer.signed(header, TestIssuer.json(issuer.claims(AUDIENCE)))));
    }

    private String good() {
        return issuer.token(issuer.claims(AUDIENCE));
    }

    private static String changed(String token, int part, UnaryOperator<String> change) {
        String[] parts = token.split("\\.", -1);
        parts[part] = change.apply(parts[part]);
        return String.join(".", parts);
    }

    @Test
    void a_token_of_a_trusted_issuer_for_this_audience_is_verified() {
        Map<String, Object> claims = issuer.claims(AUDIENCE);
        Decision<VerifiedIdentity> decision = verify(issuer.token(claims));

        VerifiedIdentity identity = decision.orElseThrow(failure -> new AssertionError(failure.detail()));
        assertThat(identity.issuer()).isEqualTo(TestIssuer.CLOUD);
        assertThat(identity.tokenId()).isEqualTo(claims.get("jti"));
        assertThat(identity.expiresAt()).isEqualTo(clock.instant().plusSeconds(300));
        assertThat(identity.claims().string("repository")).isEqualTo("acme/widget");
        assertThat(identity.toString()).doesNotContain("sub");
    }

    @Test
    void a_header_written_by_hand_is_verified_too() {
        assertThat(codeWithHeader(HEADER)).isEqualTo("allowed");
        assertThat(codeWithHeader("{\"alg\":\"RS256\",\"kid\":\"key-1\",\"x5t\":\"ignored\"}"))
                .isEqualTo("allowed");
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "None", "NONE", "nOnE", "", "RS256 ", "rs256", "RS384", "PS256", "ES256", "HS256"})
    void another_algorithm_is_refused_whatever_the_signature(String algorithm) {
        String header = "{\"alg\":\"" + algorithm + "\",\"kid\":\"key-1\"}";

        assertThat(codeWithHeader(header)).isEqualTo("algorithm-not-allowed");
        assertThat(code(verify(encode(header) + "." + encode(TestIssuer.json(issuer.claims(AUDIENCE))) + ".")))
                .isEqualTo("algorithm-not-allowed");
        assertThat(issuer.fetches()).as("nothing was fetched for it").isZero();
    }

    @Test
    void a_missing_signature_is_refused() {
        assertThat(code(verify(changed(good(), 2, signature -> "")))).isEqualTo("signature-invalid");
        assertThat(code(verify(good().substring(0, good().lastIndexOf('.'))))).isEqualTo("token-malformed");
    }

    @Test
    void the_public_key_is_no_shared_secret() throws JOSEException {
        JWSHeader header =
                new JWSHeader.Builder(JWSAlgorithm.HS256).keyID("key-1").build();
        JWSObject token = new JWSObject(header, new Payload(TestIssuer.json(issuer.claims(AUDIENCE))));
        token.sign(new MACSigner(TestIssuer.FIRST_KEY.toRSAPublicKey().getEncoded()));

        assertThat(code(verify(token.serialize()))).isEqualTo("algorithm-not-allowed");
    }

    @Test
    void a_stronger_or_weaker_rsa_algorithm_is_refused_though_its_signature_is_right() throws JOSEException {
        for (JWSAlgorithm algorithm : List.of(JWSAlgorithm.RS384, JWSAlgorithm.RS512, JWSAlgorithm.PS256)) {
            JWSObject token = new JWSObject(
                    new JWSHeader.Builder(algorithm).keyID("key-1").build(),
                    new Payload(TestIssuer.json(issuer.claims(AUDIENCE))));
            token.sign(new RSASSASigner(TestIssuer.FIRST_KEY));
            assertThat(code(verify(token.serialize()))).isEqualTo("algorithm-not-allowed");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"crit\":[\"exp\"]",
                "\"crit\":[]",
                "\"b64\":false",
                "\"b64\":true",
                "\"zip\":\"DEF\"",
                "\"jwk\":{\"kty\":\"RSA\"}",
                "\"jku\":\"https://evil.example/keys\"",
                "\"x5u\":\"https://evil.example/cert\"",
                "\"x5c\":[\"MIIB\"]",
                "\"jku\":null",
                "\"typ\":\"at+jwt\"",
                "\"typ\":\"logout+jwt\"",
                "\"typ\":\"jwt\""
            })
    void a_header_that_would_decide_anything_is_refused(String member) {
        assertThat(codeWithHeader("{\"alg\":\"RS256\",\"kid\":\"key-1\"," + member + "}"))
                .isEqualTo("header-not-allowed");
        assertThat(issuer.fetches()).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"alg\":\"RS256\"}",
                "{\"alg\":\"RS256\",\"kid\":1}",
                "{\"alg\":\"RS256\",\"kid\":null}",
                "{\"alg\":\"RS256\",\"kid\":\"\"}",
                "{\"alg\":[\"RS256\"],\"kid\":\"key-1\"}",
                "{\"alg\":\"RS256\",\"alg\":\"RS256\",\"kid\":\"key-1\"}",
                "{\"alg\":\"none\",\"alg\":\"RS256\",\"kid\":\"key-1\"}",
                "{\"alg\":\"RS256\",\"typ\":7,\"kid\":\"key-1\"}",
                "{\"alg\":\"RS256\",\"kid\":\"key-1\"} ",
                "{\"alg\":\"RS256\",\"kid\":\"key-1\"}{}",
                "[\"RS256\"]",
                "\"RS256\"",
                "{\"alg\":\"RS256\",\"kid\":\"key-1\"",
                "{\"alg\":\"RS256\",\"kid\":\"key-1\",}",
                "{'alg':'RS256','kid':'key-1'}"
            })
    void a_header_that_is_not_strict_is_refused(String header) {
        // Trailing white space is the one harmless thing in this list.
        assertThat(codeWithHeader(header)).isEqualTo(header.endsWith(" ") ? "allowed" : "token-malformed");
    }

    @Test
    void an_overlong_key_id_is_refused_and_a_strange_one_is_only_looked_up() {
        assertThat(codeWithHeader("{\"alg\":\"RS256\",\"kid\":\"" + "k".repeat(10_000) + "\"}"))
                .isEqualTo("token-malformed");
        assertThat(codeWithHeader("{\"alg\":\"RS256\",\"kid\":\"../../etc/passwd\"}"))
                .isEqualTo("key-unknown");
    }

    @Test
    void an_encrypted_token_is_refused() {
        String header = encode("{\"alg\":\"RSA-OAEP\",\"enc\":\"A128GCM\",\"cty\":\"JWT\"}");

        assertThat(code(verify(header + ".a.b.c.d"))).isEqualTo("token-malformed");
        assertThat(codeWithHeader("{\"alg\":\"RS256\",\"kid\":\"key-1\",\"enc\":\"A128GCM\"}"))
                .isEqualTo("header-not-allowed");
    }

    @Test
    void another_number_of_parts_is_refused() {
        String token = good();

        for (String other : List.of("", ".", "..", "...", "a.b", token + ".", token + ".x", "." + token, token + " ")) {
            assertThat(code(verify(other))).as(other).isEqualTo("token-malformed");
        }
    }

    @Test
    void the_json_serializations_are_refused() {
        String[] parts = good().split("\\.", -1);
        String flattened = "{\"payload\":\"" + parts[1] + "\",\"protected\":\"" + parts[0] + "\",\"signature\":\""
                + parts[2] + "\"}";

        assertThat(code(verify(flattened))).isEqualTo("token-malformed");
        assertThat(code(verify("{\"payload\":\"" + parts[1] + "\",\"signatures\":[]}")))
                .isEqualTo("token-malformed");
    }

    @Test
    void a_signature_has_one_spelling_only() {
        String token = good();
        String last = token.substring(token.length() - 1);
        String digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        for (int i = 0; i < digits.length(); i++) {
            String other = digits.substring(i, i + 1);
            if (!other.equals(last)) {
                String respelled = token.substring(0, token.length() - 1) + other;
                assertThat(code(verify(respelled))).as(other).isIn("token-malformed", "signature-invalid");
            }
        }
        // 256 bytes end in a character of which four bits are unused: its 15 other values decode to the same bytes.
        int value = digits.indexOf(last);
        for (int unused = 1; unused < 16; unused++) {
            String respelled = token.substring(0, token.length() - 1) + digits.charAt((value & 0x30) | unused);
            assertThat(code(verify(respelled))).isEqualTo("token-malformed");
        }
    }

    @Test
    void base64_that_is_not_canonical_is_refused_in_every_part() {
        for (int part = 0; part < 3; part++) {
            for (UnaryOperator<String> change : List.<UnaryOperator<String>>of(
                    text -> text + "=",
                    text -> text + "==",
                    text -> text + "!!!!",
                    text -> text + " ",
                    text -> " " + text,
                    text -> text.substring(0, 4) + "\n" + text.substring(4),
                    text -> text.substring(0, 4) + "+" + text.substring(5),
                    text -> text.substring(0, 4) + "/" + text.substring(5))) {
                assertThat(code(verify(changed(good(), part, change)))).isEqualTo("token-malformed");
            }
        }
    }

    @Test
    void changed_claims_or_header_break_the_signature() {
        String claims = TestIssuer.json(issuer.claims(AUDIENCE)).replace("acme/widget", "evil/widget");

        assertThat(code(verify(changed(good(), 1, text -> encode(claims))))).isEqualTo("signature-invalid");
        assertThat(code(verify(changed(
                        good(), 0, text -> encode("{\"alg\":\"RS256\",\"kid\":\"key-1\",\"typ\":\"JWT\",\"a\":1}")))))
                .isEqualTo("signature-invalid");
    }

    @Test
    void a_signature_by_another_key_under_the_same_id_is_refused() {
        issuer.signWith(TestIssuer.key("key-1", 2048));

        assertThat(code(verify(good()))).isEqualTo("signature-invalid");
    }

    @Test
    void a_signature_of_another_length_or_of_zeros_is_refused() {
        String token = good();
        byte[] signature = Base64.getUrlDecoder().decode(token.substring(token.lastIndexOf('.') + 1));
        Base64.Encoder encoder = Base64.getUrlEncoder().withoutPadding();
        BigInteger modulus = TestIssuer.FIRST_KEY.getModulus().decodeToBigInteger();
        byte[] plusModulus = new BigInteger(1, signature).add(modulus).toByteArray();

        for (byte[] other : List.of(
                new byte[0],
                new byte[256],
                Arrays.copyOf(signature, 255),
                Arrays.copyOf(signature, 257),
                plusModulus)) {
            assertThat(code(verify(changed(token, 2, text -> encoder.encodeToString(other)))))
                    .isEqualTo("signature-invalid");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://token.actions.githubusercontent.com/",
                "https://token.actions.githubusercontent.com/acme",
                "http://token.actions.githubusercontent.com",
                "HTTPS://token.actions.githubusercontent.com",
                "https://Token.actions.githubusercontent.com",
                "https://token.actions.githubusercontent.com:443",
                "https://x@token.actions.githubusercontent.com",
                "https://token.actions.githubusercontent.com/../",
                "https://token.actions.githubusercontent.com.evil.example",
                "https://tokеn.actions.githubusercontent.com",
                " https://token.actions.githubusercontent.com",
                "http://169.254.169.254/latest",
                ""
            })
    void an_issuer_that_is_not_exactly_trusted_is_refused_and_never_asked(String other) {
        assertThat(codeWith(claims -> claims.put("iss", other))).isEqualTo("issuer-not-trusted");
        assertThat(issuer.fetches()).isZero();
    }

    @Test
    void an_issuer_of_another_type_is_refused_and_never_asked() {
        assertThat(codeWith(claims -> claims.put("iss", List.of(TestIssuer.CLOUD))))
                .isEqualTo("issuer-not-trusted");
        assertThat(codeWith(claims -> claims.put("iss", Map.of("a", 1)))).isEqualTo("issuer-not-trusted");
        assertThat(codeWith(claims -> claims.remove("iss"))).isEqualTo("issuer-not-trusted");
        assertThat(issuer.fetches()).isZero();
    }

    @Test
    void the_audience_is_one_string_and_exactly_ours() {
        for (Object other : List.of(
                List.of(AUDIENCE),
                List.of(AUDIENCE, "other.example"),
                "other.example",
                "Packages.example.org",
                "packages.example.or",
                "packages.example.org ",
                "packages.example.org.evil.example",
                "",
                7,
                true,
                Map.of(AUDIENCE, true))) {
            assertThat(codeWith(claims -> claims.put("aud", other)))
                    .as("%s", other)
                    .isEqualTo("audience-mismatch");
        }
        assertThat(codeWith(claims -> claims.remove("aud"))).isEqualTo("audience-mismatch");
    }

    @ParameterizedTest
    @CsvSource({
        // exp, iat and nbf as seconds from now
        "300, 0, -300, allowed",
        "-59, -300, -300, allowed",
        "-60, -300, -300, token-expired",
        "-61, -300, -300, token-expired",
        "300, 60, 0, allowed",
        "300, 61, 0, token-not-yet-valid",
        "300, 0, 60, allowed",
        "300, 0, 61, token-not-yet-valid",
        "3600, 0, 0, allowed",
        "3601, 0, 0, lifetime-too-long",
        "86400, 0, 0, lifetime-too-long",
        "0, 0, 0, claim-malformed",
        "-10, 20, 0, claim-malformed"
    })
    void the_times_have_one_leeway_of_a_minute(long exp, long iat, long nbf, String expected) {
        long now = clock.instant().getEpochSecond();

        assertThat(codeWith(claims -> {
                    claims.put("exp", now + exp);
                    claims.put("iat", now + iat);
                    claims.put("nbf", now + nbf);
                }))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"exp", "iat", "jti"})
    void a_claim_that_is_needed_must_be_there(String name) {
        assertThat(codeWith(claims -> claims.remove(name))).isEqualTo("claim-missing");
    }

    @Test
    void nbf_may_be_absent() {
        assertThat(codeWith(claims -> claims.remove("nbf"))).isEqualTo("allowed");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"1772366700\"",
                "1772366700.5",
                "1772366700.0",
                "1e400",
                "1.7e9",
                "-1",
                "null",
                "true",
                "[1]",
                "253402300800",
                "9223372036854775807"
            })
    void a_time_that_is_no_whole_number_of_seconds_is_refused(String value) {
        for (String name : List.of("exp", "iat", "nbf")) {
            String claims = TestIssuer.json(issuer.claims(AUDIENCE))
                    .replaceFirst("\"" + name + "\":[0-9]+", "\"" + name + "\":" + value);
            assertThat(code(verify(issuer.signed(HEADER, claims)))).isIn("claim-malformed", "token-malformed");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a b", "a\u0000b", "é", "a\nb"})
    void an_id_that_a_store_could_not_keep_is_refused(String id) {
        assertThat(codeWith(claims -> claims.put("jti", id))).isEqualTo("claim-malformed");
        assertThat(codeWith(claims -> claims.put("jti", "x".repeat(257)))).isEqualTo("claim-malformed");
        assertThat(codeWith(claims -> claims.put("jti", 42))).isEqualTo("claim-malformed");
        assertThat(codeWith(claims -> claims.put("jti", "x".repeat(256)))).isEqualTo("allowed");
    }

    @Test
    void repeated_members_nesting_and_trailing_text_are_refused() {
        String claims = TestIssuer.json(issuer.claims(AUDIENCE));
        String open = claims.substring(0, claims.length() - 1);

        for (String other : List.of(
                open + ",\"iss\":\"" + TestIssuer.CLOUD + "\"}",
                "{\"aud\":\"other\"," + claims.substring(1),
                open + ",\"\\u0069ss\":\"https://evil.example\"}",
                claims + "x",
                claims + claims,
                open + ",\"deep\":" + "[".repeat(200) + "]".repeat(200) + "}",
                open + ",\"bad\":\"\\ud800\"}",
                "\ufeff" + claims,
                "[" + claims + "]",
                "null",
                "")) {
            assertThat(code(verify(issuer.signed(HEADER, other)))).isEqualTo("token-malformed");
        }
    }

    @Test
    void claims_that_are_no_utf8_are_refused() {
        String bytes = Base64.getUrlEncoder().withoutPadding().encodeToString(new byte[] {'{', '"', (byte) 0xff, '"'});

        assertThat(code(verify(encode(HEADER) + "." + bytes + ".AAAA"))).isEqualTo("token-malformed");
    }

    @Test
    void an_overlong_token_is_refused_before_it_is_read() {
        assertThat(codeWith(claims -> claims.put("padding", "x".repeat(20_000))))
                .isEqualTo("token-malformed");
    }

    @Test
    void what_the_subject_says_does_not_matter() {
        assertThat(codeWith(claims -> claims.put("sub", "repo:evil/evil"))).isEqualTo("allowed");
        assertThat(codeWith(claims -> claims.remove("sub"))).isEqualTo("allowed");
    }

    @Test
    void an_id_is_remembered_longer_than_its_token_is_accepted() {
        VerifiedIdentity identity = verify(good()).orElseThrow(failure -> new AssertionError(failure.detail()));

        assertThat(identity.rememberUntil())
                .isAfterOrEqualTo(identity.expiresAt().plus(IdentityVerifier.LEEWAY.plus(Duration.ofSeconds(1))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://ci.example.org",
                "https://ci.example.org/",
                "https://ci.example.org?x=1",
                "https://ci.example.org#x",
                "https://user@ci.example.org",
                "ftp://ci.example.org"
            })
    void an_issuer_of_another_form_fails_when_the_verifier_is_built(String wrong) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new IdentityVerifier(List.of(GitHubActions.at(wrong)), issuer, clock));
    }

    @Test
    void an_issuer_is_trusted_once() {
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        new IdentityVerifier(List.of(GitHubActions.cloud(), GitHubActions.cloud()), issuer, clock));
    }

    @Test
    void a_raw_token_hides_its_text() {
        String token = good();

        assertThat(IdentityToken.of(token)).asString().doesNotContain(token);
        assertThat(verifier.read(IdentityToken.of(token))).asString().doesNotContain(token.substring(0, 20));
    }
}
