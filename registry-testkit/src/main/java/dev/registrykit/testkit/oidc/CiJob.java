package dev.registrykit.testkit.oidc;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One job of a CI system, from which the claims of its identity token follow.
 *
 * <p>{@link CiJobs} has one for each provider, {@link GitHubJob} is GitHub's with more words. Values are immutable.
 */
public interface CiJob {

    /**
     * The same job with one claim of its token replaced or added, {@code iss}, {@code aud}, {@code jti} and the times
     * included.
     *
     * <p>In a job of {@link CiJobs}, claims that repeat this one ({@code sub}, full refs) follow the change, unless they
     * are changed themselves.
     *
     * @param value a string, integer, long, double, boolean, null, or a map or iterable of these
     */
    CiJob claim(String name, @Nullable Object value);

    /** The same job without one claim in its token. */
    CiJob without(String name);

    /**
     * All claims of a token that is issued now, in a map of the caller's own.
     *
     * <p>A provider that lets nobody choose an audience puts its own in, whatever {@code audience} is.
     *
     * @param issuer the issuer as its tokens say it
     */
    Map<String, @Nullable Object> claims(String issuer, String audience, Instant now);

    /** The path of the provider's issuer: {@code ""}, or one that starts with a slash and ends without one. */
    String issuerPath();

    /** The path of the provider's key set on the issuer's host. */
    String keysPath();

    /** The audience that the provider puts in when the job asks for none. */
    String defaultAudience(String issuer);

    /**
     * The environment variables by which programs know that they run in this job, without any token.
     *
     * @param issuer the issuer as its tokens say it
     */
    Map<String, String> variables(String issuer);
}
