package dev.registrykit.publish.provider;

import dev.registrykit.core.workload.WorkloadIdentity;
import dev.registrykit.core.workload.WorkloadPolicy;
import java.util.regex.Pattern;

/**
 * Google Cloud as an identity provider: ID tokens of service accounts, as Cloud Build and virtual machines get them.
 *
 * <p>The account's unique id ({@code sub}) is what is pinned; its e-mail address is its name, and must be verified. Such
 * a token states no owner, no event, no ref and no build instructions: whoever may use the service account may publish.
 * It has no id of its own either, so its replay is known by what was signed. {@code policy} settles all that by name.
 *
 * <p>Checked against Google's "Verify VM identity" (cloud.google.com/compute/docs/instances/verifying-instance-identity)
 * and "OpenID Connect" pages (developers.google.com/identity/openid-connect), and PyPI's {@code oidc/models/google.py}.
 */
public final class GoogleCloud extends CiProvider {
    private static final String ISSUER = "https://accounts.google.com";
    private static final Pattern SHAPE = Pattern.compile(Pattern.quote(ISSUER));
    private static final String KEYS_HOST = "www.googleapis.com";
    private static final Form SERVICE_ACCOUNT =
            Form.of("[a-z0-9._-]{1,100}@([a-z0-9.-]{1,150}\\.)?gserviceaccount\\.com");

    private GoogleCloud(Settings settings) {
        super(settings);
    }

    /** Google's issuer {@code https://accounts.google.com}, whose keys lie on {@code www.googleapis.com}. */
    public static GoogleCloud cloud() {
        return at(ISSUER);
    }

    /**
     * As {@link #cloud}, or an issuer on the loopback interface that plays it in tests, with its keys on its own host.
     *
     * @throws IllegalArgumentException if it is neither
     */
    public static GoogleCloud at(String issuer) {
        return new GoogleCloud(Settings.of(Rows.GOOGLE_CLOUD, Issuers.of(issuer, SHAPE)));
    }

    @Override
    public String keysHost() {
        return Issuers.isLoopback(issuer()) ? super.keysHost() : KEYS_HOST;
    }

    /**
     * A policy builder for a service account; its unique id is still to be given as {@code repositoryId}.
     *
     * @param email the account's address, which ends with {@code gserviceaccount.com}
     * @throws IllegalArgumentException if it is not of that form
     */
    public WorkloadPolicy.Builder policy(String email) {
        return policyFor(Forms.checked("a service account", email, SERVICE_ACCOUNT))
                .acceptNoOwnerId()
                .acceptAnyWorkflow()
                .acceptUnstatedEvent();
    }

    @Override
    void complete(Claims claims, WorkloadIdentity.Builder job) {
        String email = claims.required("email", SERVICE_ACCOUNT);
        if (!claims.requiredFlag("email_verified")) {
            throw Claims.malformed("email_verified");
        }
        job.sourceRepository(email).actor(email);
    }
}
