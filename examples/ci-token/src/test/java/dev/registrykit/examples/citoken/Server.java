package dev.registrykit.examples.citoken;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;

/** An HTTP server on loopback that answers each method and path as the test says, and remembers what it was asked. */
final class Server implements AutoCloseable {
    /** A request, with the header that carries a credential. */
    record Asked(String method, String target, String authorization, String body) {}

    private record Answer(int status, Map<String, String> headers, String body) {}

    private final HttpServer server;
    private final Map<String, Deque<Answer>> answers = new ConcurrentHashMap<>();
    private final List<Asked> asked = new CopyOnWriteArrayList<>();
    private final BlockingQueue<Asked> revocations = new LinkedBlockingQueue<>();

    Server() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        server.createContext("/", this::serve);
        server.start();
    }

    String at(String path) {
        return "http://localhost:" + server.getAddress().getPort() + path;
    }

    /** The next answer there; the last one is given again and again. */
    void answer(String method, String path, int status, String body, Map<String, String> headers) {
        answers.computeIfAbsent(method + " " + path, key -> new ArrayDeque<>()).add(new Answer(status, headers, body));
    }

    void answer(String method, String path, int status, String body) {
        answer(method, path, status, body, Map.of());
    }

    void forget(String method, String path) {
        answers.remove(method + " " + path);
    }

    List<Asked> asked() {
        return asked;
    }

    /** The requests of method {@code DELETE}, as they come in. */
    BlockingQueue<Asked> revocations() {
        return revocations;
    }

    private void serve(HttpExchange exchange) throws IOException {
        String method = exchange.getRequestMethod();
        Asked request = new Asked(
                method,
                exchange.getRequestURI().toString(),
                String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")),
                new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
        asked.add(request);
        Deque<Answer> left =
                answers.getOrDefault(method + " " + exchange.getRequestURI().getPath(), new ArrayDeque<>());
        Answer answer = left.size() > 1 ? left.remove() : left.peek();
        if (answer == null) {
            answer = new Answer(404, Map.of(), "");
        }
        answer.headers().forEach(exchange.getResponseHeaders()::set);
        byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(answer.status(), body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
        if (method.equals("DELETE")) {
            revocations.add(request);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
