package dev.registrykit.publish.provider;

import dev.registrykit.core.workload.WorkloadIdentity;
import dev.registrykit.core.workload.WorkloadPolicy;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Buildkite as an identity provider.
 *
 * <p>A token states the immutable ids of pipeline and organisation only when the job asks for them: {@code buildkite-agent
 * oidc request-token --claim organization_id,pipeline_id --audience …}. Without them it is refused, unless
 * {@link #acceptMutableIdentity}. It states no build instructions but the pipeline itself.
 *
 * <p>A build of a fork's pull request gets tokens too, when the pipeline builds forks. Buildkite tells its branch from the
 * pipeline's own only when "Prefix third-party fork branch names" is on (such a job is refused here): switch it on, or
 * build no forks, wherever a policy looks at branches.
 *
 * <p>Checked against "buildkite-agent oidc" (buildkite.com/docs/agent/cli/reference/oidc) and Fulcio's
 * {@code config/identity/config.yaml}. That a token has a {@code jti} is not on that page; real tokens have it since 2025
 * (rubygems.org issue 5412).
 */
public final class Buildkite extends CiProvider {
    private static final String ISSUER = "https://agent.buildkite.com";
    private static final String SITE = "https://buildkite.com/";
    private static final Pattern SHAPE = Pattern.compile(Pattern.quote(ISSUER));
    /** A build by hand may name the tip of its branch instead of a commit. */
    private static final Form COMMIT = text -> Forms.COMMIT.fits(text) || text.equals("HEAD");

    private Buildkite(Settings settings) {
        super(settings);
    }

    /** Buildkite's issuer {@code https://agent.buildkite.com}. */
    public static Buildkite cloud() {
        return at(ISSUER);
    }

    /**
     * As {@link #cloud}, or an issuer on the loopback interface that plays it in tests.
     *
     * @throws IllegalArgumentException if it is neither
     */
    public static Buildkite at(String issuer) {
        return new Buildkite(Settings.of(Rows.BUILDKITE, Issuers.of(issuer, SHAPE)));
    }

    /**
     * The provider, taking tokens without the ids of pipeline and organisation.
     *
     * <p>Risk: only policies that accept mutable identity too match such a token, and they know a pipeline by its name:
     * whoever gets the organisation's name after it was given up publishes as it did.
     *
     * @param reason why this is acceptable here
     */
    public Buildkite acceptMutableIdentity(String reason) {
        return new Buildkite(settings().acceptMutableIdentity(reason));
    }

    /**
     * A policy builder for a pipeline; the pipeline's id as {@code repositoryId} and the organisation's as {@code ownerId}
     * are still to be given.
     *
     * @throws IllegalArgumentException if a slug is not of letters, digits, {@code .}, {@code _} and {@code -}
     */
    public WorkloadPolicy.Builder policy(String organisation, String pipeline) {
        return policyFor(SITE + Forms.checked("an organisation", organisation, Forms.SLUG) + "/"
                        + Forms.checked("a pipeline", pipeline, Forms.SLUG))
                .acceptAnyWorkflow();
    }

    @Override
    void complete(Claims claims, WorkloadIdentity.Builder job) {
        String pipeline = SITE + claims.required("organization_slug", Forms.SLUG) + "/"
                + claims.required("pipeline_slug", Forms.SLUG);
        String commit = claims.required("build_commit", COMMIT);
        job.sourceRepository(pipeline)
                .sourceRef(ref(claims))
                .sourceDigest(commit.equals("HEAD") ? null : commit)
                .claim("step_key", claims.optionalOrNull("step_key", Forms.LINE))
                .runInvocation(pipeline + "/builds/" + claims.requiredInteger("build_number") + "#"
                        + claims.required("job_id", Forms.UUID));
    }

    private static String ref(Claims claims) {
        @Nullable String tag = claims.optionalOrNull("build_tag", Forms.LINE);
        String branch = claims.required("build_branch", Forms.LINE);
        if (branch.indexOf(':') >= 0) {
            // No branch of git has a colon: this is how Buildkite marks a fork's.
            throw Claims.jobRefused("A build of a fork's branch may not publish.");
        }
        return tag == null ? "refs/heads/" + branch : "refs/tags/" + tag;
    }
}
