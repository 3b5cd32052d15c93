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
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** A registry in a plain servlet: tokens for CI jobs, uploads with them, and attestations that are checked on upload. */
final class RegistryServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;
    static final int MAX_UPLOAD_BYTES = 16 << 20;
    private static final int MAX_EXCHANGE_BYTES = 64 << 10;

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
        byte[] body = request.getInputStream().readNBytes(MAX_EXCHANGE_BYTES);
        answer(request, response, publish.exchangeEndpoint().handle(context(request), body));
    }

    @Override
    protected void doPut(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (!request.getRequestURI().startsWith("/maven/")) {
            response.sendError(HttpServletResponse.SC_NOT_FOUND);
            return;
        }
        Decision<MavenPath> path = MavenPath.read(request.getRequestURI().substring("/maven".length()));
        Decision<MavenPath> stored = path.then(file -> publish.tokens()
                .authenticate(context(request), Action.PUBLISH_VERSION, file)
                .then(grant ->
                        body(request).then(body -> attested(grant, file, body).then(by -> store(file, body)))));
        answer(request, response, EndpointAnswer.of(201, stored));
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

    /** The body of an upload that is allowed; it is not read before. */
    private static Decision<byte[]> body(HttpServletRequest request) {
        try {
            byte[] body = request.getInputStream().readNBytes(MAX_UPLOAD_BYTES + 1);
            return body.length > MAX_UPLOAD_BYTES
                    ? Decision.refused(HostReason.TOO_LARGE, "The body has more than " + MAX_UPLOAD_BYTES + " bytes.")
                    : Decision.allowed(body);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private static RequestContext context(HttpServletRequest request) {
        return RequestContext.builder(request.getMethod(), request.getRequestURI())
                .headers(request.getHeaderNames(), request::getHeaders)
                .clientAddress(request.getRemoteAddr())
                .build();
    }

    /** Answers, then drops a body that nobody read: a client still sending it would not see the answer otherwise. */
    private static void answer(HttpServletRequest request, HttpServletResponse response, EndpointAnswer answer)
            throws IOException {
        response.setStatus(answer.status());
        answer.headers().forEach(response::setHeader);
        response.getOutputStream().write(answer.body());
        response.flushBuffer();
        request.getInputStream().skip(MAX_UPLOAD_BYTES);
    }
}
