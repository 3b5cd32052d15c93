package dev.registrykit.testkit.oidc;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The claims of one token while a provider's shape fills them in; what the test has set wins. */
final class JobClaims {
    private final Map<String, @Nullable Object> values = new LinkedHashMap<>();
    private final Map<String, @Nullable Object> changed;
    private final Set<String> removed;

    JobClaims(Map<String, @Nullable Object> changed, Set<String> removed) {
        this.changed = changed;
        this.removed = removed;
    }

    JobClaims put(String name, @Nullable Object value) {
        values.put(name, changed.containsKey(name) ? changed.get(name) : value);
        return this;
    }

    /** {@code iat}, {@code exp} so many seconds later, and a random {@code jti}. */
    JobClaims issued(Instant now, long lifetime) {
        return issuedWithoutId(now, lifetime).put("jti", UUID.randomUUID().toString());
    }

    /** {@code iat}, and {@code exp} so many seconds later. */
    JobClaims issuedWithoutId(Instant now, long lifetime) {
        return put("iat", now.getEpochSecond()).put("exp", now.getEpochSecond() + lifetime);
    }

    /** Whether the test has given this claim a value, for claims that only some jobs have. */
    boolean isAsked(String name) {
        return changed.get(name) != null;
    }

    /** The claim's value as text, for claims that repeat it; a claim that the test removes still has one here. */
    String text(String name) {
        return String.valueOf(values.get(name));
    }

    /** All claims, those included of which the provider's shape knows nothing. */
    Map<String, @Nullable Object> all() {
        Map<String, @Nullable Object> all = new LinkedHashMap<>(values);
        all.putAll(changed);
        removed.forEach(all::remove);
        return all;
    }
}
