package dev.registrykit.auth.password;

import dev.registrykit.core.subject.Subject;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Keeps at most one password hash for each account. All verbs act within the unit of work that handed out the store.
 */
public interface PasswordStore {

    /** The account's hash, or null when it has no password. */
    @Nullable String find(Subject account);

    /** Keeps {@code hash} as the account's only one, in place of any other. */
    void put(Subject account, String hash, Instant now);

    /**
     * Notes a sign-in, if {@code verified} is still the account's hash; whether it is.
     *
     * <p>Of a sign-in and a change at the same time, the one that comes second sees the other.
     */
    boolean used(Subject account, String verified, Instant now);

    /** Replaces {@code verified} with a hash of the same password, if it is still the account's; whether it is. */
    boolean rehash(Subject account, String verified, String hash, Instant now);

    /** Removes the account's hash; false when there was none. */
    boolean remove(Subject account);
}
