package dev.registrykit.publish.token;

import dev.registrykit.core.secret.KeyRing;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Hashes of token texts: as they are written now, and as an earlier setting or key may have left them. */
final class TokenHashes {
    private static final String PURPOSE = "token";

    private final KeyRing keyRing;
    private final boolean peppered;

    /** One that is ready for use, because finding and making one takes longer than the hash; threads may find it gone. */
    private final AtomicReference<@Nullable MessageDigest> spareDigest = new AtomicReference<>();

    TokenHashes(KeyRing keyRing, boolean peppered) {
        this.keyRing = keyRing;
        this.peppered = peppered;
    }

    /** Under what a token with this text is kept from now on. */
    TokenHash current(String text) {
        byte[] sha256 = sha256(text);
        return peppered
                ? TokenHash.ofMade(keyRing.mac(PURPOSE, sha256), keyRing.currentId())
                : TokenHash.ofMade(sha256, null);
    }

    /** Under what a token with this text may be found, {@link #current} first. */
    List<TokenHash> candidates(String text) {
        return peppered ? all(text) : List.of(TokenHash.ofMade(sha256(text), null));
    }

    /** As {@link #candidates}, and as it may be kept although the setting was taken back. */
    List<TokenHash> all(String text) {
        byte[] sha256 = sha256(text);
        List<TokenHash> candidates = new ArrayList<>();
        keyRing.macs(PURPOSE, sha256).forEach((keyId, mac) -> candidates.add(TokenHash.ofMade(mac, keyId)));
        candidates.add(TokenHash.ofMade(sha256, null));
        return candidates;
    }

    private byte[] sha256(String text) {
        MessageDigest spare = spareDigest.getAndSet(null);
        MessageDigest digest = spare == null ? newDigest() : spare;
        byte[] sha256 = digest.digest(text.getBytes(StandardCharsets.UTF_8));
        spareDigest.setRelease(digest);
        return sha256;
    }

    private static MessageDigest newDigest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("SHA-256 is missing from this JDK", impossible);
        }
    }
}
