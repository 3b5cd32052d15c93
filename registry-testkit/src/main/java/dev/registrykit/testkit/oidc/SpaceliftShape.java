package dev.registrykit.testkit.oidc;

import java.time.Instant;

final class SpaceliftShape extends JobShape {
    private static final long LIFETIME_SECONDS = 3600;

    private final String account;
    private final String space;
    private final String stack;

    SpaceliftShape(String account, String space, String stack) {
        super("Spacelift " + account + "/" + space + "/" + stack);
        this.account = account;
        this.space = space;
        this.stack = stack;
    }

    /** The host name of the account, which its tokens always have. */
    @Override
    String defaultAudience(String issuer) {
        return hostOf(issuer);
    }

    @Override
    void fill(JobClaims claims, String issuer, String audience, Instant now) {
        claims.put("spaceId", spaceId())
                .put("callerType", "stack")
                .put("callerId", stack)
                .put("runType", "TRACKED")
                .put("runId", FakeIds.ulid("run of " + account + "/" + stack))
                .put("scope", "write")
                .put("sub", subject(claims))
                .put("aud", defaultAudience(issuer))
                .issued(now, LIFETIME_SECONDS)
                .put("nbf", now.getEpochSecond());
    }

    /** The two spaces that every account has are called by their names, all others have an id behind it. */
    private String spaceId() {
        boolean everywhere = space.equals("root") || space.equals("legacy");
        return everywhere ? space : space + "-" + FakeIds.ulid(account + "/" + space);
    }

    private static String subject(JobClaims claims) {
        return "space:" + claims.text("spaceId") + ":" + claims.text("callerType") + ":" + claims.text("callerId")
                + ":run_type:" + claims.text("runType") + ":scope:" + claims.text("scope");
    }
}
