package dev.registrykit.publish.provider;

import dev.registrykit.core.workload.WorkloadIdentity;
import dev.registrykit.core.workload.WorkloadPolicy;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * CircleCI as an identity provider: one issuer an organisation, or the root issuer for all.
 *
 * <p>Pinned are organisation, project and pipeline definition. A fork's build has the same ids, so the repository that a
 * pipeline was triggered by ({@code vcs-origin}) must be stated, and a policy names it. A job that was run again with SSH
 * is refused, because somebody may sit in it. A token states neither event nor environment, and has no id of its own, so
 * its replay is known by what was signed. Contexts are further claims: {@code context-id:<uuid>} is {@code used}.
 *
 * <p>Checked against CircleCI's "Using OpenID Connect tokens in jobs" and "OIDC tokens with custom claims"
 * (circleci.com/docs/guides/permissions-authentication). Those pages do not list {@code org-id},
 * {@code pipeline-definition-id}, {@code workflow-id} and {@code job-id}; they are in PyPI's
 * {@code oidc/models/circleci.py} and Fulcio's {@code config/identity/config.yaml}. CircleCI server was not checked.
 */
public final class CircleCi extends CiProvider {
    private static final String ROOT = "https://oidc.circleci.com";
    private static final Pattern SHAPE = Pattern.compile(Pattern.quote(ROOT) + "(/org/" + Forms.UUID_SHAPE + ")?");
    private static final Form ORIGIN = Form.of("[a-z0-9.-]{1,200}/[A-Za-z0-9._/-]{1,300}");
    private static final String API = "https://circleci.com/api/v2";
    /** With two slashes behind the host, as Fulcio writes it. */
    private static final String APP = "https://app.circleci.com//workflow/";

    private final @Nullable String organisation;

    private CircleCi(Settings settings) {
        super(settings);
        String issuer = settings.issuer();
        this.organisation = issuer.contains("/org/") ? Issuers.lastSegment(issuer, Forms.UUID) : null;
    }

    /**
     * The issuer of one organisation.
     *
     * @param id the organisation's UUID
     */
    public static CircleCi organisation(String id) {
        return at(ROOT + "/org/" + Forms.checked("an organisation's id", id, Forms.UUID));
    }

    /** The root issuer, whose tokens jobs of all organisations get by {@code --root-issuer}. */
    public static CircleCi root() {
        return at(ROOT);
    }

    /**
     * As {@link #organisation} or {@link #root}, or an issuer on the loopback interface that plays them in tests.
     *
     * @throws IllegalArgumentException if it is none of them
     */
    public static CircleCi at(String issuer) {
        return new CircleCi(Settings.of(Rows.CIRCLECI, Issuers.of(issuer, SHAPE)));
    }

    /**
     * The provider, taking a list of exactly one audience for that audience.
     *
     * <p>Risk: none beyond a second spelling; a list of several stays refused.
     */
    public CircleCi acceptAudienceListOfOne() {
        return new CircleCi(settings().acceptAudienceListOfOne());
    }

    /**
     * A policy builder for a pipeline that a repository triggers. Still to be given: the project's id as
     * {@code repositoryId}, and, with the root issuer, the organisation's as {@code ownerId}.
     *
     * @param vcsOrigin the repository as CircleCI states it, {@code github.com/acme/widget}
     * @param pipelineDefinition the pipeline definition's UUID, which stands for the build instructions
     * @throws IllegalArgumentException if one is not of that form
     */
    public WorkloadPolicy.Builder policy(String vcsOrigin, String pipelineDefinition) {
        WorkloadPolicy.Builder policy = policyFor(Forms.checked("a repository", vcsOrigin, ORIGIN))
                .claim("vcs-origin", vcsOrigin)
                .claim(
                        "pipeline-definition-id",
                        Forms.checked("a pipeline definition's id", pipelineDefinition, Forms.UUID))
                // What Fulcio calls the build configuration is another one each time.
                .acceptAnyWorkflow()
                .acceptUnstatedEvent();
        return organisation == null ? policy : policy.ownerId(organisation);
    }

    static String claim(String name) {
        return "oidc.circleci.com/" + name;
    }

    @Override
    void complete(Claims claims, WorkloadIdentity.Builder job) {
        if (claims.requiredFlag(claim("ssh-rerun"))) {
            throw Claims.jobRefused("A job that was run again with SSH may not publish.");
        }
        if (organisation != null && !organisation.equals(claims.required(claim("org-id"), Forms.UUID))) {
            throw Claims.malformed(claim("org-id"));
        }
        String definition = claims.required(claim("pipeline-definition-id"), Forms.UUID);
        String project = claims.required(claim("project-id"), Forms.UUID);
        String pipeline = claims.optional(claim("pipeline-id"), Forms.UUID);
        String workflow = claims.optional(claim("workflow-id"), Forms.UUID);
        String jobId = claims.optional(claim("job-id"), Forms.UUID);
        job.claim("vcs-origin", claims.required(claim("vcs-origin"), Forms.LINE))
                .claim("pipeline-definition-id", definition)
                .claim("pipeline-id", pipeline)
                .buildConfig(pipeline == null ? null : API + "/pipeline/" + pipeline + "/config")
                .buildSigner(API + "/projects/" + project + "/pipeline-definitions/" + definition)
                .runInvocation(workflow == null || jobId == null ? null : APP + workflow + "/job/" + jobId);
        for (String context : claims.texts(claim("context-ids"), Forms.UUID)) {
            job.claim("context-id:" + context, "used");
        }
    }
}
