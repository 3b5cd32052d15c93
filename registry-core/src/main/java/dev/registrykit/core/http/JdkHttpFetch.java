package dev.registrykit.core.http;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** {@link HttpFetch} on {@code java.net.http}. */
final class JdkHttpFetch implements HttpFetch {
    private static final int MAX_PORT = 65_535;
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

    private final HttpClient client;
    private final boolean loopbackHttp;

    JdkHttpFetch(HttpClient.Builder client, boolean loopbackHttp) {
        this.client = client.followRedirects(HttpClient.Redirect.NEVER).build();
        this.loopbackHttp = loopbackHttp;
    }

    @Override
    public byte[] get(URI uri, int maxBytes, Duration timeout) throws FetchException {
        if (maxBytes < 1 || timeout.toMillis() < 1) {
            throw new IllegalArgumentException("the limits must be positive");
        }
        checkAddress(uri);
        HttpRequest request = HttpRequest.newBuilder(uri)
                .timeout(timeout)
                .header("Accept", "application/json")
                .GET()
                .build();
        // The request's own timeout ends with the headers; waiting on the future bounds the body as well.
        CompletableFuture<HttpResponse<byte[]>> exchange =
                client.sendAsync(request, info -> new LimitedBody(info.statusCode() == 200 ? maxBytes : 0));
        try {
            HttpResponse<byte[]> response = exchange.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
            if (response.statusCode() != 200) {
                throw new FetchException(
                        uri.getHost() + " answered with status " + response.statusCode(), response.statusCode());
            }
            return response.body();
        } catch (TimeoutException late) {
            exchange.cancel(true);
            throw tooLate(uri, timeout, late);
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof HttpTimeoutException late) {
                throw tooLate(uri, timeout, late);
            }
            throw new FetchException(uri.getHost() + " could not be read: " + kind(failed.getCause()), failed);
        } catch (InterruptedException interrupted) {
            exchange.cancel(true);
            Thread.currentThread().interrupt();
            throw new FetchException("interrupted while waiting for " + uri.getHost(), interrupted);
        }
    }

    private static FetchException tooLate(URI uri, Duration timeout, Exception late) {
        return new FetchException(uri.getHost() + " did not answer within " + timeout.toMillis() + " ms", late);
    }

    private void checkAddress(URI uri) throws FetchException {
        String host = uri.getHost();
        if (host == null || uri.getRawUserInfo() != null || uri.getPort() > MAX_PORT) {
            throw new FetchException("not an address with a plain host and port");
        }
        boolean https = "https".equals(uri.getScheme());
        boolean loopback = loopbackHttp && "http".equals(uri.getScheme()) && LOOPBACK.contains(host);
        if (!https && !loopback) {
            throw new FetchException(host + " must be reached over https");
        }
    }

    private static String kind(@Nullable Throwable cause) {
        return cause == null ? "unknown cause" : cause.getClass().getSimpleName();
    }

    /** Collects at most {@code limit} bytes, then fails; a limit of zero drops the body, for answers nobody reads. */
    private static final class LimitedBody implements BodySubscriber<byte[]> {
        private final int limit;
        private final CompletableFuture<byte[]> result = new CompletableFuture<>();
        private final ByteArrayOutputStream collected = new ByteArrayOutputStream();
        private Flow.@Nullable Subscription subscription;

        LimitedBody(int limit) {
            this.limit = limit;
        }

        @Override
        public CompletionStage<byte[]> getBody() {
            return result;
        }

        @Override
        public void onSubscribe(Flow.Subscription given) {
            subscription = given;
            if (limit == 0) {
                result.complete(new byte[0]);
                given.cancel();
            } else {
                given.request(Long.MAX_VALUE);
            }
        }

        @Override
        public void onNext(List<ByteBuffer> buffers) {
            for (ByteBuffer buffer : buffers) {
                if (buffer.remaining() > limit - collected.size()) {
                    if (subscription != null) {
                        subscription.cancel();
                    }
                    result.completeExceptionally(new BodyTooLargeException());
                    return;
                }
                byte[] bytes = new byte[buffer.remaining()];
                buffer.get(bytes);
                collected.writeBytes(bytes);
            }
        }

        @Override
        public void onError(Throwable failure) {
            result.completeExceptionally(failure);
        }

        @Override
        public void onComplete() {
            result.complete(collected.toByteArray());
        }
    }

    /** The body is larger than the caller allows; its name is what a {@link FetchException} shows. */
    private static final class BodyTooLargeException extends java.io.IOException {
        private static final long serialVersionUID = 1L;
    }
}
