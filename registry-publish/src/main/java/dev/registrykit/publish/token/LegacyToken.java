package dev.registrykit.publish.token;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A row of a registry's old table of tokens, and the token that it becomes.
 *
 * <p>The operator's policy for new tokens is not asked how long it may live, how many there may be or how somebody
 * signed in: what was issued before goes on as the request says. Its kind and actions must be declared, though.
 */
public final class LegacyToken {
    private static final Pattern ID = Pattern.compile("[!-~]{1,200}");

    private final String id;
    private final LegacyHash hash;
    private final TokenRequest request;
    private final @Nullable Instant createdAt;

    private LegacyToken(Builder builder) {
        this.id = builder.id;
        this.hash = builder.hash;
        this.request = builder.request;
        this.createdAt = builder.createdAt;
    }

    /**
     * A builder for the row.
     *
     * @param id what identifies the row for ever in the old table, 1 to 200 visible ASCII characters; no secret
     * @param hash what the row keeps of the token
     * @param request what the token becomes: an account's. Its expiry may be over; without one, the default lifetime of
     *     its kind counts from the move on, unless it says {@link TokenRequest.Builder#acceptNoExpiry}
     * @throws IllegalArgumentException if the id has another form, or the request is for a workload or a macaroon
     */
    public static Builder builder(String id, LegacyHash hash, TokenRequest request) {
        return new Builder(id, hash, request);
    }

    /**
     * The public id that the token of this row has once it was moved, so that a host which ends the row can end that,
     * too.
     *
     * @param id {@link #id()}
     */
    public static String movedId(String id) {
        return UUID.nameUUIDFromBytes(("legacy " + id).getBytes(StandardCharsets.UTF_8))
                .toString();
    }

    /** What identifies the row in the old table. */
    public String id() {
        return id;
    }

    LegacyHash hash() {
        return hash;
    }

    TokenRequest request() {
        return request;
    }

    @Nullable Instant createdAt() {
        return createdAt;
    }

    @Override
    public String toString() {
        return "LegacyToken[" + id + "]";
    }

    /** Collects what the row says. */
    public static final class Builder {
        private final String id;
        private final LegacyHash hash;
        private final TokenRequest request;
        private @Nullable Instant createdAt;

        private Builder(String id, LegacyHash hash, TokenRequest request) {
            if (!ID.matcher(id).matches()) {
                throw new IllegalArgumentException("a row's id has 1 to 200 visible ASCII characters");
            }
            if (request.owner() == null) {
                throw new IllegalArgumentException("a workload's token is issued by an exchange alone");
            }
            if (request.isMacaroon()) {
                throw new IllegalArgumentException("a token that moves keeps its text, so it becomes no macaroon");
            }
            this.id = id;
            this.hash = hash;
            this.request = request;
        }

        /** When the old registry issued it; when it is moved, unless this is said. */
        public Builder createdAt(Instant time) {
            this.createdAt = time;
            return this;
        }

        /** The row. */
        public LegacyToken build() {
            return new LegacyToken(this);
        }
    }
}
