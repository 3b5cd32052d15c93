package dev.registrykit.publish.token;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.security.SecureRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

/** What the checksum of a token notices: with every place and every character tried for each token. */
class TokenChecksumTest {
    private static final String DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final int LEAD = 4;
    private static final int BODY = 30;

    private final TokenFormat format =
            new TokenFormat(TokenPolicy.builder("exr").build(), new SecureRandom());

    @Property(tries = 20)
    void every_change_of_one_character_is_noticed(@ForAll @LongRange(min = 0) long ignored) {
        String token = format.mint(null);
        for (int place = LEAD; place < token.length(); place++) {
            for (char other = ' '; other <= '~'; other++) {
                if (other != token.charAt(place)) {
                    String changed = token.substring(0, place) + other + token.substring(place + 1);
                    assertThat(format.accepts(changed)).as(changed).isFalse();
                }
            }
        }
    }

    @Property(tries = 200)
    void every_exchange_of_neighbours_within_the_body_or_the_checksum_is_noticed(
            @ForAll @LongRange(min = 0) long ignored) {
        String token = format.mint(null);
        for (int place = LEAD; place + 1 < token.length(); place++) {
            boolean acrossBoth = place == LEAD + BODY - 1;
            char first = token.charAt(place);
            char second = token.charAt(place + 1);
            if (first != second && !acrossBoth) {
                String changed = token.substring(0, place) + second + first + token.substring(place + 2);
                assertThat(format.accepts(changed)).as(changed).isFalse();
            }
        }
    }

    @Property(tries = 200)
    void a_checksum_that_says_the_same_in_another_way_is_refused(@ForAll @LongRange(min = 0) long ignored) {
        String token = format.mint(null);
        String body = token.substring(0, LEAD + BODY);
        long value = value(token.substring(LEAD + BODY));
        for (long same = value + (1L << 32); same < pow(6); same += 1L << 32) {
            assertThat(format.accepts(body + text(same, 6))).isFalse();
        }
        assertThat(format.accepts(body + text(value, 7))).isFalse();
        assertThat(format.accepts(body + text(value, 6))).isTrue();
    }

    @Test
    void a_checksum_begins_with_zeros_where_the_number_is_small() {
        String small = null;
        for (int i = 0; small == null; i++) {
            String body = text(i, BODY);
            small = TokenFormat.checksum(body).startsWith("00") ? body : null;
        }
        String checksum = TokenFormat.checksum(small);
        assertThat(format.accepts("exr_" + small + checksum)).isTrue();
        assertThat(format.accepts("exr_" + small + checksum.substring(1))).isFalse();
        assertThat(format.accepts("exr_" + small + checksum.substring(2))).isFalse();
    }

    private static long value(String digits) {
        long value = 0;
        for (int i = 0; i < digits.length(); i++) {
            value = value * DIGITS.length() + DIGITS.indexOf(digits.charAt(i));
        }
        return value;
    }

    private static long pow(int exponent) {
        return BigInteger.valueOf(DIGITS.length()).pow(exponent).longValueExact();
    }

    private static String text(long value, int length) {
        StringBuilder text = new StringBuilder();
        long rest = value;
        for (int i = 0; i < length; i++) {
            text.insert(0, DIGITS.charAt((int) (rest % DIGITS.length())));
            rest /= DIGITS.length();
        }
        return text.toString();
    }
}
