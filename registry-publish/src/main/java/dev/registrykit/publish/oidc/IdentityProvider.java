package dev.registrykit.publish.oidc;

import dev.registrykit.core.decision.Decision;
import dev.registrykit.core.workload.WorkloadIdentity;
import java.net.URI;
import java.time.Duration;

/**
 * A CI system that issues identity tokens, as the operator decided to trust it.
 *
 * <p>Its keys are found by OpenID Connect Discovery 1.0 below the issuer. What the defaults say fits most issuers: RS256,
 * keys on the issuer's own host, the audience that the registry asks for, a {@code jti} in each token. Implementations
 * are immutable, and answer the same each time.
 */
public interface IdentityProvider {

    /**
     * The issuer, exactly as its tokens spell it: an https address without query, fragment and trailing slash; http is
     * accepted for the loopback interface, and fetched only by an {@link dev.registrykit.core.http.HttpFetch} that was
     * told to.
     */
    String issuer();

    /** The one algorithm of its tokens, which decides the type of its keys too; RS256 unless it says otherwise. */
    default SignatureAlgorithm algorithm() {
        return SignatureAlgorithm.RS256;
    }

    /**
     * The host that its keys lie on, with a port when it is not the scheme's; the issuer's own unless it says otherwise.
     *
     * <p>A discovery document whose {@code jwks_uri} lies elsewhere is refused. The scheme is always the issuer's.
     */
    default String keysHost() {
        return URI.create(issuer()).getAuthority();
    }

    /**
     * The audience that its tokens must have at a service that expects {@code expected}.
     *
     * <p>A provider whose tokens have a fixed audience returns that, after the operator accepted it by name: such a token
     * is good at every service that accepts the same.
     */
    default String audience(String expected) {
        return expected;
    }

    /**
     * Whether an audience that is a list of exactly one string counts as that string; not unless the operator accepted
     * it by name. A list of several is refused always.
     */
    default boolean acceptsAudienceList() {
        return false;
    }

    /**
     * Whether each of its tokens has an id of its own, the claim {@code jti}, which is then required.
     *
     * <p>When not, the hash of what was signed stands for it, whether or not a {@code jti} is there.
     */
    default boolean statesTokenId() {
        return true;
    }

    /** The longest time between a token's {@code iat} and {@code exp}. */
    default Duration maxLifetime() {
        return Duration.ofHours(1);
    }

    /**
     * What a verified token of this provider says about the job, in the terms that policies are written in.
     *
     * <p>Refused with {@link OidcReason#CLAIM_MISSING} or {@link OidcReason#CLAIM_MALFORMED}.
     */
    Decision<WorkloadIdentity> workload(VerifiedIdentity identity);
}
