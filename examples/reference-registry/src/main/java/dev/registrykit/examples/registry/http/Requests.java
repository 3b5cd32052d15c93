package dev.registrykit.examples.registry.http;

import dev.registrykit.core.request.EndpointAnswer;
import dev.registrykit.core.request.RequestContext;
import io.javalin.http.Context;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Javalin's requests as the SDK's values, and the SDK's answers as Javalin's. */
public final class Requests {
    private static final int DRAIN_BYTES = 32 * 1024 * 1024;

    private Requests() {}

    /** What the request tells, outside any browser session. */
    public static RequestContext context(Context ctx) {
        return context(ctx, null);
    }

    /** What the request tells; {@code sessionId} is an opaque id of the browser session, never the cookie itself. */
    public static RequestContext context(Context ctx, @Nullable String sessionId) {
        HttpServletRequest request = ctx.req();
        return RequestContext.builder(request.getMethod(), request.getRequestURI())
                .headers(request.getHeaderNames(), request::getHeaders)
                .clientAddress(ctx.ip())
                .sessionId(sessionId)
                .build();
    }

    /** Copies an endpoint's answer into the response. */
    public static void answer(Context ctx, EndpointAnswer answer) {
        ctx.status(answer.status());
        answer.headers().forEach(ctx::header);
        ctx.result(answer.body());
    }

    /**
     * The rest of the request's path after {@code prefix}, decoded once.
     *
     * @throws HttpProblem if it holds a malformed escape, an encoded slash, or characters outside printable ASCII
     */
    public static String pathAfter(Context ctx, String prefix) {
        String raw = ctx.req().getRequestURI();
        if (!raw.startsWith(prefix) || raw.toLowerCase(Locale.ROOT).contains("%2f")) {
            throw new HttpProblem(RegistryReason.PATH_INVALID, "The path is not one of this protocol.");
        }
        return decode(raw.substring(prefix.length()));
    }

    /** Percent-escapes decoded once; a plus sign stays a plus sign. */
    public static String decode(String raw) {
        String decoded;
        try {
            decoded = URLDecoder.decode(raw.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException malformed) {
            throw new HttpProblem(RegistryReason.PATH_INVALID, "The path holds a malformed escape.");
        }
        if (!decoded.chars().allMatch(c -> c > 0x20 && c < 0x7f)) {
            throw new HttpProblem(RegistryReason.PATH_INVALID, "The path holds a character that is not allowed.");
        }
        return decoded;
    }

    /**
     * The whole body.
     *
     * @throws HttpProblem if it is larger than {@code maxBytes}
     */
    public static byte[] body(Context ctx, int maxBytes) throws IOException {
        InputStream in = ctx.req().getInputStream();
        byte[] bytes = in.readNBytes(maxBytes);
        if (in.read() >= 0) {
            throw new HttpProblem(RegistryReason.TOO_LARGE, "The body is larger than " + maxBytes + " bytes.");
        }
        return bytes;
    }

    /** Reads what is left of a refused upload, within a limit, so that the client gets to read the answer. */
    public static void drain(Context ctx) {
        try {
            InputStream in = ctx.req().getInputStream();
            byte[] buffer = new byte[16 * 1024];
            int left = DRAIN_BYTES;
            for (int read = in.read(buffer); read >= 0 && left > 0; read = in.read(buffer)) {
                left -= read;
            }
        } catch (IOException gone) {
            // The client hung up: there is nobody to answer.
            org.slf4j.LoggerFactory.getLogger(Requests.class).debug("a refused upload ended early", gone);
        }
    }
}
