package dev.registrykit.testkit.attack;

import dev.registrykit.testkit.attack.IdentityTokenAttack.Prey;
import dev.registrykit.testkit.oidc.TokenForge;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Well signed tokens of the provider's that are somebody else's, for somebody else, or not for now. */
final class ClaimAttacks {
    private static final String ISSUER = "OpenID Connect Core 1.0 section 3.1.3.7: the issuer matches exactly";
    private static final String AUDIENCE = "CVE-2026-44428: one audience, which is this deployment's alone";
    private static final String TIME = "RFC 7519 sections 4.1.4 to 4.1.6";
    private static final String TOKEN_ID = "RFC 7519 section 4.1.7: without it nothing stops a replay";

    private ClaimAttacks() {}

    static Stream<IdentityTokenAttack> all() {
        List<IdentityTokenAttack> attacks = new ArrayList<>();
        addIssuers(attacks);
        addAudiences(attacks);
        addTimes(attacks);
        addTokenIds(attacks);
        return attacks.stream();
    }

    private static void addIssuers(List<IdentityTokenAttack> attacks) {
        issuer(attacks, "an issuer with a trailing slash", issuer -> issuer + "/");
        issuer(attacks, "an issuer with a trailing space", issuer -> issuer + " ");
        issuer(attacks, "an issuer in capitals", issuer -> issuer.toUpperCase(Locale.ROOT));
        issuer(attacks, "an issuer of another scheme", issuer -> issuer.replace("http:", "https:"));
        issuer(attacks, "an issuer on another port", issuer -> issuer.replaceAll(":[0-9]+$", ":1"));
        issuer(attacks, "an issuer with the trusted one as its user", issuer -> issuer + "@attacker.invalid");
        issuer(attacks, "an issuer that climbs out of a path", issuer -> issuer + "/tenant/..");
        issuer(attacks, "an issuer with a tenant that nobody registered", issuer -> issuer + "/tenant");
        issuer(attacks, "an issuer with a fragment", issuer -> issuer + "#");
        issuer(attacks, "a list of issuers", issuer -> List.of(issuer, "https://attacker.invalid"));
        issuer(attacks, "an issuer in an object", issuer -> Map.of("iss", issuer));
        issuer(attacks, "an empty issuer", issuer -> "");
        issuer(attacks, "a null issuer", issuer -> null);
        issuer(attacks, "the metadata service of a cloud as issuer", issuer -> "http://169.254.169.254");
        attacks.add(IdentityTokenAttack.of(
                AttackCase.ISSUER,
                "no issuer",
                ISSUER,
                prey -> prey.forge().withoutClaim("iss").token(),
                "issuer-not-trusted"));
    }

    private static void addAudiences(List<IdentityTokenAttack> attacks) {
        audience(attacks, "another audience", audience -> "https://other.invalid");
        audience(
                attacks,
                "an audience that the right one starts with",
                audience -> audience.substring(0, audience.length() - 1));
        audience(attacks, "an audience that starts with the right one", audience -> audience + ".attacker.invalid");
        audience(attacks, "the audience in another case", ClaimAttacks::otherCase);
        audience(attacks, "the audience and a space", audience -> audience + " ");
        audience(attacks, "the audience among others", audience -> List.of(audience, "https://other.invalid"));
        audience(attacks, "the audience after others", audience -> List.of("https://other.invalid", audience));
        audience(attacks, "the audience in a list of one", List::of);
        audience(attacks, "an empty list of audiences", audience -> List.of());
        audience(attacks, "an empty audience", audience -> "");
        audience(attacks, "a null audience", audience -> null);
        audience(attacks, "the provider's default audience", audience -> "https://github.com/acme");
        attacks.add(IdentityTokenAttack.of(
                AttackCase.AUDIENCE,
                "no audience",
                AUDIENCE,
                prey -> prey.forge().withoutClaim("aud").token(),
                "audience-mismatch"));
    }

