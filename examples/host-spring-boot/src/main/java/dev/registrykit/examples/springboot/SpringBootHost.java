package dev.registrykit.examples.springboot;

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
import jakarta.servlet.http.HttpServletRequest;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.sql.DataSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** A registry in one class: tokens for CI jobs, uploads with them, and attestations that are checked on upload. */
@RestController
@SpringBootApplication
public class SpringBootHost {
    final RegistryPublish publish;
    private final RegistryAttest attest;
    private final Map<String, byte[]> files = new ConcurrentHashMap<>();

    SpringBootHost(
            DataSource database,
            ObjectProvider<HttpFetch> http,
            @Value("${registry.key}") String key,
            @Value("${registry.trust-root}") Path trustRoot) {
        publish = RegistryPublish.builder(
                        database, KeyRing.of("1", HexFormat.of().parseHex(key)))
                .audience("packages.example.org")
                .trust(GitHubActions.cloud())
                .tokenPrefix("exr")
                .http(http.getIfAvailable(HttpFetch::https))
                .build();
        attest = RegistryAttest.builder().trustRoot(TrustRoot.file(trustRoot)).build();
    }

    public static void main(String[] args) {
        SpringApplication.run(SpringBootHost.class, args);
    }

    @PostMapping("/oidc/exchange")
    ResponseEntity<byte[]> exchange(HttpServletRequest request, @RequestBody byte[] body) {
        return answer(publish.exchangeEndpoint().handle(context(request), body));
    }

    @PutMapping("/maven/**")
    ResponseEntity<byte[]> upload(HttpServletRequest request, @RequestBody byte[] body) {
        Decision<byte[]> stored = MavenPath.read(request.getRequestURI().substring("/maven".length()))
                .then(file -> publish.tokens()
                        .authenticate(context(request), Action.PUBLISH_VERSION, file.packageName())
                        .then(grant -> attested(grant, file, body))
                        .map(grant -> files.compute(file.path(), (path, old) -> body)));
        return answer(EndpointAnswer.of(201, stored));
    }

    private Decision<Grant> attested(Grant grant, MavenPath file, byte[] body) {
        if (!file.path().endsWith(".sigstore.json")) {
            return Decision.allowed(grant);
        }
        ArtifactDigest digest = ArtifactDigest.sha256Of(files.getOrDefault(file.concerns(), new byte[0]));
        return grant.expectedWorkload()
                .then(workload -> Bundle.parse(body).then(bundle -> attest.verify(bundle, digest, workload)))
                .map(verified -> grant);
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
