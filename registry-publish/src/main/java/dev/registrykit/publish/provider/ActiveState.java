package dev.registrykit.publish.provider;

import dev.registrykit.core.workload.WorkloadIdentity;
import dev.registrykit.core.workload.WorkloadPolicy;
import java.util.regex.Pattern;

/**
 * The ActiveState Platform as an identity provider.
 *
 * <p>Pinned are project and organisation; a policy should demand the claim {@code actor_id} too, the user who published.
 * Only the platform's publishing builder may publish. A token states neither event, ref nor build instructions.
 *
 * <p>ActiveState documents no claims, so they could not be checked against it: they are those of PyPI's
 * {@code oidc/models/activestate.py}. Whether a token always has an id of its own is not known, so its replay is known by
 * what was signed.
 */
public final class ActiveState extends CiProvider {
    private static final String ISSUER = "https://platform.activestate.com/api/v1/oauth/oidc";
    private static final String SITE = "https://platform.activestate.com/";
    private static final Pattern SHAPE = Pattern.compile(Pattern.quote(ISSUER));
    private static final String PYPI = "pypi";

    private ActiveState(Settings settings) {
        super(settings);
    }

    /** ActiveState's issuer {@code https://platform.activestate.com/api/v1/oauth/oidc}. */
    public static ActiveState cloud() {
        return at(ISSUER);
    }

    /**
     * As {@link #cloud}, or an issuer on the loopback interface that plays it in tests.
     *
     * @throws IllegalArgumentException if it is neither
     */
    public static ActiveState at(String issuer) {
        return new ActiveState(Settings.of(Rows.ACTIVESTATE, Issuers.of(issuer, SHAPE)));
    }

    /**
     * The provider, taking tokens with the audience {@code pypi} instead of the registry's own, which the platform must be
     * asked to support.
     *
     * <p>Risk: such a token is good at PyPI and here: whoever gets it can present it at the other.
     */
    public ActiveState acceptFixedAudience() {
        return new ActiveState(settings().acceptFixedAudience(PYPI));
    }

    /**
     * A policy builder for a project; the ids of project and organisation are still to be given.
     *
     * @throws IllegalArgumentException if a name is not of letters, digits, {@code .}, {@code _} and {@code -}
     */
    public WorkloadPolicy.Builder policy(String organisation, String project) {
        return policyFor(SITE + Forms.checked("an organisation", organisation, Forms.SLUG) + "/"
                        + Forms.checked("a project", project, Forms.SLUG))
                .acceptAnyWorkflow()
                .acceptUnstatedEvent();
    }

    @Override
    void complete(Claims claims, WorkloadIdentity.Builder job) {
        job.sourceRepository(
                SITE + claims.required("organization", Forms.SLUG) + "/" + claims.required("project", Forms.SLUG));
    }
}
