package dev.registrykit.core.throttle;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClientNetworkTest {
    @Test
    void an_ipv4_address_is_its_own_network() {
        assertThat(ClientNetwork.of("192.0.2.1")).isEqualTo("192.0.2.1");
    }

    @Test
    void an_ipv4_address_in_ipv6_form_is_the_ipv4_address() {
        assertThat(ClientNetwork.of("::ffff:192.0.2.1")).isEqualTo("192.0.2.1");
        assertThat(ClientNetwork.of("::FFFF:c000:0201")).isEqualTo("192.0.2.1");
    }

    @Test
    void the_addresses_of_one_ipv6_site_are_one_network_however_they_are_written() {
        String network = ClientNetwork.of("2001:db8:1:2:3:4:5:6");

        assertThat(ClientNetwork.of("2001:DB8:1:2::")).isEqualTo(network);
        assertThat(ClientNetwork.of("2001:0db8:0001:0002:ffff:ffff:ffff:ffff")).isEqualTo(network);
        assertThat(ClientNetwork.of("2001:db8:1:3::1")).isNotEqualTo(network);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "unknown",
                "localhost",
                "registry.invalid",
                "a:b:c:zz",
                ":::::::::",
                "1:2",
                "192.0.2.999",
                "[2001:db8::1]",
                "fe80::1%eth0"
            })
    void what_is_no_address_is_taken_as_it_is(String text) {
        assertThat(ClientNetwork.of(text)).isEqualTo(text);
    }

    @Test
    void an_address_that_nobody_knows_is_in_no_network() {
        assertThat(ClientNetwork.isSame("", "")).isFalse();
        assertThat(ClientNetwork.isSame("", "192.0.2.1")).isFalse();
        assertThat(ClientNetwork.isSame("192.0.2.1", "")).isFalse();
        assertThat(ClientNetwork.isSame("192.0.2.1", "192.0.2.1")).isTrue();
        assertThat(ClientNetwork.isSame("192.0.2.1", "192.0.2.2")).isFalse();
        assertThat(ClientNetwork.isSame("2001:db8::1", "2001:DB8:0:0:1::")).isTrue();
    }
}
