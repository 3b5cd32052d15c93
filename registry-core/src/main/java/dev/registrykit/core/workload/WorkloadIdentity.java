package dev.registrykit.core.workload;

import dev.registrykit.core.json.JsonFormatException;
import dev.registrykit.core.json.JsonLimits;
import dev.registrykit.core.json.JsonObject;
import dev.registrykit.core.json.JsonText;
import dev.registrykit.core.json.StrictJson;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a CI job proved about itself, in one form for ID tokens and for Fulcio certificates.
 *
 * <p>The fields are those of Fulcio's certificate extensions (1.3.6.1.4.1.57264.1.8 to .23), because a token can be
 * mapped to them and not the other way round; the numbers below name the extension. A field that the issuer did not
 * state is null, which is never the same as an empty value. Whoever builds this value has verified what it says.
 */
public final class WorkloadIdentity {
    private static final Set<String> NAMES = Set.of(
            "issuer",
            "sourceRepository",
            "sourceRepositoryId",
            "sourceRepositoryOwnerId",
            "sourceDigest",
            "sourceRef",
            "buildConfig",
            "buildSigner",
            "trigger",
            "runner",
            "environment",
            "visibility",
            "runInvocation",
            "refProtected",
            "actor");
    private static final String CLAIMS = "claims";

    private final Map<String, String> fields;
    private final Map<String, String> claims;

    private WorkloadIdentity(Builder builder) {
        this.fields = Map.copyOf(builder.fields);
        this.claims = Collections.unmodifiableMap(new TreeMap<>(builder.claims));
    }

    /** A builder for an identity that {@code issuer} stated. */
    public static Builder builder(String issuer) {
        return new Builder().set("issuer", Objects.requireNonNull(issuer, "issuer"));
    }

    /** The issuer of the identity token that the job got (OID .8), exactly as it was issued. */
    public String issuer() {
        String value = fields.get("issuer");
        if (value == null) {
            throw new IllegalStateException("an identity has an issuer");
        }
        return value;
    }

    /** The repository as a URL without a trailing slash, for example {@code https://github.com/acme/widget} (.12). */
    public @Nullable String sourceRepository() {
        return fields.get("sourceRepository");
    }

    /** The immutable id of the repository or project (.15). */
    public @Nullable String sourceRepositoryId() {
        return fields.get("sourceRepositoryId");
    }

    /** The immutable id of the repository's owner or namespace (.17). */
    public @Nullable String sourceRepositoryOwnerId() {
        return fields.get("sourceRepositoryOwnerId");
    }

    /** The commit that was built, in hexadecimal (.13). */
    public @Nullable String sourceDigest() {
        return fields.get("sourceDigest");
    }

    /** The full ref that was built, for example {@code refs/tags/v1.0.0} (.14). */
    public @Nullable String sourceRef() {
        return fields.get("sourceRef");
    }

    /** The top-level build instructions as a URL with {@code @ref}: GitHub's caller workflow (.18). */
    public @Nullable String buildConfig() {
        return fields.get("buildConfig");
    }

    /** The instructions that the job's steps come from, as a URL with {@code @ref}: GitHub's reusable workflow, or the caller's own (.9). */
    public @Nullable String buildSigner() {
        return fields.get("buildSigner");
    }

    /** The event that started the build, for example {@code push} (.20). */
    public @Nullable String trigger() {
        return fields.get("trigger");
    }

    /** The kind of machine, for example {@code github-hosted} (.11). */
    public @Nullable String runner() {
        return fields.get("runner");
    }

    /** The deployment environment of the job (.23). */
    public @Nullable String environment() {
        return fields.get("environment");
    }

    /** Whether the repository is {@code public}, {@code private} or {@code internal} (.22). */
    public @Nullable String visibility() {
        return fields.get("visibility");
    }

    /** The URL of this run and attempt (.21). */
    public @Nullable String runInvocation() {
        return fields.get("runInvocation");
    }

    /** {@code true} or {@code false}: whether rules protect the ref; no certificate says so. */
    public @Nullable String refProtected() {
        return fields.get("refProtected");
    }

    /** Who or what started the run, as the issuer calls it; for people to read, since names change hands. No certificate says so. */
    public @Nullable String actor() {
        return fields.get("actor");
    }

    /** A further statement that only some issuers make, for example a pipeline definition's id; null when not stated. */
    public @Nullable String claim(String name) {
        return claims.get(name);
    }

    /** The further statements in the order of their names; unmodifiable. */
    public Map<String, String> claims() {
        return claims;
    }

