package dev.registrykit.attest.publication;

import dev.registrykit.core.json.JsonText;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.jspecify.annotations.Nullable;

/**
 * The keys that a registry signs or signed with, each with the time in which its signatures count.
 *
 * <p>The signer whose time began last signs; it began when the one before it expired. All are listed: the coming one, so that
 * clients have it in time, and the older ones, so that what they signed goes on being verified. A key's id is {@code SHA256:}
 * and the base64 of its SubjectPublicKeyInfo's SHA-256. Safe to share between threads.
 */
public final class RegistryKeys {
    private static final String KEY_TYPE = "ecdsa-sha2-nistp256";

    private final NavigableMap<Instant, RegistrySigner> signers;
    private final Map<PublicKey, Instant> retired;
    private final InstantSource clock;
    private final BouncyCastleProvider provider = new BouncyCastleProvider();

    private RegistryKeys(Builder builder) {
        this.signers = new TreeMap<>(builder.signers);
        this.retired = new LinkedHashMap<>(builder.retired);
        this.clock = builder.clock;
    }

    /** A builder; at least one signer is required. */
    public static Builder builder() {
        return new Builder();
    }

    /** The one key, which has always signed and does not expire. */
    public static RegistryKeys of(RegistrySigner signer) {
        return builder().signFrom(Instant.EPOCH, signer).build();
    }

    /** A key's signature in DER, and its id. */
    static final class Signed {
        private final String keyId;
        private final byte[] signature;

        Signed(String keyId, byte[] signature) {
            this.keyId = keyId;
            this.signature = signature;
        }

        String keyId() {
            return keyId;
        }

        byte[] signature() {
            return signature;
        }
    }

    /** The current key's signature over {@code data}, which was verified, so that no broken key speaks for the registry. */
    Signed sign(byte[] data) {
        RegistrySigner signer = current();
        byte[] signature = signer.sign(data);
        try {
            Signature check = Signature.getInstance(HandleSigner.ALGORITHM, provider);
            check.initVerify(signer.publicKey());
            check.update(data);
            if (check.verify(signature)) {
                return new Signed(P256.keyId(signer.publicKey()), signature);
            }
        } catch (GeneralSecurityException malformed) {
            throw new SigningException("the signer's signature cannot be verified", malformed);
        }
        throw new SigningException(
                "the signer's signature is not by its public key", new IllegalStateException("signer and key differ"));
    }

    private RegistrySigner current() {
        Map.Entry<Instant, RegistrySigner> entry = signers.floorEntry(clock.instant());
        if (entry == null) {
            throw new SigningException("no key's time has begun", new IllegalStateException("all keys are for later"));
        }
        return entry.getValue();
    }

    /** The id of the key that signs now; throws {@link SigningException} when no key's time has begun. */
    public String currentKeyId() {
        return P256.keyId(current().publicKey());
    }

    /** The keys in npm's form ({@code GET /-/npm/v1/keys}), those that sign first, newest first. */
    public byte[] toKeysJson() {
        List<Map<String, @Nullable Object>> keys = new ArrayList<>();
        for (Map.Entry<Instant, RegistrySigner> entry : signers.descendingMap().entrySet()) {
            keys.add(key(entry.getValue().publicKey(), signers.higherKey(entry.getKey())));
        }
        retired.entrySet().stream()
                .sorted(Map.Entry.<PublicKey, Instant>comparingByValue(Comparator.reverseOrder()))
                .forEach(entry -> keys.add(key(entry.getKey(), entry.getValue())));
        return JsonText.write(Map.of("keys", keys)).getBytes(StandardCharsets.UTF_8);
    }

    private static Map<String, @Nullable Object> key(PublicKey key, @Nullable Instant expires) {
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        members.put("expires", expires == null ? null : expires.toString());
        members.put("keyid", P256.keyId(key));
        members.put("keytype", KEY_TYPE);
        members.put("scheme", KEY_TYPE);
        members.put("key", Base64.getEncoder().encodeToString(key.getEncoded()));
        return members;
    }

    /** Shows how many there are. */
    @Override
    public String toString() {
        return "RegistryKeys[" + signers.size() + " signers, " + retired.size() + " retired]";
    }

    /** Collects keys. */
    public static final class Builder {
        private final Map<Instant, RegistrySigner> signers = new TreeMap<>();
        private final Map<PublicKey, Instant> retired = new LinkedHashMap<>();
        private InstantSource clock = InstantSource.system();

        private Builder() {}

        /**
         * A signer that signs from {@code start} on, until the next one's start.
         *
         * @throws IllegalArgumentException if another one starts at that time, or the key is not on P-256
         */
        public Builder signFrom(Instant start, RegistrySigner signer) {
            P256.check(signer.publicKey());
            if (signers.putIfAbsent(start, signer) != null) {
                throw new IllegalArgumentException("two keys start at one time");
            }
            return this;
        }

        /**
         * A key that signs no more and whose signatures from before {@code expires} count.
         *
         * @throws IllegalArgumentException if the key is not on P-256
         */
        public Builder retired(PublicKey key, Instant expires) {
            retired.put(P256.check(key), expires);
            return this;
        }

        /** The clock; the system's by default. */
        public Builder clock(InstantSource source) {
            this.clock = source;
            return this;
        }

        /**
         * The keys.
         *
         * @throws IllegalStateException if there is no signer, or one key is there twice
         */
        public RegistryKeys build() {
            if (signers.isEmpty()) {
                throw new IllegalStateException("a registry needs a key to sign with: signFrom(...)");
            }
            List<String> ids = new ArrayList<>();
            signers.values().forEach(signer -> ids.add(P256.keyId(signer.publicKey())));
            retired.keySet().forEach(key -> ids.add(P256.keyId(key)));
            if (ids.stream().distinct().count() != ids.size()) {
                throw new IllegalStateException("a key has one time in which its signatures count");
            }
            return new RegistryKeys(this);
        }
    }
}
