package dev.registrykit.testkit.oidc;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.registrykit.core.json.JsonText;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/** The HTTP side of {@link IdentityProviderServer}: one port of the loopback interface for all its issuers. */
final class ProviderServer implements AutoCloseable {
    private static final String ID_TOKEN = "/idtoken/";
    private static final String BEARER = "Bearer ";

    private final HttpServer server;
    private final ExecutorService threads;
    private final Map<String, IdentityProviderServer> issuers = new LinkedHashMap<>();
    private final Map<String, Run> runs = new ConcurrentHashMap<>();

    private record Run(IdentityProviderServer issuer, GitHubJob job, String requestToken) {}

    private record Answer(int status, String body) {}

    ProviderServer() {
        try {
            server =
                    HttpServer.create(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), 0), 0);
        } catch (IOException broken) {
            throw new UncheckedIOException("the provider cannot listen on the loopback interface", broken);
        }
        threads = Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, "identity-provider");
            thread.setDaemon(true);
            return thread;
        });
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    String origin() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** The issuer with this path, made when it is asked for first. */
    synchronized IdentityProviderServer issuer(String path, Function<String, IdentityProviderServer> maker) {
        return issuers.computeIfAbsent(path, maker);
    }

    private synchronized List<IssuerDocuments> documents() {
        return issuers.values().stream().map(IdentityProviderServer::documents).collect(Collectors.toList());
    }

    String addRun(IdentityProviderServer issuer, GitHubJob job, String requestToken) {
        String path = ID_TOKEN + UUID.randomUUID() + "/" + UUID.randomUUID();
        runs.put(path, new Run(issuer, job, requestToken));
        return origin() + path + "?api-version=2.0";
    }

    @Override
    public void close() {
        documents().forEach(IssuerDocuments::release);
        server.stop(0);
        threads.shutdownNow();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            Run run = runs.get(path);
            List<IssuerDocuments> asked = run == null
                    ? documents().stream()
                            .filter(documents -> documents.isAsked(path))
                            .collect(Collectors.toList())
                    : List.of(run.issuer().documents());
            if (asked.isEmpty()) {
                send(exchange, error(404, "Not found"));
                return;
            }
            IssuerDocuments faulty = asked.stream()
                    .filter(documents -> documents.fault() != null)
                    .findFirst()
                    .orElse(asked.get(0));
            Fault fault = faulty.fault();
            if (fault != null && used(exchange, faulty, fault)) {
                return;
            }
            sendFaulty(exchange, faulty, fault, answer(exchange, path, run, asked));
        }
    }

    private static Answer answer(HttpExchange exchange, String path, @Nullable Run run, List<IssuerDocuments> asked) {
        if (!exchange.getRequestMethod().equals("GET")) {
            return error(405, "Method not allowed");
        }
        if (run != null) {
            return idToken(exchange, run);
        }
        return new Answer(
                200, path.endsWith(IssuerDocuments.DISCOVERY) ? asked.get(0).discovery() : keySet(asked));
    }

    /** One key set of all issuers that have it in the same place. */
    private static String keySet(List<IssuerDocuments> asked) {
        return asked.stream()
                .map(IssuerDocuments::otherKeySet)
                .filter(Objects::nonNull)
                .findFirst()
                .orElseGet(() -> SigningKey.setOf(
                        asked.stream().flatMap(issuer -> issuer.keys().stream()).collect(Collectors.toList())));
    }

    /** Whether the fault has used up the request, so that nothing is left to be sent. */
    private static boolean used(HttpExchange exchange, IssuerDocuments documents, Fault fault) throws IOException {
        switch (fault.kind) {
            case HANG -> documents.awaitRelease();
            case REDIRECT -> {
                exchange.getResponseHeaders().set("Location", String.valueOf(fault.target));
                exchange.sendResponseHeaders(302, -1);
            }
            case STATUS -> exchange.sendResponseHeaders((int) fault.number, -1);
            default -> {
                return false;
            }
        }
        return true;
    }

    private static void sendFaulty(
            HttpExchange exchange, IssuerDocuments documents, @Nullable Fault fault, Answer answer) throws IOException {
        if (fault == null) {
            send(exchange, answer);
            return;
        }
        byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
        switch (fault.kind) {
            case CUT -> send(exchange, new Answer(answer.status(), answer.body().substring(0, (int) fault.number)));
            case TRICKLE -> trickle(exchange, documents, fault.number, answer.status(), body);
            case HUGE -> {
                exchange.sendResponseHeaders(answer.status(), 0);
                writePadded(exchange.getResponseBody(), fault.number, body);
            }
            case GZIP -> {
                exchange.getResponseHeaders().set("Content-Encoding", "gzip");
                exchange.sendResponseHeaders(answer.status(), 0);
                try (GZIPOutputStream zipped = new GZIPOutputStream(exchange.getResponseBody())) {
                    writePadded(zipped, fault.number, body);
                }
            }
            default -> send(exchange, answer);
        }
    }

    private static void trickle(HttpExchange exchange, IssuerDocuments documents, long pause, int status, byte[] body)
            throws IOException {
        exchange.sendResponseHeaders(status, body.length);
        for (byte one : body) {
            exchange.getResponseBody().write(one);
            exchange.getResponseBody().flush();
            documents.awaitRelease(pause);
        }
    }

    private static void writePadded(OutputStream out, long spaces, byte[] body) throws IOException {
        byte[] block = new byte[64 * 1024];
        Arrays.fill(block, (byte) ' ');
        for (long left = spaces; left > 0; left -= block.length) {
            out.write(block, 0, (int) Math.min(left, block.length));
        }
        out.write(body);
    }

    private static Answer idToken(HttpExchange exchange, Run run) {
        List<String> presented = exchange.getRequestHeaders().getOrDefault("Authorization", List.of());
        byte[] expected = (BEARER + run.requestToken()).getBytes(StandardCharsets.UTF_8);
        if (presented.size() != 1
                || !MessageDigest.isEqual(
                        withPlainScheme(presented.get(0)).getBytes(StandardCharsets.UTF_8), expected)) {
            return error(401, "The request token is missing or not this run's");
        }
        String audience = query(exchange)
                .getOrDefault("audience", run.job().defaultAudience(run.issuer().issuer()));
        String token = run.issuer().token(run.job(), audience);
        return json(200, "count", token.length(), "value", token);
    }

    /** The name of a scheme is spelled in any case (RFC 9110 section 11.1). */
    private static String withPlainScheme(String presented) {
        return presented.regionMatches(true, 0, BEARER, 0, BEARER.length())
                ? BEARER + presented.substring(BEARER.length())
                : presented;
    }

    private static Map<String, String> query(HttpExchange exchange) {
        Map<String, String> parameters = new LinkedHashMap<>();
        String query = exchange.getRequestURI().getRawQuery();
        for (String pair : query == null ? new String[0] : query.split("&", -1)) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                parameters.put(
                        URLDecoder.decode(pair.substring(0, equals), StandardCharsets.UTF_8),
                        URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
            }
        }
        return parameters;
    }

    private static Answer error(int status, String message) {
        return json(status, "message", message, "typeKey", "TestProvider");
    }

    private static Answer json(int status, String name, Object value, String secondName, Object second) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put(name, value);
        members.put(secondName, second);
        return new Answer(status, JsonText.write(members));
    }

    private static void send(HttpExchange exchange, Answer answer) throws IOException {
        byte[] bytes = answer.body().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json; charset=utf-8");
        exchange.sendResponseHeaders(answer.status(), bytes.length);
        exchange.getResponseBody().write(bytes);
    }
}
