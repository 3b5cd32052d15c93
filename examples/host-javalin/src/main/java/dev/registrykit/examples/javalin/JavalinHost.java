package dev.registrykit.examples.javalin;

import dev.registrykit.attest.RegistryAttest;
import dev.registrykit.attest.bundle.ArtifactDigest;
import dev.registrykit.attest.bundle.Bundle;
import dev.registrykit.attest.trustroot.TrustRoot;
import dev.registrykit.core.decision.Decision;
import dev.registrykit.core.grant.Action;
import dev.registrykit.core.grant.Grant;
import dev.registrykit.core.http.HttpFetch;
import dev.registrykit.core.name.MavenPath;
import dev.registrykit.core.request.EndpointAnswer;
import dev.registrykit.core.request.RequestContext;
import dev.registrykit.core.secret.KeyRing;
import dev.registrykit.publish.RegistryPublish;
import dev.registrykit.publish.provider.GitHubActions;
import dev.registrykit.publish.publisher.PublisherRights;
import io.javalin.Javalin;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcConnectionPool;

/** A registry on Javalin: tokens for CI jobs, uploads with them, and attestations that are checked on upload. */
public final class JavalinHost {
    static final int MAX_UPLOAD_BYTES = 16 << 20;
    private static final int MAX_EXCHANGE_BYTES = 64 << 10;

    private final RegistryPublish publish;
    private final RegistryAttest attest;
    private final Map<String, byte[]> files = new ConcurrentHashMap<>();

    JavalinHost(DataSource database, KeyRing keys, HttpFetch http, Path trustRoot) {
        RegistryPublish.schema().createIn(database);
        publish = RegistryPublish.builder(database, keys)
                .audience("packages.example.org")
                .trust(GitHubActions.cloud())
                .publisherRights(PublisherRights.whileRegistered())
                .tokenPrefix("exr")
                .http(http)
                .build();
        attest = RegistryAttest.builder().trustRoot(TrustRoot.file(trustRoot)).build();
    }

    /**
     * Serves on port 8080 with a database in memory.
     *
     * @param args the registry's key as 64 hexadecimal digits, and the path of a {@code trusted_root.json}
     */
    public static void main(String[] args) {
        DataSource database = JdbcConnectionPool.create("jdbc:h2:mem:registry;DB_CLOSE_DELAY=-1", "sa", "");
        KeyRing keys = KeyRing.of("1", HexFormat.of().parseHex(args[0]));
        new JavalinHost(database, keys, HttpFetch.https(), Path.of(args[1])).start(8080);
    }

    RegistryPublish publish() {
        return publish;
    }

    Javalin start(int port) {
        return Javalin.create(config -> {
                    config.startup.showJavalinBanner = false;
                    // Otherwise a token counts as the connection's last one when only its case differs.
                    config.jetty.modifyHttpConfiguration(http -> http.setHeaderCacheCaseSensitive(true));
                    config.routes.post("/oidc/exchange", this::exchange);
                    config.routes.put("/maven/*", this::upload);
                })
                .start("127.0.0.1", port);
    }

    private void exchange(Context request) throws IOException {
        byte[] body = request.bodyInputStream().readNBytes(MAX_EXCHANGE_BYTES);
        answer(request, publish.exchangeEndpoint().handle(context(request), body));
    }

    private void upload(Context request) throws IOException {
        Decision<MavenPath> path = MavenPath.read(request.req().getRequestURI().substring("/maven".length()));
        Decision<MavenPath> stored = path.then(file -> publish.tokens()
                .authenticate(context(request), Action.PUBLISH_VERSION, file)
                .then(grant ->
                        body(request).then(body -> attested(grant, file, body).then(by -> store(file, body)))));
        answer(request, EndpointAnswer.of(201, stored));
    }

    /** The body of an upload that is allowed; it is not read before. */
    private static Decision<byte[]> body(Context request) {
        try {
            byte[] body = request.bodyInputStream().readNBytes(MAX_UPLOAD_BYTES + 1);
            return body.length > MAX_UPLOAD_BYTES
                    ? Decision.refused(HostReason.TOO_LARGE, "The body has more than " + MAX_UPLOAD_BYTES + " bytes.")
                    : Decision.allowed(body);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /** The grant, when the file is no attestation, or one of the file that lies beside it and of the job that uploads. */
    private Decision<Grant> attested(Grant grant, MavenPath file, byte[] body) {
        if (!file.path().endsWith(".sigstore.json")) {
            return Decision.allowed(grant);
        }
        ArtifactDigest digest = ArtifactDigest.of(files.getOrDefault(file.concerns(), new byte[0]));
        return grant.expectedWorkload()
                .then(workload -> Bundle.parse(body).then(bundle -> attest.verify(bundle, digest, workload)))
                .map(verified -> grant);
    }

    /** A release's file stays as it is; what is of no release, the metadata, changes with each. */
    private Decision<MavenPath> store(MavenPath file, byte[] body) {
        byte[] kept = files.merge(file.path(), body, (old, other) -> file.hasRelease() ? old : other);
        return Arrays.equals(kept, body)
                ? Decision.allowed(file)
                : Decision.refused(HostReason.FILE_EXISTS, "Another file was published under this path.");
    }

    private static RequestContext context(Context request) {
        return RequestContext.builder(request.req().getMethod(), request.req().getRequestURI())
                .headers(request.req().getHeaderNames(), request.req()::getHeaders)
                .clientAddress(request.ip())
                .build();
    }

    /** Answers, then drops a body that nobody read: a client still sending it would not see the answer otherwise. */
    private static void answer(Context request, EndpointAnswer answer) throws IOException {
        request.res().setStatus(answer.status());
        answer.headers().forEach(request.res()::setHeader);
        request.res().getOutputStream().write(answer.body());
        request.res().flushBuffer();
        request.bodyInputStream().skip(MAX_UPLOAD_BYTES);
    }
}
