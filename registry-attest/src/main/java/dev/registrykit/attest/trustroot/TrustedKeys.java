package dev.registrykit.attest.trustroot;

import java.security.PublicKey;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Plain keys by their hints. */
public final class TrustedKeys {
    private final Map<String, TrustedKey> keys;

    /** A key. */
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

        /** The key. */
        public PublicKey publicKey() {
            return publicKey;
        }

        /** The algorithm. */
        public @Nullable String keyDetails() {
            return keyDetails.isEmpty() ? null : keyDetails;
        }

        /** Whether it is in use. */
        public boolean usedAt(Instant time) {
            return (start == null || !time.isBefore(start)) && (end == null || !time.isAfter(end));
        }
    }

    TrustedKeys(Map<String, TrustedKey> keys) {
        this.keys = Map.copyOf(keys);
    }

    /** One key without a window. */
    public static TrustedKeys of(String hint, PublicKey key) {
        return new TrustedKeys(new HashMap<>(Map.of(hint, new TrustedKey(key, "", null, null))));
    }

    /** One key with a window. */
    public static TrustedKeys of(String hint, PublicKey key, @Nullable Instant start, @Nullable Instant end) {
        return new TrustedKeys(new HashMap<>(Map.of(hint, new TrustedKey(key, "", start, end))));
    }

    /** None. */
    public static TrustedKeys none() {
        return new TrustedKeys(Map.of());
    }

    /** The key of this hint, or null. */
    public @Nullable TrustedKey key(String hint) {
        return keys.get(hint);
    }
}
