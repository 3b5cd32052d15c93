package dev.registrykit.publish.provider;

import dev.registrykit.core.workload.WorkloadIdentity;
import dev.registrykit.core.workload.WorkloadPolicy;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Bitbucket Pipelines as an identity provider: one issuer a workspace.
 *
 * <p>The issuer has the workspace's name, which somebody else can get later; the UUIDs of workspace and repository are
 * what is pinned. A deployment environment is known by its UUID, in braces. A token states the branch, but no tag, commit,
 * event or build instructions, and has no id of its own, so its replay is known by what was signed. Whoever can push a
 * branch can publish, unless the policy names an environment that is restricted to a branch.
 *
 * <p>Checked against Atlassian's "Integrate Pipelines with resource servers using OIDC"
 * (support.atlassian.com/bitbucket-cloud), its announcement of several audiences, and the claims in the issuer's discovery
 * document as other projects keep it; the exact types of the claims are not documented.
 */
public final class Bitbucket extends CiProvider {
    private static final String BEFORE = "https://api.bitbucket.org/2.0/workspaces/";
    private static final String AFTER = "/pipelines-config/identity/oidc";
    private static final String SITE = "https://bitbucket.org/";
    private static final String WORKSPACE_SHAPE = "[a-z0-9_-]{1,100}";
    private static final Form WORKSPACE = Form.of(WORKSPACE_SHAPE);
    private static final Pattern SHAPE =
            Pattern.compile(Pattern.quote(BEFORE) + WORKSPACE_SHAPE + Pattern.quote(AFTER));

    private Bitbucket(Settings settings) {
        super(settings);
    }

    /**
     * The issuer of one workspace.
     *
     * @param name the workspace's id as its URLs have it
     */
    public static Bitbucket workspace(String name) {
        return at(BEFORE + Forms.checked("a workspace", name, WORKSPACE) + AFTER);
    }

    /**
     * As {@link #workspace}, or an issuer on the loopback interface that plays one in tests.
     *
     * @throws IllegalArgumentException if it is neither
     */
    public static Bitbucket at(String issuer) {
        return new Bitbucket(Settings.of(Rows.BITBUCKET, Issuers.of(issuer, SHAPE)));
    }

    /**
     * The provider, taking a list of exactly one audience for that audience, which is how steps get it that choose it.
     *
     * <p>Risk: none beyond a second spelling; a list of several stays refused.
     */
    public Bitbucket acceptAudienceListOfOne() {
        return new Bitbucket(settings().acceptAudienceListOfOne());
    }

    /**
     * A policy builder for a repository of the workspace; it pins both.
     *
     * @param workspaceUuid the workspace's UUID with its braces
     * @param repositoryUuid the repository's UUID with its braces
     * @throws IllegalArgumentException if one is not of that form
     */
    public WorkloadPolicy.Builder policy(String workspaceUuid, String repositoryUuid) {
        Forms.checked("a workspace's UUID", workspaceUuid, Forms.BRACED_UUID);
        Forms.checked("a repository's UUID", repositoryUuid, Forms.BRACED_UUID);
        return policyFor(url(workspaceUuid, repositoryUuid))
                .ownerId(workspaceUuid)
                .repositoryId(repositoryUuid)
                .caseSensitiveEnvironment()
                .acceptAnyWorkflow()
                .acceptUnstatedEvent();
    }

    /** Bitbucket takes UUIDs in its URLs; a token states no name. */
    private static String url(String workspaceUuid, String repositoryUuid) {
        return SITE + workspaceUuid + "/" + repositoryUuid;
    }

    @Override
    void complete(Claims claims, WorkloadIdentity.Builder job) {
        String repository = url(
                claims.required("workspaceUuid", Forms.BRACED_UUID),
                claims.required("repositoryUuid", Forms.BRACED_UUID));
        @Nullable String branch = claims.optional("branchName", Forms.LINE);
        job.sourceRepository(repository).sourceRef(branch == null ? null : "refs/heads/" + branch);
    }
}
