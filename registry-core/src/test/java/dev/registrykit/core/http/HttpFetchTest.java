package dev.registrykit.core.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpFetchTest {
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final Duration SHORT = Duration.ofMillis(400);

    /** What the server does with a connection once the request's head was read. */
    @FunctionalInterface
    private interface Answer {
        void write(OutputStream out) throws IOException;
    }

    private final HttpFetch fetch = HttpFetch.acceptLoopbackHttp();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final AtomicBoolean running = new AtomicBoolean(true);
    private ServerSocket server;
    private volatile Answer answer = out -> out.write(response("200 OK", "", "{}"));

    @BeforeEach
    void start() throws IOException {
        server = new ServerSocket(0, 10, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}));
        Thread acceptor = new Thread(
                () -> {
                    while (running.get()) {
                        try {
                            Socket socket = server.accept();
                            Thread worker = new Thread(() -> serve(socket), "loopback");
                            worker.setDaemon(true);
                            worker.start();
                        } catch (IOException closed) {
                            return;
                        }
                    }
                },
                "loopback-accept");
        acceptor.setDaemon(true);
        acceptor.start();
    }

    @AfterEach
    void stop() throws IOException {
        running.set(false);
        server.close();
    }

    @Test
    void the_body_of_a_document_is_returned() throws Exception {
        answer = out -> out.write(response("200 OK", "", "{\"keys\":[]}"));
        assertThat(new String(fetch.get(uri("/jwks?x=1"), 100, LONG), UTF_8)).isEqualTo("{\"keys\":[]}");
        assertThat(requests).hasSize(1);
        assertThat(requests.get(0))
                .startsWith("GET /jwks?x=1 HTTP/1.1\r\n")
                .containsIgnoringCase("accept: application/json")
                .doesNotContainIgnoringCase("cookie:")
                .doesNotContainIgnoringCase("authorization:")
                .doesNotContainIgnoringCase("accept-encoding:");
    }

    @Test
    void an_empty_body_is_an_empty_document() throws Exception {
        answer = out -> out.write(response("200 OK", "", ""));
        assertThat(fetch.get(uri("/"), 1, LONG)).isEmpty();
    }

    @Test
    void a_body_may_be_as_large_as_the_limit_and_no_larger() throws Exception {
        answer = out -> out.write(response("200 OK", "", "0123456789"));
        assertThat(fetch.get(uri("/"), 10, LONG)).hasSize(10);
        refused(uri("/"), 9, LONG, "127.0.0.1 could not be read: BodyTooLargeException");
    }

    @ParameterizedTest
    @ValueSource(strings = {"301 Moved", "302 Found", "303 See Other", "307 Temporary", "308 Permanent"})
    void a_redirect_is_not_followed(String status) {
        answer = out -> out.write(response(status, "Location: " + uri("/elsewhere") + "\r\n", "{}"));
        refused(uri("/"), 100, LONG, "127.0.0.1 answered with status " + status.substring(0, 3));
        assertThat(requests).hasSize(1);
    }

    @Test
    void a_redirect_is_not_followed_even_when_the_hosts_client_would() throws Exception {
        HttpFetch given = new JdkHttpFetch(HttpClient.newBuilder().followRedirects(HttpClient.Redirect.ALWAYS), true);
        answer = out -> out.write(response("302 Found", "Location: " + uri("/elsewhere") + "\r\n", ""));
        assertThatExceptionOfType(FetchException.class)
                .isThrownBy(() -> given.get(uri("/"), 100, LONG))
                .withMessage("127.0.0.1 answered with status 302");
        assertThat(requests).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "201 Created",
                "204 No Content",
                "206 Partial",
                "400 Bad",
                "401 Unauthorized",
                "404 Not Found",
                "500 Broken",
                "503 Busy"
            })
    void any_status_but_200_is_refused_and_its_body_not_read(String status) {
        answer = out -> {
            out.write((status.startsWith("204")
                            ? "HTTP/1.1 204 No Content\r\n\r\n"
                            : "HTTP/1.1 " + status + "\r\nContent-Length: 1000000000\r\n\r\nsecret")
                    .getBytes(US_ASCII));
            out.flush();
        };
        refused(uri("/"), 100, LONG, "127.0.0.1 answered with status " + status.substring(0, 3));
        assertThat(statusOf(100)).isEqualTo(Integer.parseInt(status.substring(0, 3)));
    }

    @Test
    void a_failure_that_is_no_answer_of_the_server_has_no_status() {
        answer = out -> out.write(response("200 OK", "", "too long"));
        assertThat(statusOf(1)).isZero();
        answer = out -> out.write("HTTP/1.1 404 Not".getBytes(US_ASCII));
        assertThat(statusOf(100)).isZero();
    }

    private int statusOf(int maxBytes) {
        FetchException refused = catchThrowableOfType(FetchException.class, () -> fetch.get(uri("/"), maxBytes, LONG));
        return refused.status();
    }

    @Test
    void an_announced_body_that_is_too_large_is_refused() {
        answer = out -> {
            out.write("HTTP/1.1 200 OK\r\nContent-Length: 10000000000\r\n\r\n".getBytes(US_ASCII));
            pour(out, new byte[8192]);
        };
        refused(uri("/"), 100_000, LONG, "127.0.0.1 could not be read: BodyTooLargeException");
    }

    @Test
    void an_endless_chunked_body_is_refused_at_the_limit() {
        answer = out -> {
            out.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n".getBytes(US_ASCII));
            pour(out, ("400\r\n" + "x".repeat(1024) + "\r\n").getBytes(US_ASCII));
        };
        refused(uri("/"), 100_000, LONG, "127.0.0.1 could not be read: BodyTooLargeException");
    }

    @Test
    void a_body_that_trickles_ends_with_the_time_limit() {
        answer = out -> {
            out.write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{".getBytes(US_ASCII));
            out.flush();
            holdOpen();
        };
        long start = System.nanoTime();
        refused(uri("/"), 1000, SHORT, "127.0.0.1 did not answer within 400 ms");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
    }

    @Test
    void a_server_that_never_answers_ends_with_the_time_limit() {
        answer = out -> holdOpen();
        refused(uri("/"), 1000, SHORT, "127.0.0.1 did not answer within 400 ms");
    }

    @Test
    void a_body_that_ends_early_is_refused() {
        answer = out -> out.write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{}".getBytes(US_ASCII));
        assertThatExceptionOfType(FetchException.class)
                .isThrownBy(() -> fetch.get(uri("/"), 1000, LONG))
                .withMessageStartingWith("127.0.0.1 could not be read: ");
    }

    @Test
    void an_answer_that_is_not_http_is_refused_without_being_quoted() {
        answer = out -> out.write("secret-content\r\n\r\n".getBytes(US_ASCII));
        assertThatExceptionOfType(FetchException.class)
                .isThrownBy(() -> fetch.get(uri("/"), 1000, LONG))
                .withMessageStartingWith("127.0.0.1 could not be read: ")
                .withMessageNotContaining("secret-content");
    }

    @Test
    void a_compressed_body_is_not_unpacked() throws Exception {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(new byte[10_000_000]);
        }
        answer = out -> {
            out.write(("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: " + packed.size() + "\r\n\r\n")
                    .getBytes(US_ASCII));
            out.write(packed.toByteArray());
        };
        assertThat(fetch.get(uri("/"), 100_000, LONG)).isEqualTo(packed.toByteArray());
    }

    @Test
    void a_cookie_is_not_sent_back() throws Exception {
        answer = out -> out.write(response("200 OK", "Set-Cookie: a=b\r\n", "{}"));
        fetch.get(uri("/"), 100, LONG);
        fetch.get(uri("/"), 100, LONG);
        assertThat(requests.get(1)).doesNotContainIgnoringCase("cookie:");
    }

    @Test
    void nobody_listening_is_refused() throws Exception {
        URI gone = uri("/");
        server.close();
        refused(gone, 100, LONG, "127.0.0.1 could not be read: ConnectException");
    }

    @Test
    void plain_http_is_refused_unless_it_is_loopback_and_was_accepted() {
        for (HttpFetch https : new HttpFetch[] {HttpFetch.https(), HttpFetch.https(HttpClient.newBuilder())}) {
            assertThatExceptionOfType(FetchException.class)
                    .isThrownBy(() -> https.get(uri("/"), 100, LONG))
                    .withMessage("127.0.0.1 must be reached over https");
        }
        for (String address : new String[] {
            "http://example.org/",
            "http://127.0.0.1.example.org/",
            "http://127.0.0.2/",
            "http://localhost.evil.example/",
            "ftp://127.0.0.1/",
            "file://localhost/etc/passwd",
            "HTTP://127.0.0.1/",
            "http://0.0.0.0/",
            "http://2130706433/"
        }) {
            assertThatExceptionOfType(FetchException.class)
                    .as(address)
                    .isThrownBy(() -> fetch.get(URI.create(address), 100, LONG))
                    .withMessageEndingWith(" must be reached over https");
        }
        assertThat(requests).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://user:pw@example.org/",
                "https://example.org@127.0.0.1/",
                "https://@example.org/",
                "https:///x",
                "https:x",
                "/x",
                "https://under_score.example/",
                "https://127.0.0.1:65536/",
                "https://127.0.0.1:99999/",
                "file:/etc/passwd"
            })
    void an_address_without_a_plain_host_is_refused_and_not_quoted(String address) {
        refused(URI.create(address), 100, LONG, "not an address with a plain host and port");
    }

    @Test
    void limits_are_positive() {
        assertThatIllegalArgumentException().isThrownBy(() -> fetch.get(uri("/"), 0, LONG));
        assertThatIllegalArgumentException().isThrownBy(() -> fetch.get(uri("/"), -1, LONG));
        assertThatIllegalArgumentException().isThrownBy(() -> fetch.get(uri("/"), 1, Duration.ZERO));
        assertThat(requests).isEmpty();
    }

    @Test
    void an_interrupt_ends_the_wait_and_stays_set() {
        answer = out -> holdOpen();
        Thread.currentThread().interrupt();
        try {
            refused(uri("/"), 100, LONG, "interrupted while waiting for 127.0.0.1");
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    private void refused(URI uri, int maxBytes, Duration timeout, String message) {
        assertThatExceptionOfType(FetchException.class)
                .isThrownBy(() -> fetch.get(uri, maxBytes, timeout))
                .withMessage(message);
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + server.getLocalPort() + path);
    }

    private static byte[] response(String status, String headers, String body) {
        return ("HTTP/1.1 " + status + "\r\n" + headers + "Content-Length: " + body.length()
                        + "\r\nConnection: close\r\n\r\n" + body)
                .getBytes(US_ASCII);
    }

    private void serve(Socket socket) {
        try (socket) {
            StringBuilder head = new StringBuilder();
            while (head.indexOf("\r\n\r\n") < 0) {
                int next = socket.getInputStream().read();
                if (next < 0) {
                    return;
                }
                head.append((char) next);
            }
            requests.add(head.toString());
            answer.write(socket.getOutputStream());
            socket.getOutputStream().flush();
            socket.shutdownOutput();
        } catch (IOException clientWentAway) {
            running.get();
        }
    }

    /** Writes the same bytes until the client goes away. */
    private void pour(OutputStream out, byte[] bytes) throws IOException {
        while (running.get()) {
            out.write(bytes);
        }
    }

    /** Keeps the connection open until the test ends. */
    private void holdOpen() {
        while (running.get()) {
            java.util.concurrent.locks.LockSupport.parkNanos(10_000_000);
        }
    }
}
