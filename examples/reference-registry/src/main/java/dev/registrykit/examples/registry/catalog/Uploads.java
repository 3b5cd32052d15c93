package dev.registrykit.examples.registry.catalog;

import dev.registrykit.core.decision.Reason;
import dev.registrykit.core.grant.Action;
import dev.registrykit.core.grant.Grant;
import dev.registrykit.core.request.RequestContext;
import dev.registrykit.examples.registry.http.HttpProblem;
import dev.registrykit.examples.registry.storage.BlobStore;
import dev.registrykit.examples.registry.storage.ReceivedBlob;
import dev.registrykit.publish.token.ApiTokens;
import dev.registrykit.publish.token.RequestedAccess;
import dev.registrykit.publish.token.TokenReason;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Set;

/**
 * Asks the SDK whether an upload may come in: before its body is read, and again when the body is there.
 *
 * <p>The client paces its body. By the time it has arrived, the token may be over and the package somebody else's, so
 * only the second answer counts for what is written; the first one spares the registry the bodies of strangers.
 */
public final class Uploads {
    private static final Set<Reason> TOLD_BY_THE_BODY =
            Set.of(TokenReason.RELEASE_REQUIRED, TokenReason.DIGEST_REQUIRED);

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
        T write(ReceivedBlob received, Uploader by) throws IOException;
    }

    /**
     * Refuses the request unless its token may upload this now.
     *
     * <p>What only the body tells is not asked for yet: the release of an npm document, say.
     *
     * @throws HttpProblem if it may not
     */
    public void check(RequestContext request, Target target) {
        tokens.authenticate(request, target.access(action(target, clock.instant())))
                .fold(
                        grant -> true,
                        refusal -> {
                            if (!TOLD_BY_THE_BODY.contains(refusal.reason())) {
                                throw new HttpProblem(refusal);
                            }
                            return true;
                        },
                        outage -> {
                            throw new HttpProblem(outage);
                        });
    }

    /**
     * Receives the body, asks about the moment when it is there, with its digest, and writes.
     *
     * @throws HttpProblem if the upload may not come in; nothing is kept then
     * @throws BlobStore.TooLargeException if the body is longer than {@code maxBytes}; nothing is kept then
     */
    public <T> T receive(RequestContext request, Target target, InputStream body, long maxBytes, Write<T> write)
            throws IOException {
        try (ReceivedBlob received = blobs.receive(body, maxBytes)) {
            Instant now = clock.instant();
            RequestedAccess asked =
                    target.access(action(target, now)).sha256(received.blob().sha256());
            Grant grant = tokens.authenticate(request, asked).orElseThrow(HttpProblem::new);
            return write.write(received, new Uploader(grant, request, now));
        }
    }

    private Action action(Target target, Instant now) {
        return catalog.uploadAction(target.packageName(), target.version(), now);
    }
}
