package dev.registrykit.publish.provider;

import dev.registrykit.core.decision.Decision;
import dev.registrykit.core.http.HttpFetch;
import dev.registrykit.core.json.JsonFormatException;
import dev.registrykit.core.json.JsonObject;
import dev.registrykit.publish.publisher.ResolvedSource;
import dev.registrykit.publish.publisher.SourceResolver;
import java.util.Base64;

/**
 * Repositories by GitHub's REST API: "Get a repository" and "Get repository content"
 * (docs.github.com/rest/repos/repos and /rest/repos/contents).
 */
final class GitHubResolver implements SourceResolver {
    private static final String GITHUB = "https://github.com";
    private static final String RESIDENCY = ".ghe.com";

    private final String issuer;
    private final String server;
    private final SourceApi api;

    GitHubResolver(String issuer, String server, HttpFetch http) {
        this.issuer = issuer;
        this.server = server;
        this.api = new SourceApi(api(server), http);
    }

    private static String api(String server) {
        if (server.equals(GITHUB)) {
            return "https://api.github.com";
        }
        return server.endsWith(RESIDENCY) ? "https://api." + server.substring("https://".length()) : server + "/api/v3";
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
        String name = Forms.checked("a repository", answer.string("full_name"), Forms.OWNER_AND_NAME);
        return ResolvedSource.builder(SourceApi.id(answer), server + "/" + name)
                .ownerId(SourceApi.id(answer.object("owner")))
                .visibility(answer.stringOrNull("visibility"))
                .build();
    }

    @Override
    public Decision<String> file(String repository, String path) {
        if (!SourceApi.isPlainPath(path)) {
            return SourceApi.notResolved("That is no path of plain segments.");
        }
        return path(repository)
                .then(base -> api.read(base + "/contents/" + path, GitHubResolver::content))
                .then(SourceApi::utf8);
    }

    /** A file's content is base64 (RFC 4648 section 4) in lines; a directory is a list, which is no object. */
    private static byte[] content(JsonObject answer) {
        if (!answer.string("encoding").equals("base64")) {
            throw new JsonFormatException("a file is in base64");
        }
        return Base64.getDecoder().decode(answer.string("content").replace("\n", ""));
    }

    private Decision<String> path(String repository) {
        String name = SourceApi.name(server, repository);
        return Forms.OWNER_AND_NAME.fits(name) && SourceApi.isPlainPath(name)
                ? Decision.allowed("/repos/" + name)
                : SourceApi.notResolved("A repository is given as owner/name.");
    }

    @Override
    public String toString() {
        return "GitHubResolver[" + issuer + "]";
    }
}
