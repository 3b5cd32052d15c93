package dev.registrykit.publish.provider;

import dev.registrykit.core.decision.Decision;
import dev.registrykit.core.http.HttpFetch;
import dev.registrykit.core.json.JsonFormatException;
import dev.registrykit.core.json.JsonObject;
import dev.registrykit.publish.publisher.ResolvedSource;
import dev.registrykit.publish.publisher.SourceResolver;

/**
 * Projects by GitLab's REST API: "Retrieve a project" and "Retrieve a raw file from a repository"
 * (docs.gitlab.com/api/projects and /api/repository_files).
 */
final class GitLabResolver implements SourceResolver {
    private final String issuer;
    private final SourceApi api;

    /** The issuer is the instance's address. */
    GitLabResolver(String issuer, HttpFetch http) {
        this.issuer = issuer;
        this.api = new SourceApi(issuer + "/api/v4", http);
    }

    @Override
    public String issuer() {
        return issuer;
    }

    @Override
    public Decision<ResolvedSource> resolve(String repository) {
        return path(repository).then(path -> api.read(path, this::source));
    }

    private ResolvedSource source(JsonObject answer) {
        String name = answer.string("path_with_namespace");
        if (!GitLab.isProject(name)) {
            throw new JsonFormatException("a project has a path");
        }
        String visibility = answer.stringOrNull("visibility");
        return ResolvedSource.builder(SourceApi.id(answer), issuer + "/" + name)
                .ownerId(SourceApi.id(answer.object("namespace")))
                // Who asks without credentials is not told it, and is shown public projects alone.
                .visibility(visibility == null ? "public" : visibility)
                .build();
    }

    @Override
    public Decision<String> file(String repository, String path) {
        if (!SourceApi.isPlainPath(path)) {
            return SourceApi.notResolved("That is no path of plain segments.");
        }
        return path(repository).then(base -> api.text(base + "/repository/files/" + segment(path) + "/raw"));
    }

    private Decision<String> path(String repository) {
        String name = SourceApi.name(issuer, repository);
        return GitLab.isProject(name)
                ? Decision.allowed("/projects/" + segment(name))
                : SourceApi.notResolved("A project is given as its path.");
    }

    /** The API takes a path as one segment. */
    private static String segment(String path) {
        return path.replace("/", "%2F");
    }

    @Override
    public String toString() {
        return "GitLabResolver[" + issuer + "]";
    }
}
