package dev.registrykit.examples.registry;

import dev.registrykit.core.request.AddressRange;
import dev.registrykit.core.secret.KeyRing;
import dev.registrykit.publish.oidc.IdentityProvider;
import dev.registrykit.publish.provider.CircleCi;
import dev.registrykit.publish.provider.GitHubActions;
import dev.registrykit.publish.provider.GitLab;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The command line and the environment of {@link Main}. */
final class Options {
    static final String USAGE = """
            Options:
              --demo              set up a small demo world and print what to try
              --port N            listen here; 8080 by default, or any free port when that is taken
              --listen ADDRESS    listen on this address; the loopback interface by default
              --public-url URL    the origin by which clients reach the registry, for example behind a proxy
              --trusted-proxy RANGE
                                  an address, or a range such as 192.0.2.8/31, of a proxy in front of the registry, may be
                                  given often: the client is whom its X-Forwarded-For names. Without, everybody behind
                                  the proxy shares its address, and with it all limits
              --data DIRECTORY    where files, key and H2 database are kept; below target/ by default
              --jdbc-url URL      the database, H2 or PostgreSQL; REGISTRY_JDBC_URL does the same
              --trust-root FILE   a Sigstore trusted_root.json: verify attestations that CI jobs upload
              --trust KIND=ISSUER trust this CI system, may be given often; github.com alone by default. KIND is
                                  github, gitlab or circleci: --trust gitlab=https://gitlab.example.org
              --help              this text
            Environment: REGISTRY_JDBC_URL, REGISTRY_JDBC_USER, REGISTRY_JDBC_PASSWORD,
            REGISTRY_KEY (32 bytes in base64; otherwise made once and kept in the data directory).""";

    private static final Map<String, Function<String, IdentityProvider>> CI_SYSTEMS =
            Map.of("github", GitHubActions::at, "gitlab", GitLab::at, "circleci", CircleCi::at);
    private static final int DEFAULT_PORT = 8080;
    private static final int KEY_BYTES = 32;

    private final Map<String, String> environment;
    private final List<IdentityProvider> trusted = new ArrayList<>();
    private final List<AddressRange> proxies = new ArrayList<>();
    private boolean demo;
    private boolean help;
    private @Nullable Integer port;
    private @Nullable String listen;
    private @Nullable URI publicUrl;
    private @Nullable Path data;
    private @Nullable String jdbcUrl;
    private @Nullable Path trustRoot;

    private Options(Map<String, String> environment) {
        this.environment = environment;
        this.jdbcUrl = environment.get("REGISTRY_JDBC_URL");
    }

    /**
     * The options.
     *
     * @throws IllegalArgumentException with a message for the person at the command line
     */
    static Options parse(List<String> arguments, Map<String, String> environment) {
        Options options = new Options(environment);
        Iterator<String> rest = arguments.iterator();
        while (rest.hasNext()) {
            options.take(rest.next(), rest);
        }
        options.checkDemo();
        return options;
    }

    private void take(String option, Iterator<String> rest) {
        switch (option) {
            case "--demo" -> demo = true;
            case "--help", "-h" -> help = true;
            case "--port" -> port = port(value(option, rest));
            case "--listen" -> listen = value(option, rest);
            case "--public-url" -> publicUrl = origin(value(option, rest));
            case "--trusted-proxy" -> proxies.add(range(value(option, rest)));
            case "--data" -> data = Path.of(value(option, rest));
            case "--jdbc-url" -> jdbcUrl = value(option, rest);
            case "--trust" -> trusted.add(ciSystem(value(option, rest)));
            case "--trust-root" -> trustRoot = Path.of(value(option, rest));
            default -> throw new IllegalArgumentException("unknown option " + option);
        }
    }

    /** The demo prints its secrets and trusts a CI system that anybody can ask: it is for this machine and new data. */
    private void checkDemo() {
        if (demo && jdbcUrl != null) {
            throw new IllegalArgumentException(
                    "--demo has a database of its own: give no --jdbc-url, and unset" + " REGISTRY_JDBC_URL");
        }
        if (demo && !address().isLoopbackAddress()) {
            throw new IllegalArgumentException("--demo listens on the loopback interface only");
        }
    }

