package dev.registrykit.publish.oidc;

import dev.registrykit.core.decision.Decision;
import dev.registrykit.core.workload.WorkloadIdentity;
import java.time.Duration;

/**
 * A CI system that issues identity tokens, as the operator decided to trust it.
 *
 * <p>Its tokens are signed with RS256. Its keys are found by OpenID Connect Discovery 1.0 below the issuer, on the
 * issuer's own host. Implementations are immutable.
 */
public interface IdentityProvider {

    /**
     * The issuer, exactly as its tokens spell it: an https address without query, fragment and trailing slash; http is
     * accepted for the loopback interface, and fetched only by an {@link dev.registrykit.core.http.HttpFetch} that was
     * told to.
     */
    String issuer();

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
