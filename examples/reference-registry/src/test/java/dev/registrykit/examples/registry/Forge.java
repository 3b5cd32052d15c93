package dev.registrykit.examples.registry;

import dev.registrykit.core.decision.Decision;
import dev.registrykit.publish.publisher.PublisherReason;
import dev.registrykit.publish.publisher.ResolvedSource;
import dev.registrykit.publish.publisher.SourceResolver;
import dev.registrykit.testkit.oidc.GitHubJob;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** A forge on which only the repositories of some jobs lie; their workflows use an environment. */
final class Forge implements SourceResolver {
    private final String issuer;
    private final Map<String, ResolvedSource> repositories = new ConcurrentHashMap<>();

    Forge(String issuer) {
        this.issuer = issuer;
    }

    void add(GitHubJob job) {
        String url = "https://github.com/" + job.repository();
        repositories.put(
                url,
                ResolvedSource.builder(job.repositoryId(), url)
                        .ownerId(job.ownerId())
                        .build());
    }

    @Override
    public String issuer() {
        return issuer;
    }

    @Override
    public Decision<ResolvedSource> resolve(String repository) {
        ResolvedSource source = repositories.get(repository);
        return source == null
                ? Decision.refused(PublisherReason.NAME_NOT_RESOLVED, "There is no such repository.")
                : Decision.allowed(source);
    }

    @Override
    public Decision<String> file(String repository, String path) {
        return resolve(repository).map(source -> "jobs:\n  publish:\n    environment: release\n");
    }
}
