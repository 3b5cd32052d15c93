package dev.registrykit.benchmarks;

import dev.registrykit.core.grant.Action;
import dev.registrykit.core.grant.Assurance;
import dev.registrykit.core.name.Ecosystem;
import dev.registrykit.core.name.PackageName;
import dev.registrykit.core.name.PackagePattern;
import dev.registrykit.core.request.RequestContext;
import dev.registrykit.core.secret.KeyRing;
import dev.registrykit.core.store.UnitOfWork;
import dev.registrykit.core.subject.Subject;
import dev.registrykit.publish.PublishStores;
import dev.registrykit.publish.RegistryPublish;
import dev.registrykit.publish.token.ApiTokens;
import dev.registrykit.publish.token.TokenRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** The tokens of a registry, and the requests that carry them: an upload of a file of one Maven package. */
final class BenchmarkTokens {
    static final String BEARER = "Bearer ";
    static final String ADDRESS = "192.0.2.7";
    static final PackageName PACKAGE = PackageName.maven("com.example.app", "app-core");
    static final PackagePattern COVERING = PackagePattern.parse(Ecosystem.MAVEN, "com.example.**");

    private final ApiTokens tokens;

    BenchmarkTokens(UnitOfWork<PublishStores> unitOfWork) {
        tokens = RegistryPublish.builder(unitOfWork, KeyRing.ephemeral())
                .tokenPrefix("bench")
                .ownerRights((owner, action, asked) -> true)
                .build()
                .tokens();
    }

    ApiTokens tokens() {
        return tokens;
    }

    /** What somebody's token asks for that publishes versions of the package, for one day. */
    static TokenRequest.Builder request(int number) {
        return request(number, List.of(COVERING));
    }

    /** The same, for all of these packages. */
    static TokenRequest.Builder request(int number, List<PackagePattern> packages) {
        return TokenRequest.builder(Subject.user("somebody " + number))
                .name("benchmark")
                .actions(Action.PUBLISH_VERSION)
                .packages(packages)
                .expiresAt(Instant.now().plus(Duration.ofDays(1)));
    }

    /** The new token's text. */
    String issue(TokenRequest request) {
        return tokens.issue(
                        request,
                        Assurance.PHISHING_RESISTANT,
                        RequestContext.builder("POST", "/tokens").build())
                .orElseThrow(failure -> new IllegalStateException(failure.toString()))
                .secret()
                .reveal();
    }

    /** An upload with this credential. */
    static RequestContext upload(String credential) {
        return RequestContext.builder("PUT", "/maven/com/example/app/app-core/1.0/app-core-1.0.jar")
                .header("Host", "packages.example.org")
                .header("Authorization", BEARER + credential)
                .clientAddress(ADDRESS)
                .build();
    }

    /** The credential behind {@code Bearer}, as a peer takes it out. */
    static String credential(RequestContext upload) {
        return upload.headers("Authorization").get(0).substring(BEARER.length());
    }
}
