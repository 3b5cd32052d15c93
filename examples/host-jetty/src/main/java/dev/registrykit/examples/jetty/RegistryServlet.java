package dev.registrykit.examples.jetty;

import dev.registrykit.attest.RegistryAttest;
import dev.registrykit.attest.bundle.ArtifactDigest;
import dev.registrykit.attest.bundle.Bundle;
import dev.registrykit.core.decision.Decision;
import dev.registrykit.core.grant.Action;
import dev.registrykit.core.grant.Grant;
import dev.registrykit.core.name.MavenPath;
import dev.registrykit.core.request.EndpointAnswer;
import dev.registrykit.core.request.RequestContext;
import dev.registrykit.publish.RegistryPublish;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** A registry in a plain servlet: tokens for CI jobs, uploads with them, and attestations that are checked on upload. */
final class RegistryServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;
    private static final int MAX_UPLOAD_BYTES = 64 << 20;

    private final transient RegistryPublish publish;
    private final transient RegistryAttest attest;
    private final transient Map<String, byte[]> files = new ConcurrentHashMap<>();

    RegistryServlet(RegistryPublish publish, RegistryAttest attest) {
        this.publish = publish;
        this.attest = attest;
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (!request.getRequestURI().equals("/oidc/exchange")) {
            response.sendError(HttpServletResponse.SC_NOT_FOUND);
            return;
        }
        byte[] body = body(request, response);
        if (body != null) {
            answer(response, publish.exchangeEndpoint().handle(context(request), body));
        }
    }

    @Override
    protected void doPut(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (!request.getRequestURI().startsWith("/maven/")) {
            response.sendError(HttpServletResponse.SC_NOT_FOUND);
            return;
        }
        byte[] body = body(request, response);
        if (body == null) {
            return;
        }
        Decision<MavenPath> path = MavenPath.read(request.getRequestURI().substring("/maven".length()));
        answer(
                response,
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

    /** The body, or null after an answer that it is too large. */
    private static byte @Nullable [] body(HttpServletRequest request, HttpServletResponse response) throws IOException {
        byte[] body = request.getInputStream().readNBytes(MAX_UPLOAD_BYTES + 1);
        if (body.length > MAX_UPLOAD_BYTES) {
            response.sendError(HttpServletResponse.SC_REQUEST_ENTITY_TOO_LARGE);
            return null;
        }
        return body;
    }

    private static RequestContext context(HttpServletRequest request) {
        return RequestContext.builder(request.getMethod(), request.getRequestURI())
                .headers(request.getHeaderNames(), request::getHeaders)
                .clientAddress(request.getRemoteAddr())
                .build();
    }

    private static void answer(HttpServletResponse response, EndpointAnswer answer) throws IOException {
        response.setStatus(answer.status());
        answer.headers().forEach(response::setHeader);
        response.getOutputStream().write(answer.body());
    }
}
