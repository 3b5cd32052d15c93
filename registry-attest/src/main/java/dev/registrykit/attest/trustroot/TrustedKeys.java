package dev.registrykit.attest.trustroot;

import java.security.PublicKey;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Plain keys that are trusted without a certificate, each by the hint that bundles name it by. */
public final class TrustedKeys {
    private final Map<String, TrustedKey> keys;

    /** A key with the time in which it signs; both ends are included, and an end that is not stated is open. */
    public static final class TrustedKey {
        private final PublicKey publicKey;
        private final String keyDetails;
        private final @Nullable Instant start;
        private final @Nullable Instant end;

        TrustedKey(PublicKey publicKey, String keyDetails, @Nullable Instant start, @Nullable Instant end) {
            this.publicKey = publicKey;
            this.keyDetails = keyDetails;
            this.start = start;
            this.end = end;
        }

        /** The key, decoded. */
        public PublicKey publicKey() {
            return publicKey;
        }

        /** The way in which it signs ({@code PublicKeyDetails}), or null for the usual one of its kind. */
        public @Nullable String keyDetails() {
            return keyDetails.isEmpty() ? null : keyDetails;
        }

        /** Whether it signs at {@code time}. */
        public boolean usedAt(Instant time) {
            return (start == null || !time.isBefore(start)) && (end == null || !time.isAfter(end));
        }
    }

    TrustedKeys(Map<String, TrustedKey> keys) {
        this.keys = Map.copyOf(keys);
    }

    /** One key that signs at any time. */
    public static TrustedKeys of(String hint, PublicKey key) {
        return new TrustedKeys(new HashMap<>(Map.of(hint, new TrustedKey(key, "", null, null))));
    }

    /** One key that signs from {@code start} to {@code end}, both included; null is open. */
    public static TrustedKeys of(String hint, PublicKey key, @Nullable Instant start, @Nullable Instant end) {
        return new TrustedKeys(new HashMap<>(Map.of(hint, new TrustedKey(key, "", start, end))));
    }

    /** No keys. */
    public static TrustedKeys none() {
        return new TrustedKeys(Map.of());
    }

    /** The key of this hint, or null when there is none. */
    public @Nullable TrustedKey key(String hint) {
        return keys.get(hint);
    }
}
