package dev.registrykit.examples.springboot;

import dev.registrykit.attest.RegistryAttest;
import dev.registrykit.attest.bundle.ArtifactDigest;
import dev.registrykit.attest.bundle.Bundle;
import dev.registrykit.attest.trustroot.TrustRoot;
import dev.registrykit.core.decision.Decision;
import dev.registrykit.core.decision.Reason;
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
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.sql.DataSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.core.env.Environment;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RestController;

/** A registry in one class: tokens for CI jobs, uploads with them, and attestations that are checked on upload. */
@RestController
@SpringBootApplication
public class SpringBootHost {
    private static final Reason FILE_EXISTS = new HostReason("file-exists", 409, "Publish under a new version.");
    final RegistryPublish publish;
    private final RegistryAttest attest;
    private final Map<String, byte[]> files = new ConcurrentHashMap<>();

    private record HostReason(String code, int httpStatus, String nextStep) implements Reason {}

    SpringBootHost(DataSource database, ObjectProvider<HttpFetch> http, Environment settings) {
        KeyRing keys = KeyRing.of("1", HexFormat.of().parseHex(settings.getRequiredProperty("registry.key")));
        publish = RegistryPublish.builder(database, keys)
                .audience("packages.example.org")
                .trust(GitHubActions.cloud())
                .publisherRights(PublisherRights.whileRegistered())
                .tokenPrefix("exr")
                .http(http.getIfAvailable(HttpFetch::https))
                .build();
        TrustRoot trustRoot = TrustRoot.file(Path.of(settings.getRequiredProperty("registry.trust-root")));
        attest = RegistryAttest.builder().trustRoot(trustRoot).build();
    }

    public static void main(String[] args) {
        SpringApplication.run(SpringBootHost.class, args);
    }

    @PostMapping("/oidc/exchange")
    ResponseEntity<byte[]> exchange(HttpServletRequest request, InputStream in) throws IOException {
        return answer(publish.exchangeEndpoint().handle(context(request), in.readNBytes(64 << 10)));
    }

    // Only who may publish has the body read; how long it may be is for the proxy in front of this host to say.
    @PutMapping("/maven/**")
    ResponseEntity<byte[]> upload(HttpServletRequest request, InputStream in) throws IOException {
        Decision<MavenPath> path = MavenPath.read(request.getRequestURI().substring("/maven".length()));
        Decision<Grant> grant =
                path.then(file -> publish.tokens().authenticate(context(request), Action.PUBLISH_VERSION, file));
        byte[] body = grant.isAllowed() ? in.readAllBytes() : new byte[0];
        return answer(EndpointAnswer.of(201, path.then(file -> grant.then(by -> keep(by, file, body)))));
    }

    private Decision<byte[]> keep(Grant grant, MavenPath file, byte[] body) {
        if (!file.path().endsWith(".sigstore.json")) {
            return store(file, body);
        }
        ArtifactDigest digest = ArtifactDigest.of(files.getOrDefault(file.concerns(), new byte[0]));
        return grant.expectedWorkload()
                .then(workload -> Bundle.parse(body).then(bundle -> attest.verify(bundle, digest, workload)))
                .then(verified -> store(file, body));
    }

    // A release's file stays as it is; what is of no release, the metadata, changes with each.
    private Decision<byte[]> store(MavenPath file, byte[] body) {
        byte[] kept = files.merge(file.path(), body, (old, other) -> file.hasRelease() ? old : other);
        return Arrays.equals(kept, body) ? Decision.allowed(body) : Decision.refused(FILE_EXISTS, "The file exists.");
    }

    private static RequestContext context(HttpServletRequest request) {
        return RequestContext.builder(request.getMethod(), request.getRequestURI())
                .headers(request.getHeaderNames(), request::getHeaders)
                .clientAddress(request.getRemoteAddr())
                .build();
    }

    private static ResponseEntity<byte[]> answer(EndpointAnswer answer) {
        return ResponseEntity.status(answer.status())
                .headers(headers -> answer.headers().forEach(headers::set))
                .body(answer.body());
    }
}
