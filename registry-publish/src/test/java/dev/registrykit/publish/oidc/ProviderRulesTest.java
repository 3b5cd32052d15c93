package dev.registrykit.publish.oidc;

import static dev.registrykit.publish.World.AUDIENCE;
import static dev.registrykit.publish.World.code;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import dev.registrykit.core.decision.Decision;
import dev.registrykit.core.workload.WorkloadIdentity;
import dev.registrykit.publish.SettableClock;
import dev.registrykit.publish.TestIssuer;
import dev.registrykit.publish.provider.GitHubActions;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a provider may state differently from the defaults. */
class ProviderRulesTest {
    private final SettableClock clock = new SettableClock();
    private final TestIssuer issuer = new TestIssuer(TestIssuer.CLOUD, clock);

    private record Provider(
            SignatureAlgorithm algorithm, String keysHost, boolean acceptsAudienceList, boolean statesTokenId)
            implements IdentityProvider {
        static final Provider STRICT =
                new Provider(SignatureAlgorithm.RS256, "token.actions.githubusercontent.com", false, true);

        @Override
        public String issuer() {
            return TestIssuer.CLOUD;
        }

        @Override
        public Decision<WorkloadIdentity> workload(VerifiedIdentity identity) {
            return GitHubActions.cloud().workload(identity);
        }
    }

    private IdentityVerifier verifier(IdentityProvider provider) {
        return new IdentityVerifier(List.of(provider), issuer, clock);
    }

    private String codeOf(IdentityProvider provider, String token) {
        return codeOf(verifier(provider), token);
    }

    private static String codeOf(IdentityVerifier verifier, String token) {
        return code(verifier.verify(IdentityToken.of(token), AUDIENCE));
    }

    private String tokenWith(String claim, Object value) {
        Map<String, Object> claims = issuer.claims(AUDIENCE);
        claims.put(claim, value);
        return issuer.token(claims);
    }

    @Test
    void an_issuer_on_es256_is_held_to_es256() throws JOSEException {
        ECKey key = new ECKeyGenerator(Curve.P_256).keyID("key-1").generate();
        issuer.publish("{\"keys\":[" + key.toPublicJWK().toJSONString() + "]}");
        Provider provider = new Provider(SignatureAlgorithm.ES256, Provider.STRICT.keysHost(), false, true);
        JWSObject token = new JWSObject(
                new JWSHeader.Builder(JWSAlgorithm.ES256).keyID("key-1").build(),
                new Payload(TestIssuer.json(issuer.claims(AUDIENCE))));
        token.sign(new ECDSASigner(key));
        String compact = token.serialize();
        String unsigned = compact.substring(0, compact.lastIndexOf('.') + 1);

        assertThat(codeOf(provider, compact)).isEqualTo("allowed");
        assertThat(codeOf(provider, issuer.token(issuer.claims(AUDIENCE)))).isEqualTo("algorithm-not-allowed");
        assertThat(codeOf(Provider.STRICT, compact)).isEqualTo("algorithm-not-allowed");
        for (int length : new int[] {0, 63, 64, 65}) {
            String zeros = Base64.getUrlEncoder().withoutPadding().encodeToString(new byte[length]);
            assertThat(codeOf(provider, unsigned + zeros)).isEqualTo("signature-invalid");
        }
    }

    @Test
    void an_issuer_on_ed25519_is_held_to_it() {
        EdDsaIssuer edDsa = new EdDsaIssuer();
        Provider provider = new Provider(SignatureAlgorithm.EDDSA, Provider.STRICT.keysHost(), false, true);
        IdentityVerifier verifier = new IdentityVerifier(List.of(provider), edDsa, clock);
        String claims = TestIssuer.json(issuer.claims(AUDIENCE));
        String input = EdDsaIssuer.input(claims);
        byte[] signature = edDsa.signature(input);

        assertThat(codeOf(verifier, edDsa.signed(claims))).isEqualTo("allowed");
        assertThat(codeOf(verifier, issuer.token(issuer.claims(AUDIENCE)))).isEqualTo("algorithm-not-allowed");
        assertThat(codeOf(Provider.STRICT, edDsa.signed(claims))).isEqualTo("algorithm-not-allowed");
        signature[0] ^= 1;
        assertThat(codeOf(verifier, input + "." + EdDsaIssuer.base64(signature)))
                .isEqualTo("signature-invalid");
        for (int length : new int[] {0, 63, 64, 65}) {
            assertThat(codeOf(verifier, input + "." + EdDsaIssuer.base64(new byte[length])))
                    .isEqualTo("signature-invalid");
        }
    }

