package dev.registrykit.publish.trusted;

import dev.registrykit.core.decision.Decision;
import dev.registrykit.core.decision.DecisionListener;
import dev.registrykit.core.decision.Decisions;
import dev.registrykit.core.decision.Reason;
import dev.registrykit.core.event.RecordedEvent;
import dev.registrykit.core.grant.Grant;
import dev.registrykit.core.name.PackageName;
import dev.registrykit.core.request.RequestContext;
import dev.registrykit.core.secret.KeyRing;
import dev.registrykit.core.store.UnitOfWork;
import dev.registrykit.core.throttle.Attempt;
import dev.registrykit.core.throttle.ClientNetwork;
import dev.registrykit.core.throttle.Quota;
import dev.registrykit.core.throttle.Throttle;
import dev.registrykit.core.workload.WorkloadIdentity;
import dev.registrykit.publish.log.PublishEvent;
import dev.registrykit.publish.log.TokenEvent;
import dev.registrykit.publish.oidc.IdentityToken;
import dev.registrykit.publish.oidc.IdentityVerifier;
import dev.registrykit.publish.oidc.VerifiedIdentity;
import dev.registrykit.publish.publisher.PublisherRights;
import dev.registrykit.publish.token.ApiTokens;
import dev.registrykit.publish.token.IssuedToken;
import dev.registrykit.publish.token.TokenReason;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;

/**
 * Exchanges a CI job's identity token for an API token that lives 15 minutes, unless the operator chose another time.
 *
 * <p>An exchange verifies the token, finds the publisher and then writes once: in one unit of work it counts the attempt,
 * marks the token's {@code jti} as used, inserts the API token and stores the events. Whatever is refused or unavailable
 * burns nothing. A refusal of a verified job is an {@code exchange.refused} event of its own, at most 20 in ten minutes
 * for each log.
 *
 * <p>Attempts with tokens that no issuer signed are limited for each network that they come from. A token whose signature
 * is good by a key at hand is neither counted among them nor refused for what others at its address did. Verified jobs are
 * limited to 3,000 attempts in five minutes for each source repository and 6,000 for each network, and those that match a
 * publisher to 60,000 for each issuer. These attempts stay counted whatever comes of them: a token that was exchanged
 * before counts each time that it is presented.
 *
 * <p>The API token may publish new packages and new versions, or only stage them, within the publisher's packages. It
 * stops working when the publisher is removed. When several publishers match a job, a registered
 * one goes before one that waits for its package, then one whose policy names an environment before one that accepts any, then
 * the older one, then the smaller id. Anyone may register a publisher of any repository for packages of their own, so a job
 * does well to name the package that it means. When none matches but one of the same
 * repository is close, the refusal says what it missed, and the owners of that publisher's packages find it among their
 * events. Someone who neither has the repository's id nor its name learns nothing about any policy.
 */
public final class TrustedPublishing {
    /** How long the API token of an exchange lives unless the operator chose another time. */
    public static final Duration TOKEN_LIFETIME = Duration.ofMinutes(15);

    private static final Duration WINDOW = Duration.ofMinutes(5);
    /** Only failures stay counted. Jobs may share a network, so these are far above what an honest build needs. */
    private static final int ATTEMPTS_PER_NETWORK = 240;

    private static final int ATTEMPTS_PER_NETWORK_AND_ISSUER = 120;

    /** A job that tidies up may be slower than its token; there is nothing left to do for it. */
    private static final Set<Reason> ENDED =
            Set.of(TokenReason.TOKEN_EXPIRED, TokenReason.TOKEN_REVOKED, TokenReason.PUBLISHER_REMOVED);

    private final UnitOfWork<? extends ExchangeStores> unitOfWork;
    private final IdentityVerifier verifier;
    private final ApiTokens tokens;
    private final String audience;
    private final Duration tokenLifetime;
    private final PublisherRights publisherRights;
    private final InstantSource clock;
    private final Decisions decisions;
    private final Throttle throttle;
    private final Throttle jobs;
    private final Throttle keptRefusals;

    /** Hosts get this object from {@code RegistryPublish}. */
    public TrustedPublishing(
            UnitOfWork<? extends ExchangeStores> unitOfWork,
            KeyRing keyRing,
            IdentityVerifier verifier,
            ApiTokens tokens,
            PublisherRights publisherRights,
            String audience,
            Duration tokenLifetime,
            InstantSource clock,
            DecisionListener listener) {
        this.unitOfWork = unitOfWork;
        this.verifier = verifier;
        this.tokens = tokens;
        this.publisherRights = publisherRights;
        this.audience = audience;
        this.tokenLifetime = tokenLifetime;
        this.clock = clock;
        this.decisions = new Decisions(listener, ExchangeReason.STORE_UNAVAILABLE);
        this.throttle = new Throttle(keyRing, "exchange", ExchangeReason.TOO_MANY_ATTEMPTS);
        this.jobs = new Throttle(keyRing, "exchange-job", ExchangeReason.TOO_MANY_ATTEMPTS);
        this.keptRefusals = new Throttle(keyRing, "exchange-refused", ExchangeReason.TOO_MANY_ATTEMPTS);
    }