    /** The identity as JSON, for storing it beside a credential or a release. */
    public String toJson() {
        return JsonText.write(members());
    }

    private Map<String, Object> members() {
        Map<String, Object> members = new TreeMap<>(fields);
        if (!claims.isEmpty()) {
            members.put(CLAIMS, claims);
        }
        return members;
    }

    /**
     * The identity that {@link #toJson()} wrote; a field that this version does not know is refused, not dropped.
     *
     * @throws JsonFormatException if the text is not such an identity
     */
    public static WorkloadIdentity ofJson(String json) {
        JsonObject object = StrictJson.object(json, JsonLimits.small());
        Builder builder = builder(object.string("issuer"));
        for (String name : object.names()) {
            if (name.equals(CLAIMS)) {
                JsonObject claims = object.object(CLAIMS);
                claims.names().forEach(claim -> builder.claim(claim, claims.string(claim)));
            } else if (NAMES.contains(name)) {
                builder.set(name, object.string(name));
            } else {
                throw new JsonFormatException("the identity has a field that is not known");
            }
        }
        return builder.build();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof WorkloadIdentity that && fields.equals(that.fields) && claims.equals(that.claims);
    }

    @Override
    public int hashCode() {
        return 31 * fields.hashCode() + claims.hashCode();
    }

    @Override
    public String toString() {
        return "WorkloadIdentity" + members();
    }

    /** Collects what was verified; a null leaves a field unstated. */
    public static final class Builder {
        private final Map<String, String> fields = new LinkedHashMap<>();
        private final Map<String, String> claims = new LinkedHashMap<>();

        private Builder() {}

        private Builder set(String name, @Nullable String value) {
            if (value == null) {
                fields.remove(name);
            } else {
                fields.put(name, value);
            }
            return this;
        }

        /** The repository as a URL without a trailing slash, for example {@code https://github.com/acme/widget} (.12). */
        public Builder sourceRepository(@Nullable String value) {
            return set("sourceRepository", value);
        }

        /** The immutable id of the repository or project (.15). */
        public Builder sourceRepositoryId(@Nullable String value) {
            return set("sourceRepositoryId", value);
        }

        /** The immutable id of the repository's owner or namespace (.17). */
        public Builder sourceRepositoryOwnerId(@Nullable String value) {
            return set("sourceRepositoryOwnerId", value);
        }

        /** The commit that was built, in hexadecimal (.13). */
        public Builder sourceDigest(@Nullable String value) {
            return set("sourceDigest", value);
        }

        /** The full ref that was built, for example {@code refs/tags/v1.0.0} (.14). */
        public Builder sourceRef(@Nullable String value) {
            return set("sourceRef", value);
        }

        /** The top-level build instructions as a URL with {@code @ref}: GitHub's caller workflow (.18). */
        public Builder buildConfig(@Nullable String value) {
            return set("buildConfig", value);
        }

        /** The instructions that the job's steps come from, as a URL with {@code @ref}: GitHub's reusable workflow, or the caller's own (.9). */
        public Builder buildSigner(@Nullable String value) {
            return set("buildSigner", value);
        }

        /** The event that started the build, for example {@code push} (.20). */
        public Builder trigger(@Nullable String value) {
            return set("trigger", value);
        }

        /** The kind of machine, for example {@code github-hosted} (.11). */
        public Builder runner(@Nullable String value) {
            return set("runner", value);
        }

        /** The deployment environment of the job (.23). */
        public Builder environment(@Nullable String value) {
            return set("environment", value);
        }

        /** Whether the repository is {@code public}, {@code private} or {@code internal} (.22). */
        public Builder visibility(@Nullable String value) {
            return set("visibility", value);
        }

        /** The URL of this run and attempt (.21). */
        public Builder runInvocation(@Nullable String value) {
            return set("runInvocation", value);
        }

        /** {@code true} or {@code false}: whether rules protect the ref; no certificate says so. */
        public Builder refProtected(@Nullable String value) {
            return set("refProtected", value);
        }

        /** Who or what started the run, as the issuer calls it. */
        public Builder actor(@Nullable String value) {
            return set("actor", value);
        }

        /** A further statement that only some issuers make. */
        public Builder claim(String name, @Nullable String value) {
            if (value == null) {
                claims.remove(name);
            } else {
                claims.put(name, value);
            }
            return this;
        }

        /** The identity. */
        public WorkloadIdentity build() {
            return new WorkloadIdentity(this);
        }
    }
}
