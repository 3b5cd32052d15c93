package dev.registrykit.examples.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.registrykit.core.request.AddressRange;
import dev.registrykit.publish.oidc.IdentityProvider;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OptionsTest {
    @TempDir
    Path directory;

    @Test
    void an_unknown_option_and_a_missing_value_are_refused_by_name() {
        assertThatThrownBy(() -> Options.parse(List.of("--prot", "1"), Map.of()))
                .hasMessage("unknown option --prot");
        assertThatThrownBy(() -> Options.parse(List.of("--port"), Map.of())).hasMessage("--port needs a value");
        assertThatThrownBy(() -> Options.parse(List.of("--port", "99999"), Map.of()))
                .hasMessage("--port is a number from 0 to 65535");
        assertThatThrownBy(() -> Options.parse(List.of("--public-url", "https://a.example/path"), Map.of()))
                .hasMessageStartingWith("--public-url is an origin");
    }

    @Test
    void ci_systems_are_trusted_by_kind_and_issuer() throws Exception {
        List<String> arguments = List.of(
                "--trust", "gitlab=https://gitlab.example.org",
                "--trust", "github=https://token.actions.githubusercontent.com",
                "--data", directory.toString());

        assertThat(Options.parse(arguments, Map.of()).settings().build().providers)
                .extracting(IdentityProvider::issuer)
                .containsExactly("https://gitlab.example.org", "https://token.actions.githubusercontent.com");
        assertThat(Options.parse(List.of("--data", directory.toString()), Map.of())
                        .settings()
                        .build()
                        .providers)
                .extracting(IdentityProvider::issuer)
                .containsExactly("https://token.actions.githubusercontent.com");
        for (String wrong : List.of("gitlab", "=https://gitlab.example.org", "travis=https://travis.example.org")) {
            assertThatThrownBy(() -> Options.parse(List.of("--trust", wrong), Map.of()))
                    .hasMessage("--trust is github, gitlab or circleci, '=', and the issuer");
        }
        assertThatThrownBy(() -> Options.parse(List.of("--trust", "gitlab=http://gitlab.example.org"), Map.of()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void proxies_are_trusted_by_address_or_range() throws Exception {
        List<String> arguments = List.of(
                "--trusted-proxy", "10.0.0.0/8", "--trusted-proxy", "2001:db8::1", "--data", directory.toString());
        assertThat(Options.parse(arguments, Map.of()).settings().build().proxies)
                .extracting(AddressRange::toString)
                .containsExactly("10.0.0.0/8", "2001:db8::1");
        for (String wrong : List.of("proxy.example.org", "10.0.0.1/8", "10.0.0.0/33", "")) {
            assertThatThrownBy(() -> Options.parse(List.of("--trusted-proxy", wrong), Map.of()))
                    .hasMessageStartingWith("--trusted-proxy is an IP address or a range: ");
        }
        assertThat(Options.USAGE).contains("--trusted-proxy");
    }

    @Test
    void the_demo_is_refused_on_an_address_that_others_reach_and_on_a_given_database() {
        assertThatThrownBy(() -> Options.parse(List.of("--demo", "--listen", "0.0.0.0"), Map.of()))
                .hasMessage("--demo listens on the loopback interface only");
        assertThatThrownBy(() -> Options.parse(List.of("--demo", "--jdbc-url", "jdbc:h2:mem:a"), Map.of()))
                .hasMessageStartingWith("--demo has a database of its own");
        assertThatThrownBy(() -> Options.parse(List.of("--demo"), Map.of("REGISTRY_JDBC_URL", "jdbc:h2:mem:a")))
                .hasMessageStartingWith("--demo has a database of its own");
        assertThat(Options.parse(List.of("--demo", "--listen", "127.0.0.1"), Map.of())
                        .demo())
                .isTrue();
    }

    @Test
    void the_demos_settings_with_its_token_are_for_their_owner_alone() throws Exception {
        Path settings = directory.resolve("settings.xml");
        Files.writeString(settings, "readable by others");
        DemoFiles.write(directory, "a-token");

        assertThat(Files.readString(settings)).contains("<password>a-token</password>");
        if (Files.getFileStore(directory).supportsFileAttributeView("posix")) {
            assertThat(Files.getPosixFilePermissions(settings)).hasSize(2);
        }
    }

    @Test
    void the_key_is_made_once_and_kept_for_its_owner_alone() throws Exception {
        List<String> arguments = List.of("--data", directory.toString());
        Options.parse(arguments, Map.of()).settings();
        String key = Files.readString(directory.resolve("registry.key"));
        Options.parse(arguments, Map.of()).settings();

        assertThat(Files.readString(directory.resolve("registry.key"))).isEqualTo(key);
        if (Files.getFileStore(directory).supportsFileAttributeView("posix")) {
            assertThat(Files.getPosixFilePermissions(directory.resolve("registry.key")))
                    .hasSize(2);
        }
    }
}
