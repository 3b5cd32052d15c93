package dev.registrykit.publish.devicelogin;

import dev.registrykit.core.store.JdbcSession;
import dev.registrykit.core.subject.Subject;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Keeps log-ins while they are under way. All verbs act within the unit of work that handed out the store, and throw
 * {@link dev.registrykit.core.store.StoreException} when the store is broken.
 *
 * <p>Times are kept to the millisecond.
 */
public interface DeviceLoginStore {

    /** The store on the module's table. */
    static DeviceLoginStore jdbc(JdbcSession session) {
        return new JdbcDeviceLoginStore(session);
    }

    /** Adds a log-in; false, and nothing changes, when there is one with this device hash or this user code already. */
    boolean insertIfAbsent(StoredLogin login);

    /** The log-in with this device hash, over or not; null when there is none. */
    @Nullable StoredLogin find(byte[] deviceHash);

    /**
     * The log-in whose user code has one of these HMACs, one for each key of the ring, over or not; null when there is none,
     * and also when there are several, because nobody could say which was meant.
     */
    @Nullable StoredLogin findByUserCode(Collection<byte[]> userMacs);

    /**
     * Writes down state, account, assurance, scope and token expiry of {@code decided}, if nobody has decided about the
     * log-in with its device hash, and its time is not over at {@code now}; atomically, so that of many at once one does.
     * Whether it was written.
     */
    boolean decide(StoredLogin decided, Instant now);

    /**
     * Marks an approved log-in whose time is not over at {@code now} as redeemed; atomically, so that of many at once one
     * does. Whether it was marked.
     */
    boolean redeem(byte[] deviceHash, Instant now);

    /**
     * Records that the client asked at {@code now}, if it never did before, or its interval less {@code leeway} has passed
     * since; atomically, so that of many at once one is recorded. Whether it was recorded.
     */
    boolean recordPoll(byte[] deviceHash, Instant now, Duration leeway);

    /** Makes the client's interval longer by {@code more}, up to {@code most}. */
    void slowDown(byte[] deviceHash, Duration more, Duration most);

    /**
     * Turns the account's approved log-ins whose tokens were not handed out into denied ones; of a redemption at the same
     * time, one of the two happens. Returns those that it turned.
     */
    List<StoredLogin> takeBack(Subject account);

    /** Removes log-ins that expired before {@code before}, at most {@code limit}; returns how many. */
    int purge(Instant before, int limit);
}
