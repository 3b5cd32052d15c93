package dev.registrykit.publish.trusted;

import dev.registrykit.core.decision.Decision;
import dev.registrykit.core.decision.DecisionListener;
import dev.registrykit.core.decision.Decisions;
import dev.registrykit.core.name.PackageName;
import dev.registrykit.core.request.RequestContext;
import dev.registrykit.core.secret.KeyRing;
import dev.registrykit.core.store.UnitOfWork;
import dev.registrykit.core.throttle.Attempt;
import dev.registrykit.core.throttle.ClientNetwork;
import dev.registrykit.core.throttle.Quota;
import dev.registrykit.core.throttle.Throttle;
import dev.registrykit.publish.oidc.IdentityToken;
import dev.registrykit.publish.oidc.IdentityVerifier;
import dev.registrykit.publish.oidc.VerifiedIdentity;
import dev.registrykit.publish.token.ApiTokens;
import dev.registrykit.publish.token.IssuedToken;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Exchanges a CI job's identity token for an API token that lives 15 minutes.
 *
 * <p>An exchange verifies the token, finds the publisher and then writes once: in one unit of work it marks the token's
 * {@code jti} as used, inserts the API token and stores the event. Whatever is refused or unavailable burns nothing. A
 * refusal of a verified job is an {@code exchange.refused} event of its own, at most 20 in ten minutes for each log.
 *
 * <p>Attempts with tokens that no issuer signed are limited for each network that they come from. A token whose signature
 * is good by a key at hand is neither counted nor refused for what others at its address did.
 *
 * <p>The API token may publish new packages and new versions, within the publisher's packages. It stops working when the
 * publisher is removed. When several publishers match a job, one whose policy names an environment goes before one that
 * accepts any, then the older one, then the smaller id. When none matches but one of the same repository is close, the
 * refusal says what it missed, and the owners of that publisher's packages find it among their events. Someone who
 * neither has the repository's id nor its name learns nothing about any policy.
 */
public final class TrustedPublishing {
    /** How long the API token of an exchange lives. */
    public static final Duration TOKEN_LIFETIME = Duration.ofMinutes(15);

    private static final Duration WINDOW = Duration.ofMinutes(5);
    /** Only failures stay counted. Jobs may share a network, so these are far above what an honest build needs. */
    private static final int ATTEMPTS_PER_NETWORK = 240;

    private static final int ATTEMPTS_PER_NETWORK_AND_ISSUER = 120;

    private final UnitOfWork<? extends ExchangeStores> unitOfWork;
    private final IdentityVerifier verifier;
    private final ApiTokens tokens;
    private final String audience;
    private final InstantSource clock;
    private final Decisions decisions;
    private final Throttle throttle;
    private final Throttle keptRefusals;

    /** Hosts get this object from {@code RegistryPublish}. */
    public TrustedPublishing(
            UnitOfWork<? extends ExchangeStores> unitOfWork,
            KeyRing keyRing,
            IdentityVerifier verifier,
            ApiTokens tokens,
            String audience,
            InstantSource clock,
            DecisionListener listener) {
        this.unitOfWork = unitOfWork;
        this.verifier = verifier;
        this.tokens = tokens;
        this.audience = audience;
        this.clock = clock;
        this.decisions = new Decisions(listener, ExchangeReason.STORE_UNAVAILABLE);
        this.throttle = new Throttle(keyRing, "exchange", ExchangeReason.TOO_MANY_ATTEMPTS);
        this.keptRefusals = new Throttle(keyRing, "exchange-refused", ExchangeReason.TOO_MANY_ATTEMPTS);
    }

    /**
     * Exchanges an identity token for an API token that is scoped to the matching publisher's packages.
     *
     * <p>Refused with an {@link dev.registrykit.publish.oidc.OidcReason}, an {@link ExchangeReason}, or the
     * {@link dev.registrykit.core.workload.WorkloadReason} of the closest publisher. Unavailable when the issuer's keys or
     * the store cannot be reached. Do not call it within a transaction: it may fetch keys.
     */
    public Decision<IssuedToken> exchange(IdentityToken token, RequestContext context) {
        return exchange(token, audience, null, context);
    }

    /** With a package, the API token is for that one alone, and the identity token may be used once for each package. */
    Decision<IssuedToken> exchange(
            IdentityToken token, String forAudience, @Nullable PackageName packageName, RequestContext context) {
        return decisions.decide(
                "publisher.exchange",
                () -> verified(token, forAudience, context)
                        .then(identity -> new Exchange(unitOfWork, tokens, keptRefusals, context, packageName, now())
                                .run(identity)));
    }

    private Decision<VerifiedIdentity> verified(IdentityToken token, String forAudience, RequestContext context) {
        Decision<IdentityVerifier.Unverified> read = verifier.read(token);
        boolean signed = read.fold(verifier::isProvablySigned, refusal -> false, outage -> false);
        // Without an address one count would be everybody's, so that anyone could keep all jobs out.
        if (signed || context.clientAddress().isEmpty()) {
            return read.then(unverified -> verifier.verify(unverified, forAudience));
        }
        Instant now = now();
        List<Quota> quotas = quotas(read, context);
        Decision<Attempt> counted = unitOfWork.run(stores -> throttle.reserve(stores.throttle(), now, quotas));
        return counted.then(attempt -> {
            Decision<VerifiedIdentity> verification = read.then(unverified -> verifier.verify(unverified, forAudience));
            if (!(verification instanceof Decision.Refused)) {
                unitOfWork.run(stores -> {
                    attempt.refund(stores.throttle());
                    return true;
                });
            }
            return verification;
        });
    }

    /** By network, not by issuer alone: otherwise anyone could lock out all jobs of an issuer by naming it. */
    private static List<Quota> quotas(Decision<IdentityVerifier.Unverified> read, RequestContext context) {
        String issuer = read.fold(IdentityVerifier.Unverified::statedIssuer, refusal -> "", outage -> "");
        String network = ClientNetwork.of(context.clientAddress());
        return List.of(
                Quota.of("network", network, ATTEMPTS_PER_NETWORK, WINDOW),
                Quota.of("network-issuer", network + " " + issuer, ATTEMPTS_PER_NETWORK_AND_ISSUER, WINDOW));
    }

    /** To the millisecond, as stores keep it. */
    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
