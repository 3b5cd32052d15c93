package dev.registrykit.testkit.oidc;

import java.time.Instant;

final class CodefreshShape extends JobShape {
    private static final int ID_DIGITS = 24;
    private static final long LIFETIME_SECONDS = 300;

    private final String account;
    private final String pipeline;

    CodefreshShape(String account, String pipeline) {
        super("Codefresh " + account + ":" + pipeline);
        this.account = account;
        this.pipeline = pipeline;
    }

    @Override
    String keysPath() {
        return "/jwks";
    }

    @Override
    String defaultAudience(String issuer) {
        return "https://g.codefresh.io";
    }

    @Override
    void fill(JobClaims claims, String issuer, String audience, Instant now) {
        claims.put("account_id", FakeIds.hex(account, ID_DIGITS))
                .put("account_name", account)
                .put("pipeline_id", FakeIds.hex(account + ":" + pipeline, ID_DIGITS))
                .put("pipeline_name", pipeline)
                .put("workflow_id", FakeIds.hex("workflow of " + pipeline, ID_DIGITS))
                .put("scm_user_name", "sample-user")
                .put("scm_repo_url", "https://github.com/" + account + "/" + pipeline.replaceFirst("/.*", ""))
                .put("scm_ref", "main")
                .put("sub", subject(claims))
                .put("aud", audience)
                .issuedWithoutId(now, LIFETIME_SECONDS);
    }

    private static String subject(JobClaims claims) {
        return "account:" + claims.text("account_id") + ":pipeline:" + claims.text("pipeline_id") + ":scm_repo_url:"
                + claims.text("scm_repo_url") + ":scm_user_name:" + claims.text("scm_user_name") + ":scm_ref:"
                + claims.text("scm_ref");
    }
}
