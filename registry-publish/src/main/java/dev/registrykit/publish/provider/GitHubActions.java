package dev.registrykit.publish.provider;

import dev.registrykit.core.decision.Decision;
import dev.registrykit.core.workload.WorkloadIdentity;
import dev.registrykit.core.workload.WorkloadPolicy;
import dev.registrykit.publish.oidc.IdentityProvider;
import dev.registrykit.publish.oidc.VerifiedIdentity;
import java.net.URI;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * GitHub Actions as an identity provider: on github.com, in an enterprise, or on a GitHub server of one's own.
 *
 * <p>Repository and owner ids, repository, workflow, event, run and commit are required and must be text, as GitHub
 * sends them. The {@code sub} claim is never looked at: repository owners can change what it says.
 */
public final class GitHubActions implements IdentityProvider {
    private static final String CLOUD = "https://token.actions.githubusercontent.com";
    private static final String GITHUB = "https://github.com";
    private static final String RESIDENCY_HOST = "token.actions.";
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

    private static final Pattern ID = Pattern.compile("[1-9][0-9]{0,19}");
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,20}");
    private static final Pattern REPOSITORY = Pattern.compile("[A-Za-z0-9_.-]{1,100}/[A-Za-z0-9_.-]{1,100}");
    private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{40}|[0-9a-f]{64}");
    private static final Pattern FLAG = Pattern.compile("true|false");
    private static final Pattern WORD = Pattern.compile("[A-Za-z0-9_-]{1,100}");
    private static final Pattern LINE = Pattern.compile("[^\\p{Cntrl}]{1,1000}");

    private final String issuer;
    private final String server;

    private GitHubActions(String issuer, String server) {
        this.issuer = issuer;
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
     * @throws IllegalArgumentException if {@code issuer} is no address with a host
     */
    public static GitHubActions at(String issuer) {
        URI uri = URI.create(issuer);
        String host = uri.getHost();
        if (host == null) {
            throw new IllegalArgumentException("an issuer is an address with a host");
        }
        return new GitHubActions(issuer, server(issuer, uri, host));
    }

    private static String server(String issuer, URI uri, String host) {
        if (issuer.equals(CLOUD) || issuer.startsWith(CLOUD + "/") || LOOPBACK.contains(host)) {
            return GITHUB;
        }
        if (host.startsWith(RESIDENCY_HOST) && host.endsWith(".ghe.com")) {
            return uri.getScheme() + "://" + host.substring(RESIDENCY_HOST.length());
        }
        return uri.getScheme() + "://" + uri.getRawAuthority();
    }

    @Override
    public String issuer() {
        return issuer;
    }

    /** The server that the repositories lie on, without a trailing slash. */
    public String server() {
        return server;
    }

    /**
     * A policy builder for a repository of this provider.
     *
     * @param repository {@code owner/name}
     * @throws IllegalArgumentException if it is not of that form
     */
    public WorkloadPolicy.Builder policy(String repository) {
        if (!REPOSITORY.matcher(repository).matches()) {
            throw new IllegalArgumentException("a repository is given as owner/name");
        }
        return WorkloadPolicy.builder(issuer, server + "/" + repository);
    }

    @Override
    public Decision<WorkloadIdentity> workload(VerifiedIdentity identity) {
        return Claims.map(identity.claims(), this::workload);
    }

    private WorkloadIdentity workload(Claims claims) {
        String repository = server + "/" + claims.required("repository", REPOSITORY);
        String signer = claims.optional("job_workflow_ref", LINE);
        return WorkloadIdentity.builder(issuer)
                .sourceRepository(repository)
                .sourceRepositoryId(claims.required("repository_id", ID))
                .sourceRepositoryOwnerId(claims.required("repository_owner_id", ID))
                .sourceDigest(claims.required("sha", COMMIT))
                // Runs that a deployment started have no ref.
                .sourceRef(claims.optional("ref", LINE))
                .buildConfig(server + "/" + claims.required("workflow_ref", LINE))
                .buildSigner(signer == null ? null : server + "/" + signer)
                .trigger(claims.required("event_name", WORD))
                .runner(claims.optional("runner_environment", WORD))
                .environment(claims.optional("environment", LINE))
                .visibility(claims.optional("repository_visibility", WORD))
                .refProtected(claims.optional("ref_protected", FLAG))
                .runInvocation(repository + "/actions/runs/" + claims.required("run_id", NUMBER) + "/attempts/"
                        + claims.required("run_attempt", NUMBER))
                .build();
    }

    @Override
    public String toString() {
        return "GitHubActions[" + issuer + "]";
    }
}
