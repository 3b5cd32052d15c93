package dev.registrykit.publish.provider;

import dev.registrykit.core.workload.WorkloadIdentity;
import dev.registrykit.core.workload.WorkloadPolicy;
import java.util.regex.Pattern;

/**
 * Azure DevOps as an identity provider: one issuer an organisation.
 *
 * <p>All its tokens have the audience {@code api://AzureADTokenExchange}, so it is a provider only after
 * {@link FixedAudience#acceptFixedAudience}. Pinned are organisation, project and pipeline definition; the repository that
 * is built must be the one that the policy names. Tokens of a service connection state none of these and are refused, and
 * so are builds of a pull request. A token states neither event nor environment.
 *
 * <p>Microsoft documents the request ("Oidctoken - Create", learn.microsoft.com/rest/api/azure/devops) but not the claims:
 * these were checked against a real token and discovery document in Teleport's RFD 211.
 */
public final class AzureDevOps extends CiProvider {
    private static final String ISSUER = "https://vstoken.dev.azure.com/";
    private static final Pattern SHAPE = Pattern.compile(Pattern.quote(ISSUER) + Forms.UUID_SHAPE);
    private static final String AUDIENCE = "api://AzureADTokenExchange";

    private final String organisation;

    private AzureDevOps(Settings settings) {
        super(settings);
        this.organisation = Issuers.lastSegment(settings.issuer(), Forms.UUID);
    }

    /**
     * The issuer of one organisation.
     *
     * @param id the organisation's UUID
     */
    public static FixedAudience<AzureDevOps> organisation(String id) {
        return at(ISSUER + Forms.checked("an organisation's id", id, Forms.UUID));
    }

    /**
     * As {@link #organisation}, or an issuer on the loopback interface that plays one in tests; its path ends with the id.
     *
     * @throws IllegalArgumentException if it is neither
     */
    public static FixedAudience<AzureDevOps> at(String issuer) {
        AzureDevOps provider = new AzureDevOps(Settings.of(Rows.AZURE_DEVOPS, Issuers.of(issuer, SHAPE)));
        return new FixedAudience<>(
                AUDIENCE, () -> new AzureDevOps(provider.settings().acceptFixedAudience(AUDIENCE)));
    }

    /**
     * A policy builder for the pipelines that build a repository. Still to be given: the project's id as
     * {@code repositoryId} and the pipeline definition's, a decimal number, as {@code buildConfig}.
     *
     * @param uri the repository's URI as the token states it
     */
    public WorkloadPolicy.Builder policy(String uri) {
        return policyFor(uri).ownerId(organisation).claim("rpo_uri", uri).acceptUnstatedEvent();
    }

    @Override
    void complete(Claims claims, WorkloadIdentity.Builder job) {
        if (!organisation.equals(claims.required("org_id", Forms.UUID))) {
            throw Claims.malformed("org_id");
        }
        if (claims.required("rpo_ref", Forms.REF).startsWith("refs/pull/")) {
            throw Claims.jobRefused("A build of a pull request may not publish.");
        }
        job.claim("rpo_uri", claims.required("rpo_uri", Forms.LINE));
    }
}
