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
import dev.registrykit.publish.trusted.GitHubActions;
import io.javalin.Javalin;
import io.javalin.http.Context;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcConnectionPool;

/** A registry on Javalin: tokens for CI jobs, uploads with them, and attestations that are checked on upload. */
public final class JavalinHost {
    private static final long MAX_UPLOAD_BYTES = 64L << 20;

    private final RegistryPublish publish;
    private final RegistryAttest attest;
    private final Map<String, byte[]> files = new ConcurrentHashMap<>();

    JavalinHost(DataSource database, KeyRing keys, HttpFetch http, Path trustRoot) {
        RegistryPublish.schema().createIn(database);
        publish = RegistryPublish.builder(database, keys)
                .audience("packages.example.org")
                .trust(GitHubActions.cloud())
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
                    config.http.maxRequestSize = MAX_UPLOAD_BYTES;
                    config.routes.post("/oidc/exchange", this::exchange);
                    config.routes.put("/maven/*", this::upload);
                })
                .start("127.0.0.1", port);
    }

    private void exchange(Context request) {
        answer(request, publish.exchangeEndpoint().handle(context(request), request.bodyAsBytes()));
    }

    private void upload(Context request) {
        byte[] body = request.bodyAsBytes();
        Decision<MavenPath> path = MavenPath.read(request.req().getRequestURI().substring("/maven".length()));
        answer(
                request,
                EndpointAnswer.of(
                        201,
                        path.then(file -> publish.tokens()
                                .authenticate(context(request), Action.PUBLISH_VERSION, file.packageName())
                                .then(grant -> attested(grant, file, body))
                                .map(grant -> store(file, body)))));
    }

    /** The grant, when the file is no attestation, or one of the file that lies beside it and of the job that uploads. */
    private Decision<Grant> attested(Grant grant, MavenPath file, byte[] body) {
        if (!file.path().endsWith(".sigstore.json")) {
            return Decision.allowed(grant);
        }
        ArtifactDigest digest = ArtifactDigest.sha256Of(files.getOrDefault(file.concerns(), new byte[0]));
        return grant.expectedWorkload()
                .then(workload -> Bundle.parse(body).then(bundle -> attest.verify(bundle, digest, workload)))
                .map(verified -> grant);
    }

    private MavenPath store(MavenPath file, byte[] body) {
        files.put(file.path(), body);
        return file;
    }

    private static RequestContext context(Context request) {
        return RequestContext.builder(request.req().getMethod(), request.req().getRequestURI())
                .headers(request.req().getHeaderNames(), request.req()::getHeaders)
                .clientAddress(request.ip())
                .build();
    }

    private static void answer(Context request, EndpointAnswer answer) {
        answer.headers().forEach(request::header);
        request.status(answer.status()).result(answer.body());
    }
}
