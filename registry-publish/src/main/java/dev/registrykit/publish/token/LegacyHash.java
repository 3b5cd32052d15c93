package dev.registrykit.publish.token;

import dev.registrykit.core.secret.Secret;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.crypto.generators.OpenBSDBCrypt;

/**
 * What a registry's old table keeps of a token, and how it was made of the token's text.
 *
 * <p>How it was made is what the row says, never guessed from its form: a table that holds hashes in one row and texts
 * in another would otherwise accept a stolen hash as a token. Texts are taken as UTF-8. Nothing of it is ever shown.
 */
public final class LegacyHash {
    private static final Pattern SHA256 = Pattern.compile("[0-9a-fA-F]{64}");
    private static final Pattern BCRYPT = Pattern.compile("\\$2[aby]\\$(0[4-9]|1[0-6])\\$[./A-Za-z0-9]{53}");
    /** SHA-256 and SHA-512 in hex, SHA-256 in base64, and what crypt(3) and Spring Security write. */
    private static final Pattern HASH =
            Pattern.compile("[0-9a-fA-F]{64}|[0-9a-fA-F]{128}|[A-Za-z0-9+/_-]{43}=|\\$.*|\\{.*", Pattern.DOTALL);

    private static final int BCRYPT_BYTES = 72;

    private final Predicate<byte[]> check;
    private final boolean costly;

    private LegacyHash(Predicate<byte[]> check, boolean costly) {
        this.check = check;
        this.costly = costly;
    }

    /**
     * The SHA-256 of the text.
     *
     * @param hex 64 hexadecimal digits
     * @throws IllegalArgumentException if it has another form
     */
    public static LegacyHash sha256(String hex) {
        return saltedSha256(new byte[0], hex);
    }

    /**
     * The SHA-256 of the salt's bytes and, behind them, the text.
     *
     * @param hex as {@link #sha256}
     */
    public static LegacyHash saltedSha256(byte[] salt, String hex) {
        byte[] expected = bytes(hex);
        byte[] before = salt.clone();
        return new LegacyHash(
                text -> {
                    MessageDigest digest = sha256();
                    digest.update(before);
                    return MessageDigest.isEqual(digest.digest(text), expected);
                },
                false);
    }

    /**
     * The SHA-256 of the text and, behind it, the salt's bytes.
     *
     * @param hex as {@link #sha256}
     */
    public static LegacyHash sha256WithSaltBehind(byte[] salt, String hex) {
        byte[] expected = bytes(hex);
        byte[] behind = salt.clone();
        return new LegacyHash(
                text -> {
                    MessageDigest digest = sha256();
                    digest.update(text);
                    return MessageDigest.isEqual(digest.digest(behind), expected);
                },
                false);
    }

    /**
     * The HMAC-SHA-256 of the text.
     *
     * @param key the key that the old registry kept outside its table, at least one byte
     * @param hex as {@link #sha256}
     */
    public static LegacyHash hmacSha256(byte[] key, String hex) {
        byte[] expected = bytes(hex);
        SecretKeySpec own = new SecretKeySpec(key, "HmacSHA256");
        return new LegacyHash(text -> MessageDigest.isEqual(hmac(own, text), expected), false);
    }

    /**
     * The text's bcrypt hash.
     *
     * <p>bcrypt looks at 72 bytes alone and ends at a zero, so a longer text and one with a zero are never it. Because
     * a check is costly, it is throttled by the client's network.
     *
     * @param text as OpenBSD writes it: {@code $2a$}, {@code $2b$} or {@code $2y$}, a cost of 4 to 16, salt and hash
     * @throws IllegalArgumentException if it has another form
     */
    public static LegacyHash bcrypt(String text) {
        if (!BCRYPT.matcher(text).matches()) {
            throw new IllegalArgumentException("this is no bcrypt hash of a cost from 4 to 16");
        }
        return new LegacyHash(presented -> isWhole(presented) && OpenBSDBCrypt.checkPassword(text, presented), true);
    }

    private static boolean isWhole(byte[] presented) {
        for (byte one : presented) {
            if (one == 0) {
                return false;
            }
        }
        return presented.length <= BCRYPT_BYTES;
    }

    /**
     * The text itself.
     *
     * <p>A row that holds a hash where the others hold texts would be as good as the token, for whoever has seen the
     * table. So what has the form of a hash is no token's text: 64 or 128 hexadecimal digits, 43 characters of base64
     * and an equals sign, or a text that begins with a dollar sign or a brace. A registry whose tokens have that form
     * hashes its column first.
     */
    public static LegacyHash plaintext(Secret token) {
        String text = token.reveal();
        boolean isText = !text.isEmpty() && !HASH.matcher(text).matches();
        byte[] expected = text.getBytes(StandardCharsets.UTF_8);
        return new LegacyHash(presented -> isText && MessageDigest.isEqual(presented, expected), false);
    }

    /** Whether it was made of this text. */
    boolean isOf(Secret presented) {
        return check.test(presented.reveal().getBytes(StandardCharsets.UTF_8));
    }

    /** Whether a check takes so long that it must be throttled. */
    boolean isCostly() {
        return costly;
    }

    private static byte[] bytes(String hex) {
        if (!SHA256.matcher(hex).matches()) {
            throw new IllegalArgumentException("a SHA-256 is given as 64 hexadecimal digits");
        }
        return HexFormat.of().parseHex(hex);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("SHA-256 is missing from this JDK", impossible);
        }
    }

    private static byte[] hmac(SecretKeySpec key, byte[] text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            return mac.doFinal(text);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("HMAC-SHA-256 is missing from this JDK", impossible);
        }
    }

    @Override
    public String toString() {
        return "LegacyHash[hidden]";
    }
}
