package dev.registrykit.attest.trustroot;

import dev.registrykit.core.json.JsonFormatException;
import dev.registrykit.core.json.JsonLimits;
import dev.registrykit.core.json.JsonObject;
import dev.registrykit.core.json.StrictBase64;
import dev.registrykit.core.json.StrictJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PublicKey;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Plain keys that count without a certificate, by the hints by which bundles name them: a registry's own, or keys that an
 * organisation manages.
 *
 * <p>A hint is a name and proves nothing; what counts is that the key of this name made the signature, while it was in use.
 * Immutable.
 */
public final class TrustedKeys {
    private static final JsonLimits LIMITS = JsonLimits.of(1 << 20, 8, 5_000);
    private static final String NPM_ATTESTATIONS = "npm:attestations";
    private static final Set<String> NPM_TYPES = Set.of("ecdsa-sha2-nistp256");
    private static final String PEM_BEGIN = "-----BEGIN PUBLIC KEY-----";
    private static final String PEM_END = "-----END PUBLIC KEY-----";

    private final Map<String, TrustedKey> keys;

    /** One of the keys. */
    public static final class TrustedKey {
        private final PublicKey publicKey;
        private final @Nullable String keyDetails;
        private final TrustRoot.Validity validity;

        private TrustedKey(PublicKey publicKey, @Nullable String keyDetails, TrustRoot.Validity validity) {
            this.publicKey = publicKey;
            this.keyDetails = keyDetails;
            this.validity = validity;
        }

        /** The key, decoded once. */
        public PublicKey publicKey() {
            return publicKey;
        }

        /** What is said of the key, for example {@code PKIX_ECDSA_P256_SHA_256}, or null when its own kind says enough. */
        public @Nullable String keyDetails() {
            return keyDetails;
        }

        /** Whether it is in use at {@code time}, both ends included; one without a stated end or start is not bounded there. */
        public boolean usedAt(Instant time) {
            return (validity.start() == null || validity.startsBy(time)) && !validity.endsBefore(time);
        }
    }

    private TrustedKeys(Map<String, TrustedKey> keys) {
        this.keys = Map.copyOf(keys);
    }

    /** No key. */
    public static TrustedKeys none() {
        return new TrustedKeys(Map.of());
    }

    /** This key, without an end. */
    public static TrustedKeys of(String hint, PublicKey key) {
        return of(hint, key, null, null);
    }

    /** This key, from {@code start} to {@code end}, both included; null leaves that side open. */
    public static TrustedKeys of(String hint, PublicKey key, @Nullable Instant start, @Nullable Instant end) {
        return new TrustedKeys(Map.of(hint, new TrustedKey(key, null, new TrustRoot.Validity(start, end))));
    }

    /**
     * The key in a PEM file ({@code BEGIN PUBLIC KEY}, RFC 7468 section 13), without an end.
     *
     * @throws TrustRootException if the file is missing or is no such key
     */
    public static TrustedKeys pem(String hint, Path file) {
        try {
            String text = Files.readString(file).strip();
            if (!text.startsWith(PEM_BEGIN) || !text.endsWith(PEM_END)) {
                throw new IllegalArgumentException("it is no PEM file of one public key");
            }
            String base64 = text.substring(PEM_BEGIN.length(), text.length() - PEM_END.length())
                    .replaceAll("\\s", "");
            return of(hint, KeyBytes.decode(StrictBase64.decode(base64), ""));
        } catch (IOException | IllegalArgumentException broken) {
            throw new TrustRootException("the key " + file + " cannot be read: " + broken.getMessage(), broken);
        }
    }

    /**
     * The keys by which an npm registry signs attestations, in either of their forms: the TUF target {@code keys.json}, of whose
     * keys those for {@code npm:attestations} count, or what a registry serves at {@code /-/npm/v1/keys}.
     *
     * @throws TrustRootException if it is neither, or a key is of a kind that npm does not use
     */
    public static TrustedKeys npm(byte[] json) {
        try {
            Map<String, TrustedKey> keys = new HashMap<>();
            for (JsonObject listed : StrictJson.object(json, LIMITS).objects("keys")) {
                boolean target = listed.has("keyId");
                if (target && !listed.string("keyUsage").equals(NPM_ATTESTATIONS)) {
                    continue;
                }
                String hint = listed.string(target ? "keyId" : "keyid");
                if (keys.put(hint, target ? ofTarget(listed.object("publicKey")) : ofRegistry(listed)) != null) {
                    throw new JsonFormatException("a key is listed twice");
                }
            }
            return new TrustedKeys(keys);
        } catch (IllegalArgumentException | DateTimeParseException broken) {
            throw new TrustRootException("the registry's keys are broken: " + broken.getMessage(), broken);
        }
    }

    private static TrustedKey ofTarget(JsonObject key) {
        String details = key.string("keyDetails");
        return new TrustedKey(
                KeyBytes.decode(StrictBase64.decode(key.string("rawBytes")), details),
                details,
                TrustRoot.Validity.of(key.objectOrNull("validFor")));
    }

    private static TrustedKey ofRegistry(JsonObject key) {
        if (!NPM_TYPES.contains(key.string("keytype")) || !NPM_TYPES.contains(key.string("scheme"))) {
            throw new JsonFormatException("a key is of another kind than npm's");
        }
        String expires = key.has("expires") && !key.isNull("expires") ? key.string("expires") : null;
        return new TrustedKey(
                KeyBytes.decode(StrictBase64.decode(key.string("key")), ""),
                "PKIX_ECDSA_P256_SHA_256",
                new TrustRoot.Validity(null, expires == null ? null : Instant.parse(expires)));
    }

    /**
     * These keys and those.
     *
     * @throws IllegalArgumentException if both have a key of one hint
     */
    public TrustedKeys and(TrustedKeys others) {
        Map<String, TrustedKey> all = new HashMap<>(keys);
        others.keys.forEach((hint, key) -> {
            if (all.put(hint, key) != null) {
                throw new IllegalArgumentException("two keys have the hint " + hint);
            }
        });
        return new TrustedKeys(all);
    }

    /** The key of this hint, or null. */
    public @Nullable TrustedKey key(String hint) {
        return keys.get(hint);
    }

    @Override
    public String toString() {
        return "TrustedKeys" + keys.keySet();
    }
}
