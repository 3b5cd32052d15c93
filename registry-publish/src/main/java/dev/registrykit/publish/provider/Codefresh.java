package dev.registrykit.publish.provider;

import dev.registrykit.core.workload.WorkloadIdentity;
import dev.registrykit.core.workload.WorkloadPolicy;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Codefresh as an identity provider.
 *
 * <p>Pinned are account and pipeline. Which claims there are tells how a pipeline was started, and that is its event:
 * {@code pull_request} when there is a target branch, which policies refuse, then {@code manual} when there is an
 * initiator, {@code push} when there is a repository, else {@code cron}. A token states the ref without saying whether it
 * is a branch or a tag, so it is a further claim, {@code scm_ref}, and no ref. It has no id of its own, so its replay is
 * known by what was signed.
 *
 * <p>Checked against Codefresh's "OIDC in pipelines" (codefresh.io/docs/docs/integrations/oidc-pipelines) and Fulcio's
 * {@code config/identity/config.yaml}, which shows that another audience than the documented one can be asked for.
 */
public final class Codefresh extends CiProvider {
    private static final String ISSUER = "https://oidc.codefresh.io";
    private static final Pattern SHAPE = Pattern.compile(Pattern.quote(ISSUER));
    private static final String PLATFORM = "https://g.codefresh.io";
    private static final Form PLATFORM_URL = Form.of("https://[a-z0-9.-]{1,200}");
    /** A pipeline's name has its project before it. */
    private static final Form PIPELINE = Form.of("[^\\p{Cntrl}/]{1,150}/[^\\p{Cntrl}/]{1,150}");

    private Codefresh(Settings settings) {
        super(settings);
    }

    /** Codefresh's issuer {@code https://oidc.codefresh.io}. */
    public static Codefresh cloud() {
        return at(ISSUER);
    }

    /**
     * As {@link #cloud}, or an issuer on the loopback interface that plays it in tests.
     *
     * @throws IllegalArgumentException if it is neither
     */
    public static Codefresh at(String issuer) {
        return new Codefresh(Settings.of(Rows.CODEFRESH, Issuers.of(issuer, SHAPE)));
    }

    /**
     * A policy builder for a pipeline; the pipeline's id as {@code repositoryId} and the account's as {@code ownerId} are
     * still to be given.
     *
     * @param pipeline {@code project/pipeline}
     * @throws IllegalArgumentException if it is not of that form
     */
    public WorkloadPolicy.Builder policy(String account, String pipeline) {
        return policyFor(url(
                        Forms.checked("an account", account, Forms.SLUG),
                        Forms.checked("a pipeline", pipeline, PIPELINE)))
                .acceptAnyWorkflow();
    }

    private static String url(String account, String pipeline) {
        return PLATFORM + "/" + account + "/" + pipeline;
    }

    @Override
    void complete(Claims claims, WorkloadIdentity.Builder job) {
        @Nullable String initiator = claims.optional("initiator", Forms.LINE);
        String platform = claims.optional("platform_url", PLATFORM_URL);
        String base = platform == null ? PLATFORM : platform;
        String run = base + "/build/" + claims.required("workflow_id", Forms.SLUG);
        job.buildConfig(base + "/api/pipelines/" + claims.required("pipeline_id", Forms.SLUG))
                .buildSigner(run)
                .sourceRepository(
                        url(claims.required("account_name", Forms.SLUG), claims.required("pipeline_name", PIPELINE)))
                .trigger(trigger(claims, initiator))
                .actor(initiator == null ? claims.optional("scm_user_name", Forms.LINE) : initiator)
                .runInvocation(run);
    }

    private static String trigger(Claims claims, @Nullable String initiator) {
        if (claims.states("scm_pull_request_target_branch")) {
            return "pull_request";
        }
        if (initiator != null) {
            return "manual";
        }
        return claims.states("scm_repo_url") ? "push" : "cron";
    }
}
