package nullness;

import org.jspecify.annotations.Nullable;

/**
 * Follows a reference that may be null. A build that lets this pass checks null nowhere.
 *
 * <p>Everything else here is as the house wants it.
 */
public final class NullIsFollowed {
    private NullIsFollowed() {}

    static int length(@Nullable String text) {
        return text.length();
    }
}
