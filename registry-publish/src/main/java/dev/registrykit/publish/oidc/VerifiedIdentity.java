package dev.registrykit.publish.oidc;

import dev.registrykit.core.decision.Decision;
import dev.registrykit.core.json.JsonObject;
import dev.registrykit.core.workload.WorkloadIdentity;
import java.time.Instant;

/** An identity token whose signature, issuer, audience and times were verified; only {@link IdentityVerifier} makes it. */
public final class VerifiedIdentity {
    private final IdentityProvider provider;
    private final JsonObject claims;
    private final String audience;
    private final String tokenId;
    private final Instant expiresAt;

    VerifiedIdentity(IdentityProvider provider, JsonObject claims, String audience, String tokenId, Instant expiresAt) {
        this.provider = provider;
        this.claims = claims;
        this.audience = audience;
        this.tokenId = tokenId;
        this.expiresAt = expiresAt;
    }

    /** The issuer (claim {@code iss}). */
    public String issuer() {
        return provider.issuer();
    }

    /** The one service that the token was issued for (claim {@code aud}); the provider's own when that is fixed. */
    public String audience() {
        return audience;
    }

    /**
     * The token's own id, unique within the issuer, in 1 to 256 visible ASCII characters: the claim {@code jti}, or
     * {@code sha256:} and the hash of what was signed when the provider's tokens have none.
     */
    public String tokenId() {
        return tokenId;
    }

    /** When the token expires (claim {@code exp}), before any leeway. */
    public Instant expiresAt() {
        return expiresAt;
    }

    /** Until when the token's id must be remembered, so that no later use of it is taken for the first. */
    public Instant rememberUntil() {
        // A node that is a leeway slow accepts the token until two leeways after its end. The clock of a node that is a
        // leeway fast, and forgets, then shows three.
        return expiresAt.plus(IdentityVerifier.LEEWAY.multipliedBy(3));
    }

    /** All claims. Their types are what the token has: read them with the typed getters. */
    public JsonObject claims() {
        return claims;
    }

    /** What the token says about the job, by the mapping of its provider. */
    public Decision<WorkloadIdentity> workload() {
        return provider.workload(this);
    }

    @Override
    public String toString() {
        return "VerifiedIdentity[" + issuer() + " " + tokenId + "]";
    }
}
