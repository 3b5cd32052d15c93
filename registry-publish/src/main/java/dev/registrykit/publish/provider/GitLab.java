package dev.registrykit.publish.provider;

import dev.registrykit.core.http.HttpFetch;
import dev.registrykit.core.workload.WorkloadIdentity;
import dev.registrykit.core.workload.WorkloadPolicy;
import dev.registrykit.publish.publisher.SourceResolver;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * GitLab CI as an identity provider: gitlab.com, or any instance of one's own.
 *
 * <p>Project and namespace ids, commit, ref, source of the pipeline and job are required, as text. The pipeline of a
 * merge request out of a fork runs with the rights of the project that it goes to, while {@code project_id} names the
 * fork: such a job is refused. {@code sub} is never looked at, because a project can change what it says. The identity is
 * what Fulcio writes into the certificate of the same job.
 *
 * <p>Checked against GitLab's "OpenID Connect (OIDC) Authentication Using ID Tokens"
 * (docs.gitlab.com/ci/secrets/id_token_authentication), its work item 563038 about forks, and Fulcio's
 * {@code config/identity/config.yaml}.
 */
public final class GitLab extends CiProvider {
    private static final String CLOUD = "https://gitlab.com";
    private static final Form PROJECT =
            Form.of("[A-Za-z0-9_][A-Za-z0-9_.-]{0,254}(/[A-Za-z0-9_][A-Za-z0-9_.-]{0,254}){1,20}");
    private static final int MAX_PATH = 500;
    private static final Form REF_TYPE = Form.of("branch|tag");
    private static final String FORK = "A job of a fork, run in the pipeline of another project, may not publish.";
    private static final String CHILD =
            "A child pipeline may be that of a fork's merge request, which this instance does not tell apart.";

    private GitLab(Settings settings) {
        super(settings);
    }

    /** GitLab CI on gitlab.com. */
    public static GitLab cloud() {
        return at(CLOUD);
    }

    /**
     * GitLab CI of the instance at this address, which is its issuer too; one below a path is possible.
     *
     * @throws IllegalArgumentException if it is no https address without a trailing slash
     */
    public static GitLab at(String instance) {
        return new GitLab(Settings.of(Rows.GITLAB, Issuers.address(instance)));
    }

    /**
     * The provider, taking tokens that are valid for up to {@code longest}, a day at most: GitLab lets a token live as
     * long as the job's timeout, which is an hour unless a project says otherwise.
     *
     * <p>Risk: a token that leaks can be used for longer, once.
     */
    public GitLab acceptLifetime(Duration longest) {
        return new GitLab(settings().acceptLifetime(longest));
    }

    /**
     * The provider, taking a list of exactly one audience for that audience, as jobs get that write {@code aud} as a list.
     *
     * <p>Risk: none beyond a second spelling; a list of several stays refused.
     */
    public GitLab acceptAudienceListOfOne() {
        return new GitLab(settings().acceptAudienceListOfOne());
    }

    /**
     * A policy builder for a project of this instance, whose environments differ in case; ids and the workflow
     * ({@code .gitlab-ci.yml}, say) are still to be given.
     *
     * @param project the project's full path, {@code group/subgroup/name}
     * @throws IllegalArgumentException if it is not of that form
     */
    public WorkloadPolicy.Builder policy(String project) {
        if (!isProject(project)) {
            throw new IllegalArgumentException("a project is given as its full path, group/name");
        }
        return policyFor(issuer() + "/" + project).caseSensitiveEnvironment();
    }

    /**
     * Looks ids and pipeline files up at the public API of this instance, without credentials: private projects do not
     * resolve.
     */
    public SourceResolver resolver(HttpFetch http) {
        return new GitLabResolver(issuer(), http);
    }

    @Override
    void complete(Claims claims, WorkloadIdentity.Builder job) {
        String path = claims.required("project_path", Forms.LINE);
        if (!isProject(path)) {
            throw Claims.malformed("project_path");
        }
        refuseFork(claims, path);
        String config = claims.optionalOrNull("ci_config_ref_uri", Forms.LINE);
        String build = config == null ? null : issuer().substring(0, issuer().indexOf("://") + 3) + config;
        String project = issuer() + "/" + path;
        job.sourceRepository(project)
                .sourceRef(ref(claims))
                .buildConfig(build)
                .buildSigner(build)
                .runInvocation(project + "/-/jobs/" + claims.required("job_id", Forms.ID));
    }

    /**
     * Where the job ran must be what it was built of. Older instances state only the latter: their merge request pipelines
     * are known by their source, but those that such a pipeline starts in turn have another one.
     */
    private static void refuseFork(Claims claims, String path) {
        String ranIn = claims.optional("job_project_id", Forms.ID);
        String ranAt = claims.optional("job_project_path", Forms.LINE);
        if ((ranIn != null && !ranIn.equals(claims.required("project_id", Forms.ID)))
                || (ranAt != null && !ranAt.equals(path))) {
            throw Claims.jobRefused(FORK);
        }
        if (ranIn == null
                && ranAt == null
                && "parent_pipeline".equals(claims.required("pipeline_source", Forms.WORD))) {
            throw Claims.jobRefused(CHILD);
        }
    }

    /** {@code ref} has no prefix: it is {@code ref_type} that tells a tag from a branch of the same name. */
    private static String ref(Claims claims) {
        String type = claims.required("ref_type", REF_TYPE);
        String full = (type.equals("tag") ? "refs/tags/" : "refs/heads/") + claims.required("ref", Forms.LINE);
        @Nullable String stated = claims.optional("ref_path", Forms.REF);
        if (stated != null && !stated.equals(full)) {
            throw Claims.malformed("ref_path");
        }
        return full;
    }

    /** Whether this is a project's path; its length comes first, because repeated groups recurse on long texts. */
    static boolean isProject(String path) {
        return path.length() <= MAX_PATH && PROJECT.fits(path);
    }
}
