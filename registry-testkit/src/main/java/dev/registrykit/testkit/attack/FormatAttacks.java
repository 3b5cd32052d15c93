package dev.registrykit.testkit.attack;

import dev.registrykit.testkit.attack.IdentityTokenAttack.Prey;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** Tokens that are not one canonical compact serialization of strict JSON. */
final class FormatAttacks {
    private static final String SPELLING = "RFC 7515 section 2 and RFC 4648 section 3.5: one spelling of each token";
    private static final String PARTS = "RFC 7515 section 7.1";
    private static final String STRICT = "RFC 8725 section 3.11: what two readers read differently";
    private static final String DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

    private FormatAttacks() {}

    static Stream<IdentityTokenAttack> all() {
        List<IdentityTokenAttack> attacks = new ArrayList<>();
        addParts(attacks);
        addSpellings(attacks);
        addJson(attacks);
        return attacks.stream();
    }

    private static void addParts(List<IdentityTokenAttack> attacks) {
        add(attacks, "an empty token", PARTS, prey -> "");
        add(attacks, "two parts", PARTS, prey -> withoutSignature(prey.token()));
        add(attacks, "four parts", PARTS, prey -> prey.token() + ".AAAA");
        add(attacks, "five parts, as an encrypted token has", PARTS, prey -> "e30.AAAA.AAAA.AAAA.AAAA");
        add(attacks, "the JSON serialization of a signed token", "RFC 7515 section 7.2", FormatAttacks::flattened);
        add(
                attacks,
                "a token of more than 64 kB",
                "RFC 8725bis: limits on size",
                prey -> prey.forge().claim("padding", "x".repeat(64 * 1024)).token());
        attacks.add(IdentityTokenAttack.of(
                AttackCase.UNSIGNED_OR_WRAPPED,
                "no signature, but its dot",
                "RFC 7515 section 5.2",
                prey -> withoutSignature(prey.token()) + ".",
                "signature-invalid",
                "token-malformed"));
    }

    private static void addSpellings(List<IdentityTokenAttack> attacks) {
        spelling(attacks, "padding after the signature", signature -> signature + "==");
        spelling(attacks, "a line break after the signature", signature -> signature + "\n");
        spelling(
                attacks,
                "a space within the signature",
                signature -> signature.charAt(0) + " " + signature.substring(1));
        spelling(attacks, "exclamation marks after the signature", signature -> signature + "!!!!");
        spelling(attacks, "surplus bits in the signature's last character", FormatAttacks::withSurplusBits);
        add(attacks, "padding after the payload", SPELLING, prey -> {
            String[] parts = prey.token().split("\\.", -1);
            return parts[0] + "." + parts[1] + "=." + parts[2];
        });
        add(attacks, "a space before the token", SPELLING, prey -> " " + prey.token());
    }

    private static void addJson(List<IdentityTokenAttack> attacks) {
        payload(
                attacks,
                "two issuers, the good one first",
                json -> json.replaceFirst("\"iss\":", "\"iss\":\"https://issuer.invalid\",\"iss\":"));
        payload(
                attacks,
                "two audiences, the good one last",
                json -> json.replaceFirst("\"aud\":", "\"aud\":\"https://other.invalid\",\"aud\":"));
        payload(
                attacks,
                "two repository ids",
                json -> json.replaceFirst("\"repository_id\":", "\"repository_id\":\"1\",\"repository_id\":"));
        payload(
                attacks,
                "a second name that is spelled by an escape",
                json -> json.replaceFirst("\"aud\":", "\"\\\\u0061ud\":\"https://other.invalid\",\"aud\":"));
        payload(attacks, "data after the claims", json -> json + "{}");
        payload(attacks, "a comment in the claims", json -> "/**/" + json);
        payload(attacks, "a trailing comma", json -> json.substring(0, json.length() - 1) + ",}");
        payload(attacks, "a byte order mark", json -> "\uFEFF" + json);
        payload(attacks, "an array of claims", json -> "[" + json + "]");
        payload(
                attacks,
                "claims nested two hundred deep",
                json -> json.substring(0, json.length() - 1) + ",\"deep\":" + "[".repeat(200) + "]".repeat(200) + "}");
        payload(
                attacks,
                "a number beyond every range",
                json -> json.substring(0, json.length() - 1) + ",\"big\":1e400}");
        add(attacks, "claims that are not UTF-8", STRICT, prey -> {
            byte[] latin1 = prey.forge().claim("actor", "\u00e9").payloadJson().getBytes(StandardCharsets.ISO_8859_1);
            return prey.forge().payload(latin1).token();
        });
        add(
                attacks,
                "a header that names its algorithm twice",
                STRICT,
                prey -> prey.forge()
                        .headerJson("{\"alg\":\"none\",\"alg\":\"RS256\",\"typ\":\"JWT\",\"kid\":\""
                                + prey.provider().signingKey().id() + "\"}")
                        .token());
        add(
                attacks,
                "a header that is no object",
                STRICT,
                prey -> prey.forge().headerJson("\"RS256\"").token());
    }

    private static String flattened(Prey prey) {
        String[] parts = prey.token().split("\\.", -1);
        return "{\"protected\":\"" + parts[0] + "\",\"payload\":\"" + parts[1] + "\",\"signature\":\"" + parts[2]
                + "\"}";
    }

    private static String withoutSignature(String token) {
        return token.substring(0, token.lastIndexOf('.'));
    }

    /** The same 256 bytes in other text: their last character carries four bits that no byte uses. */
    private static String withSurplusBits(String signature) {
        int last = signature.length() - 1;
        String other = signature.substring(0, last) + DIGITS.charAt(DIGITS.indexOf(signature.charAt(last)) + 1);
        if (!java.util.Arrays.equals(
                Base64.getUrlDecoder().decode(signature), Base64.getUrlDecoder().decode(other))) {
            throw new IllegalStateException("the two spellings differ in a bit that counts");
        }
        return other;
    }

    private static void spelling(List<IdentityTokenAttack> attacks, String name, UnaryOperator<String> change) {
        add(attacks, name, SPELLING, prey -> prey.forge().signature(change).token());
    }

    private static void payload(List<IdentityTokenAttack> attacks, String name, UnaryOperator<String> change) {
        add(attacks, name, STRICT, prey -> {
            var forge = prey.forge();
            return forge.payloadJson(change.apply(forge.payloadJson())).token();
        });
    }

    private static void add(
            List<IdentityTokenAttack> attacks, String name, String source, Function<Prey, String> make) {
        AttackCase attackCase =
                source.equals(SPELLING) || source.equals(STRICT) ? AttackCase.SPELLING : AttackCase.UNSIGNED_OR_WRAPPED;
        attacks.add(IdentityTokenAttack.of(attackCase, name, source, make, "token-malformed"));
    }
}
