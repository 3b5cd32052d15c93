package dev.registrykit.testkit.oidc;

import java.time.Instant;

final class GoogleShape extends JobShape {
    private static final long LIFETIME_SECONDS = 3600;

    private final String email;

    GoogleShape(String email) {
        super("Google " + email);
        this.email = email;
    }

    @Override
    String keysPath() {
        return "/oauth2/v3/certs";
    }

    /** The metadata server refuses a request without an audience; this is the service's own address. */
    @Override
    String defaultAudience(String issuer) {
        return issuer;
    }

    @Override
    void fill(JobClaims claims, String issuer, String audience, Instant now) {
        claims.put("sub", "1" + FakeIds.number(email) + FakeIds.number(email + "#") + "42");
        claims.put("aud", audience)
                .put("azp", claims.text("sub"))
                .put("email", email)
                .put("email_verified", true)
                .issuedWithoutId(now, LIFETIME_SECONDS);
    }
}
