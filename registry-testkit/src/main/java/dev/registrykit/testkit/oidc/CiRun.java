package dev.registrykit.testkit.oidc;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A job that is running and was given its identity tokens in environment variables, as GitLab and CircleCI do.
 *
 * <p>Not safe to share between threads.
 */
public final class CiRun {
    private final IdentityProviderServer provider;
    private final CiJob job;
    private final Map<String, String> tokens = new LinkedHashMap<>();

    CiRun(IdentityProviderServer provider, CiJob job) {
        this.provider = provider;
        this.job = job;
    }

    /** The job that runs. */
    public CiJob job() {
        return job;
    }

    /**
     * Puts a token for {@code audience}, issued now, into a variable, as the job's configuration asks for it.
     *
     * @param variable for the npm client {@code NPM_ID_TOKEN}, with the audience {@code npm:} and the registry's host name
     */
    public CiRun idToken(String variable, String audience) {
        tokens.put(variable, provider.token(job, audience));
        return this;
    }

    /**
     * The environment variables of the job, for {@link ProcessBuilder#environment}: those by which clients know the CI
     * system, the run's own, and the tokens.
     */
    public Map<String, String> environment() {
        Map<String, String> variables = new LinkedHashMap<>(job.variables(provider.issuer()));
        variables.putAll(tokens);
        return variables;
    }

    /** Shows no token. */
    @Override
    public String toString() {
        return "CiRun[" + job + "]";
    }
}
