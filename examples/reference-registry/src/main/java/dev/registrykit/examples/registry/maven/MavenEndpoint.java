package dev.registrykit.examples.registry.maven;

import dev.registrykit.attest.sigstore.VerifiedAttestation;
import dev.registrykit.core.grant.Grant;
import dev.registrykit.core.name.MavenPath;
import dev.registrykit.core.request.EndpointAnswer;
import dev.registrykit.core.request.RequestContext;
import dev.registrykit.examples.registry.catalog.Attested;
import dev.registrykit.examples.registry.catalog.Catalog;
import dev.registrykit.examples.registry.catalog.Downloads;
import dev.registrykit.examples.registry.catalog.FileRecord;
import dev.registrykit.examples.registry.catalog.Target;
import dev.registrykit.examples.registry.catalog.Upload;
import dev.registrykit.examples.registry.catalog.Uploads;
import dev.registrykit.examples.registry.http.HttpProblem;
import dev.registrykit.examples.registry.http.ReasonPhrase;
import dev.registrykit.examples.registry.http.RegistryReason;
import dev.registrykit.examples.registry.http.Requests;
import dev.registrykit.examples.registry.storage.BlobStore;
import dev.registrykit.examples.registry.storage.ReceivedBlob;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The Maven repository below {@code /maven/}: files, checksums and metadata by {@code PUT}, {@code GET} and {@code HEAD}.
 *
 * <p>A file of a release never changes; those of snapshots and {@code maven-metadata.xml} may. Checksums are computed
 * when a file is stored: an uploaded one must match and is not kept.
 */
public final class MavenEndpoint {
    private static final String PREFIX = "/maven/";
    private static final long MAX_FILE = 256L * 1024 * 1024;
    private static final long MAX_SMALL_FILE = 4L * 1024 * 1024;
    private static final int MAX_CHECKSUM = 1024;

    private final Catalog catalog;
    private final BlobStore blobs;
    private final Uploads uploads;
    private final Attestations attestations;

    /** On the registry's catalog and files. */
    public MavenEndpoint(Catalog catalog, BlobStore blobs, Uploads uploads, Attestations attestations) {
        this.catalog = catalog;
        this.blobs = blobs;
        this.uploads = uploads;
        this.attestations = attestations;
    }

    /** Adds the protocol's routes. */
    public void addTo(RoutesConfig routes) {
        routes.put(PREFIX + "*", this::put).get(PREFIX + "*", this::get).head(PREFIX + "*", this::get);
    }

    /** Answers a refusal: the status line for {@code mvn}, a problem document for everybody else. */
    public static void refuse(Context ctx, HttpProblem problem) {
        Requests.drain(ctx);
        ReasonPhrase.set(ctx, problem.failure());
        if (problem.status() == 401) {
            ctx.header("WWW-Authenticate", "Basic realm=\"registry\", charset=\"UTF-8\"");
        }
        Requests.answer(ctx, EndpointAnswer.of(problem.failure()));
    }

    private void put(Context ctx) throws IOException {
        MavenPath path = path(ctx);
        RequestContext request = Requests.context(ctx);
        Target target = Target.of(path);
        uploads.check(request, target);
        if (path.kind() == MavenPath.Kind.CHECKSUM) {
            checkChecksum(path, Requests.body(ctx, MAX_CHECKSUM));
            ctx.status(200);
            return;
        }
        boolean changed = uploads.receive(
                request,
                target,
                ctx.req().getInputStream(),
                path.kind() == MavenPath.Kind.ARTIFACT ? MAX_FILE : MAX_SMALL_FILE,
                (received, by) -> catalog.record(new Upload(
                        key(path.path()),
                        path.packageName(),
                        version(path),
                        received,
                        by,
                        verified(path, received, by.grant()),
                        path.isSnapshot() || path.kind() == MavenPath.Kind.METADATA)));
        ctx.status(changed ? 201 : 200);
    }

    private static @Nullable String version(MavenPath path) {
        return path.hasRelease() ? path.release().version() : null;
    }

    /** What a Sigstore bundle was verified to attest; null when nothing was verified. */
    private @Nullable Attested verified(MavenPath path, ReceivedBlob received, Grant grant) throws IOException {
        boolean bundle = path.kind() == MavenPath.Kind.SIGNATURE
                && path.fileName().toLowerCase(Locale.ROOT).endsWith(".sigstore.json");
        if (!bundle) {
            return null;
        }
        FileRecord artifact = concerned(path);
        VerifiedAttestation attestation =
                attestations.verify(received.read(), artifact.blob().digest(), grant);
        return attestation == null
                ? null
                : new Attested(artifact.fileName(), artifact.blob().sha256(), attestation);
    }

    /** The uploaded checksum must be that of the stored bytes; some clients write the file's name after it. */
    private void checkChecksum(MavenPath path, byte[] body) {
        String sent = new String(body, StandardCharsets.US_ASCII).strip().split("\\s", 2)[0];
        String stored = concerned(path).blob().checksum(extension(path));
        if (!sent.toLowerCase(Locale.ROOT).equals(stored)) {
            throw new HttpProblem(
                    RegistryReason.CHECKSUM_MISMATCH,
                    path.fileName() + " does not match the bytes that were uploaded.");
        }
    }

    private FileRecord concerned(MavenPath path) {
        FileRecord file = catalog.file(key(Objects.requireNonNull(path.concerns(), "concerns")));
        if (file == null) {
            throw new HttpProblem(
                    RegistryReason.FILE_MISSING, "The file that " + path.fileName() + " is about is not there.");
        }
        return file;
    }

    private void get(Context ctx) throws IOException {
        MavenPath path = path(ctx);
        boolean checksum = path.kind() == MavenPath.Kind.CHECKSUM;
        String wanted = checksum ? Objects.requireNonNull(path.concerns(), "concerns") : path.path();
        FileRecord file = catalog.file(key(wanted));
        if (file == null) {
            throw new HttpProblem(RegistryReason.NOT_FOUND, "There is no " + path.fileName() + " here.");
        }
        boolean mutable = path.isSnapshot() || wanted.endsWith("/maven-metadata.xml");
        if (checksum) {
            String text = Objects.requireNonNull(file.blob().checksum(extension(path)), "checksum");
            Downloads.text(ctx, text, mutable);
        } else {
            boolean xml = wanted.endsWith(".pom") || wanted.endsWith(".xml");
            Downloads.send(ctx, blobs, file, xml ? "application/xml" : "application/octet-stream", mutable);
        }
    }

    private static MavenPath path(Context ctx) {
        return MavenPath.read(Requests.pathAfter(ctx, PREFIX)).orElseThrow(HttpProblem::new);
    }

    private static String key(String path) {
        return "maven/" + path;
    }

    private static String extension(MavenPath path) {
        return path.path().substring(path.path().lastIndexOf('.') + 1);
    }
}
