package dev.registrykit.testkit.leak;

import dev.registrykit.core.request.RequestContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A report as it goes over the wire: headers and the very bytes of the body. Immutable; sent twice it is a replay. */
public final class SignedReport {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final List<Map.Entry<String, String>> headers;
    private final byte[] body;

    SignedReport(List<Map.Entry<String, String>> headers, byte[] body) {
        this.headers = List.copyOf(headers);
        this.body = body.clone();
    }

    /** The headers in their order; one may be there twice. */
    public List<Map.Entry<String, String>> headers() {
        return headers;
    }

    /** A copy of the body. */
    public byte[] body() {
        return body.clone();
    }

    /** This signature over another body. */
    SignedReport withBody(byte[] other) {
        return new SignedReport(headers, other);
    }

    /** The same values under other header names: a signature that is passed off as another scanner's. */
    public SignedReport renamed(String keyIdHeader, String signatureHeader) {
        return new SignedReport(
                List.of(
                        Map.entry(keyIdHeader, headers.get(0).getValue()),
                        Map.entry(signatureHeader, headers.get(1).getValue())),
                body);
    }

    /** The headers of both, over this body. */
    public SignedReport withHeadersOf(SignedReport other) {
        List<Map.Entry<String, String>> all = new ArrayList<>(headers);
        all.addAll(other.headers);
        return new SignedReport(all, body);
    }

    /** The request as an endpoint object takes it, from this client address. */
    public RequestContext request(String clientAddress) {
        RequestContext.Builder request =
                RequestContext.builder("POST", "/secret-scanning").clientAddress(clientAddress);
        headers.forEach(header -> request.header(header.getKey(), header.getValue()));
        return request.build();
    }

    /**
     * Posts the report to a host's endpoint and waits for the answer, at most 30 seconds, as long as GitHub waits.
     *
     * @throws UncheckedIOException if there is no answer
     */
    public HttpResponse<String> postTo(URI endpoint) {
        HttpRequest.Builder request = HttpRequest.newBuilder(endpoint)
                .timeout(TIMEOUT)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(body));
        headers.forEach(header -> request.header(header.getKey(), header.getValue()));
        try {
            return HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException unanswered) {
            throw new UncheckedIOException(unanswered);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the endpoint answered", interrupted);
        }
    }

    /** Shows nothing of the body. */
    @Override
    public String toString() {
        return "SignedReport[" + body.length + " bytes]";
    }
}
