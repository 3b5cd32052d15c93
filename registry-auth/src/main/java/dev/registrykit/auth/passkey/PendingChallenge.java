package dev.registrykit.auth.passkey;

import dev.registrykit.core.subject.Subject;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A challenge that waits for its one answer, with all that the answer is bound to.
 *
 * @param id SHA-256 of the challenge, in base64url: the challenge itself is not kept
 * @param session SHA-256 of the host's session id, in base64url
 * @param ceremony what the challenge was given for
 * @param account whom it was given for; null in {@link Ceremony#SIGN_IN}, and in {@link Ceremony#ACCOUNT_SIGN_IN} when
 *     the name that was typed is nobody's, so that no answer fits
 * @param expiresAt from when on an answer comes too late
 * @param userHandle in {@link Ceremony#REGISTRATION} the user handle that the authenticator is given, in base64url: the
 *     account gets it when the registration ends well, so that nothing is kept of one that was only started
 */
public record PendingChallenge(
        String id,
        String session,
        Ceremony ceremony,
        @Nullable Subject account,
        Instant expiresAt,
        @Nullable String userHandle) {

    /** What a challenge is given for. */
    public enum Ceremony {
        /** Registering a new passkey for an account. */
        REGISTRATION,
        /** Signing in with whichever passkey the person chooses. */
        SIGN_IN,
        /** Signing in to one account. */
        ACCOUNT_SIGN_IN
    }

    /** A challenge without user handle, for signing in. */
    public PendingChallenge(
            String id, String session, Ceremony ceremony, @Nullable Subject account, Instant expiresAt) {
        this(id, session, ceremony, account, expiresAt, null);
    }

    /** Refuses to be made without what binds it. */
    public PendingChallenge {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(session, "session");
        Objects.requireNonNull(ceremony, "ceremony");
        Objects.requireNonNull(expiresAt, "expiresAt");
    }
}
