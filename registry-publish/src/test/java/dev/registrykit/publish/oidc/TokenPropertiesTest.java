package dev.registrykit.publish.oidc;

import static dev.registrykit.publish.World.AUDIENCE;
import static dev.registrykit.publish.World.code;
import static org.assertj.core.api.Assertions.assertThat;

import dev.registrykit.publish.SettableClock;
import dev.registrykit.publish.TestIssuer;
import dev.registrykit.publish.provider.GitHubActions;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** A valid token has one form: nothing in it can be changed, and nothing of it can be written differently. */
class TokenPropertiesTest {
    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    private static final Set<String> REASONS = Set.of(
            "token-malformed",
            "algorithm-not-allowed",
            "header-not-allowed",
            "key-unknown",
            "issuer-not-trusted",
            "signature-invalid");

    private final SettableClock clock = new SettableClock();
    private final TestIssuer issuer = new TestIssuer(TestIssuer.CLOUD, clock);
    private final IdentityVerifier verifier = new IdentityVerifier(List.of(GitHubActions.cloud()), issuer, clock);
    private final String valid = issuer.token(issuer.claims(AUDIENCE));

    private String verify(String token) {
        return code(verifier.verify(IdentityToken.of(token), AUDIENCE));
    }

    private static String with(String token, int part, String text) {
        String[] parts = token.split("\\.", -1);
        parts[part] = text;
        return String.join(".", parts);
    }

    private String part(int part) {
        return valid.split("\\.", -1)[part];
    }

    @Property(tries = 2000)
    void any_other_byte_in_any_part_is_refused(
            @ForAll @IntRange(max = 2) int part,
            @ForAll @IntRange(max = 10_000) int index,
            @ForAll @IntRange(min = 1, max = 255) int difference) {
        assertThat(verify(valid)).isEqualTo("allowed");
        byte[] bytes = Base64.getUrlDecoder().decode(part(part));
        bytes[index % bytes.length] ^= (byte) difference;
        String changed = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);

        assertThat(verify(with(valid, part, changed))).isIn(REASONS);
    }

    @Property(tries = 500)
    void a_byte_more_or_less_in_any_part_is_refused(
            @ForAll @IntRange(max = 2) int part, @ForAll byte more, @ForAll boolean less) {
        byte[] bytes = Base64.getUrlDecoder().decode(part(part));
        byte[] changed = Arrays.copyOf(bytes, less ? bytes.length - 1 : bytes.length + 1);
        if (!less) {
            changed[bytes.length] = more;
        }
        String text = Base64.getUrlEncoder().withoutPadding().encodeToString(changed);

        assertThat(verify(with(valid, part, text))).isIn(REASONS);
    }

    @Property(tries = 2000)
    void any_other_character_is_refused(@ForAll @IntRange(max = 10_000) int index, @ForAll("characters") char other) {
        int at = index % valid.length();
        String changed = valid.substring(0, at) + other + valid.substring(at + 1);

        if (changed.equals(valid)) {
            assertThat(verify(changed)).isEqualTo("allowed");
        } else {
            assertThat(verify(changed)).isIn(REASONS);
        }
    }

    @Property(tries = 1000)
    void any_character_more_is_refused(@ForAll @IntRange(max = 10_000) int index, @ForAll("characters") char more) {
        int at = index % (valid.length() + 1);

        assertThat(verify(valid.substring(0, at) + more + valid.substring(at))).isIn(REASONS);
    }

    @Provide
    Arbitrary<Character> characters() {
        return Arbitraries.oneOf(
                Arbitraries.chars().with(ALPHABET),
                Arbitraries.chars().with("+/=. \t\r\n%~,:\u0000\u00a0\u200b\uff21"),
                Arbitraries.chars().ascii());
    }

    /** The last character of a part holds bits that no byte needs; RFC 7515 section 2 leaves them zero. */
    @Property
    void what_decodes_to_the_same_bytes_but_is_written_differently_is_malformed(
            @ForAll @IntRange(max = 2) int part, @ForAll("spellings") String spelling) {
        String text = part(part);
        int spare = spare(text);
        String other = switch (spelling) {
            case "padding" -> text + "=".repeat((4 - text.length() % 4) % 4);
            case "standard alphabet" -> text.replace('-', '+').replace('_', '/');
            case "line break" -> text.substring(0, 4) + "\r\n" + text.substring(4);
            case "space" -> text + " ";
            default -> spare == 1 ? text : text.substring(0, text.length() - 1) + sibling(text, spare);
        };
        if (!other.equals(text)) {
            assertThat(Base64.getMimeDecoder().decode(other.replace('-', '+').replace('_', '/')))
                    .as("the same bytes")
                    .isEqualTo(Base64.getUrlDecoder().decode(text));
            assertThat(verify(with(valid, part, other))).isEqualTo("token-malformed");
        }
    }

    @Provide
    Arbitrary<String> spellings() {
        return Arbitraries.of("padding", "standard alphabet", "line break", "space", "spare bits");
    }

    /** How many last characters stand for the same bytes: 1, 4 or 16. */
    private static int spare(String text) {
        return switch (text.length() % 4) {
            case 2 -> 16;
            case 3 -> 4;
            default -> 1;
        };
    }

    private static char sibling(String text, int spare) {
        int last = ALPHABET.indexOf(text.charAt(text.length() - 1));
        return ALPHABET.charAt(last - last % spare + (last % spare + 1) % spare);
    }
}
