package dev.registrykit.examples.registry.http;

import dev.registrykit.core.decision.Failure;
import io.javalin.http.Context;
import java.nio.ByteBuffer;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.eclipse.jetty.http.MetaData;
import org.eclipse.jetty.server.HttpStream;
import org.eclipse.jetty.util.Callback;

/**
 * Puts a sentence into HTTP/1.1's status line, which is all that {@code mvn} shows of a refusal.
 *
 * <p>The servlet API has no way to do so any more; Jetty's stream of the request has.
 */
public final class ReasonPhrase {
    private static final int MAX_LENGTH = 300;

    private ReasonPhrase() {}

    /** Lets the response's status line say what failed and what to do. */
    public static void set(Context ctx, Failure failure) {
        String phrase = printable(failure.reason().code() + ": " + failure.detail() + " "
                + failure.reason().nextStep());
        ServletContextRequest.getServletContextRequest(ctx.req())
                .addHttpStreamWrapper(stream -> new WithPhrase(stream, phrase));
    }

    /** Printable ASCII of bounded length: a line break would end the status line. */
    private static String printable(String text) {
        String clean = text.replaceAll("[^\\x20-\\x7e]", "?");
        return clean.length() > MAX_LENGTH ? clean.substring(0, MAX_LENGTH) : clean;
    }

    /** Sends the response's head with the phrase in it. */
    private static final class WithPhrase extends HttpStream.Wrapper {
        private final String phrase;

        WithPhrase(HttpStream stream, String phrase) {
            super(stream);
            this.phrase = phrase;
        }

        @Override
        public void send(
                MetaData.Request request,
                MetaData.Response response,
                boolean last,
                ByteBuffer content,
                Callback callback) {
            super.send(request, response == null ? null : phrased(response), last, content, callback);
        }

        private MetaData.Response phrased(MetaData.Response response) {
            return new MetaData.Response(
                    response.getStatus(),
                    phrase,
                    response.getHttpVersion(),
                    response.getHttpFields(),
                    response.getContentLength(),
                    response.getTrailersSupplier());
        }
    }
}
