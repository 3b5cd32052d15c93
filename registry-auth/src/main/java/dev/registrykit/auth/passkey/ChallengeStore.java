package dev.registrykit.auth.passkey;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Keeps challenges until they are answered or expire. All verbs act within the unit of work that handed out the store.
 */
public interface ChallengeStore {

    /** Keeps a challenge; its id is new, because it is a hash of random bytes. */
    void add(PendingChallenge challenge);

    /**
     * Takes the challenge out, if it was given to this browser session; of many callers at once exactly one gets it.
     *
     * <p>An expired challenge is handed out as well, for the caller to refuse.
     *
     * @return the challenge, or null when there is none of this id for this session
     */
    @Nullable PendingChallenge consume(String id, String session);

    /** Removes challenges that expired before {@code before}, at most {@code limit}; returns how many. */
    int purge(Instant before, int limit);
}
