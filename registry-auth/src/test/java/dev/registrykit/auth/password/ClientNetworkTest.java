package dev.registrykit.auth.password;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ClientNetworkTest {
    @Test
    void an_ipv4_address_is_its_own_network() {
        assertThat(ClientNetwork.of("192.0.2.1")).isEqualTo("192.0.2.1");
        assertThat(ClientNetwork.of("::ffff:192.0.2.1")).isNotEqualTo(ClientNetwork.of("::ffff:192.0.2.2"));
    }

    @Test
    void the_addresses_of_one_ipv6_site_are_one_network() {
        assertThat(ClientNetwork.of("2001:db8:1:2:3:4:5:6")).isEqualTo(ClientNetwork.of("2001:DB8:1:2::"));
        assertThat(ClientNetwork.of("2001:db8:1:2::1")).isNotEqualTo(ClientNetwork.of("2001:db8:1:3::1"));
    }

    @Test
    void what_is_no_address_is_taken_as_it_is() {
        for (String text : new String[] {"", "unknown", "localhost", "a:b:c:zz", ":::::::::", "1:2"}) {
            assertThat(ClientNetwork.of(text)).isEqualTo(text);
        }
    }
}
