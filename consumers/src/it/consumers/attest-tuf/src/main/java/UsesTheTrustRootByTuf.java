import com.sun.net.httpserver.HttpServer;
import dev.registrykit.attest.bundle.AttestReason;
import dev.registrykit.attest.trustroot.TrustRoot;
import dev.registrykit.attest.trustroot.tuf.TufTrustRoot;
import dev.registrykit.core.decision.Decision;
import dev.registrykit.core.http.HttpFetch;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;

/** Refreshes a trust root from a repository on the loopback interface, with the module and sigstore-java's TUF client. */
public final class UsesTheTrustRootByTuf {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final AtomicReference<Instant> now = new AtomicReference<>(START);
    private final AtomicReference<String> served = new AtomicReference<>("older");
    private final URI repository;

    private UsesTheTrustRootByTuf(URI repository) {
        this.repository = repository;
    }

    public static void main(String[] arguments) throws IOException {
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        var host = new UsesTheTrustRootByTuf(
                URI.create("http://127.0.0.1:" + server.getAddress().getPort()));
        server.createContext("/", exchange -> {
            var path = exchange.getRequestURI().getPath();
            var tampered = host.served.get().equals("tampered");
            var document = resource((tampered ? "newer" : host.served.get()) + path);
            if (document != null && tampered && path.startsWith("/targets/")) {
                document[document.length / 2] ^= 1;
            }
            exchange.sendResponseHeaders(document == null ? 404 : 200, document == null ? -1 : document.length);
            if (document != null) {
                exchange.getResponseBody().write(document);
            }
            exchange.close();
        });
        server.start();
        try {
            host.run();
        } finally {
            server.stop(0);
        }
    }

    private void run() throws IOException {
        var source = source();
        expect("older.example", source.current());
        served.set("newer");
        expect("older.example", source.current());
        now.set(START.plus(Duration.ofDays(1)));
        expect("newer.example", source.current());

        // A repository that is rolled back: the newer root stays, up to the limit.
        served.set("older");
        now.set(START.plus(Duration.ofDays(2)));
        expect("newer.example", source.current());
        now.set(START.plus(Duration.ofDays(8)));
        expectUnavailable(source.current());

        served.set("tampered");
        expectUnavailable(source().current());

        served.set("newer");
        now.set(Instant.parse("2089-06-01T00:00:00Z"));
        expectUnavailable(source().current());
        System.out.println("attest-tuf: refreshed; rolled back, tampered and expired metadata was not taken");
    }

    private TufTrustRoot source() throws IOException {
        return TufTrustRoot.builder()
                .repository(repository)
                .initialRoot(resource("older/1.root.json"))
                .cacheDirectory(Files.createTempDirectory("tuf-cache"))
                .clock(now::get)
                .http(HttpFetch.acceptLoopbackHttp())
                .build();
    }

    private static void expect(String log, Decision<TrustRoot> decision) {
        var root = decision.orElseThrow(failure -> new AssertionError(failure.toString()));
        var found = root.transparencyLogs().get(0).origin();
        if (!found.equals(log)) {
            throw new AssertionError("Expected the root of " + log + ", found that of " + found);
        }
    }

    private static void expectUnavailable(Decision<TrustRoot> decision) {
        if (!(decision instanceof Decision.Unavailable<TrustRoot> unavailable)
                || unavailable.outage().reason() != AttestReason.TRUST_ROOT_UNAVAILABLE) {
            throw new AssertionError("Expected no trust root, found " + decision);
        }
    }

    private static byte[] resource(String path) throws IOException {
        try (InputStream content = UsesTheTrustRootByTuf.class.getResourceAsStream("/" + path)) {
            return content == null ? null : content.readAllBytes();
        }
    }
}
