package dev.registrykit.examples.registry.catalog;

import dev.registrykit.examples.registry.storage.BlobStore;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * Sends what was uploaded.
 *
 * <p>Uploads come from the same origin as the pages, so a browser must never take one for a page: the type is fixed, not
 * guessed, and scripts are off.
 */
public final class Downloads {
    private static final String FOR_EVER = "public, max-age=31536000, immutable";

    private Downloads() {}

    /** Sends a stored file; {@code mutable} files are asked for anew each time. */
    public static void send(Context ctx, BlobStore blobs, FileRecord file, String mediaType, boolean mutable)
            throws IOException {
        headers(ctx, mediaType, mutable);
        ctx.header("ETag", "\"" + file.blob().sha256() + "\"");
        ctx.header("Content-Disposition", "attachment");
        ctx.res().setContentLengthLong(file.blob().size());
        if (!HandlerType.HEAD.equals(ctx.method())) {
            ctx.result(blobs.open(file.blob().sha256()));
        }
    }

    /** Sends a line of text. */
    public static void text(Context ctx, String text, boolean mutable) {
        headers(ctx, "text/plain; charset=US-ASCII", mutable);
        ctx.result(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static void headers(Context ctx, String mediaType, boolean mutable) {
        ctx.contentType(mediaType);
        ctx.header("Cache-Control", mutable ? "no-cache" : FOR_EVER);
        ctx.header("Content-Security-Policy", "default-src 'none'; sandbox");
    }
}
