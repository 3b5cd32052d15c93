package dev.registrykit.core.secret;

import dev.registrykit.core.json.StrictBase64;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * The operator's secret keys, by id: one current key for what is written now, retired ones for what was written before.
 *
 * <p>A key has at least 32 bytes and never leaves the ring: each purpose uses its own key, derived by HKDF-SHA-256
 * (RFC 5869). To rotate, add the new key as current and keep the old one as retired until nothing is left under it. The
 * ring belongs outside the database that it protects. Safe to share between threads.
 */
public final class KeyRing {
    private static final Pattern KEY_ID = Pattern.compile("[A-Za-z0-9_-]{1,32}");
    private static final int MIN_KEY_BYTES = 32;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;

    private final String currentId;
    /** What HKDF extracts of each key: the key itself is not needed again. */
    private final Map<String, byte[]> keys;

    /** By key id and purpose. There are few, because the words are constants. */
    private final Map<String, byte[]> subKeys = new ConcurrentHashMap<>();

    private final SecureRandom random;

    private KeyRing(String currentId, Map<String, byte[]> keys, SecureRandom random) {
        this.currentId = currentId;
        this.keys = keys;
        this.random = random;
    }

    /**
     * A ring whose current key is {@code key}.
     *
     * @param id 1 to 32 letters, digits, underscores or hyphens; stored beside what the key protects
     * @throws IllegalArgumentException if the id is malformed or the key has fewer than 32 bytes
     */
    public static KeyRing of(String id, byte[] key) {
        return new KeyRing(id, Map.of(checkedId(id), extracted(key)), new SecureRandom());
    }

    /** A ring with one random key that is lost with this object: for tests and demonstrations only. */
    public static KeyRing ephemeral() {
        SecureRandom random = new SecureRandom();
        byte[] key = new byte[MIN_KEY_BYTES];
        random.nextBytes(key);
        return of("ephemeral", key);
    }

    /** This ring with one more key, for reading what was written under it. */
    public KeyRing withRetired(String id, byte[] key) {
        Map<String, byte[]> more = new LinkedHashMap<>(keys);
        if (more.put(checkedId(id), extracted(key)) != null) {
            throw new IllegalArgumentException("the ring has a key of this id already");
        }
        return new KeyRing(currentId, Map.copyOf(more), random);
    }

    /** The id of the key that new values are protected with. */
    public String currentId() {
        return currentId;
    }

    /**
     * HMAC-SHA-256 of {@code data} under the current key's sub-key for {@code purpose}; 32 bytes.
     *
     * @param purpose a constant word; a value made for one purpose verifies for no other
     */
    public byte[] mac(String purpose, byte[] data) {
        return hmac(subKey(currentId, "mac:" + purpose), data);
    }

    /**
     * As {@link #mac}, under every key of the ring: by key id, the current key's first. For finding what is stored under
     * whichever key was current at the time.
     */
    public Map<String, byte[]> macs(String purpose, byte[] data) {
        Map<String, byte[]> macs = new LinkedHashMap<>();
        macs.put(currentId, mac(purpose, data));
        keys.keySet().forEach(id -> macs.computeIfAbsent(id, other -> hmac(subKey(other, "mac:" + purpose), data)));
        return macs;
    }

    /** As {@link #mac}, under the key with this id; null when the ring has no such key. */
    public byte @Nullable [] macUnder(String keyId, String purpose, byte[] data) {
        return keys.containsKey(keyId) ? hmac(subKey(keyId, "mac:" + purpose), data) : null;
    }

    /** Whether {@code mac} is the HMAC of {@code data} for {@code purpose} under the key {@code keyId}, in constant time. */
    public boolean verifyMac(String keyId, String purpose, byte[] data, byte[] mac) {
        return keys.containsKey(keyId) && MessageDigest.isEqual(hmac(subKey(keyId, "mac:" + purpose), data), mac);
    }

    /**
     * {@code plaintext} encrypted under the current key, with AES-256-GCM (NIST SP 800-38D) and a random nonce.
     *
     * @param purpose a constant word; a value sealed for one purpose opens for no other
     * @param context what the value belongs to, for example its row's id; needed again to open it, so that a value
     *     cannot be moved to another row
     * @return {@code keyId.nonce||ciphertext||tag}, the second part in base64url
     */
    public String seal(String purpose, String context, byte[] plaintext) {
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        byte[] sealed = crypt(Cipher.ENCRYPT_MODE, currentId, purpose, context, nonce, plaintext);
        if (sealed == null) {
            throw new IllegalStateException("encryption failed");
        }
        byte[] joined = ByteBuffer.allocate(nonce.length + sealed.length)
                .put(nonce)
                .put(sealed)
                .array();
        return currentId + "." + StrictBase64.encodeUrl(joined);
    }

    /** What {@link #seal} was given, or null when the value was changed, moved, or sealed under a key that is gone. */
    public byte @Nullable [] open(String purpose, String context, String sealed) {
        int dot = sealed.indexOf('.');
        if (dot < 0 || !keys.containsKey(sealed.substring(0, dot))) {
            return null;
        }
        byte[] joined;
        try {
            joined = StrictBase64.decodeUrl(sealed.substring(dot + 1));
        } catch (IllegalArgumentException malformed) {
            return null;
        }
        if (joined.length < NONCE_BYTES + TAG_BITS / 8) {
            return null;
        }
        return crypt(
                Cipher.DECRYPT_MODE,
                sealed.substring(0, dot),
                purpose,
                context,
                Arrays.copyOf(joined, NONCE_BYTES),
                Arrays.copyOfRange(joined, NONCE_BYTES, joined.length));
    }

    private byte[] key(String id) {
        byte[] key = keys.get(id);
        if (key == null) {
            throw new IllegalStateException("the ring has lost its current key");
        }
        return key;
    }

    private byte @Nullable [] crypt(
            int mode, String keyId, String purpose, String context, byte[] nonce, byte[] input) {
        try {
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(
                    mode,
                    new SecretKeySpec(subKey(keyId, "seal:" + purpose), "AES"),
                    new GCMParameterSpec(TAG_BITS, nonce));
            cipher.updateAAD(context.getBytes(StandardCharsets.UTF_8));
            return cipher.doFinal(input);
        } catch (AEADBadTagException changed) {
            return null;
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("AES-GCM is missing from this JDK", impossible);
        }
    }

    /** HKDF-Extract with an empty salt. */
    private static byte[] extracted(byte[] key) {
        if (key.length < MIN_KEY_BYTES) {
            throw new IllegalArgumentException("a key has at least 32 bytes");
        }
        return hmac(new byte[MIN_KEY_BYTES], key);
    }

    private byte[] subKey(String keyId, String purpose) {
        return subKeys.computeIfAbsent(keyId + " " + purpose, missing -> expanded(key(keyId), purpose));
    }

    /** HKDF-Expand to one block of output, which is all that a 32-byte key needs. */
    private static byte[] expanded(byte[] extracted, String purpose) {
        byte[] info = ("registrykit " + purpose + "\u0001").getBytes(StandardCharsets.UTF_8);
        return hmac(extracted, info);
    }

    private static byte[] hmac(byte[] key, byte[] data) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(data);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("HMAC-SHA-256 is missing from this JDK", impossible);
        }
    }

    private static String checkedId(String id) {
        if (!KEY_ID.matcher(id).matches()) {
            throw new IllegalArgumentException("a key id has 1 to 32 letters, digits, underscores or hyphens");
        }
        return id;
    }

    @Override
    public String toString() {
        return "KeyRing[current " + currentId + ", " + keys.size() + " keys]";
    }
}
