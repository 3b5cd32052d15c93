package dev.registrykit.examples.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.registrykit.core.json.JsonLimits;
import dev.registrykit.core.json.JsonObject;
import dev.registrykit.core.json.StrictJson;
import dev.registrykit.core.request.AddressRange;
import dev.registrykit.core.subject.Subject;
import dev.registrykit.examples.registry.http.TrustedProxies;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A registry behind a proxy, which says in X-Forwarded-For who asked. */
class TrustedProxyTest {
    private static final String CLIENT = "203.0.113.9";

    @TempDir
    Path directory;

    @Test
    void the_address_before_the_last_trusted_proxy_is_the_clients() throws Exception {
        try (World world = World.with(
                settings -> settings.trustProxy(AddressRange.parse("127.0.0.1"))
                        .trustProxy(AddressRange.parse("198.51.100.0/24")),
                directory)) {
            JsonObject login = begin(world, "192.0.2.66, " + CLIENT + " ,198.51.100.7");

            assertThat(address(world, login)).isEqualTo(CLIENT);
            assertThat(ask(world, login, CLIENT)).isEqualTo("login-pending");
            assertThat(ask(world, login, "192.0.2.66", CLIENT))
                    .as("several headers")
                    .isEqualTo("slow-down");
            assertThat(ask(world, login, "203.0.113.8")).isEqualTo("login-elsewhere");
            assertThat(ask(world, login, CLIENT + ", 203.0.113.8"))
                    .as("what a client claims of itself")
                    .isEqualTo("login-elsewhere");
            assertThat(ask(world, login, CLIENT + ", unknown")).isEqualTo("login-elsewhere");
            assertThat(address(world, begin(world))).isEqualTo("127.0.0.1");
        }
    }

    @Test
    void nobody_else_names_the_client() throws Exception {
        try (World world = World.with(settings -> settings.trustProxy(AddressRange.parse("198.51.100.7")), directory)) {
            assertThat(address(world, begin(world, CLIENT))).isEqualTo("127.0.0.1");
            assertThat(address(world, begin(world, CLIENT, "198.51.100.7"))).isEqualTo("127.0.0.1");
        }
    }

    @Test
    void addresses_are_plain_whatever_their_family() {
        TrustedProxies proxies =
                new TrustedProxies(List.of(AddressRange.parse("::1"), AddressRange.parse("10.0.0.0/8")));
        assertThat(proxies.clientAddress("[::1]", List.of("2001:db8::9"))).isEqualTo("2001:db8::9");
        assertThat(proxies.clientAddress("[2001:db8::9]", List.of(CLIENT))).isEqualTo("2001:db8::9");
        assertThat(proxies.clientAddress("10.1.1.1", List.of("10.2.2.2"))).isEqualTo("10.2.2.2");
        assertThat(proxies.clientAddress("10.1.1.1", List.of("10.2.2.2,"))).isEqualTo("10.1.1.1");
        assertThat(proxies.clientAddress("10.1.1.1", List.of(CLIENT + ":8080"))).isEqualTo("10.1.1.1");
        assertThat(proxies.clientAddress("10.1.1.1", List.of())).isEqualTo("10.1.1.1");
    }

    private static JsonObject begin(World world, String... forwardedFor) throws Exception {
        return form(world, "/oauth/device_authorization", "client_id=registry-cli", forwardedFor);
    }

    private static String ask(World world, JsonObject login, String... forwardedFor) throws Exception {
        String grant = "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Adevice_code&client_id=registry-cli";
        String code = "&device_code=" + login.string("device_code");
        return form(world, "/oauth/token", grant + code, forwardedFor).string("code");
    }

    private static JsonObject form(World world, String path, String body, String... forwardedFor) throws Exception {
        Client client = new Client(world.registry.origin());
        HttpRequest.Builder request = client.request(path)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(body));
        for (String value : forwardedFor) {
            request.header("X-Forwarded-For", value);
        }
        return StrictJson.object(client.send(request).body(), JsonLimits.small());
    }

    private static String address(World world, JsonObject login) {
        return world.registry
                .publish()
                .deviceLogin()
                .pending(login.string("user_code"), Subject.user("somebody"), world.request)
                .orElseThrow(failure -> new AssertionError(failure.toString()))
                .address();
    }
}