    /** The audience that identity tokens must name, and that jobs request them for. */
    public String audience() {
        return audience;
    }

    /**
     * Fetches the keys of all trusted issuers now, instead of at the first token of each; how many issuers have keys at
     * hand then. Unavailable when one of them cannot be read, which stops no later attempt.
     */
    public Decision<Integer> fetchKeys() {
        return decisions.decide("publisher.fetch-keys", verifier::fetchKeys);
    }

    /** As {@link #exchange(IdentityToken, ExchangeRequest, RequestContext)} for everything that the publisher gives. */
    public Decision<IssuedToken> exchange(IdentityToken token, RequestContext context) {
        return exchange(token, ExchangeRequest.whole(), context);
    }

    /**
     * Exchanges an identity token for an API token that is scoped to the matching publisher's packages, or to less when
     * the job asks for less.
     *
     * <p>Refused with an {@link dev.registrykit.publish.oidc.OidcReason}, an {@link ExchangeReason}, the
     * {@link dev.registrykit.core.workload.WorkloadReason} of the closest publisher, or
     * {@link TokenReason#PUBLISHER_MAY_NOT} when the request names a package for which the publisher no longer counts.
     * Unavailable when the issuer's keys or the store cannot be reached. Do not call it within a transaction: it may
     * fetch keys.
     */
    public Decision<IssuedToken> exchange(IdentityToken token, ExchangeRequest request, RequestContext context) {
        return exchange(token, audience, request, "", context);
    }

    /**
     * The API token is for this package alone, and the identity token may be used once for each package, when its audience
     * says that it is for this path alone.
     */
    Decision<IssuedToken> exchangeForPackage(
            IdentityToken token, String forAudience, PackageName packageName, RequestContext context) {
        ExchangeRequest request =
                ExchangeRequest.builder().packageName(packageName).build();
        return exchange(token, forAudience, request, packageName.toString(), context);
    }

    private Decision<IssuedToken> exchange(
            IdentityToken token, String forAudience, ExchangeRequest request, String scope, RequestContext context) {
        return decisions.decide(
                "publisher.exchange",
                () -> verified(token, forAudience, context)
                        .then(identity -> new Exchange(
                                        parts(),
                                        request,
                                        isForAlone(identity, forAudience) ? scope : "",
                                        context,
                                        now())
                                .run(identity)));
    }

    /**
     * Whether the identity token is good for nothing but what asks for this audience of its own. Otherwise, with a provider
     * whose audience is fixed say, one that was exchanged in full could be used again for each package.
     */
    private boolean isForAlone(VerifiedIdentity identity, String forAudience) {
        return identity.audience().equals(forAudience) && !forAudience.equals(audience);
    }

    private Exchange.Parts parts() {
        return new Exchange.Parts(unitOfWork, tokens, publisherRights, jobs, keptRefusals, tokenLifetime);
    }

    /**
     * Ends the API token that the request bears, which an exchange gave: true when it ends it now, false when it had ended
     * before. Token and {@code token.returned} event change together.
     *
     * <p>Refused with {@link ExchangeReason#NOT_EXCHANGED} for the token of an account, and with a {@link TokenReason} for
     * what is no token at all: a job that presents the wrong text would otherwise believe its token gone.
     */
    public Decision<Boolean> revoke(RequestContext context) {
        return decisions.decide(
                "publisher.revoke",
                () -> tokens.authenticate(context)
                        .fold(
                                grant -> end(grant, context),
                                refusal -> ENDED.contains(refusal.reason())
                                        ? Decision.allowed(false)
                                        : Decision.refused(refusal.reason(), refusal.detail()),
                                outage -> Decision.unavailable(outage.reason(), outage.detail())));
    }

    private Decision<Boolean> end(Grant grant, RequestContext context) {
        WorkloadIdentity job = grant.workload();
        if (job == null) {
            return Decision.refused(ExchangeReason.NOT_EXCHANGED, "This token was not given by an exchange.");
        }
        Instant now = now();
        String id = grant.credentialId();
        return Decision.allowed(unitOfWork.<Boolean>run(stores -> {
            if (!stores.tokens().revoke(id, now)) {
                return false;
            }
            PublishEvent event = new TokenEvent.Returned(id, job.sourceRepository(), job.runInvocation());
            stores.events().append(RecordedEvent.of(event, now, context.clientAddress()));
            return true;
        }));
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