    @Test
    void keys_lie_on_the_host_that_the_provider_names_and_nowhere_else() {
        issuer.discover(TestIssuer.discovery(TestIssuer.CLOUD, "https://keys.example.org/jwks"));
        String token = issuer.token(issuer.claims(AUDIENCE));

        assertThat(codeOf(new Provider(SignatureAlgorithm.RS256, "keys.example.org", false, true), token))
                .isEqualTo("allowed");
        assertThat(codeOf(Provider.STRICT, token)).isEqualTo("unavailable keys-unavailable");
        assertThat(codeOf(new Provider(SignatureAlgorithm.RS256, "keys.example.org:8443", false, true), token))
                .isEqualTo("unavailable keys-unavailable");
        for (String wrong : List.of("", "user@keys.example.org", "keys.example.org/path")) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> verifier(new Provider(SignatureAlgorithm.RS256, wrong, false, true)));
        }
    }

    @Test
    void a_list_of_one_audience_counts_only_where_it_was_accepted() {
        Provider lenient = new Provider(SignatureAlgorithm.RS256, Provider.STRICT.keysHost(), true, true);

        assertThat(codeOf(lenient, tokenWith("aud", List.of(AUDIENCE)))).isEqualTo("allowed");
        assertThat(codeOf(lenient, tokenWith("aud", AUDIENCE))).isEqualTo("allowed");
        assertThat(codeOf(Provider.STRICT, tokenWith("aud", List.of(AUDIENCE)))).isEqualTo("audience-mismatch");
        for (Object other : List.of(List.of(), List.of(AUDIENCE, AUDIENCE), List.of("other"), List.of(1), Map.of())) {
            assertThat(codeOf(lenient, tokenWith("aud", other))).isEqualTo("audience-mismatch");
        }
    }

    @Test
    void without_an_id_in_the_token_the_hash_of_what_was_signed_stands_for_it() {
        Provider without = new Provider(SignatureAlgorithm.RS256, Provider.STRICT.keysHost(), false, false);
        Map<String, Object> claims = issuer.claims(AUDIENCE);
        claims.remove("jti");
        String token = issuer.token(claims);

        assertThat(codeOf(Provider.STRICT, token)).isEqualTo("claim-missing");
        VerifiedIdentity identity = verifier(without)
                .verify(IdentityToken.of(token), AUDIENCE)
                .orElseThrow(failure -> new AssertionError(failure.detail()));
        assertThat(identity.tokenId()).matches("sha256:[A-Za-z0-9_-]{43}");
    }

    @Test
    void keys_are_fetched_at_start_up_only_when_asked() {
        IdentityVerifier verifier = verifier(Provider.STRICT);
        assertThat(issuer.fetches()).isZero();

        assertThat(verifier.fetchKeys().<Integer>fold(count -> count, refusal -> -1, outage -> -1))
                .isOne();
        int fetched = issuer.fetches();
        assertThat(code(verifier.verify(IdentityToken.of(issuer.token(issuer.claims(AUDIENCE))), AUDIENCE)))
                .isEqualTo("allowed");
        assertThat(issuer.fetches()).isEqualTo(fetched);

        issuer.down(true);
        assertThat(code(verifier(Provider.STRICT).fetchKeys())).isEqualTo("unavailable keys-unavailable");
    }

    @Test
    void a_set_has_at_most_a_hundred_keys() {
        String key = TestIssuer.FIRST_KEY.toPublicJWK().toJSONString();
        String token = issuer.token(issuer.claims(AUDIENCE));
        issuer.publish(set(key, 99));
        assertThat(codeOf(Provider.STRICT, token)).isEqualTo("allowed");
        issuer.publish(set(key, 100));
        assertThat(codeOf(Provider.STRICT, token)).isEqualTo("unavailable keys-unavailable");
    }

    private static String set(String key, int others) {
        return "{\"keys\":[" + key + String.join("", Collections.nCopies(others, ",{\"kty\":\"oct\"}")) + "]}";
    }

    @Test
    void the_remembered_check_is_of_one_key_only() {
        IdentityVerifier verifier = verifier(Provider.STRICT);
        verifier.fetchKeys();
        IdentityVerifier.Unverified token = verifier.read(IdentityToken.of(issuer.token(issuer.claims(AUDIENCE))))
                .orElseThrow(failure -> new AssertionError(failure.detail()));
        assertThat(verifier.isProvablySigned(token)).isTrue();

        issuer.publish(TestIssuer.key("key-1", 2048));
        clock.advance(IssuerKeys.LIFETIME);
        assertThat(verifier.isProvablySigned(token))
                .as("by the key of that id that is published now")
                .isFalse();
        assertThat(code(verifier.verify(token, AUDIENCE))).isEqualTo("signature-invalid");
    }

    @Test
    void a_key_of_the_broken_generator_is_passed_over() {
        byte[] good = ("{\"keys\":[" + TestIssuer.FIRST_KEY.toPublicJWK().toJSONString() + "]}")
                .getBytes(StandardCharsets.UTF_8);
        assertThat(JsonWebKeys.parse(good, SignatureAlgorithm.RS256).byId("key-1"))
                .isNotNull();
        assertThat(RocaFingerprint.isOn(TestIssuer.FIRST_KEY.getModulus().decodeToBigInteger()))
                .isFalse();
        assertThat(RocaFingerprint.isOn(java.math.BigInteger.valueOf(65_537).pow(3)))
                .isTrue();
    }
}
