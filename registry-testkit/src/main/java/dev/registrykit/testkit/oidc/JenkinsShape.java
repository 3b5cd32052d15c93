package dev.registrykit.testkit.oidc;

import java.time.Instant;
import java.util.Map;

final class JenkinsShape extends JobShape {
    private static final String PATH = "/oidc";
    private static final long LIFETIME_SECONDS = 3600;

    private final String job;

    JenkinsShape(String job) {
        super("Jenkins " + job);
        this.job = job;
    }

    @Override
    String issuerPath() {
        return PATH;
    }

    @Override
    String keysPath() {
        return PATH + "/jwks";
    }

    /** The administrator's choice; the documentation's example for AWS. */
    @Override
    String defaultAudience(String issuer) {
        return "sts.amazonaws.com";
    }

    @Override
    void fill(JobClaims claims, String issuer, String audience, Instant now) {
        claims.put("sub", jobUrl(issuer))
                .put("build_number", 7)
                .put("aud", audience)
                .issuedWithoutId(now, LIFETIME_SECONDS);
    }

    private String jobUrl(String issuer) {
        String root = issuer.endsWith(PATH) ? issuer.substring(0, issuer.length() - PATH.length()) : issuer;
        return root + "/job/" + job.replace("/", "/job/") + "/";
    }

    @Override
    void addVariables(Map<String, String> variables, JobClaims claims) {
        variables.put("JENKINS_URL", jobUrl(claims.text("iss")).replaceFirst("/job/.*", "/"));
        variables.put("JOB_URL", claims.text("sub"));
        variables.put("JOB_NAME", job);
        variables.put("BUILD_NUMBER", claims.text("build_number"));
    }
}
