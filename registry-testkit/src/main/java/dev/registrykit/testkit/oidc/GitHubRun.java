package dev.registrykit.testkit.oidc;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A job that is running, and so may ask the provider for identity tokens, as a step with {@code id-token: write} does.
 *
 * <p>GET the {@link #requestUrl} with the {@link #requestToken} as bearer and {@code &audience=...} appended; the answer
 * is {@code {"count": length, "value": token}}. Each request gets a token with its own {@code jti}. Without an audience
 * it is the owner's URL, as at GitHub.
 */
public final class GitHubRun {
    private final GitHubJob job;
    private final String requestUrl;
    private final String requestToken;

    GitHubRun(GitHubJob job, String requestUrl, String requestToken) {
        this.job = job;
        this.requestUrl = requestUrl;
        this.requestToken = requestToken;
    }

    /** The job that runs. */
    public GitHubJob job() {
        return job;
    }

    /** {@code ACTIONS_ID_TOKEN_REQUEST_URL}: it has a query already, so the audience is appended with {@code &}. */
    public String requestUrl() {
        return requestUrl;
    }

    /** {@code ACTIONS_ID_TOKEN_REQUEST_TOKEN}. */
    public String requestToken() {
        return requestToken;
    }

    /**
     * The environment variables by which clients know that they run in this job, for {@link ProcessBuilder#environment}.
     *
     * <p>They are those that GitHub sets and that npm and other clients read: {@code GITHUB_ACTIONS}, {@code CI}, the
     * two for identity tokens, and the run's own.
     */
    public Map<String, String> environment() {
        Map<String, String> variables = new LinkedHashMap<>(job.variables(""));
        variables.put("ACTIONS_ID_TOKEN_REQUEST_URL", requestUrl);
        variables.put("ACTIONS_ID_TOKEN_REQUEST_TOKEN", requestToken);
        return variables;
    }

    /** Shows no token. */
    @Override
    public String toString() {
        return "GitHubRun[" + job + "]";
    }
}
