package dev.registrykit.publish.devicelogin;

import dev.registrykit.core.grant.Assurance;
import dev.registrykit.core.subject.Subject;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * A log-in as a store keeps it: neither of its codes, no token. For stores.
 *
 * <p>Times are to the millisecond.
 */
public final class StoredLogin {
    private final byte[] deviceHash;
    private final byte[] userMac;
    private final String clientId;
    private final String clientText;
    private final String address;
    private final LoginScope asked;
    private final Instant createdAt;
    private final Instant expiresAt;
    private final Duration interval;
    private final LoginState state;
    private final @Nullable Subject account;
    private final @Nullable Assurance assurance;
    private final @Nullable LoginScope granted;
    private final @Nullable Instant tokenExpiresAt;

    private StoredLogin(Builder builder, LoginScope asked) {
        this.deviceHash = builder.deviceHash.clone();
        this.userMac = builder.userMac.clone();
        this.clientId = builder.clientId;
        this.clientText = builder.clientText;
        this.address = builder.address;
        this.asked = asked;
        this.createdAt = builder.createdAt.truncatedTo(ChronoUnit.MILLIS);
        this.expiresAt = builder.expiresAt.truncatedTo(ChronoUnit.MILLIS);
        this.interval = builder.interval;
        this.state = builder.state;
        this.account = builder.account;
        this.assurance = builder.assurance;
        this.granted = builder.granted;
        this.tokenExpiresAt =
                builder.tokenExpiresAt == null ? null : builder.tokenExpiresAt.truncatedTo(ChronoUnit.MILLIS);
    }

    /**
     * A builder for a log-in that nobody has decided about.
     *
     * @param deviceHash the SHA-256 of the device code
     * @param userMac the HMAC-SHA-256 of the user code under the key ring
     */
    public static Builder builder(byte[] deviceHash, byte[] userMac) {
        return new Builder(deviceHash, userMac);
    }

    /** A builder that starts with all of this log-in. */
    public Builder toBuilder() {
        return builder(deviceHash, userMac)
                .client(clientId, clientText, address)
                .asked(asked)
                .times(createdAt, expiresAt)
                .interval(interval)
                .state(state)
                .decision(account, assurance, granted, tokenExpiresAt);
    }

    /** The SHA-256 of the device code, 32 bytes. */
    public byte[] deviceHash() {
        return deviceHash.clone();
    }

    /** The HMAC-SHA-256 of the user code under the key ring, 32 bytes. */
    public byte[] userMac() {
        return userMac.clone();
    }

    /** The client's id. */
    public String clientId() {
        return clientId;
    }

    /** What the client says of itself, at most 120 characters of printable ASCII. */
    public String clientText() {
        return clientText;
    }

    /** The address that the log-in began from, at most 255 characters. */
    public String address() {
        return address;
    }

    /** What the client asked for. */
    public LoginScope asked() {
        return asked;
    }

    /** When it began. */
    public Instant createdAt() {
        return createdAt;
    }

    /** From when on it leads nowhere. */
    public Instant expiresAt() {
        return expiresAt;
    }

    /** How long the client waits between two requests. */
    public Duration interval() {
        return interval;
    }

    /** How far it has come. */
    public LoginState state() {
        return state;
    }

    /** Who decided, or null while nobody has. */
    public @Nullable Subject account() {
        return account;
    }

    /** How surely they were signed in, or null while nobody has approved. */
    public @Nullable Assurance assurance() {
        return assurance;
    }

    /** What they granted, or null while nobody has approved. */
    public @Nullable LoginScope granted() {
        return granted;
    }

    /** When the token will expire, or null while nobody has approved. */
    public @Nullable Instant tokenExpiresAt() {
        return tokenExpiresAt;
    }

    /** Whether its time is over at {@code now}: at the very instant of {@link #expiresAt()} it is. */
    public boolean isExpired(Instant now) {
        return expiresAt.compareTo(now) <= 0;
    }

    @Override
    public String toString() {
        return "StoredLogin[" + clientId + " " + state + "]";
    }

    /** Collects what is kept. */
    public static final class Builder {
        private final byte[] deviceHash;
        private final byte[] userMac;
        private String clientId = "";
        private String clientText = "";
        private String address = "";
        private @Nullable LoginScope asked;
        private Instant createdAt = Instant.EPOCH;
        private Instant expiresAt = Instant.EPOCH;
        private Duration interval = Duration.ZERO;
        private LoginState state = LoginState.PENDING;
        private @Nullable Subject account;
        private @Nullable Assurance assurance;
        private @Nullable LoginScope granted;
        private @Nullable Instant tokenExpiresAt;

        private Builder(byte[] deviceHash, byte[] userMac) {
            this.deviceHash = deviceHash;
            this.userMac = userMac;
        }

        /** The client, what it says of itself, and where it is. */
        public Builder client(String id, String text, String from) {
            this.clientId = id;
            this.clientText = text;
            this.address = from;
            return this;
        }

        /** What it asks for; required. */
        public Builder asked(LoginScope scope) {
            this.asked = scope;
            return this;
        }

        /** When it begins and when it ends. */
        public Builder times(Instant from, Instant until) {
            this.createdAt = from;
            this.expiresAt = until;
            return this;
        }

        /** How long the client waits between two requests. */
        public Builder interval(Duration pause) {
            this.interval = pause;
            return this;
        }

        /** How far it has come. */
        public Builder state(LoginState now) {
            this.state = now;
            return this;
        }

        /** Who decided, and what they granted until when; null where nobody did. */
        public Builder decision(
                @Nullable Subject by, @Nullable Assurance surely, @Nullable LoginScope what, @Nullable Instant until) {
            this.account = by;
            this.assurance = surely;
            this.granted = what;
            this.tokenExpiresAt = until;
            return this;
        }

        /**
         * The log-in.
         *
         * @throws IllegalStateException if it asks for nothing, or is approved without who approved, how surely, what, and
         *     until when
         */
        public StoredLogin build() {
            if (asked == null) {
                throw new IllegalStateException("a log-in asks for something");
            }
            boolean complete = account != null && assurance != null && granted != null && tokenExpiresAt != null;
            if ((state == LoginState.APPROVED || state == LoginState.REDEEMED) && !complete) {
                throw new IllegalStateException("an approval has an account, its assurance, a scope and an end");
            }
            return new StoredLogin(this, asked);
        }
    }
}
