package dev.registrykit.publish.token;

import dev.registrykit.core.decision.Decision;
import dev.registrykit.core.grant.Assurance;
import dev.registrykit.core.secret.KeyRing;
import dev.registrykit.core.secret.Secret;
import dev.registrykit.core.store.StoreException;
import dev.registrykit.core.store.UnitOfWork;
import dev.registrykit.core.subject.Subject;
import dev.registrykit.core.throttle.Throttle;
import dev.registrykit.publish.log.PublishEvent;
import dev.registrykit.publish.log.TokenEvent;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes over the tokens of a registry's older table, when they are first presented.
 *
 * <p>The host and the checks are called while no unit of work is open. The row that is written has an id that the old
 * row's follows from, so of many first uses at once one writes it, and the others find it.
 */
final class MovingIn {
    private static final Logger LOG = LoggerFactory.getLogger(MovingIn.class);
    private static final int MAX_LENGTH = 512;
    private static final int MAX_ROWS = 8;

    private final UnitOfWork<? extends TokenStores> unitOfWork;
    private final TokenPolicy policy;
    private final TokenHashes hashes;
    private final TokenMint mint;
    private final Throttle throttle;

    MovingIn(
            UnitOfWork<? extends TokenStores> unitOfWork,
            KeyRing keyRing,
            TokenPolicy policy,
            TokenHashes hashes,
            TokenMint mint) {
        this.unitOfWork = unitOfWork;
        this.policy = policy;
        this.hashes = hashes;
        this.mint = mint;
        this.throttle = CostlyChecks.throttle(keyRing);
    }

    /** Whether the text can be a token of the older table: by its form alone. */
    boolean mayBe(String text) {
        Pattern form = policy.legacyForm();
        // Control characters and half a surrogate pair are what databases fail on.
        return form != null
                && text.length() <= MAX_LENGTH
                && text.codePoints()
                        .noneMatch(c -> Character.isISOControl(c) || Character.getType(c) == Character.SURROGATE)
                && form.matcher(text).matches();
    }

    /**
     * Keeps the token of this text from now on, if a row of the older table is of it; refused alike when none is, and
     * with the reason when it cannot be kept as its row says.
     */
    Decision<Boolean> move(Secret presented, String address, Instant now) {
        CostlyChecks checks = CostlyChecks.ofClient(unitOfWork, throttle, address, now);
        return row(presented, checks)
                .then(row -> mint.permitted(row.request(), Assurance.PHISHING_RESISTANT)
                        .map(kind -> {
                            refund(row, checks);
                            return keep(token(row, kind, now).build(), presented, address, now);
                        }));
    }

    /**
     * As {@link #move}, for a text that leaked: one whose row asks for what is not allowed is kept, too, but has ended
     * already.
     *
     * @throws StoreException also if there were too many checks before it
     */
    void moveLeaked(Secret leaked, CostlyChecks checks, Instant now) {
        Decision<LegacyToken> found = row(leaked, checks);
        if (found instanceof Decision.Allowed<LegacyToken> row) {
            refund(row.value(), checks);
            keep(leaked(row.value(), now), leaked, "", now);
        } else if (found instanceof Decision.Refused<LegacyToken> refused
                && refused.refusal().reason() == TokenReason.TOO_MANY_ATTEMPTS) {
            throw new StoreException(
                    "too many texts to compare with the older table at once", new IllegalStateException("refused"));
        }
    }

    private static void refund(LegacyToken row, CostlyChecks checks) {
        if (row.hash().isCostly()) {
            checks.refund();
        }
    }

    private ApiToken leaked(LegacyToken row, Instant now) {
        TokenRequest request = row.request();
        if (mint.permitted(request, Assurance.PHISHING_RESISTANT) instanceof Decision.Allowed<TokenKind> kind) {
            return token(row, kind.value(), now).build();
        }
        TokenKind standard = Objects.requireNonNull(policy.kind(null));
        return token(row, standard, now).kind(request.kind()).revokedAt(now).build();
    }

