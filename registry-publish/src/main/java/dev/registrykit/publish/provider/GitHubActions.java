package dev.registrykit.publish.provider;

import dev.registrykit.core.http.HttpFetch;
import dev.registrykit.core.workload.WorkloadIdentity;
import dev.registrykit.core.workload.WorkloadPolicy;
import dev.registrykit.publish.publisher.SourceResolver;
import java.net.URI;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * GitHub Actions as an identity provider: on github.com, in an enterprise, or on a GitHub server of one's own.
 *
 * <p>Repository and owner ids, repository, workflow, event, run and commit are required and must be text, as GitHub
 * sends them. The {@code sub} claim is never looked at: repository owners can change what it says, and it has three
 * shapes. The identity is what Fulcio writes into the certificate of the same job.
 *
 * <p>Checked against GitHub's "OpenID Connect reference" (docs.github.com/actions/reference/security/oidc) and Fulcio's
 * {@code config/identity/config.yaml}.
 */
public final class GitHubActions extends CiProvider {
    private static final String CLOUD = "https://token.actions.githubusercontent.com";
    private static final String CLOUD_HOST = "token.actions.githubusercontent.com";
    private static final String GITHUB = "https://github.com";
    private static final String RESIDENCY_HOST = "token.actions.";
    private static final String TAGS = "refs/tags/";
    private static final Pattern ENTERPRISE = Pattern.compile(Pattern.quote(CLOUD) + "(/[A-Za-z0-9-]{1,100})?");
    private static final Pattern RESIDENCY = Pattern.compile("https://token\\.actions\\.[a-z0-9-]{1,60}\\.ghe\\.com");

    private final String server;

    private GitHubActions(Settings settings, String server) {
        super(settings);
        this.server = server;
    }

    /** GitHub Actions on github.com: issuer {@code https://token.actions.githubusercontent.com}. */
    public static GitHubActions cloud() {
        return at(CLOUD);
    }

    /**
     * GitHub Actions with another issuer; it decides which server the repositories of its tokens lie on:
     *
     * <ul>
     *   <li>{@code https://token.actions.githubusercontent.com/<enterprise>}: {@code https://github.com}
     *   <li>{@code https://token.actions.<name>.ghe.com}: {@code https://<name>.ghe.com}
     *   <li>{@code https://HOST/_services/token}: {@code https://HOST}
     *   <li>an issuer on the loopback interface, which plays GitHub in tests: {@code https://github.com}
     *   <li>any other: the issuer's own scheme, host and port
     * </ul>
     *
     * @throws IllegalArgumentException if {@code issuer} is no https address of such a shape
     */
    public static GitHubActions at(String issuer) {
        String address = Issuers.address(issuer);
        String host = Issuers.host(address);
        boolean residency = host.startsWith(RESIDENCY_HOST) && host.endsWith(".ghe.com");
        boolean wrong = (host.equals(CLOUD_HOST) && !ENTERPRISE.matcher(address).matches())
                || (residency && !RESIDENCY.matcher(address).matches());
        if (wrong) {
            throw new IllegalArgumentException("an issuer of GitHub's own has at most an enterprise behind its host");
        }
        return new GitHubActions(Settings.of(Rows.GITHUB_ACTIONS, address), server(address, host, residency));
    }

    private static String server(String issuer, String host, boolean residency) {
        if (host.equals(CLOUD_HOST) || Issuers.isLoopback(issuer)) {
            return GITHUB;
        }
        URI uri = URI.create(issuer);
        return residency
                ? "https://" + host.substring(RESIDENCY_HOST.length())
                : uri.getScheme() + "://" + uri.getRawAuthority();
    }

    /** The server that the repositories lie on, without a trailing slash. */
    public String server() {
        return server;
    }

    /**
     * A policy builder for a repository of this provider; ids and workflow are still to be given.
     *
     * @param repository {@code owner/name}
     * @throws IllegalArgumentException if it is not of that form
     */
    public WorkloadPolicy.Builder policy(String repository) {
        return policyFor(server + "/" + Forms.checked("a repository owner/name", repository, Forms.OWNER_AND_NAME));
    }

    /**
     * Looks ids and workflow files up at the public API of this server, without credentials: private repositories do not
     * resolve.
     */
    public SourceResolver resolver(HttpFetch http) {
        return new GitHubResolver(issuer(), server, http);
    }

    @Override
    void complete(Claims claims, WorkloadIdentity.Builder job) {
        String repository = server + "/" + claims.required("repository", Forms.OWNER_AND_NAME);
        String signer = claims.optional("job_workflow_ref", Forms.LINE);
        checkRefType(claims);
        job.sourceRepository(repository)
                .buildConfig(server + "/" + claims.required("workflow_ref", Forms.LINE))
                .buildSigner(signer == null ? null : server + "/" + signer)
                .runInvocation(repository + "/actions/runs/" + claims.required("run_id", Forms.NUMBER) + "/attempts/"
                        + claims.required("run_attempt", Forms.NUMBER));
    }

    /** A pull request's ref is of the type "branch"; a tag's alone is of the type "tag". */
    private static void checkRefType(Claims claims) {
        String ref = claims.optional("ref", Forms.REF);
        @Nullable String type = claims.optional("ref_type", Forms.WORD);
        if (ref != null && type != null && type.equals("tag") != ref.startsWith(TAGS)) {
            throw Claims.malformed("ref_type");
        }
    }
}
