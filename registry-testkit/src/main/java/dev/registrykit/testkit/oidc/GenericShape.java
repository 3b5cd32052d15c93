package dev.registrykit.testkit.oidc;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

final class GenericShape extends JobShape {
    private static final long LIFETIME_SECONDS = 300;

    private final Map<String, Object> own;

    GenericShape(Map<String, Object> own) {
        super("generic " + own.get("sub"));
        this.own = new LinkedHashMap<>(own);
    }

    @Override
    String defaultAudience(String issuer) {
        return issuer;
    }

    @Override
    void fill(JobClaims claims, String issuer, String audience, Instant now) {
        claims.put("aud", audience).issued(now, LIFETIME_SECONDS).put("nbf", now.getEpochSecond());
        own.forEach(claims::put);
    }
}
