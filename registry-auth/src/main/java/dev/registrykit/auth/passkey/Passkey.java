package dev.registrykit.auth.passkey;

import dev.registrykit.core.subject.Subject;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A registered passkey: whose it is, its public key, and what its owner sees in a list. Holds nothing secret. */
public final class Passkey {
    private final String id;
    private final Subject account;
    private final byte[] userHandle;
    private final byte[] publicKey;
    private final String label;
    private final String aaguid;
    private final List<String> transports;
    private final long signCount;
    private final boolean backupEligible;
    private final boolean backedUp;
    private final Instant createdAt;
    private final @Nullable Instant lastUsedAt;

    private Passkey(Builder builder) {
        this.id = builder.id;
        this.account = builder.account;
        this.userHandle = builder.userHandle.clone();
        this.publicKey = builder.publicKey.clone();
        this.label = builder.label;
        this.aaguid = builder.aaguid;
        this.transports = List.copyOf(builder.transports);
        this.signCount = builder.signCount;
        this.backupEligible = builder.backupEligible;
        this.backedUp = builder.backedUp;
        this.createdAt = Objects.requireNonNull(builder.createdAt, "createdAt");
        this.lastUsedAt = builder.lastUsedAt;
    }

    /** A builder for a passkey of {@code account}, for stores; {@code id} is the credential id in base64url. */
    public static Builder builder(String id, Subject account) {
        return new Builder(id, account);
    }

    /** The credential id in base64url, at most 1,364 characters; also what the browser's signal methods take. */
    public String id() {
        return id;
    }

    /** The owner. */
    public Subject account() {
        return account;
    }

    /** A copy of the owner's user handle. */
    public byte[] userHandle() {
        return userHandle.clone();
    }

    /** A copy of the public key in COSE form (RFC 9052). */
    public byte[] publicKey() {
        return publicKey.clone();
    }

    /** What the owner calls it. */
    public String label() {
        return label;
    }

    /** The authenticator's model as it said itself, unverified; all zero when it did not. */
    public String aaguid() {
        return aaguid;
    }

    /** How the browser said that the authenticator is reached, for example {@code internal} or {@code usb}. */
    public List<String> transports() {
        return transports;
    }

    /** The signature counter; zero for authenticators that keep none. */
    public long signCount() {
        return signCount;
    }

    /** Whether the passkey can be backed up, which never changes. */
    public boolean backupEligible() {
        return backupEligible;
    }

    /** Whether the passkey was backed up at its last use. */
    public boolean backedUp() {
        return backedUp;
    }

    /** When it was registered. */
    public Instant createdAt() {
        return createdAt;
    }

    /** When it last signed in, or null when it never did. */
    public @Nullable Instant lastUsedAt() {
        return lastUsedAt;
    }

    /** A builder with this passkey's values. */
    public Builder toBuilder() {
        return new Builder(id, account)
                .keys(userHandle, publicKey)
                .label(label)
                .aaguid(aaguid)
                .transports(transports)
                .signCount(signCount)
                .backup(backupEligible, backedUp)
                .createdAt(createdAt)
                .lastUsedAt(lastUsedAt);
    }

    @Override
    public String toString() {
        return "Passkey[" + id + " of " + account + "]";
    }

    /** Collects a passkey's values. */
    public static final class Builder {
        private final String id;
        private final Subject account;
        private byte[] userHandle = new byte[0];
        private byte[] publicKey = new byte[0];
        private String label = "";
        private String aaguid = "00000000-0000-0000-0000-000000000000";
        private List<String> transports = List.of();
        private long signCount;
        private boolean backupEligible;
        private boolean backedUp;
        private @Nullable Instant createdAt;
        private @Nullable Instant lastUsedAt;

        private Builder(String id, Subject account) {
            this.id = id;
            this.account = account;
        }

        /** The owner's user handle and the public key in COSE form. */
        public Builder keys(byte[] userHandle, byte[] publicKey) {
            this.userHandle = userHandle.clone();
            this.publicKey = publicKey.clone();
            return this;
        }

        /** What the owner calls it. */
        public Builder label(String label) {
            this.label = label;
            return this;
        }

        /** The authenticator's model, as a UUID in text form. */
        public Builder aaguid(String aaguid) {
            this.aaguid = aaguid;
            return this;
        }

        /** How the authenticator is reached. */
        public Builder transports(List<String> transports) {
            this.transports = List.copyOf(transports);
            return this;
        }

        /** The signature counter. */
        public Builder signCount(long signCount) {
            this.signCount = signCount;
            return this;
        }

        /** Whether it can be, and is, backed up. */
        public Builder backup(boolean eligible, boolean backedUp) {
            this.backupEligible = eligible;
            this.backedUp = backedUp;
            return this;
        }

        /** When it was registered; required. */
        public Builder createdAt(Instant time) {
            this.createdAt = time;
            return this;
        }

        /** When it last signed in. */
        public Builder lastUsedAt(@Nullable Instant time) {
            this.lastUsedAt = time;
            return this;
        }

        /** The passkey. */
        public Passkey build() {
            return new Passkey(this);
        }
    }
}
