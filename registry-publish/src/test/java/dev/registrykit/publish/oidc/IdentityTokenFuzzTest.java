package dev.registrykit.publish.oidc;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.registrykit.core.decision.Decision;
import dev.registrykit.core.json.JsonFormatException;
import dev.registrykit.core.workload.WorkloadIdentity;
import dev.registrykit.publish.SettableClock;
import dev.registrykit.publish.TestIssuer;
import dev.registrykit.publish.provider.GitHubActions;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What an issuer or a stranger sends is read or refused, and throws nothing that is not documented. */
class IdentityTokenFuzzTest {
    private static final SettableClock CLOCK = new SettableClock();
    private static final TestIssuer ISSUER = new TestIssuer(TestIssuer.CLOUD, CLOCK);
    private static final IdentityVerifier VERIFIER =
            new IdentityVerifier(List.of(GitHubActions.cloud()), ISSUER, CLOCK);
    private static final EdDsaIssuer QUICK = new EdDsaIssuer();
    private static final IdentityVerifier QUICK_VERIFIER =
            new IdentityVerifier(List.of(new OnEdDsa(GitHubActions.cloud())), QUICK, CLOCK);

    /** GitHub's claims, signed with another algorithm. */
    private record OnEdDsa(IdentityProvider claims) implements IdentityProvider {
        @Override
        public String issuer() {
            return claims.issuer();
        }

        @Override
        public SignatureAlgorithm algorithm() {
            return SignatureAlgorithm.EDDSA;
        }

        @Override
        public Decision<WorkloadIdentity> workload(VerifiedIdentity identity) {
            return claims.workload(identity);
        }
    }

    @FuzzTest
    void identity_token(byte[] input) {
        String text = new String(input, StandardCharsets.UTF_8);
        if (VERIFIER.verify(IdentityToken.of(text), "packages.example.org").isAllowed()) {
            throw new AssertionError("a token that nobody signed was accepted");
        }
    }

    /** The input as the claims of a token whose other parts are in order, so that they are reached. */
    @FuzzTest
    void identity_token_claims(byte[] input) {
        String claims = new String(input, StandardCharsets.UTF_8);
        QUICK_VERIFIER
                .verify(IdentityToken.of(QUICK.signed(claims)), "packages.example.org")
                .then(VerifiedIdentity::workload);
    }

    @FuzzTest
    void key_set(byte[] input) {
        for (SignatureAlgorithm algorithm : SignatureAlgorithm.values()) {
            try {
                JsonWebKeys.parse(input, algorithm).byId("key-1");
            } catch (JsonFormatException documented) {
                // Refused.
            }
        }
    }

    @FuzzTest
    void discovery_document(byte[] input) {
        IdentityVerifier verifier = new IdentityVerifier(
                List.of(GitHubActions.cloud()),
                (uri, maxBytes, timeout) -> uri.getPath().endsWith("/openid-configuration") ? input : new byte[0],
                CLOCK);
        if (verifier.fetchKeys().isAllowed()) {
            throw new AssertionError("keys were read where there are none");
        }
    }
}
