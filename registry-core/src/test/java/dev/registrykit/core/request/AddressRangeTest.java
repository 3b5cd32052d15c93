package dev.registrykit.core.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.InetAddress;
import java.net.UnknownHostException;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressRangeTest {

    @ParameterizedTest
    @CsvSource({
        "192.0.2.0/24, 192.0.2.255",
        "192.0.2.1, 192.0.2.1",
        "192.0.2.1/32, ::ffff:192.0.2.1",
        "0.0.0.0/0, 203.0.113.9",
        "::ffff:192.0.2.0/120, 192.0.2.7",
        "2001:db8::/32, 2001:db8:ffff::1",
        "2001:DB8::/32, 2001:0db8:0:0:0:0:0:1",
        "::/0, 2001:db8::1",
        "198.51.100.128/25, 198.51.100.128"
    })
    void a_range_holds_the_addresses_with_its_prefix(String range, String address) {
        assertThat(AddressRange.parse(range).contains(address)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "192.0.2.0/24, 192.0.3.0",
        "192.0.2.1, 192.0.2.2",
        "0.0.0.0/0, 2001:db8::1",
        "::/0, 192.0.2.1",
        "::/0, ::ffff:192.0.2.1",
        "198.51.100.128/25, 198.51.100.127",
        "2001:db8::/32, 2001:db9::",
        "0.0.0.0/0, ''",
        "0.0.0.0/0, localhost",
        "0.0.0.0/0, 192.0.2.1:80",
        "0.0.0.0/0, 192.0.2",
        "0.0.0.0/0, 1",
        "0.0.0.0/0, 192.0.2.01",
        "::/0, [::1]",
        "::/0, fe80::1%eth0",
        "::/0, .:1"
    })
    void a_range_holds_nothing_else(String range, String address) {
        assertThat(AddressRange.parse(range).contains(address)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/24",
                "192.0.2.0/",
                "192.0.2.0/33",
                "192.0.2.0/-1",
                "192.0.2.0/024",
                "192.0.2.0/24 ",
                " 192.0.2.0/24",
                "192.0.2.0/24/24",
                "192.0.2.256",
                "192.0.2",
                "192.0.2.1/24",
                "2001:db8::1/32",
                "2001:db8::/129",
                "::ffff:192.0.2.0/95",
                "::ffff:0.0.0.0/0",
                "example.org",
                "1:2:3",
                "::1%lo",
                "2001:db8::/4294967328"
            })
    void what_is_no_range_is_refused_without_asking_a_name_server(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> AddressRange.parse(text));
    }

    @ParameterizedTest
    @CsvSource({
        "192.0.2.1/32, 192.0.2.1",
        "192.0.2.0/24, 192.0.2.0/24",
        "2001:0DB8:0:0:0:0:0:0/32, 2001:db8::/32",
        "2001:db8:0:0:1:0:0:1, 2001:db8::1:0:0:1",
        "2001:0:0:1:0:0:0:1, 2001:0:0:1::1",
        "2001:db8:0:1:1:1:1:1, 2001:db8:0:1:1:1:1:1",
        "0:0:0:0:0:0:0:0/0, ::/0",
        "0:0:0:0:0:0:0:1, ::1",
        "1:0:0:0:0:0:0:0, 1::",
        "::ffff:192.0.2.0/120, 192.0.2.0/24"
    })
    void a_range_has_one_text(String text, String canonical) {
        AddressRange range = AddressRange.parse(text);

        assertThat(range).hasToString(canonical).isEqualTo(AddressRange.parse(canonical));
        assertThat(range).hasSameHashCodeAs(AddressRange.parse(canonical));
    }

    @Property(tries = 500)
    void every_text_reads_back_and_holds_its_ends_alone(
            @ForAll @Size(16) byte[] bytes, @ForAll @IntRange(max = 128) int length) throws UnknownHostException {
        String first = InetAddress.getByAddress(cleared(bytes, length)).getHostAddress();
        AddressRange range =
                AddressRange.parse(first + "/" + (first.contains(":") ? length : Math.max(0, length - 96)));

        assertThat(AddressRange.parse(range.toString())).isEqualTo(range);
        assertThat(range.contains(first)).isTrue();
        assertThat(range.first()).isLessThanOrEqualTo(range.last());
        String other = InetAddress.getByAddress(bytes).getHostAddress();
        String stored = AddressRange.parse(other).first();
        assertThat(range.contains(other))
                .isEqualTo(stored.compareTo(range.first()) >= 0 && stored.compareTo(range.last()) <= 0);
    }

    private static byte[] cleared(byte[] bytes, int length) {
        byte[] cleared = bytes.clone();
        for (int bit = length; bit < 128; bit++) {
            cleared[bit / 8] &= (byte) ~(0x80 >>> (bit % 8));
        }
        return cleared;
    }

    @Test
    void stores_compare_addresses_as_text() {
        assertThat(AddressRange.parse("192.0.2.0/24").first()).isEqualTo("4c0000200");
        assertThat(AddressRange.parse("192.0.2.0/24").last()).isEqualTo("4c00002ff");
        assertThat(AddressRange.parse("2001:db8::/32").last()).isEqualTo("620010db8" + "f".repeat(24));
    }
}
