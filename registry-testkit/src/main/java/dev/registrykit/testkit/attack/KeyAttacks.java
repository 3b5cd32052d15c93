package dev.registrykit.testkit.attack;

import dev.registrykit.testkit.attack.IdentityTokenAttack.Prey;
import dev.registrykit.testkit.oidc.SigningKey;
import dev.registrykit.testkit.oidc.TokenForge;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Tokens that are signed by nobody, by somebody else, or by a way that the token itself chose. */
final class KeyAttacks {
    private static final String ALGORITHM = "RFC 8725 section 3.1: the verifier chooses the algorithm";
    private static final String HEADER = "RFC 8725 section 3.10: no key and no address of one from the token";
    private static final String KEY_ID = "RFC 7515 section 4.1.4";

    private KeyAttacks() {}

    static Stream<IdentityTokenAttack> all() {
        List<IdentityTokenAttack> attacks = new ArrayList<>();
        addAlgorithms(attacks);
        addHeaders(attacks);
        addKeys(attacks);
        return attacks.stream();
    }

    private static void addAlgorithms(List<IdentityTokenAttack> attacks) {
        for (String none : List.of("none", "None", "nOnE", "")) {
            forged(
                    attacks,
                    AttackCase.UNSIGNED_OR_WRAPPED,
                    "algorithm '" + none + "' without a signature",
                    ALGORITHM,
                    "algorithm-not-allowed",
                    forge -> forge.header("alg", none).signature(signature -> ""));
        }
        for (String other : List.of("RS384", "RS512", "PS256")) {
            attacks.add(IdentityTokenAttack.of(
                    AttackCase.ALGORITHM,
                    other + " by the provider's own key",
                    ALGORITHM,
                    prey -> prey.forge()
                            .signedBy(prey.provider().signingKey(), other)
                            .token(),
                    "algorithm-not-allowed"));
        }
        attacks.add(IdentityTokenAttack.of(
                AttackCase.ALGORITHM,
                "HS256 with the public key's DER as the secret",
                "CVE-2015-9235 and its followers",
                prey -> symmetric(prey, prey.provider().signingKey().publicDer()),
                "algorithm-not-allowed"));
        attacks.add(IdentityTokenAttack.of(
                AttackCase.ALGORITHM,
                "HS256 with the public key's PEM as the secret",
                "CVE-2015-9235 and its followers",
                prey -> symmetric(prey, pem(prey)),
                "algorithm-not-allowed"));
        attacks.add(IdentityTokenAttack.of(
                AttackCase.ALGORITHM,
                "ES256 by a key of the attacker's",
                ALGORITHM,
                prey -> prey.forge()
                        .signedBy(SigningKey.p256("attacker"), "ES256")
                        .token(),
                "algorithm-not-allowed"));
        forged(
                attacks,
                AttackCase.ALGORITHM,
                "no algorithm",
                ALGORITHM,
                "algorithm-not-allowed",
                forge -> forge.withoutHeader("alg"));
    }

    private static void addHeaders(List<IdentityTokenAttack> attacks) {
        SigningKey attacker = SigningKey.rsa("attacker");
        forged(
                attacks,
                AttackCase.HEADER,
                "the attacker's key in the header",
                HEADER,
                "header-not-allowed",
                forge -> forge.signedBy(attacker, "RS256")
                        .header("kid", "attacker")
                        .header("jwk", Map.of("kty", "RSA", "kid", "attacker", "n", "AQAB", "e", "AQAB")));
        header(attacks, HEADER, "jku", "https://attacker.invalid/keys");
        header(attacks, HEADER, "x5u", "https://attacker.invalid/chain");
        header(attacks, HEADER, "x5c", List.of("AAAA"));
        header(attacks, "RFC 7515 section 4.1.11", "crit", List.of("exp"));
        header(attacks, "RFC 7797 section 6", "b64", false);
        header(attacks, "RFC 7516 section 4.1.3: only encrypted tokens are compressed", "zip", "DEF");
        for (String type : List.of("at+jwt", "logout+jwt")) {
            forged(
                    attacks,
                    AttackCase.HEADER,
                    "another kind of token: " + type,
                    "RFC 8725 section 3.11",
                    "header-not-allowed",
                    forge -> forge.header("typ", type));
        }
    }

    private static void addKeys(List<IdentityTokenAttack> attacks) {
        SigningKey attacker = SigningKey.rsa("attacker");
        forged(
                attacks,
                AttackCase.KEY_SELECTION,
                "signed by the attacker under the provider's key id",
                KEY_ID,
                "signature-invalid",
                forge -> forge.signedBy(attacker, "RS256"));
        forged(
                attacks,
                AttackCase.KEY_SELECTION,
                "signed by the attacker under the attacker's key id",
                KEY_ID,
                "key-unknown",
                forge -> forge.signedBy(attacker, "RS256").header("kid", "attacker"));
        attacks.add(IdentityTokenAttack.of(
                AttackCase.KEY_SELECTION,
                "a signature of another token",
                "RFC 7515 section 5.2",
                prey -> {
                    String other = prey.token();
                    return prey.forge()
                            .signature(own -> other.substring(other.lastIndexOf('.') + 1))
                            .token();
                },
                "signature-invalid"));
        forged(
                attacks,
                AttackCase.KEY_SELECTION,
                "a signature of zeros",
                "RFC 8017 section 8.2.2",
                "signature-invalid",
                forge -> forge.signature(own -> "A".repeat(own.length())));
        keyId(attacks, "no key id", null, "token-malformed", "key-unknown");
        keyId(attacks, "an empty key id", "", "token-malformed", "key-unknown");
        keyId(attacks, "a key id that is a number", 7, "token-malformed");
        keyId(attacks, "a key id of 8 kB", "k".repeat(8 * 1024), "token-malformed", "key-unknown");
        keyId(attacks, "a key id that climbs directories", "../../../../dev/null", "token-malformed", "key-unknown");
        keyId(attacks, "a key id that is SQL", "' OR '1'='1", "token-malformed", "key-unknown");
    }

    private static void keyId(
            List<IdentityTokenAttack> attacks, String name, @Nullable Object value, String... reasons) {
        attacks.add(IdentityTokenAttack.of(
                AttackCase.KEY_SELECTION,
                name,
                KEY_ID,
                prey -> (value == null
                                ? prey.forge().withoutHeader("kid")
                                : prey.forge().header("kid", value))
                        .token(),
                reasons));
    }

    private static void header(List<IdentityTokenAttack> attacks, String source, String name, Object value) {
        forged(
                attacks,
                AttackCase.HEADER,
                "header parameter " + name,
                source,
                "header-not-allowed",
                forge -> forge.header(name, value));
    }

    private static void forged(
            List<IdentityTokenAttack> attacks,
            AttackCase attackCase,
            String name,
            String source,
            String reason,
            UnaryOperator<TokenForge> change) {
        attacks.add(IdentityTokenAttack.of(
                attackCase, name, source, prey -> change.apply(prey.forge()).token(), reason));
    }

    private static String symmetric(Prey prey, byte[] secret) {
        return prey.forge()
                .signedBy(SigningKey.symmetric("attacker", secret), "HS256")
                .token();
    }

    private static byte[] pem(Prey prey) {
        String body = Base64.getMimeEncoder(64, new byte[] {'\n'})
                .encodeToString(prey.provider().signingKey().publicDer());
        return ("-----BEGIN PUBLIC KEY-----\n" + body + "\n-----END PUBLIC KEY-----\n")
                .getBytes(StandardCharsets.US_ASCII);
    }
}
