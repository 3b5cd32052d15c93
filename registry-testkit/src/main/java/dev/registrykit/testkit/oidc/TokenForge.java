package dev.registrykit.testkit.oidc;

import dev.registrykit.core.json.JsonText;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Builds one identity token part by part, so that a test can make each part wrong.
 *
 * <p>It starts as the good token that the provider would issue: change what the test is about and call {@link #token}.
 * What {@code header} and {@code claim} set is lost when {@link #headerJson} or {@link #payloadJson} gives the whole
 * text. Not safe to share between threads.
 */
public final class TokenForge {
    private final Map<String, @Nullable Object> header = new LinkedHashMap<>();
    private final Map<String, @Nullable Object> claims;
    private @Nullable String headerJson;
    private byte @Nullable [] payload;
    private SigningKey key;
    private String algorithm;
    private UnaryOperator<String> signature = UnaryOperator.identity();

    TokenForge(SigningKey key, Map<String, @Nullable Object> claims) {
        this.key = key;
        this.claims = claims;
        this.algorithm = key.algorithm();
        header.put("alg", algorithm);
        header.put("kid", key.id());
        header.put("typ", "JWT");
    }

    /** Sets a header member; says nothing about how the token is really signed: see {@link #signedBy}. */
    public TokenForge header(String name, @Nullable Object value) {
        header.put(name, value);
        return this;
    }

    /** Leaves a header member out. */
    public TokenForge withoutHeader(String name) {
        header.remove(name);
        return this;
    }

    /** The header's whole text, byte for byte. */
    public TokenForge headerJson(String json) {
        this.headerJson = json;
        return this;
    }

    /** Sets a claim; values as in {@link CiJob#claim}. */
    public TokenForge claim(String name, @Nullable Object value) {
        claims.put(name, value);
        return this;
    }

    /** Leaves a claim out. */
    public TokenForge withoutClaim(String name) {
        claims.remove(name);
        return this;
    }

    /** The claim's value so far, or null. */
    public @Nullable Object claim(String name) {
        return claims.get(name);
    }

    /** The payload's text so far. */
    public String payloadJson() {
        return payload == null ? JsonText.write(claims) : new String(payload, StandardCharsets.UTF_8);
    }

    /** The payload's whole text, byte for byte. */
    public TokenForge payloadJson(String json) {
        return payload(json.getBytes(StandardCharsets.UTF_8));
    }

    /** The payload's bytes, which need not be JSON, nor text. */
    public TokenForge payload(byte[] bytes) {
        this.payload = bytes.clone();
        return this;
    }

    /**
     * Signs by this key and algorithm, and says so in {@code alg}; {@code kid} stays the provider's key.
     *
     * @param name a JWS algorithm that fits the key, for example {@code HS256}
     */
    public TokenForge signedBy(SigningKey other, String name) {
        this.key = other;
        this.algorithm = name;
        header.put("alg", name);
        return this;
    }

    /** Changes the signature's base64url text after signing. */
    public TokenForge signature(UnaryOperator<String> change) {
        this.signature = change;
        return this;
    }

    /** The token in JWS compact serialization (RFC 7515 section 7.1). */
    public String token() {
        String head = headerJson == null ? JsonText.write(header) : headerJson;
        String signed = encode(head.getBytes(StandardCharsets.UTF_8))
                + "."
                + encode(payload == null ? payloadJson().getBytes(StandardCharsets.UTF_8) : payload);
        byte[] bytes = key.sign(algorithm, signed.getBytes(StandardCharsets.US_ASCII));
        return signed + "." + signature.apply(encode(bytes));
    }

    private static String encode(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** Shows no part of the token. */
    @Override
    public String toString() {
        return "TokenForge[" + algorithm + "]";
    }
}
