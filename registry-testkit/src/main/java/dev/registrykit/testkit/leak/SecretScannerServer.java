package dev.registrykit.testkit.leak;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.registrykit.core.json.JsonText;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A secret scanner that a test owns: it publishes its keys on loopback http, and signs whatever the test has found.
 *
 * <p>Point a registry at it by {@code SecretScanner.github().withKeysAt(server.keysAddress())}, and send what it signs to
 * the endpoint, as a value or over HTTP. It has one current key and one retired. Safe to share between threads. Never use
 * it outside tests: whoever holds this object is the scanner.
 */
public final class SecretScannerServer implements AutoCloseable {
    private static final int OK = 200;
    private static final int TOO_MANY = 10_001;
    private static final String ZEROS = "MAYCAQACAQA=";

    private final HttpServer server;
    private final String keyIdHeader;
    private final String signatureHeader;
    private final List<ScannerKeyPair> retired = new CopyOnWriteArrayList<>(List.of(ScannerKeyPair.fresh()));
    private final AtomicInteger keyRequests = new AtomicInteger();
    private volatile ScannerKeyPair current = ScannerKeyPair.fresh();
    private volatile int status = OK;
    private volatile boolean empty;

    private SecretScannerServer(String keyIdHeader, String signatureHeader) {
        this.keyIdHeader = keyIdHeader;
        this.signatureHeader = signatureHeader;
        try {
            server =
                    HttpServer.create(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), 0), 0);
        } catch (IOException broken) {
            throw new UncheckedIOException("the scanner cannot listen on the loopback interface", broken);
        }
        server.createContext("/keys", this::answer);
        server.start();
    }

    /**
     * A running scanner with the header names of GitHub.
     *
     * @throws UncheckedIOException if it cannot listen
     */
    public static SecretScannerServer start() {
        return start("Github-Public-Key-Identifier", "Github-Public-Key-Signature");
    }

    /** A running scanner with other header names. */
    public static SecretScannerServer start(String keyIdHeader, String signatureHeader) {
        return new SecretScannerServer(keyIdHeader, signatureHeader);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            keyRequests.incrementAndGet();
            byte[] body = status == OK ? keys().getBytes(StandardCharsets.UTF_8) : new byte[0];
            exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
        }
    }

    /** Where the keys lie. */
    public URI keysAddress() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/keys");
    }

    /** The document with the keys. */
    public String keys() {
        List<Map<String, Object>> published = new ArrayList<>();
        if (!empty) {
            published.add(current.published(true));
            retired.forEach(key -> published.add(key.published(false)));
        }
        return JsonText.write(Map.of("public_keys", published));
    }

    /** How many requests for the keys have arrived, those that failed included. */
    public int keyRequests() {
        return keyRequests.get();
    }

    /** Signs by a fresh key from now on, and publishes the last one as retired. */
    public void rotateKey() {
        retired.add(current);
        current = ScannerKeyPair.fresh();
    }

    /** From now on the keys are answered with this status and no content. */
    public void failWithStatus(int other) {
        this.status = other;
    }

    /** From now on no key is published. */
    public void serveNoKeys() {
        this.empty = true;
    }

    /** Ends every fault of the document with the keys. */
    public void recover() {
        this.status = OK;
        this.empty = false;
    }

    /** A report of these findings, signed by the current key. */
    public SignedReport report(FoundToken... found) {
        return report(List.of(found));
    }

    /** As {@link #report(FoundToken...)}, for a batch of any size. */
    public SignedReport report(List<FoundToken> found) {
        return report(body(found));
    }

    /** A report with this very body, signed by the current key. */
    public SignedReport report(byte[] body) {
        return signed(current, body);
    }

    /** A report of these findings in which something is wrong. */
    public SignedReport faulty(ReportFault fault, FoundToken... found) {
        byte[] body = body(List.of(found));
        SignedReport good = report(body);
        return switch (fault) {
            case TAMPERED ->
                good.withBody(text(body).replace("content", "Content").getBytes(StandardCharsets.UTF_8));
            case RE_ENCODED -> good.withBody(text(body).replace("/", "\\/").getBytes(StandardCharsets.UTF_8));
            case SIGNATURE_OF_ANOTHER ->
                report(FoundToken.lookalikes("other", 1)).withBody(body);
            case FORGED -> headed(current.id(), ScannerKeyPair.fresh().sign(body), body);
            case ZERO_SIGNATURE -> headed(current.id(), ZEROS, body);
            case SIGNATURE_IN_BASE64URL -> headed(current.id(), signatureThatUrlSpellsOtherwise(body), body);
            case RETIRED_KEY -> signed(retired.get(0), body);
            case UNKNOWN_KEY -> signed(ScannerKeyPair.fresh(), body);
            case UNSIGNED -> new SignedReport(List.of(), body);
            case OTHER_HEADERS ->
                new SignedReport(
                        List.of(
                                Map.entry("X-Nobodys-Key-Identifier", current.id()),
                                Map.entry("X-Nobodys-Key-Signature", current.sign(body))),
                        body);
            case HALF_A_PAIR -> new SignedReport(List.of(Map.entry(signatureHeader, current.sign(body))), body);
            case REPEATED_SIGNATURE ->
                good.withHeadersOf(new SignedReport(List.of(Map.entry(signatureHeader, current.sign(body))), body));
            case NO_LIST -> report(text(body).replaceAll("^\\[|\\]$", "").getBytes(StandardCharsets.UTF_8));
            case TRAILING_DATA -> report((text(body) + "[]").getBytes(StandardCharsets.UTF_8));
            case NO_TOKEN -> report(text(body).replaceAll("\\]$", ",{}]").getBytes(StandardCharsets.UTF_8));
            case TOO_MANY -> {
                List<FoundToken> many = new ArrayList<>(List.of(found));
                many.addAll(FoundToken.lookalikes("other", TOO_MANY - found.length));
                yield report(many);
            }
        };
    }

    /** ECDSA signs with randomness, so one comes up soon in which the two alphabets differ. */
    private String signatureThatUrlSpellsOtherwise(byte[] body) {
        while (true) {
            String signature = current.sign(body);
            String url =
                    Base64.getUrlEncoder().encodeToString(Base64.getDecoder().decode(signature));
            if (!url.equals(signature)) {
                return url;
            }
        }
    }

    private SignedReport signed(ScannerKeyPair key, byte[] body) {
        return headed(key.id(), key.sign(body), body);
    }

    private SignedReport headed(String keyId, String signature, byte[] body) {
        return new SignedReport(List.of(Map.entry(keyIdHeader, keyId), Map.entry(signatureHeader, signature)), body);
    }

    private static byte[] body(List<FoundToken> found) {
        StringJoiner list = new StringJoiner(",", "[", "]");
        found.forEach(each -> list.add(JsonText.write(each.members())));
        return list.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static String text(byte[] body) {
        return new String(body, StandardCharsets.UTF_8);
    }

    /** Stops the server; a verifier then finds the connection refused. */
    @Override
    public void close() {
        server.stop(0);
    }

    @Override
    public String toString() {
        return "SecretScannerServer[" + keysAddress() + "]";
    }
}
