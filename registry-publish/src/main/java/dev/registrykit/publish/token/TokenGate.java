package dev.registrykit.publish.token;

import dev.registrykit.core.decision.Decision;
import dev.registrykit.core.grant.Grant;
import dev.registrykit.core.name.PackageName;
import dev.registrykit.core.request.RequestContext;
import dev.registrykit.core.secret.KeyRing;
import dev.registrykit.core.secret.Secret;
import dev.registrykit.core.store.UnitOfWork;
import dev.registrykit.core.subject.Subject;
import dev.registrykit.core.throttle.Quota;
import dev.registrykit.core.throttle.Throttle;
import dev.registrykit.publish.log.TokenEvent;
import dev.registrykit.publish.token.TokenLookup.Presented;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Authentication: finds the token, judges it, and writes down that it was used or refused.
 *
 * <p>Each of the three takes a connection of its own and gives it back before the next one, and before the host is asked
 * for rights.
 */
final class TokenGate {
    /** Whoever holds tokens that ended could otherwise fill the event log by presenting them over and over. */
    private static final int KEPT_REFUSALS = 20;

    private static final int KEPT_REFUSALS_OF_OWNER = 100;
    private static final Duration REFUSALS_WINDOW = Duration.ofMinutes(10);
    private static final Duration USE_RESOLUTION = Duration.ofMinutes(5);

    private final UnitOfWork<? extends TokenStores> unitOfWork;
    private final TokenLookup lookup;
    private final TokenJudge judge;
    private final InstantSource clock;
    private final Throttle keptRefusals;

    TokenGate(
            UnitOfWork<? extends TokenStores> unitOfWork,
            KeyRing keyRing,
            TokenLookup lookup,
            TokenJudge judge,
            InstantSource clock) {
        this.unitOfWork = unitOfWork;
        this.lookup = lookup;
        this.judge = judge;
        this.clock = clock;
        this.keptRefusals = new Throttle(keyRing, "token-refused", TokenReason.TOKEN_INVALID);
    }

    Decision<Grant> pass(RequestContext context, @Nullable RequestedAccess asked) {
        PackageName publishing = asked != null && asked.isPublishing() ? asked.packageName() : null;
        // Every request comes by here: written out, because steps that are chained all share the chaining's machine
        // code.
        Decision<Secret> presented = PresentedToken.in(context);
        return presented instanceof Decision.Allowed<Secret> secret
                ? pass(secret.value(), publishing, asked, context)
                : presented.then(nothing -> PresentedToken.invalid());
    }

    private Decision<Grant> pass(
            Secret secret, @Nullable PackageName publishing, @Nullable RequestedAccess asked, RequestContext context) {
        Decision<Presented> found = lookup.find(secret, publishing, context.clientAddress(), now());
        return found instanceof Decision.Allowed<Presented> known
                ? judged(known.value(), asked, context)
                : found.then(nothing -> PresentedToken.invalid());
    }

    private Decision<Grant> judged(Presented known, @Nullable RequestedAccess asked, RequestContext context) {
        Decision<Grant> judgement = judge.judge(known, asked, context.clientAddress());
        if (judgement instanceof Decision.Refused<Grant> refused) {
            recordRefusal(known, asked, refused.refusal().reason().code(), context);
        } else if (judgement.isAllowed()) {
            recordUse(known);
        }
        return judgement;
    }

    /** The store looks again whether the token is live, so a use never revives one that was revoked meanwhile. */
    private void recordUse(Presented known) {
        Instant lastUse = known.token().lastUsedAt();
        Instant stale = known.at().minus(USE_RESOLUTION);
        if (known.rehashed() != null || lastUse == null || lastUse.isBefore(stale)) {
            unitOfWork.runSingle(
                    stores -> stores.tokens().recordUse(known.token().id(), known.at(), stale, known.rehashed()));
        }
    }

    private void recordRefusal(
            Presented known, @Nullable RequestedAccess asked, String reason, RequestContext context) {
        ApiToken token = known.token();
        TokenEvent event = new TokenEvent.Refused(
                token.owner(),
                asked != null && judge.concerns(token, asked) ? asked.packageName() : null,
                token.id(),
                token.name(),
                reason,
                asked == null ? "" : asked.toString());
        Subject account = token.owner();
        String owner = account == null ? "publisher " + token.publisherId() : account.toString();
        // By token, too: who has an ended one of the owner's could otherwise hide what is tried with another.
        List<Quota> quota = List.of(
                Quota.of("token", token.id(), KEPT_REFUSALS, REFUSALS_WINDOW),
                Quota.of("owner", owner, KEPT_REFUSALS_OF_OWNER, REFUSALS_WINDOW));
        unitOfWork.run(stores -> {
            boolean kept =
                    keptRefusals.reserve(stores.throttle(), known.at(), quota).isAllowed();
            if (kept) {
                new TokenLog(stores, known.at(), context.clientAddress()).append(event);
            }
            return kept;
        });
    }

    /** To the millisecond, as stores keep it, so that Java and SQL agree on what has expired. */
    private Instant now() {
        return Instant.ofEpochMilli(clock.millis());
    }
}
