package dev.registrykit.publish.oidc;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.registrykit.core.decision.Decision;
import dev.registrykit.core.json.JsonFormatException;
import dev.registrykit.core.json.JsonLimits;
import dev.registrykit.core.json.JsonObject;
import dev.registrykit.core.json.StrictJson;
import dev.registrykit.core.workload.WorkloadIdentity;
import dev.registrykit.publish.SettableClock;
import dev.registrykit.publish.TestIssuer;
import dev.registrykit.publish.provider.ActiveState;
import dev.registrykit.publish.provider.AzureDevOps;
import dev.registrykit.publish.provider.Bitbucket;
import dev.registrykit.publish.provider.Buildkite;
import dev.registrykit.publish.provider.CircleCi;
import dev.registrykit.publish.provider.Codefresh;
import dev.registrykit.publish.provider.Forgejo;
import dev.registrykit.publish.provider.GitHubActions;
import dev.registrykit.publish.provider.GitLab;
import dev.registrykit.publish.provider.GoogleCloud;
import dev.registrykit.publish.provider.Jenkins;
import dev.registrykit.publish.provider.Semaphore;
import dev.registrykit.publish.provider.Spacelift;
import dev.registrykit.publish.provider.Terraform;
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

    private static final List<IdentityProvider> PROVIDERS = List.of(
            GitHubActions.cloud(),
            GitLab.cloud(),
            GoogleCloud.cloud(),
            Buildkite.cloud(),
            CircleCi.root(),
            Bitbucket.workspace("acme"),
            ActiveState.cloud(),
            Codefresh.cloud(),
            Terraform.cloud(),
            Forgejo.codeberg(),
            AzureDevOps.organisation("11111111-2222-3333-4444-555555555555").acceptFixedAudience(),
            Semaphore.organisation("acme").acceptFixedAudience(),
            Spacelift.account("acme").acceptFixedAudience(),
            Jenkins.at("https://ci.example.org/oidc").acceptMutableIdentity("its jobs have no ids"));

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

    /** The input as the claims that each system's provider makes a workload of, without a signature before it. */
    @FuzzTest
    void provider_claims(byte[] input) {
        JsonObject claims;
        try {
            claims = StrictJson.object(input, JsonLimits.small());
        } catch (JsonFormatException documented) {
            return;
        }
        for (IdentityProvider provider : PROVIDERS) {
            new VerifiedIdentity(provider, claims, "packages.example.org", "id", CLOCK.instant())
                    .workload()
                    .map(WorkloadIdentity::toJson)
                    .map(WorkloadIdentity::ofJson);
        }
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
