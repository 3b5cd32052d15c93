package dev.registrykit.testkit.oidc;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A job of any provider: the provider's shape and what the test has changed. */
final class ShapedJob implements CiJob {
    private final JobShape shape;
    private final Map<String, @Nullable Object> changed;
    private final Set<String> removed;

    ShapedJob(JobShape shape) {
        this(shape, Map.of(), Set.of());
    }

    private ShapedJob(JobShape shape, Map<String, @Nullable Object> changed, Set<String> removed) {
        this.shape = shape;
        this.changed = Collections.unmodifiableMap(changed);
        this.removed = Collections.unmodifiableSet(removed);
    }

    @Override
    public CiJob claim(String name, @Nullable Object value) {
        Map<String, @Nullable Object> more = new LinkedHashMap<>(changed);
        more.put(name, value);
        Set<String> less = new LinkedHashSet<>(removed);
        less.remove(name);
        return new ShapedJob(shape, more, less);
    }

    @Override
    public CiJob without(String name) {
        Set<String> more = new LinkedHashSet<>(removed);
        more.add(name);
        return new ShapedJob(shape, changed, more);
    }

    @Override
    public Map<String, @Nullable Object> claims(String issuer, String audience, Instant now) {
        return filled(issuer, audience, now).all();
    }

    private JobClaims filled(String issuer, String audience, Instant now) {
        JobClaims claims = new JobClaims(changed, removed);
        claims.put("iss", issuer);
        shape.fill(claims, issuer, audience, now);
        return claims;
    }

    @Override
    public String issuerPath() {
        return shape.issuerPath();
    }

    @Override
    public String keysPath() {
        return shape.keysPath();
    }

    @Override
    public String defaultAudience(String issuer) {
        return shape.defaultAudience(issuer);
    }

    @Override
    public Map<String, String> variables(String issuer) {
        return shape.variables(filled(issuer, shape.defaultAudience(issuer), Instant.EPOCH));
    }

    @Override
    public String toString() {
        return "CiJob[" + shape + "]";
    }
}
