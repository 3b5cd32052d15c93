package dev.registrykit.publish.leak;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;

/**
 * One place where a token was found, by whom, as it waits to be dealt with. It never holds the token's text.
 *
 * <p>Token, scanner and address make its id: the same report a second time is the same leak.
 */
public final class Leak {
    private final String id;
    private final String tokenId;
    private final String scanner;
    private final String type;
    private final String source;
    private final String url;
    private final Instant reportedAt;

    private Leak(
            String id, String tokenId, String scanner, String type, String source, String url, Instant reportedAt) {
        this.id = id;
        this.tokenId = tokenId;
        this.scanner = scanner;
        this.type = type;
        this.source = source;
        this.url = url;
        this.reportedAt = reportedAt.truncatedTo(ChronoUnit.MILLIS);
    }

    /**
     * A leak as it is reported.
     *
     * @param url as {@link PublicUrl#of} makes it, empty when it is not known
     */
    static Leak of(String tokenId, String scanner, String type, String source, String url, Instant reportedAt) {
        return new Leak(idOf(tokenId + "\n" + scanner + "\n" + url), tokenId, scanner, type, source, url, reportedAt);
    }

    /** A leak as a store read it. */
    public static Leak restored(
            String id, String tokenId, String scanner, String type, String source, String url, Instant reportedAt) {
        return new Leak(id, tokenId, scanner, type, source, url, reportedAt);
    }

    private static String idOf(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("SHA-256 is missing from this JDK", impossible);
        }
    }

    /** The leak's own id: 64 hexadecimal digits. */
    public String id() {
        return id;
    }

    /** The public id of the token, which is no secret. */
    public String tokenId() {
        return tokenId;
    }

    /** The scanner's name, or {@code anyone}. */
    public String scanner() {
        return scanner;
    }

    /** The scanner's name for this kind of token, at most 64 characters, or empty. */
    public String type() {
        return type;
    }

    /** What was searched, at most 64 characters, or empty. */
    public String source() {
        return source;
    }

    /** Where it was found: an http or https address of at most 500 ASCII characters without control characters, or empty. */
    public String url() {
        return url;
    }

    /** When it was reported, to the millisecond. */
    public Instant reportedAt() {
        return reportedAt;
    }

    @Override
    public String toString() {
        return "Leak[" + tokenId + " " + scanner + "]";
    }
}