    private Decision<LegacyToken> row(Secret presented, CostlyChecks checks) {
        // What costs nothing comes first, so that no limit stands before it.
        List<LegacyToken> rows = candidates(presented).stream()
                .limit(MAX_ROWS)
                .sorted(Comparator.comparing(row -> row.hash().isCostly()))
                .toList();
        for (LegacyToken row : rows) {
            if (row.id().equals(presented.reveal())) {
                throw new IllegalArgumentException("the id of an old table's row is shown and logged; a token is not");
            }
            if (row.hash().isCostly() && checks.reserve() instanceof Decision.Refused<Boolean> tooMany) {
                return new Decision.Refused<>(tooMany.refusal());
            }
            if (row.hash().isOf(presented)) {
                return Decision.allowed(row);
            }
        }
        return PresentedToken.invalid();
    }

    private List<LegacyToken> candidates(Secret presented) {
        LegacyTokens table = policy.legacyTokens();
        try {
            return table == null ? List.of() : table.candidates(presented);
        } catch (StoreException broken) {
            throw broken;
        } catch (RuntimeException unreadable) {
            // Not the fault of whoever asked; and the message may quote the row.
            throw new StoreException(
                    "a row of the older table cannot be read",
                    new IllegalStateException(
                            "thrown by the adapter: " + unreadable.getClass().getName()));
        }
    }

    private boolean keep(ApiToken token, Secret presented, String address, Instant now) {
        Subject owner = Objects.requireNonNull(token.owner());
        TokenEvent event = new TokenEvent.Moved(
                owner,
                token.id(),
                token.name(),
                token.kind(),
                PublishEvent.scope(token.actions(), token.packages()),
                token.expiresAt());
        TokenHash hash = hashes.current(presented.reveal());
        return unitOfWork.run(stores -> {
            boolean inserted = stores.tokens().insertIfAbsent(token, hash);
            if (inserted) {
                new TokenLog(stores, now, address).append(event);
            }
            return inserted;
        });
    }

    private static ApiToken.Builder token(LegacyToken row, TokenKind kind, Instant now) {
        TokenRequest request = row.request();
        Instant created = row.createdAt();
        Instant expires = request.expiresAt();
        if (expires == null && !request.wantsNoExpiry()) {
            Duration longest = kind.longestLifetime(request.actions());
            Duration usual = kind.defaultLifetime();
            expires = now.plus(usual.compareTo(longest) < 0 ? usual : longest);
        }
        return request.toToken(LegacyToken.movedId(row.id()), created == null ? now : created)
                .kind(kind.name())
                .expiresAt(expires)
                .movedFrom(row.id());
    }

    /** Whether tokens of this kind still count; the text of one that moved does not say its kind. */
    boolean isDeclared(ApiToken token) {
        return policy.kind(token.kind()) != null;
    }

    /** Tells the host to take the token's old row out of use, unless that was done; a failure is made up for later. */
    boolean settle(ApiToken token) {
        String row = token.movedFrom();
        LegacyTokens table = policy.legacyTokens();
        if (row == null || table == null) {
            return false;
        }
        try {
            table.moved(row);
            return unitOfWork.<Boolean>runSingle(stores -> stores.tokens().finishMove(token.id()));
        } catch (RuntimeException later) {
            // Not its message, which may quote the row.
            LOG.warn("the old row of token {} may still be in use: {}", token.id(), kindOf(later));
            return false;
        }
    }

    private static String kindOf(RuntimeException failure) {
        return failure.getClass().getName()
                + (failure.getCause() instanceof SQLException sql ? ", SQLState " + sql.getSQLState() : "");
    }

    /** See {@link ApiTokens#finishMoves}. */
    int finish(Instant endedBefore, int limit) {
        if (policy.legacyTokens() == null) {
            return 0;
        }
        List<ApiToken> unfinished = unitOfWork.run(stores -> stores.tokens().unfinishedMoves(endedBefore, limit));
        return (int) unfinished.stream().filter(this::settle).count();
    }
}
