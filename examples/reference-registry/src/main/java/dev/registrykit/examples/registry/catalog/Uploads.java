package dev.registrykit.examples.registry.catalog;

import dev.registrykit.core.grant.Action;
import dev.registrykit.core.grant.Grant;
import dev.registrykit.core.name.PackageName;
import dev.registrykit.core.name.Release;
import dev.registrykit.core.request.RequestContext;
import dev.registrykit.examples.registry.http.HttpProblem;
import dev.registrykit.examples.registry.storage.BlobStore;
import dev.registrykit.examples.registry.storage.ReceivedBlob;
import dev.registrykit.publish.token.ApiTokens;
import dev.registrykit.publish.token.RequestedAccess;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * Asks the SDK whether an upload may come in: before its body is read, and again when the body is there.
 *
 * <p>The client paces its body. By the time it has arrived, the token may be over and the package somebody else's, so
 * only the second answer counts for what is written; the first one spares the registry the bodies of strangers.
 */
public final class Uploads {
    private final Catalog catalog;
    private final BlobStore blobs;
    private final ApiTokens tokens;
    private final InstantSource clock;

    /** Into this catalog and store, with the SDK's tokens. */
    public Uploads(Catalog catalog, BlobStore blobs, ApiTokens tokens, InstantSource clock) {
        this.catalog = catalog;
        this.blobs = blobs;
        this.tokens = tokens;
        this.clock = clock;
    }

    /** What is done with a body that may come in. */
    @FunctionalInterface
    public interface Write<T> {
        /** Records the bytes; what is not recorded is forgotten. */
        T write(ReceivedBlob received, Grant grant, Publication by) throws IOException;
    }

    /**
     * Refuses the request unless its token may upload to the package now.
     *
     * @param version the release that the upload belongs to, or null when it is not known or there is none
     * @throws HttpProblem if it may not
     */
    public void check(RequestContext request, PackageName packageName, @Nullable String version) {
        grant(request, packageName, version, clock.instant());
    }

    /**
     * Receives the body, asks as {@link #check} does about the moment when it is there, and writes.
     *
     * @throws HttpProblem if the upload may not come in; nothing is kept then
     * @throws BlobStore.TooLargeException if the body is longer than {@code maxBytes}; nothing is kept then
     */
    public <T> T receive(
            RequestContext request,
            PackageName packageName,
            @Nullable String version,
            InputStream body,
            long maxBytes,
            Write<T> write)
            throws IOException {
        try (ReceivedBlob received = blobs.receive(body, maxBytes)) {
            Instant now = clock.instant();
            Grant grant = grant(request, packageName, version, now);
            return write.write(received, grant, Publication.by(grant, now));
        }
    }

    private Grant grant(RequestContext request, PackageName packageName, @Nullable String version, Instant now) {
        Action action = catalog.uploadAction(packageName, version, now);
        RequestedAccess asked = version == null
                ? RequestedAccess.of(action, packageName)
                : RequestedAccess.of(action, Release.of(packageName, version));
        return tokens.authenticate(request, asked).orElseThrow(HttpProblem::new);
    }
}
