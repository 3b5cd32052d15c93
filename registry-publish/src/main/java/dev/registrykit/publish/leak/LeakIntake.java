package dev.registrykit.publish.leak;

import dev.registrykit.core.decision.Decision;
import dev.registrykit.core.decision.DecisionListener;
import dev.registrykit.core.decision.Decisions;
import dev.registrykit.core.request.RequestContext;
import dev.registrykit.core.secret.KeyRing;
import dev.registrykit.core.secret.Secret;
import dev.registrykit.core.store.StoreException;
import dev.registrykit.core.store.UnitOfWork;
import dev.registrykit.core.throttle.ClientNetwork;
import dev.registrykit.core.throttle.Quota;
import dev.registrykit.core.throttle.Throttle;
import dev.registrykit.publish.token.ApiToken;
import dev.registrykit.publish.token.ApiTokens;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes down leaks of this registry's tokens in one unit of work, and then deals with them: revokes, and tells.
 *
 * <p>A token leaked when its secret was presented, not when somebody names its id. What was written down outlives a crash;
 * what one call does not get done, {@link #process} does later, on any node.
 */
public final class LeakIntake {
    /** A token can be in thousands of copies of one file; its owner needs some of the places to find the others. */
    static final int PLACES_PER_REPORT = 10;

    private static final Logger LOG = LoggerFactory.getLogger(LeakIntake.class);
    /** Scanners wait 30 seconds for an answer. */
    private static final long NANOS_AT_ONCE = Duration.ofSeconds(10).toNanos();

    private static final int CHUNK = 100;
    private static final int REPORTS_PER_NETWORK = 30;
    private static final Duration WINDOW = Duration.ofMinutes(10);

    private final UnitOfWork<? extends LeakStores> unitOfWork;
    private final ApiTokens tokens;
    private final LeakWorker worker;
    private final InstantSource clock;
    private final Decisions decisions;
    private final Throttle throttle;

    /** Hosts get at this object through {@code RegistryPublish.leakEndpoint()} and {@code tokenReportEndpoint()}. */
    public LeakIntake(
            UnitOfWork<? extends LeakStores> unitOfWork,
            KeyRing keyRing,
            ApiTokens tokens,
            InstantSource clock,
            DecisionListener listener) {
        this.unitOfWork = unitOfWork;
        this.tokens = tokens;
        this.worker = new LeakWorker(keyRing);
        this.clock = clock;
        this.decisions = new Decisions(listener, LeakReason.STORE_UNAVAILABLE);
        this.throttle = new Throttle(keyRing, "token-report", LeakReason.TOO_MANY_REPORTS);
    }

    /**
     * Deals with reported leaks that wait, oldest first, at most {@code limit}; returns how many. Token, leak and events
     * change together, and of many nodes one deals with a leak.
     *
     * @throws StoreException if the store is broken
     */
    public int process(int limit) {
        Instant now = now();
        return unitOfWork.run(stores -> worker.process(stores, limit, now));
    }

    /**
     * Takes what a scanner has found; for each finding whether it is a token of this registry.
     *
     * @throws StoreException if the store is broken, or an older table is; then the leaks of tokens that are kept here were
     *     taken all the same
     */
    List<Boolean> take(String scanner, List<Finding> findings) {
        Set<String> texts = new LinkedHashSet<>();
        findings.forEach(finding -> texts.add(finding.token().reveal()));
        Instant now = now();
        Map<String, String> ids = idsOf(texts, tokens::identify);
        keep(leaks(scanner, findings, ids, now));
        texts.removeAll(ids.keySet());
        Map<String, String> old = idsOf(texts, tokens::identifyLeaked);
        keep(leaks(scanner, findings, old, now));
        ids.putAll(old);
        return findings.stream()
                .map(finding -> ids.containsKey(finding.token().reveal()))
                .toList();
    }

    private static List<Leak> leaks(String scanner, List<Finding> findings, Map<String, String> ids, Instant now) {
        Map<String, Leak> leaks = new HashMap<>();
        Map<String, Integer> places = new HashMap<>();
        for (Finding finding : findings) {
            String id = ids.get(finding.token().reveal());
            if (id == null || places.getOrDefault(id, 0) >= PLACES_PER_REPORT) {
                continue;
            }
            Leak leak = finding.of(id, scanner, now);
            if (leaks.putIfAbsent(leak.id(), leak) == null) {
                places.merge(id, 1, Integer::sum);
            }
        }
        return leaks.values().stream().sorted(Comparator.comparing(Leak::id)).toList();
    }

    private static Map<String, String> idsOf(
            Set<String> texts, Function<List<Secret>, List<@Nullable ApiToken>> identify) {
        List<Secret> secrets = texts.stream().map(Secret::of).toList();
        List<@Nullable ApiToken> found = identify.apply(secrets);
        Map<String, String> ids = new HashMap<>();
        for (int i = 0; i < found.size(); i++) {
            ApiToken token = found.get(i);
            if (token != null) {
                ids.put(secrets.get(i).reveal(), token.id());
            }
        }
        return ids;
    }

    /** Takes a token that anyone has found; allowed whether or not it is one. */
    Decision<Boolean> take(Secret token, RequestContext context) {
        return decisions.decide("leak.report", () -> {
            Instant now = now();
            String network = ClientNetwork.of(context.clientAddress());
            // Requests without an address share one count: nobody is let off because a host tells none.
            List<Quota> quota = List.of(Quota.of("network", network, REPORTS_PER_NETWORK, WINDOW));
            return unitOfWork
                    .<Decision<?>>run(stores -> throttle.reserve(stores.throttle(), now, quota))
                    .<Boolean>then(counted -> {
                        ApiToken known = tokens.identify(List.of(token)).get(0);
                        if (known == null) {
                            known = tokens.identifyLeaked(List.of(token)).get(0);
                        }
                        if (known != null) {
                            keep(List.of(Leak.of(known.id(), SecretScanner.ANYONE, "", "", "", now)));
                        }
                        return Decision.allowed(true);
                    });
        });
    }

    /** Writes leaks down, in the order of their ids so that two reports do not wait for each other in a circle. */
    private void keep(List<Leak> leaks) {
        if (leaks.isEmpty()) {
            return;
        }
        unitOfWork.<@Nullable Void>run(stores -> {
            stores.leaks().insertIfAbsent(leaks);
            return null;
        });
        long start = System.nanoTime();
        try {
            while (process(CHUNK) > 0 && System.nanoTime() - start < NANOS_AT_ONCE) {
                // The rest waits for the next call, on whatever node.
            }
        } catch (StoreException later) {
            LOG.warn("reported leaks wait until they are dealt with", later);
        }
    }

    /** To the millisecond, as stores keep it. */
    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
