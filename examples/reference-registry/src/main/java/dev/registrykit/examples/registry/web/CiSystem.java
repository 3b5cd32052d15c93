package dev.registrykit.examples.registry.web;

import dev.registrykit.core.http.HttpFetch;
import dev.registrykit.core.workload.WorkloadPolicy;
import dev.registrykit.publish.oidc.IdentityProvider;
import dev.registrykit.publish.provider.GitHubActions;
import dev.registrykit.publish.provider.GitLab;
import dev.registrykit.publish.publisher.SourceResolver;
import java.util.List;
import java.util.function.Function;

/**
 * A CI system that the pages know a form for: GitHub Actions and GitLab. Publishers of others are registered by the SDK.
 *
 * @param issuer as its identity tokens name it
 * @param name as people call it
 */
public record CiSystem(
        String issuer,
        String name,
        Function<String, WorkloadPolicy.Builder> policy,
        Function<HttpFetch, SourceResolver> resolution) {
    static final String GITHUB_FILES = ".github/workflows/";

    /** Those of the trusted providers that the pages have a form for. */
    public static List<CiSystem> of(List<IdentityProvider> providers) {
        return providers.stream()
                .flatMap(provider -> {
                    if (provider instanceof GitHubActions gitHub) {
                        return List.of(
                                new CiSystem(gitHub.issuer(), "GitHub Actions", gitHub::policy, gitHub::resolver))
                                .stream();
                    }
                    return provider instanceof GitLab gitLab
                            ? List.of(new CiSystem(gitLab.issuer(), "GitLab CI/CD", gitLab::policy, gitLab::resolver))
                                    .stream()
                            : List.<CiSystem>of().stream();
                })
                .toList();
    }

    /** Looks up the ids behind its repositories' names. */
    public SourceResolver resolver(HttpFetch http) {
        return resolution.apply(http);
    }

    boolean isGitHub() {
        return name.startsWith("GitHub");
    }

    /** The path of a workflow file: on GitHub, a bare name lies where workflows must lie. */
    String path(String workflow) {
        return isGitHub() && !workflow.contains("/") ? GITHUB_FILES + workflow : workflow;
    }
}
