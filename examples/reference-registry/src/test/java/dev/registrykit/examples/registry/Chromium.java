package dev.registrykit.examples.registry;

import dev.registrykit.core.json.JsonLimits;
import dev.registrykit.core.json.JsonObject;
import dev.registrykit.core.json.JsonText;
import dev.registrykit.core.json.StrictJson;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Headless Chromium with one page and a virtual authenticator, driven over the DevTools protocol. */
final class Chromium implements AutoCloseable {
    private static final JsonLimits LIMITS = JsonLimits.of(64 * 1024 * 1024, 64, 200_000);
    private static final long SECONDS = 60;

    private final Process process;
    private final WebSocket socket;
    private final String session;
    private final AtomicInteger ids = new AtomicInteger();
    private final Map<Integer, CompletableFuture<JsonObject>> answers = new ConcurrentHashMap<>();
    private final Map<String, CompletableFuture<JsonObject>> events = new ConcurrentHashMap<>();

    private Chromium(Path program, Path profile) throws Exception {
        process = new ProcessBuilder(command(program, profile))
                .redirectErrorStream(true)
                .start();
        socket = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .buildAsync(debugger(), new Listener())
                .get(SECONDS, TimeUnit.SECONDS);
        String target =
                call("Target.createTarget", null, Map.of("url", "about:blank")).string("targetId");
        session = call("Target.attachToTarget", null, Map.of("targetId", target, "flatten", true))
                .string("sessionId");
        call("Page.enable", Map.of());
        call("WebAuthn.enable", Map.of("enableUI", false));
        call(
                "WebAuthn.addVirtualAuthenticator",
                Map.of(
                        "options",
                        Map.of(
                                "protocol", "ctap2",
                                "ctap2Version", "ctap2_1",
                                "transport", "internal",
                                "hasResidentKey", true,
                                "hasUserVerification", true,
                                "isUserVerified", true,
                                "automaticPresenceSimulation", true)));
    }

    static Chromium start(Path program, Path profile) throws Exception {
        return new Chromium(program, profile);
    }

    private static List<String> command(Path program, Path profile) {
        List<String> command = new ArrayList<>(List.of(
                program.toString(),
                "--headless=new",
                "--disable-dev-shm-usage",
                "--disable-gpu",
                "--no-first-run",
                "--disable-quic",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--hide-scrollbars",
                "--user-data-dir=" + profile,
                "--remote-debugging-port=0"));
        if ("root".equals(System.getProperty("user.name"))) {
            command.add("--no-sandbox");
        }
        command.add("about:blank");
        return command;
    }

    /** Chromium says on its output where it listens. */
    private URI debugger() throws IOException {
        BufferedReader output = process.inputReader(StandardCharsets.UTF_8);
        StringBuilder seen = new StringBuilder();
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            seen.append(line).append('\n');
            if (line.startsWith("DevTools listening on ")) {
                Thread rest = new Thread(() -> output.lines().forEach(ignored -> {}), "chromium output");
                rest.setDaemon(true);
                rest.start();
                return URI.create(line.substring("DevTools listening on ".length()));
            }
        }
        throw new IOException("Chromium did not start:\n" + seen);
    }

    private JsonObject call(String method, Map<String, ?> parameters) throws Exception {
        return call(method, session, parameters);
    }

    private JsonObject call(String method, @Nullable String inSession, Map<String, ?> parameters) throws Exception {
        int id = ids.incrementAndGet();
        CompletableFuture<JsonObject> answer = new CompletableFuture<>();
        answers.put(id, answer);
        Map<String, Object> message = new LinkedHashMap<>();
        message.put("id", id);
        message.put("method", method);
        message.put("params", parameters);
        if (inSession != null) {
            message.put("sessionId", inSession);
        }
        socket.sendText(JsonText.write(message), true).get(SECONDS, TimeUnit.SECONDS);
        JsonObject answered = answer.get(SECONDS, TimeUnit.SECONDS);
        if (answered.has("error")) {
            throw new IOException(method + ": " + answered.object("error").string("message"));
        }
        return answered.object("result");
    }

    private final class Listener implements WebSocket.Listener {
        private final StringBuilder text = new StringBuilder();

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
            text.append(data);
            if (last) {
                JsonObject message = StrictJson.object(text.toString(), LIMITS);
                text.setLength(0);
                if (message.has("id")) {
                    CompletableFuture<JsonObject> waiting = answers.remove((int) message.integer("id"));
                    if (waiting != null) {
                        waiting.complete(message);
                    }
                } else {
                    CompletableFuture<JsonObject> waiting = events.remove(message.string("method"));
                    if (waiting != null) {
                        waiting.complete(message);
                    }
                }
            }
            from.request(1);
            return null;
        }
    }

    /** Something that makes the browser load a page. */
    @FunctionalInterface
    interface Step {
        void take() throws Exception;
    }

    /** Does it and waits until the next page is loaded. */
    void loading(Step step) throws Exception {
        CompletableFuture<JsonObject> loaded = new CompletableFuture<>();
        events.put("Page.loadEventFired", loaded);
        step.take();
        loaded.get(SECONDS, TimeUnit.SECONDS);
    }

    void open(URI page) throws Exception {
        loading(() -> call("Page.navigate", Map.of("url", page.toString())));
    }

    /** The text that an expression of the page gives. */
    String text(String expression) throws Exception {
        JsonObject answer = call(
                "Runtime.evaluate",
                Map.of(
                        "expression",
                        "String(" + expression + ")",
                        "awaitPromise",
                        true,
                        "returnByValue",
                        true,
                        "userGesture",
                        true));
        if (answer.has("exceptionDetails")) {
            throw new IOException(expression + " failed in the page");
        }
        return answer.object("result").string("value");
    }

    void fill(String selector, String value) throws Exception {
        text("document.querySelector('" + selector + "').value = '" + value + "'");
    }

    /** Clicks what the selector finds, and waits for the page that comes of it. */
    void click(String selector) throws Exception {
        loading(() -> text("document.querySelector('" + selector + "').click()"));
    }

    String path() throws Exception {
        return text("location.pathname");
    }

    /** Presses the tabulator key. */
    void tab() throws Exception {
        for (String type : new String[] {"keyDown", "keyUp"}) {
            call(
                    "Input.dispatchKeyEvent",
                    Map.of("type", type, "key", "Tab", "code", "Tab", "windowsVirtualKeyCode", 9));
        }
    }

    void resize(int width) throws Exception {
        call(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", 800, "deviceScaleFactor", 1, "mobile", width < 600));
    }

    void colours(String scheme) throws Exception {
        call(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
    }

    /** The whole page as a PNG. */
    void screenshot(Path file) throws Exception {
        String data = call("Page.captureScreenshot", Map.of("format", "png", "captureBeyondViewport", true))
                .string("data");
        Files.write(file, Base64.getDecoder().decode(data));
    }

    @Override
    public void close() {
        socket.abort();
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
