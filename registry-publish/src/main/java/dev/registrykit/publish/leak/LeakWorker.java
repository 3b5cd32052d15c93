package dev.registrykit.publish.leak;

import dev.registrykit.core.event.RecordedEvent;
import dev.registrykit.core.name.PackageName;
import dev.registrykit.core.name.PackagePattern;
import dev.registrykit.core.secret.KeyRing;
import dev.registrykit.core.subject.Subject;
import dev.registrykit.core.throttle.Quota;
import dev.registrykit.core.throttle.Throttle;
import dev.registrykit.publish.log.LeakEvent;
import dev.registrykit.publish.log.PublishEvent;
import dev.registrykit.publish.publisher.TrustedPublisher;
import dev.registrykit.publish.token.ApiToken;
import dev.registrykit.publish.token.TokenSearch;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Deals with leaks that were written down: revokes the token, and tells whom it concerns. */
final class LeakWorker {
    /** Of one token in {@link #NOTICES_WINDOW}; the one that tells of the revocation is always kept. */
    static final int KEPT_NOTICES = 20;

    private static final int AT_ONCE = 500;
    private static final Duration NOTICES_WINDOW = Duration.ofDays(1);

    private final Throttle keptNotices;

    LeakWorker(KeyRing keyRing) {
        this.keptNotices = new Throttle(keyRing, "token-leaked", LeakReason.TOO_MANY_REPORTS);
    }

    /** Deals with at most {@code limit} of those that wait; token by token, so that nodes do not wait in a circle. */
    int process(LeakStores stores, int limit, Instant now) {
        List<Leak> waiting = stores.leaks().waiting(limit).stream()
                .sorted(Comparator.comparing(Leak::tokenId).thenComparing(Leak::id))
                .toList();
        int finished = 0;
        for (Leak leak : waiting) {
            if (stores.leaks().finish(leak.id(), now)) {
                endToken(stores, leak, now);
                finished++;
            }
        }
        return finished;
    }

    private void endToken(LeakStores stores, Leak leak, Instant now) {
        ApiToken token = stores.tokens().find(leak.tokenId());
        if (token == null) {
            return;
        }
        boolean revokedNow = stores.tokens().revoke(token.id(), now);
        endIssuedBy(stores, token.id(), now);
        List<Quota> quota = List.of(Quota.of("token", token.id(), KEPT_NOTICES, NOTICES_WINDOW));
        boolean wanted = keptNotices.reserve(stores.throttle(), now, quota).isAllowed();
        if (wanted || revokedNow) {
            tell(stores, leak, token, revokedNow, now);
        }
    }

    /**
     * Whoever had the secret of a managing token may have made them. After it was revoked, which waits for whoever is just
     * issuing by it: what is there now is all.
     */
    private static void endIssuedBy(LeakStores stores, String tokenId, Instant now) {
        TokenSearch issued = TokenSearch.builder().issuedBy(tokenId).build();
        List<ApiToken> live = stores.tokens().search(issued, now, AT_ONCE);
        while (!live.isEmpty()) {
            for (ApiToken token : live) {
                Subject owner = token.owner();
                if (stores.tokens().revoke(token.id(), now) && owner != null) {
                    LeakEvent event = new LeakEvent.IssuedByLeaked(owner, token.id(), token.name(), tokenId);
                    stores.events().append(RecordedEvent.of(event, now, ""));
                }
            }
            live = stores.tokens().search(issued, now, AT_ONCE);
        }
    }

    /**
     * In the owner's log; a workload's token has none, so the packages that it names are told, or the account that
     * registered its publisher. A publisher that waits for its package tells its account alone: the name may be somebody
     * else's.
     */
    private static void tell(LeakStores stores, Leak leak, ApiToken token, boolean revokedNow, Instant now) {
        if (token.owner() != null) {
            append(stores, leak, token, token.owner(), null, revokedNow, now);
            return;
        }
        String publisherId = token.publisherId();
        TrustedPublisher publisher =
                publisherId == null ? null : stores.publishers().find(publisherId);
        List<PackageName> named = publisher != null && publisher.isPending() ? List.of() : named(token);
        if (named.isEmpty()) {
            append(stores, leak, token, publisher == null ? null : publisher.addedBy(), null, revokedNow, now);
        }
        for (PackageName name : named) {
            append(stores, leak, token, null, name, revokedNow, now);
        }
    }

    private static List<PackageName> named(ApiToken token) {
        return token.packages().stream()
                .filter(PackagePattern::isExact)
                .map(pattern -> PackageName.ofString(pattern.toString()))
                .toList();
    }

    /** Without the address of who reported it: that is not the owner's business. */
    private static void append(
            LeakStores stores,
            Leak leak,
            ApiToken token,
            @Nullable Subject account,
            @Nullable PackageName packageName,
            boolean revokedNow,
            Instant now) {
        LeakEvent event = new LeakEvent.TokenLeaked(
                account,
                packageName,
                token.id(),
                token.name(),
                PublishEvent.scope(token.actions(), token.packages()),
                leak.scanner(),
                leak.type(),
                leak.source(),
                leak.url(),
                revokedNow);
        stores.events().append(RecordedEvent.of(event, now, ""));
    }
}