    private static String value(String option, Iterator<String> rest) {
        if (!rest.hasNext()) {
            throw new IllegalArgumentException(option + " needs a value");
        }
        return rest.next();
    }

    private static IdentityProvider ciSystem(String text) {
        int equals = text.indexOf('=');
        Function<String, IdentityProvider> system = equals < 0 ? null : CI_SYSTEMS.get(text.substring(0, equals));
        if (system == null) {
            throw new IllegalArgumentException("--trust is github, gitlab or circleci, '=', and the issuer");
        }
        return system.apply(text.substring(equals + 1));
    }

    private static AddressRange range(String text) {
        try {
            return AddressRange.parse(text);
        } catch (IllegalArgumentException malformed) {
            throw new IllegalArgumentException(
                    "--trusted-proxy is an IP address or a range: " + malformed.getMessage(), malformed);
        }
    }

    private static int port(String text) {
        if (!text.matches("[0-9]{1,5}") || Integer.parseInt(text) > 65_535) {
            throw new IllegalArgumentException("--port is a number from 0 to 65535");
        }
        return Integer.parseInt(text);
    }

    private static URI origin(String text) {
        URI uri = URI.create(text);
        if (uri.getHost() == null || !List.of("", "/").contains(uri.getRawPath()) || uri.getRawQuery() != null) {
            throw new IllegalArgumentException("--public-url is an origin, for example https://packages.example.org");
        }
        return URI.create(uri.getScheme() + "://" + uri.getRawAuthority());
    }

    boolean demo() {
        return demo;
    }

    boolean help() {
        return help;
    }

    /** Whether a person chose the port: then no other will do. */
    boolean portIsChosen() {
        return port != null;
    }

    /** Where the registry keeps its files: for the demo a new directory each time, so that it always starts the same. */
    Path data() throws IOException {
        if (data == null) {
            Path target = Files.createDirectories(Path.of("target"));
            data = demo ? Files.createTempDirectory(target, "registry-demo-") : target.resolve("registry");
        }
        return Files.createDirectories(data);
    }

    /** The settings, on the chosen port or the default one. */
    Settings.Builder settings() throws IOException {
        Settings.Builder settings = Settings.builder(data(), keyRing(data()));
        trusted.forEach(settings::trust);
        proxies.forEach(settings::trustProxy);
        return settings.listen(address(), port == null ? DEFAULT_PORT : port)
                .publicUrl(publicUrl)
                .database(jdbcUrl, environment.get("REGISTRY_JDBC_USER"), environment.get("REGISTRY_JDBC_PASSWORD"))
                .trustRoot(trustRoot);
    }

    InetAddress address() {
        try {
            return listen == null ? InetAddress.getLoopbackAddress() : InetAddress.getByName(listen);
        } catch (UnknownHostException unknown) {
            throw new IllegalArgumentException("--listen names no address of this machine: " + listen, unknown);
        }
    }

    private KeyRing keyRing(Path directory) throws IOException {
        String given = environment.get("REGISTRY_KEY");
        return KeyRing.of("k1", Base64.getDecoder().decode(given != null ? given : keptKey(directory)));
    }

    /** How a file is created that nobody but its owner may read, where the file system knows permissions. */
    static FileAttribute<?>[] ownerOnly() {
        boolean posix = FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
        return posix
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
    }

    private static String keptKey(Path directory) throws IOException {
        Path file = directory.resolve("registry.key");
        byte[] key = new byte[KEY_BYTES];
        new SecureRandom().nextBytes(key);
        try {
            Files.createFile(file, ownerOnly());
            Files.writeString(file, Base64.getEncoder().encodeToString(key), StandardOpenOption.WRITE);
        } catch (FileAlreadyExistsException kept) {
            return Files.readString(file).strip();
        }
        return Files.readString(file).strip();
    }
}
