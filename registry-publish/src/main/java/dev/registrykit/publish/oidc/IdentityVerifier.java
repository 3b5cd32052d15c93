package dev.registrykit.publish.oidc;

import dev.registrykit.core.decision.Decision;
import dev.registrykit.core.http.HttpFetch;
import dev.registrykit.core.json.JsonFormatException;
import dev.registrykit.core.json.JsonObject;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Verifies identity tokens (OpenID Connect Core 1.0 section 3.1.3.7, RFC 8725) of the providers that an operator trusts.
 *
 * <p>Nothing is fetched before the token's issuer was found among those. The algorithm is the issuer's, whatever the
 * header says. The audience must be one string that equals the expected one; {@code exp}, {@code iat} and, unless the
 * provider has none, {@code jti} are required. All times have the same {@link #LEEWAY}. Safe to share between threads;
 * share it, because it keeps the issuers' keys.
 */
public final class IdentityVerifier {
    /** How far clocks may differ. What remembers token ids against replay must remember them for this much longer. */
    public static final Duration LEEWAY = Duration.ofSeconds(60);

    private static final int MAX_TOKEN_ID = 256;
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");
    private static final int MAX_ISSUER = 255;
    private static final long MAX_SECONDS = 253_402_300_799L;

    private final Map<String, Trusted> trusted;
    private final InstantSource clock;

    private record Trusted(IdentityProvider provider, IssuerKeys keys) {}

    /**
     * A verifier that trusts these providers.
     *
     * <p>Nothing is fetched yet: see {@link #fetchKeys}.
     *
     * @throws IllegalArgumentException if an issuer or key host is not as {@link IdentityProvider} states, or an issuer
     *     is there twice
     */
    public IdentityVerifier(Collection<? extends IdentityProvider> providers, HttpFetch http, InstantSource clock) {
        Map<String, Trusted> byIssuer = new HashMap<>();
        for (IdentityProvider provider : providers) {
            String issuer = checkedIssuer(provider.issuer());
            Trusted row = new Trusted(provider, new IssuerKeys(provider, http, clock));
            if (byIssuer.put(issuer, row) != null) {
                throw new IllegalArgumentException("the issuer " + issuer + " is trusted twice");
            }
        }
        this.trusted = Map.copyOf(byIssuer);
        this.clock = clock;
    }

    private static String checkedIssuer(String issuer) {
        URI uri = URI.create(issuer);
        String host = uri.getHost();
        boolean loopback = host != null && LOOPBACK.contains(host) && "http".equals(uri.getScheme());
        boolean wrong = host == null
                || !("https".equals(uri.getScheme()) || loopback)
                || uri.getRawUserInfo() != null
                || uri.getRawQuery() != null
                || uri.getRawFragment() != null
                || issuer.endsWith("/")
                || issuer.length() > MAX_ISSUER;
        if (wrong) {
            throw new IllegalArgumentException(
                    "an issuer is an https address without user info, query, fragment and trailing slash");
        }
        return issuer;
    }

    /** Whether this exact issuer is trusted. */
    public boolean trusts(String issuer) {
        return trusted.containsKey(issuer);
    }

    /** A token that was taken apart and names a trusted issuer; nothing in it is proved. */
    public static final class Unverified {
        private final CompactJws jws;
        private final JsonObject claims;
        private final Trusted trusted;
        private volatile @Nullable Checked checked;

        /** What came out when the signature was last checked. */
        private record Checked(VerificationKey key, boolean signed) {}

        private Unverified(CompactJws jws, JsonObject claims, Trusted trusted) {
            this.jws = jws;
            this.claims = claims;
            this.trusted = trusted;
        }

        /** The issuer that it names. */
        public String statedIssuer() {
            return trusted.provider().issuer();
        }

        /** Checks the signature once for each key: a key that was read anew since is another one. */
        boolean isSignedBy(VerificationKey key) {
            Checked last = checked;
            if (last == null || last.key() != key) {
                last = new Checked(key, jws.isSignedBy(key));
                checked = last;
            }
            return last.signed();
        }

        @Override
        public String toString() {
            return "Unverified[" + statedIssuer() + "]";
        }
    }

    /**
     * The identity that {@code token} proves to the service {@code audience}.
     *
     * <p>Refused with an {@link OidcReason}; unavailable with {@link OidcReason#KEYS_UNAVAILABLE} when the issuer's keys
     * cannot be read. May fetch the issuer's keys: do not call it within a transaction.
     */
    public Decision<VerifiedIdentity> verify(IdentityToken token, String audience) {
        return read(token).then(unverified -> verify(unverified, audience));
    }

    /** Takes {@code token} apart without fetching anything, for callers who limit attempts before {@link #verify}. */
    public Decision<Unverified> read(IdentityToken token) {
        return CompactJws.read(token.compact()).then(jws -> jws.claims().then(claims -> identified(jws, claims)));
    }

    private Decision<Unverified> identified(CompactJws jws, JsonObject claims) {
        String issuer = textOrNull(claims, "iss");
        Trusted row = issuer == null ? null : trusted.get(issuer);
        if (row == null) {
            return Decision.refused(OidcReason.ISSUER_NOT_TRUSTED, "The identity token's issuer is not trusted here.");
        }
        SignatureAlgorithm expected = row.provider().algorithm();
        return jws.algorithm() == expected
                ? Decision.allowed(new Unverified(jws, claims, row))
                : Decision.refused(
                        OidcReason.ALGORITHM_NOT_ALLOWED,
                        "The identity token is not signed with " + expected.headerName() + ", as its issuer's are.");
    }

    /**
     * Fetches the keys of every trusted issuer whose keys are not at hand, one after the other: for hosts that would
     * rather wait at start-up than at the first exchange. Nothing needs this call.
     *
     * <p>Allowed with the number of issuers. Unavailable with {@link OidcReason#KEYS_UNAVAILABLE} when the keys of some
     * could not be read; those of the others are kept, and each exchange tries again.
     */
    public Decision<Integer> fetchKeys() {
        List<String> missing = trusted.values().stream()
                .filter(row -> !row.keys().isReady())
                .map(row -> row.provider().issuer())
                .sorted()
                .toList();
        return missing.isEmpty()
                ? Decision.allowed(trusted.size())
                : Decision.unavailable(
                        OidcReason.KEYS_UNAVAILABLE,
                        "The keys of " + String.join(", ", missing) + " could not be read.");
    }

    /**
     * Whether the issuer signed the token, by a key that is at hand; false also when that cannot be told yet. It says
     * nothing about audience and times. For callers who limit attempts with forged tokens before {@link #verify}, which
     * does not repeat the check while the key is the same.
     */
    public boolean isProvablySigned(Unverified token) {
        VerificationKey key = token.trusted.keys().keyAtHand(token.jws.keyId());
        return key != null && token.isSignedBy(key);
    }

    /** The second half of {@link #verify(IdentityToken, String)}. */
    public Decision<VerifiedIdentity> verify(Unverified token, String audience) {
        return token.trusted
                .keys()
                .key(token.jws.keyId())
                .then(key -> token.isSignedBy(key)
                        ? checkClaims(token, audience)
                        : Decision.refused(
                                OidcReason.SIGNATURE_INVALID, "The identity token's signature is not its issuer's."));
    }

    private Decision<VerifiedIdentity> checkClaims(Unverified token, String audience) {
        JsonObject claims = token.claims;
        IdentityProvider provider = token.trusted.provider();
        String expected = provider.audience(audience);
        if (!expected.equals(audience(claims, provider.acceptsAudienceList()))) {
            return Decision.refused(
                    OidcReason.AUDIENCE_MISMATCH, "The identity token was not issued for '" + expected + "' alone.");
        }
        if (!claims.has("exp") || !claims.has("iat")) {
            return missing(claims.has("exp") ? "iat" : "exp");
        }
        if (provider.statesTokenId() && !claims.has("jti")) {
            return missing("jti");
        }
        String tokenId = provider.statesTokenId() ? textOrNull(claims, "jti") : token.jws.signingInputHash();
        if (tokenId == null || !isTokenId(tokenId)) {
            return Decision.refused(OidcReason.CLAIM_MALFORMED, "The claim 'jti' has not the form it must have.");
        }
        return checkTimes(token).map(expiresAt -> new VerifiedIdentity(provider, claims, expected, tokenId, expiresAt));
    }

    private static Decision<VerifiedIdentity> missing(String claim) {
        return Decision.refused(OidcReason.CLAIM_MISSING, "The identity token has no claim '" + claim + "'.");
    }

    /** The one audience, or null. */
    private static @Nullable String audience(JsonObject claims, boolean acceptsList) {
        String audience = textOrNull(claims, "aud");
        if (audience != null || !acceptsList || !claims.has("aud")) {
            return audience;
        }
        try {
            List<String> list = claims.strings("aud");
            return list.size() == 1 ? list.get(0) : null;
        } catch (JsonFormatException anotherType) {
            return null;
        }
    }

    /** Whether it is 1 to 256 visible ASCII characters. */
    private static boolean isTokenId(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < '!' || text.charAt(i) > '~') {
                return false;
            }
        }
        return !text.isEmpty() && text.length() <= MAX_TOKEN_ID;
    }

    /** The time of expiry, when the token is within its time. */
    private Decision<Instant> checkTimes(Unverified token) {
        long expires;
        long issued;
        long from;
        try {
            expires = seconds(token.claims, "exp");
            issued = seconds(token.claims, "iat");
            from = token.claims.has("nbf") ? seconds(token.claims, "nbf") : issued;
        } catch (JsonFormatException malformed) {
            return Decision.refused(OidcReason.CLAIM_MALFORMED, "The identity token's times are not whole seconds.");
        }
        // Whole seconds, as the token's are: what is left out of the clock's time moves none of the comparisons.
        long now = clock.instant().getEpochSecond();
        if (now >= expires + LEEWAY.toSeconds()) {
            return Decision.refused(OidcReason.TOKEN_EXPIRED, "The identity token has expired.");
        }
        if (Math.max(issued, from) > now + LEEWAY.toSeconds()) {
            return Decision.refused(OidcReason.TOKEN_NOT_YET_VALID, "The identity token is not valid yet.");
        }
        if (expires <= issued) {
            return Decision.refused(OidcReason.CLAIM_MALFORMED, "The identity token expires before it was issued.");
        }
        if (expires - issued > token.trusted.provider().maxLifetime().toSeconds()) {
            return Decision.refused(
                    OidcReason.LIFETIME_TOO_LONG, "The identity token is valid for longer than is accepted.");
        }
        return Decision.allowed(Instant.ofEpochSecond(expires));
    }

    private static long seconds(JsonObject claims, String name) {
        long value = claims.integer(name);
        if (value < 0 || value > MAX_SECONDS) {
            throw new JsonFormatException("'" + name + "' is no time");
        }
        return value;
    }

    /** The claim when it is there as text; null when it is absent or of another type. */
    private static @Nullable String textOrNull(JsonObject claims, String name) {
        try {
            return claims.stringOrNull(name);
        } catch (JsonFormatException anotherType) {
            return null;
        }
    }
}
