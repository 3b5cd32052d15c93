package dev.registrykit.publish.provider;

import dev.registrykit.core.workload.WorkloadIdentity;
import dev.registrykit.core.workload.WorkloadPolicy;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Semaphore as an identity provider: one issuer an organisation.
 *
 * <p>The audience of all its tokens is the issuer, so it is a provider only after
 * {@link FixedAudience#acceptFixedAudience}. The issuer has the organisation's name, which somebody else can get later; the
 * UUIDs of organisation and project are what is pinned. Debugging sessions and pull requests are refused. A token states no
 * event in words ({@code trg} is kept), no commit, environment or build instructions.
 *
 * <p>Checked against Semaphore's "OIDC Tokens" (docs.semaphoreci.com/reference/openid), which names no algorithm: RS256 is
 * taken for it.
 */
public final class Semaphore extends CiProvider {
    private static final String ORGANISATION_SHAPE = "[a-z0-9][a-z0-9-]{0,62}";
    private static final Form ORGANISATION = Form.of(ORGANISATION_SHAPE);
    private static final String DOMAIN = ".semaphoreci.com";
    private static final Pattern SHAPE = Pattern.compile("https://" + ORGANISATION_SHAPE + Pattern.quote(DOMAIN));
    private static final Form REF_TYPE = Form.of("branch|tag|pull-request");
    private static final Map<String, String> PREFIXES = Map.of("branch", "refs/heads/", "tag", "refs/tags/");

    private Semaphore(Settings settings) {
        super(settings);
    }

    /** The issuer of one organisation, which its first host label names. */
    public static FixedAudience<Semaphore> organisation(String name) {
        return at("https://" + Forms.checked("an organisation", name, ORGANISATION) + DOMAIN);
    }

    /**
     * As {@link #organisation}, or an issuer on the loopback interface that plays one in tests.
     *
     * @throws IllegalArgumentException if it is neither
     */
    public static FixedAudience<Semaphore> at(String issuer) {
        Settings settings = Settings.of(Rows.SEMAPHORE, Issuers.of(issuer, SHAPE));
        return new FixedAudience<>(issuer, () -> new Semaphore(settings.acceptFixedAudience(issuer)));
    }

    /**
     * A policy builder for a project; the ids of project and organisation are still to be given.
     *
     * @param project the project's name
     * @throws IllegalArgumentException if it is not of letters, digits, {@code .}, {@code _} and {@code -}
     */
    public WorkloadPolicy.Builder policy(String project) {
        return policyFor(url(Forms.checked("a project", project, Forms.SLUG)))
                .acceptAnyWorkflow()
                .acceptUnstatedEvent();
    }

    private String url(String project) {
        return issuer() + "/projects/" + project;
    }

    @Override
    void complete(Claims claims, WorkloadIdentity.Builder job) {
        String prefix = PREFIXES.get(claims.required("ref_type", REF_TYPE));
        if (prefix == null || claims.states("pr")) {
            throw Claims.jobRefused("A job of a pull request may not publish.");
        }
        if (!claims.required("ref", Forms.REF).startsWith(prefix)) {
            throw Claims.malformed("ref_type");
        }
        job.sourceRepository(url(claims.required("prj", Forms.SLUG)));
    }
}
