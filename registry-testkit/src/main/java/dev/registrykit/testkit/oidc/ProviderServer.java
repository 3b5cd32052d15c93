package dev.registrykit.testkit.oidc;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.registrykit.core.json.JsonText;
import java.io.IOException;
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
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The HTTP side of {@link IdentityProviderServer}. */
final class ProviderServer implements AutoCloseable {
    private static final String DISCOVERY = "/.well-known/openid-configuration";
    private static final String KEYS = "/.well-known/jwks";
    private static final String ID_TOKEN = "/idtoken/";

    private final HttpServer server;
    private final ExecutorService threads;
    private final Supplier<String> keySet;
    private final BiFunction<GitHubJob, String, String> mint;
    private final Map<String, Run> runs = new ConcurrentHashMap<>();
    private final AtomicInteger keySetRequests = new AtomicInteger();
    private final AtomicInteger discoveryRequests = new AtomicInteger();
    private volatile CountDownLatch release = new CountDownLatch(1);
    private volatile IdentityProviderServer.@Nullable Outage outage;
    private volatile @Nullable String otherKeySet;
    private volatile @Nullable String otherDiscovery;

    private record Run(GitHubJob job, String requestToken) {}

    private record Answer(int status, String body) {}

    ProviderServer(Supplier<String> keySet, BiFunction<GitHubJob, String, String> mint) {
        this.keySet = keySet;
        this.mint = mint;
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

    String issuer() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    String addRun(GitHubJob job, String requestToken) {
        String path = ID_TOKEN + UUID.randomUUID() + "/" + UUID.randomUUID();
        runs.put(path, new Run(job, requestToken));
        return issuer() + path + "?api-version=2.0";
    }

    int keySetRequests() {
        return keySetRequests.get();
    }

    int discoveryRequests() {
        return discoveryRequests.get();
    }

    void fail(IdentityProviderServer.Outage kind) {
        recover();
        release = new CountDownLatch(1);
        outage = kind;
    }

    void serveKeySet(String json) {
        otherKeySet = json;
    }

    void serveDiscovery(String json) {
        otherDiscovery = json;
    }

    void recover() {
        outage = null;
        otherKeySet = null;
        otherDiscovery = null;
        release.countDown();
    }

    @Override
    public void close() {
        release.countDown();
        server.stop(0);
        threads.shutdownNow();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            if (path.equals(DISCOVERY)) {
                discoveryRequests.incrementAndGet();
            } else if (path.equals(KEYS)) {
                keySetRequests.incrementAndGet();
            }
            IdentityProviderServer.Outage kind = outage;
            if (kind != null && failed(exchange, kind)) {
                return;
            }
            Answer answer = answer(exchange, path);
            boolean broken = kind != null && kind.broken;
            send(exchange, answer.status(), broken ? answer.body().substring(0, 20) : answer.body());
        }
    }

    /** Whether the outage has used up the request. */
    private boolean failed(HttpExchange exchange, IdentityProviderServer.Outage kind) throws IOException {
        if (kind.hangs) {
            try {
                release.await();
            } catch (InterruptedException closing) {
                Thread.currentThread().interrupt();
            }
            return true;
        }
        if (kind.redirect != null) {
            exchange.getResponseHeaders().set("Location", kind.redirect.toString());
        }
        if (kind.status != 200) {
            exchange.sendResponseHeaders(kind.status, -1);
            return true;
        }
        return false;
    }

    private Answer answer(HttpExchange exchange, String path) {
        if (!exchange.getRequestMethod().equals("GET")) {
            return error(405, "Method not allowed");
        }
        String documents = documents(path);
        if (documents != null) {
            return new Answer(200, documents);
        }
        Run run = runs.get(path);
        return run == null ? error(404, "Not found") : idToken(exchange, run);
    }

    private @Nullable String documents(String path) {
        String other = path.equals(DISCOVERY) ? otherDiscovery : path.equals(KEYS) ? otherKeySet : null;
        if (other != null) {
            return other;
        }
        return path.equals(DISCOVERY) ? discovery() : path.equals(KEYS) ? keySet.get() : null;
    }

    private Answer idToken(HttpExchange exchange, Run run) {
        List<String> presented = exchange.getRequestHeaders().getOrDefault("Authorization", List.of());
        byte[] expected = ("Bearer " + run.requestToken()).getBytes(StandardCharsets.UTF_8);
        if (presented.size() != 1
                || !MessageDigest.isEqual(presented.get(0).getBytes(StandardCharsets.UTF_8), expected)) {
            return error(401, "The request token is missing or not this run's");
        }
        String audience = query(exchange)
                .getOrDefault("audience", "https://github.com/" + run.job().owner());
        String token = mint.apply(run.job(), audience);
        return json(200, "count", token.length(), "value", token);
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

    private String discovery() {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("issuer", issuer());
        document.put("jwks_uri", issuer() + KEYS);
        document.put("subject_types_supported", List.of("public", "pairwise"));
        document.put("response_types_supported", List.of("id_token"));
        document.put("claims_supported", claimNames());
        document.put("id_token_signing_alg_values_supported", List.of("RS256"));
        document.put("scopes_supported", List.of("openid"));
        return JsonText.write(document);
    }

    private static List<String> claimNames() {
        return Arrays.asList(("sub aud exp iat iss jti nbf ref sha repository repository_id repository_owner "
                        + "repository_owner_id repository_visibility run_id run_number run_attempt actor actor_id "
                        + "workflow workflow_ref workflow_sha head_ref base_ref event_name ref_type ref_protected "
                        + "environment environment_node_id job_workflow_ref job_workflow_sha runner_environment "
                        + "check_run_id")
                .split(" ", -1));
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

    private static void send(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json; charset=utf-8");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }
}
