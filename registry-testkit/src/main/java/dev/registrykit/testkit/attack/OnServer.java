package dev.registrykit.testkit.attack;

import dev.registrykit.testkit.oidc.CiJob;
import java.net.URI;
import java.time.Instant;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A job with one claim that says a place on its issuer's server, which is known only when the token is issued. */
final class OnServer implements CiJob {
    private final CiJob job;
    private final String claim;
    private final UnaryOperator<String> value;

    /** @param value what the claim says, from the server's host and port */
    OnServer(CiJob job, String claim, UnaryOperator<String> value) {
        this.job = job;
        this.claim = claim;
        this.value = value;
    }

    @Override
    public Map<String, @Nullable Object> claims(String issuer, String audience, Instant now) {
        return job.claim(claim, value.apply(URI.create(issuer).getRawAuthority()))
                .claims(issuer, audience, now);
    }

    @Override
    public CiJob claim(String name, @Nullable Object given) {
        return new OnServer(job.claim(name, given), claim, value);
    }

    @Override
    public CiJob without(String name) {
        return new OnServer(job.without(name), claim, value);
    }

    @Override
    public String issuerPath() {
        return job.issuerPath();
    }

    @Override
    public String keysPath() {
        return job.keysPath();
    }

    @Override
    public String defaultAudience(String issuer) {
        return job.defaultAudience(issuer);
    }

    @Override
    public Map<String, String> variables(String issuer) {
        return job.variables(issuer);
    }
}
