package dev.registrykit.examples.registry.accounts;

import dev.registrykit.core.grant.Assurance;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A browser session as one request finds it.
 *
 * @param id an opaque id that is not the cookie's value
 * @param csrfToken what forms of this session carry
 * @param account who is signed in, or null
 * @param assurance how surely
 * @param signedInAt when they signed in, or null
 * @param pending the sign-up that waits for its passkey, or null
 */
public record Session(
        String id,
        String csrfToken,
        @Nullable Account account,
        Assurance assurance,
        @Nullable Instant signedInAt,
        @Nullable Account pending) {

    /** Whether the sign-in is at most this old. */
    public boolean isFresh(Instant now, Duration atMost) {
        return signedInAt != null && !signedInAt.plus(atMost).isBefore(now);
    }
}
