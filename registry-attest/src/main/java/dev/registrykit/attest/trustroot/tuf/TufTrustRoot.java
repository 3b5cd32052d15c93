package dev.registrykit.attest.trustroot.tuf;

import dev.registrykit.attest.bundle.AttestReason;
import dev.registrykit.attest.trustroot.TrustRoot;
import dev.registrykit.attest.trustroot.TrustRootException;
import dev.registrykit.attest.trustroot.TrustRootSource;
import dev.registrykit.core.decision.Decision;
import dev.registrykit.core.http.FetchException;
import dev.registrykit.core.http.HttpFetch;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The trust root that a TUF repository publishes, refreshed once an interval and never older than a stated limit.
 *
 * <p>The first {@link #current()} fetches, or takes what an earlier process left in the cache directory; building one
 * fetches nothing. When the refresh interval has passed, the next caller refreshes while the others go on with the
 * last good root. A repository that is down, or whose metadata is expired, rolled back or not signed as the root
 * demands, changes nothing until the staleness limit; from then on the trust root is unavailable, until a refresh
 * succeeds. A refresh that failed is tried again after a minute.
 *
 * <p>The cache directory is not trusted: what it holds is verified again from the configured root, as at the time of
 * its refresh. Whoever can write there can at most bring back a root that was signed, and whose metadata had not
 * expired, within the staleness limit.
 *
 * <p>Needs {@code dev.sigstore:sigstore-java}, which this module does not bring. Safe to share between threads. See the
 * TUF specification, section 5.
 */
public final class TufTrustRoot implements TrustRootSource {
    private static final Logger LOG = LoggerFactory.getLogger(TufTrustRoot.class);
    private static final Duration RETRY = Duration.ofMinutes(1);

    private final TufClient client;
    private final TufCache cache;
    private final Documents repository;
    private final Duration refreshInterval;
    private final Duration stalenessLimit;
    private final InstantSource clock;
    private final ReentrantLock refreshing = new ReentrantLock();
    private volatile @Nullable State last;
    private volatile @Nullable Instant failed;
    // Guarded by the lock.
    private boolean cacheRead;

    private TufTrustRoot(Builder builder, URI base, byte[] initialRoot, Path directory) {
        client = new TufClient(initialRoot, builder.target);
        cache = new TufCache(directory);
        refreshInterval = builder.refreshInterval;
        stalenessLimit = builder.stalenessLimit;
        clock = builder.clock;
        HttpFetch http = builder.http;
        Duration timeout = builder.timeout;
        repository = (path, maxBytes) -> fetch(http, base.resolve(path), maxBytes, timeout);
    }

    private record State(TrustRoot root, TufClient.Verified verified, Instant refreshed) {}

    /** A builder with the defaults that are stated at its methods. */
    public static Builder builder() {
        return new Builder();
    }

    @Override
    public Decision<TrustRoot> current() {
        if (isDue()) {
            if (isUsable(last)) {
                if (refreshing.tryLock()) {
                    holding(this::refresh);
                }
            } else {
                refreshing.lock();
                holding(this::refresh);
            }
        }
        State state = last;
        return state != null && isUsable(state)
                ? Decision.allowed(state.root())
                : Decision.unavailable(
                        AttestReason.TRUST_ROOT_UNAVAILABLE,
                        "The trust root could not be refreshed, and there is none that is new enough.");
    }

    private void holding(Runnable action) {
        try {
            action.run();
        } finally {
            refreshing.unlock();
        }
    }

    private boolean isDue() {
        State state = last;
        Instant tried = failed;
        // Read after what it is compared with, or another thread's refresh would seem to lie in the future.
        Instant now = clock.instant();
        boolean old = state == null || !isWithin(state.refreshed(), refreshInterval, now);
        return old && (tried == null || !isWithin(tried, RETRY, now));
    }

    private boolean isUsable(@Nullable State state) {
        return state != null && isWithin(state.refreshed(), stalenessLimit, clock.instant());
    }

    /** Whether {@code past} lies at most {@code limit} back; a clock that was set back makes it due, not valid for ever. */
    private static boolean isWithin(Instant past, Duration limit, Instant now) {
        Duration age = Duration.between(past, now);
        return !age.isNegative() && age.compareTo(limit) < 0;
    }

    /** Refreshes unless another thread just did; the caller holds the lock. */
    private void refresh() {
        Instant now = clock.instant();
        try {
            if (!cacheRead) {
                cacheRead = true;
                readCache(now);
            }
            if (isDue()) {
                State state = last;
                TufClient.Verified verified = client.refresh(repository, state == null ? null : state.verified(), now);
                last = new State(client.root(verified), verified, now);
                failed = null;
                keep(verified, now);
            }
        } catch (IOException | TrustRootException refused) {
            failed = now;
            LOG.warn("The trust root could not be refreshed: {}", refused.getMessage());
        }
    }

    private void readCache(Instant now) {
        try {
            Instant refreshed = cache.refreshed();
            if (refreshed != null && isWithin(refreshed, stalenessLimit, now)) {
                TufClient.Verified verified = client.replay(cache::document, refreshed);
                last = new State(client.root(verified), verified, refreshed);
            }
        } catch (IOException | TrustRootException refused) {
            LOG.warn("The cached trust root is not used: {}", refused.getMessage());
        }
    }

    private void keep(TufClient.Verified verified, Instant now) {
        try {
            cache.keep(verified.documents(), now);
        } catch (IOException unwritable) {
            LOG.warn("The trust root could not be cached: {}", unwritable.getMessage());
        }
    }

    private static byte @Nullable [] fetch(HttpFetch http, URI uri, int maxBytes, Duration timeout) throws IOException {
        try {
            return http.get(uri, maxBytes, timeout);
        } catch (FetchException failure) {
            if (failure.status() == 404) {
                return null;
            }
            throw new IOException(failure.getMessage(), failure);
        }
    }

    /** Collects what a {@link TufTrustRoot} needs. */
    public static final class Builder {
        private @Nullable URI repository;
        private byte @Nullable [] initialRoot;
        private @Nullable Path cacheDirectory;
        private String target = "trusted_root.json";
        private Duration refreshInterval = Duration.ofDays(1);
        private Duration stalenessLimit = Duration.ofDays(7);
        private Duration timeout = Duration.ofSeconds(10);
        private InstantSource clock = InstantSource.system();
        private HttpFetch http = HttpFetch.https();

        private Builder() {}

        /** The address of the repository, below which {@code timestamp.json} and {@code targets/} stand; required. */
        public Builder repository(URI base) {
            String text = base.toString();
            repository = text.endsWith("/") ? base : URI.create(text + "/");
            return this;
        }

        /** The repository's {@code root.json} that the operator trusts from the start; it may have expired; required. */
        public Builder initialRoot(byte[] rootJson) {
            initialRoot = rootJson.clone();
            return this;
        }

        /**
         * As {@link #initialRoot(byte[])}, from a file.
         *
         * @throws TrustRootException if it cannot be read
         */
        public Builder initialRoot(Path rootJson) {
            try {
                return initialRoot(Files.readAllBytes(rootJson));
            } catch (IOException unreadable) {
                throw new TrustRootException("the initial root " + rootJson + " cannot be read", unreadable);
            }
        }

        /** Where the documents of the last good refresh are kept for the next start; for this repository only; required. */
        public Builder cacheDirectory(Path directory) {
            cacheDirectory = directory;
            return this;
        }

        /** The name of the target that is the trust root; {@code trusted_root.json} if not given. */
        public Builder target(String name) {
            if (!name.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,99}")) {
                throw new IllegalArgumentException("a target's name has 1 to 100 letters, digits, '.', '_' and '-'");
            }
            target = name;
            return this;
        }

        /** How long a root is used before the repository is asked again; a day if not given. */
        public Builder refreshInterval(Duration interval) {
            refreshInterval = positive(interval);
            return this;
        }

        /** How long after its refresh a root is used while no newer is to be had; seven days if not given. */
        public Builder stalenessLimit(Duration limit) {
            stalenessLimit = positive(limit);
            return this;
        }

        /** The longest time for one document; ten seconds if not given. */
        public Builder timeout(Duration limit) {
            timeout = positive(limit);
            return this;
        }

        /** The time by which metadata expires; the system's if not given. */
        public Builder clock(InstantSource source) {
            clock = source;
            return this;
        }

        /** How documents are fetched; {@link HttpFetch#https()} if not given. */
        public Builder http(HttpFetch fetch) {
            http = fetch;
            return this;
        }

        /**
         * The source; nothing is fetched yet.
         *
         * @throws TrustRootException if the initial root is none
         * @throws IllegalStateException if sigstore-java or a jar that it needs is not on the class path, or the staleness limit is
         *     shorter than the refresh interval
         */
        public TufTrustRoot build() {
            URI base = Objects.requireNonNull(repository, "repository");
            byte[] root = Objects.requireNonNull(initialRoot, "initialRoot");
            Path directory = Objects.requireNonNull(cacheDirectory, "cacheDirectory");
            if (stalenessLimit.compareTo(refreshInterval) < 0) {
                throw new IllegalStateException("the staleness limit is shorter than the refresh interval");
            }
            try {
                var source = new TufTrustRoot(this, base, root, directory);
                source.client.check();
                return source;
            } catch (NoClassDefFoundError missing) {
                throw new IllegalStateException(
                        "A trust root by TUF needs dev.sigstore:sigstore-java:2.0.0 and its dependencies on the class path; missing: "
                                + missing.getMessage(),
                        missing);
            }
        }

        private static Duration positive(Duration duration) {
            if (duration.isNegative() || duration.isZero()) {
                throw new IllegalArgumentException("a duration must be positive");
            }
            return duration;
        }
    }
}