    private static void addTimes(List<IdentityTokenAttack> attacks) {
        times(
                attacks,
                "expired an hour ago",
                "token-expired",
                (forge, now) -> forge.claim("iat", now - 4_000)
                        .claim("nbf", now - 4_000)
                        .claim("exp", now - 3_600));
        times(
                attacks,
                "issued in an hour",
                "token-not-yet-valid",
                (forge, now) ->
                        forge.claim("iat", now + 3_600).claim("nbf", now).claim("exp", now + 3_900));
        times(
                attacks,
                "valid from an hour on",
                "token-not-yet-valid",
                (forge, now) -> forge.claim("nbf", now + 3_600).claim("exp", now + 3_590));
        times(attacks, "valid for a day", "lifetime-too-long", (forge, now) -> forge.claim("exp", now + 86_400));
        times(
                attacks,
                "issued years ago and valid until tomorrow",
                "lifetime-too-long",
                (forge, now) -> forge.claim("iat", 1L).claim("nbf", 1L).claim("exp", now + 86_400));
        times(
                attacks,
                "expired before it was issued",
                "claim-malformed",
                (forge, now) -> forge.claim("iat", now + 20).claim("exp", now + 10));
        times(attacks, "no expiry", "claim-missing", (forge, now) -> forge.withoutClaim("exp"));
        times(attacks, "no time of issue", "claim-missing", (forge, now) -> forge.withoutClaim("iat"));
        for (String claim : List.of("exp", "iat", "nbf")) {
            times(attacks, claim + " as text", "claim-malformed", (forge, now) -> forge.claim(claim, "" + now));
            times(
                    attacks,
                    claim + " with a fraction",
                    "claim-malformed",
                    (forge, now) -> forge.claim(claim, now + 0.5));
            times(attacks, claim + " below zero", "claim-malformed", (forge, now) -> forge.claim(claim, -1L));
            times(attacks, claim + " as null", "claim-malformed", (forge, now) -> forge.claim(claim, null));
        }
        times(
                attacks,
                "an expiry beyond every calendar",
                "claim-malformed",
                (forge, now) -> forge.claim("exp", Long.MAX_VALUE));
    }

    private static void addTokenIds(List<IdentityTokenAttack> attacks) {
        attacks.add(IdentityTokenAttack.of(
                AttackCase.REPLAY,
                "no token id",
                TOKEN_ID,
                prey -> prey.forge().withoutClaim("jti").token(),
                "claim-missing"));
        tokenId(attacks, "an empty token id", "");
        tokenId(attacks, "a blank token id", "   ");
        tokenId(attacks, "a token id of 4 kB", "j".repeat(4 * 1024));
        tokenId(attacks, "a token id with a NUL", "a\u0000b");
        tokenId(attacks, "a token id that is a number", 7L);
        tokenId(attacks, "a list of token ids", Collections.singletonList("id"));
        tokenId(attacks, "a null token id", null);
    }

    private static String otherCase(String text) {
        String upper = text.toUpperCase(Locale.ROOT);
        return upper.equals(text) ? text.toLowerCase(Locale.ROOT) : upper;
    }

    private static void issuer(
            List<IdentityTokenAttack> attacks, String name, Function<String, @Nullable Object> change) {
        attacks.add(IdentityTokenAttack.of(
                AttackCase.ISSUER,
                name,
                ISSUER,
                prey -> prey.forge()
                        .claim("iss", change.apply(prey.provider().issuer()))
                        .token(),
                "issuer-not-trusted"));
    }

    private static void audience(
            List<IdentityTokenAttack> attacks, String name, Function<String, @Nullable Object> change) {
        attacks.add(IdentityTokenAttack.of(
                AttackCase.AUDIENCE,
                name,
                AUDIENCE,
                prey -> prey.forge().claim("aud", change.apply(prey.audience())).token(),
                "audience-mismatch"));
    }

    private static void tokenId(List<IdentityTokenAttack> attacks, String name, @Nullable Object value) {
        attacks.add(IdentityTokenAttack.of(
                AttackCase.REPLAY,
                name,
                TOKEN_ID,
                prey -> prey.forge().claim("jti", value).token(),
                "claim-malformed"));
    }

    private static void times(
            List<IdentityTokenAttack> attacks,
            String name,
            String reason,
            BiFunction<TokenForge, Long, TokenForge> change) {
        attacks.add(IdentityTokenAttack.of(AttackCase.TIME, name, TIME, prey -> atIssue(prey, change), reason));
    }

    /** The change gets the time at which the provider issues, in seconds. */
    private static String atIssue(Prey prey, BiFunction<TokenForge, Long, TokenForge> change) {
        TokenForge forge = prey.forge();
        if (!(forge.claim("iat") instanceof Long now)) {
            throw new IllegalArgumentException("the job must have its ordinary time of issue");
        }
        return change.apply(forge, now).token();
    }
}
