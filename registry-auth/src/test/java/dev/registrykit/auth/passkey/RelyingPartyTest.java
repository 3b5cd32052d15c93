package dev.registrykit.auth.passkey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RelyingPartyTest {
    @Test
    void the_domain_is_the_host_of_the_first_origin() {
        RelyingParty party =
                RelyingParty.of("Registry", List.of("https://example.org", "https://packages.example.org:8443"));
        assertThat(party.id()).isEqualTo("example.org");
        assertThat(party.origins())
                .containsExactlyInAnyOrder("https://example.org", "https://packages.example.org:8443");
        assertThat(RelyingParty.of("Registry", List.of("http://localhost:8080")).id())
                .isEqualTo("localhost");
    }

    @Test
    void the_domain_may_be_a_parent_of_the_host() {
        assertThat(RelyingParty.of("example.org", "Registry", List.of("https://packages.example.org"))
                        .id())
                .isEqualTo("example.org");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "example.org",
                "https://",
                "https://example.org/",
                "https://example.org/path",
                "https://example.org?query",
                "https://user@example.org",
                "https://Example.org",
                "HTTPS://example.org",
                "https://example.org:443",
                "http://localhost:80",
                "http://example.org",
                "https://192.0.2.1",
                "http://127.0.0.1:8080",
                "https://[2001:db8::1]",
                "https://example.org.",
                "https://host",
                "ftp://example.org",
                "https://exa mple.org"
            })
    void what_is_no_origin_of_a_passkey_page_is_refused(String origin) {
        assertThatThrownBy(() -> RelyingParty.of("Registry", List.of(origin)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void an_origin_of_another_domain_is_refused() {
        for (String id : List.of("packages.example.org", "ample.org", "other.org", "EXAMPLE.org")) {
            assertThatThrownBy(() -> RelyingParty.of(id, "Registry", List.of("https://example.org")))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void an_origin_and_a_name_are_needed() {
        assertThatThrownBy(() -> RelyingParty.of("Registry", List.of())).hasMessageContaining("an origin is needed");
        assertThatThrownBy(() -> RelyingParty.of("example.org", "Registry", List.of()))
                .hasMessageContaining("an origin is needed");
        assertThatThrownBy(() -> RelyingParty.of(" ", List.of("https://example.org")))
                .hasMessageContaining("name");
    }
}
