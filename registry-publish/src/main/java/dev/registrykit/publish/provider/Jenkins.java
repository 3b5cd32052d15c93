package dev.registrykit.publish.provider;

import dev.registrykit.core.workload.WorkloadIdentity;
import dev.registrykit.core.workload.WorkloadPolicy;
import org.jspecify.annotations.Nullable;

/**
 * Jenkins with its OpenID Connect Provider plugin as an identity provider: a controller, or a folder of one.
 *
 * <p>A token states the job's URL and the number of the build, nothing that outlives a rename, so it is a provider only
 * after {@link MutableIdentity#acceptMutableIdentity}. The claims are templates that an administrator can change, filled
 * from the build's environment variables, which releases of the plugin up to 96 let a job set: trust only a controller
 * whose plugin is newer and whose templates are the default ones. A token has no id of its own, so its replay is known
 * by what was signed; it states no event, ref, environment or build instructions.
 *
 * <p>Checked against the plugin's README and its {@code IdTokenCredentials} and {@code IdTokenConfiguration} classes
 * (github.com/jenkinsci/oidc-provider-plugin).
 */
public final class Jenkins extends CiProvider {
    private static final Form JOB = Form.of("https?://[A-Za-z0-9.:\\[\\]-]{1,250}/[^\\p{Cntrl}?#]{1,700}");

    private final String reason;

    private Jenkins(Settings settings, String reason) {
        super(settings);
        this.reason = reason;
    }

    /**
     * The issuer of a controller ({@code https://ci.example.org/oidc}), of a folder, or the one that an administrator set
     * instead.
     *
     * @throws IllegalArgumentException if it is no https address without a trailing slash
     */
    public static MutableIdentity<Jenkins> at(String issuer) {
        Settings settings = Settings.of(Rows.JENKINS, Issuers.address(issuer));
        return new MutableIdentity<>(issuer, reason -> new Jenkins(settings.acceptMutableIdentity(reason), reason));
    }

    /**
     * A policy builder for a job, which is known by its URL alone.
     *
     * @param jobUrl the job's URL, with or without its trailing slash
     * @throws IllegalArgumentException if it is no URL without query, fragment and dot segments
     */
    public WorkloadPolicy.Builder policy(String jobUrl) {
        @Nullable String url = withoutSlash(jobUrl);
        if (url == null) {
            throw new IllegalArgumentException("a job is given by its URL");
        }
        return policyFor(url).acceptMutableIdentity(reason).acceptAnyWorkflow().acceptUnstatedEvent();
    }

    private static @Nullable String withoutSlash(String jobUrl) {
        String url = jobUrl.endsWith("/") ? jobUrl.substring(0, jobUrl.length() - 1) : jobUrl;
        String segments = url + "/";
        boolean plain = JOB.fits(url)
                && !segments.contains("/./")
                && !segments.contains("/../")
                && segments.indexOf("//", segments.indexOf("://") + 3) < 0;
        return plain ? url : null;
    }

    @Override
    void complete(Claims claims, WorkloadIdentity.Builder job) {
        String sub = claims.required("sub", Forms.LINE);
        @Nullable String url = sub.endsWith("/") ? withoutSlash(sub) : null;
        if (url == null) {
            throw Claims.malformed("sub");
        }
        job.sourceRepository(url).runInvocation(sub + claims.requiredInteger("build_number") + "/");
    }
}
