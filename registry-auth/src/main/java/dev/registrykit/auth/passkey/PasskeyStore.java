package dev.registrykit.auth.passkey;

import dev.registrykit.core.subject.Subject;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Keeps passkeys and each account's user handle. All verbs act within the unit of work that handed out the store.
 */
public interface PasskeyStore {

    /** The account's user handle, or null when none is kept yet. */
    byte @Nullable [] userHandle(Subject account);

    /**
     * The account's user handle: the one that was kept first, or {@code candidate} when there is none yet.
     *
     * @param candidate random bytes, at most 64; kept for good when they are the first
     */
    byte[] userHandle(Subject account, byte[] candidate);

    /** Keeps a new passkey; false, and nothing is changed, when one of this id is there, whoever's it is. */
    boolean insertIfAbsent(Passkey passkey);

    /** The passkey of this id, or null. */
    @Nullable Passkey find(String id);

    /** The account's passkeys, oldest first. */
    List<Passkey> ofAccount(Subject account);

    /**
     * Notes a use, if the passkey is still this account's and its counter may advance to {@code signCount}: it must be
     * greater than the one that is kept, or both must be zero (WebAuthn Level 3 section 7.2).
     *
     * <p>Of two uses with the same counter at once, one succeeds.
     *
     * @return whether the use was noted
     */
    boolean advance(String id, Subject account, long signCount, boolean backedUp, Instant now);

    /** Gives the account's passkey another label; false when it has none of this id. */
    boolean rename(String id, Subject account, String label);

    /** Removes the account's passkey; false when it has none of this id. */
    boolean remove(String id, Subject account);
}
