package dev.registrykit.testkit.oidc;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/** What one provider puts into its tokens for one job, and where its documents lie. */
abstract class JobShape {
    private final String name;

    /** @param name what this is a job of, for {@code toString} */
    JobShape(String name) {
        this.name = name;
    }

    /** Puts in all claims; {@code audience} is what the job has asked for. */
    abstract void fill(JobClaims claims, String issuer, String audience, Instant now);

    abstract String defaultAudience(String issuer);

    String issuerPath() {
        return "";
    }

    String keysPath() {
        return issuerPath() + "/.well-known/jwks";
    }

    /** Adds the environment variables that follow from the claims. */
    void addVariables(Map<String, String> variables, JobClaims claims) {}

    final Map<String, String> variables(JobClaims claims) {
        Map<String, String> variables = new LinkedHashMap<>();
        variables.put("CI", "true");
        addVariables(variables, claims);
        return variables;
    }

    /** {@code issuer} without scheme and path. */
    static String hostOf(String issuer) {
        String host = issuer.substring(issuer.indexOf("://") + 3);
        int slash = host.indexOf('/');
        return slash < 0 ? host : host.substring(0, slash);
    }

    @Override
    public final String toString() {
        return name;
    }
}
