package dev.registrykit.core.workload;

import dev.registrykit.core.json.JsonFormatException;
import dev.registrykit.core.json.JsonLimits;
import dev.registrykit.core.json.JsonObject;
import dev.registrykit.core.json.JsonText;
import dev.registrykit.core.json.StrictJson;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a CI job proved about itself, in one form for ID tokens and for Fulcio certificates.
 *
 * <p>The fields are those of Fulcio's certificate extensions (1.3.6.1.4.1.57264.1.8 to .23), because a token can be
 * mapped to them and not the other way round; the numbers below name the extension. A field that the issuer did not
 * state is null, which is never the same as an empty value. Whoever builds this value has verified what it says.
 */
public final class WorkloadIdentity {
    /** What may be stated, by its name in JSON. */
    private enum Field {
        ISSUER("issuer"),
        SOURCE_REPOSITORY("sourceRepository"),
        SOURCE_REPOSITORY_ID("sourceRepositoryId"),
        SOURCE_REPOSITORY_OWNER_ID("sourceRepositoryOwnerId"),
        SOURCE_DIGEST("sourceDigest"),
        SOURCE_REF("sourceRef"),
        BUILD_CONFIG("buildConfig"),
        BUILD_SIGNER("buildSigner"),
        TRIGGER("trigger"),
        RUNNER("runner"),
        ENVIRONMENT("environment"),
        VISIBILITY("visibility"),
        RUN_INVOCATION("runInvocation"),
        REF_PROTECTED("refProtected"),
        ACTOR("actor");

        private static final Map<String, Field> BY_NAME =
                Stream.of(values()).collect(Collectors.toUnmodifiableMap(field -> field.jsonName, field -> field));

        private final String jsonName;

        Field(String jsonName) {
            this.jsonName = jsonName;
        }
    }

    private static final String CLAIMS = "claims";

    private final Map<Field, String> fields;
    private final Map<String, String> claims;

    /** Takes the builder's maps over instead of copying them, since an identity is made at every exchange. */
    private WorkloadIdentity(Builder builder) {
        this.fields = builder.fields;
        this.claims = Collections.unmodifiableMap(builder.claims);
    }

    /** A builder for an identity that {@code issuer} stated. */
    public static Builder builder(String issuer) {
        return new Builder().set(Field.ISSUER, Objects.requireNonNull(issuer, "issuer"));
    }

    /** The issuer of the identity token that the job got (OID .8), exactly as it was issued. */
    public String issuer() {
        String value = fields.get(Field.ISSUER);
        if (value == null) {
            throw new IllegalStateException("an identity has an issuer");
        }
        return value;
    }

    /** The repository as a URL without a trailing slash, for example {@code https://github.com/acme/widget} (.12). */
    public @Nullable String sourceRepository() {
        return fields.get(Field.SOURCE_REPOSITORY);
    }

    /** The immutable id of the repository or project (.15). */
    public @Nullable String sourceRepositoryId() {
        return fields.get(Field.SOURCE_REPOSITORY_ID);
    }

    /** The immutable id of the repository's owner or namespace (.17). */
    public @Nullable String sourceRepositoryOwnerId() {
        return fields.get(Field.SOURCE_REPOSITORY_OWNER_ID);
    }

    /** The commit that was built, in hexadecimal (.13). */
    public @Nullable String sourceDigest() {
        return fields.get(Field.SOURCE_DIGEST);
    }

    /** The full ref that was built, for example {@code refs/tags/v1.0.0} (.14). */
    public @Nullable String sourceRef() {
        return fields.get(Field.SOURCE_REF);
    }

    /** The top-level build instructions as a URL with {@code @ref}: GitHub's caller workflow (.18). */
    public @Nullable String buildConfig() {
        return fields.get(Field.BUILD_CONFIG);
    }

    /** The instructions that the job's steps come from, as a URL with {@code @ref}: GitHub's reusable workflow, or the caller's own (.9). */
    public @Nullable String buildSigner() {
        return fields.get(Field.BUILD_SIGNER);
    }

    /** The event that started the build, for example {@code push} (.20). */
    public @Nullable String trigger() {
        return fields.get(Field.TRIGGER);
    }

    /** The kind of machine, for example {@code github-hosted} (.11). */
    public @Nullable String runner() {
        return fields.get(Field.RUNNER);
    }

    /** The deployment environment of the job (.23). */
    public @Nullable String environment() {
        return fields.get(Field.ENVIRONMENT);
    }

    /** Whether the repository is {@code public}, {@code private} or {@code internal} (.22). */
    public @Nullable String visibility() {
        return fields.get(Field.VISIBILITY);
    }

    /** The URL of this run and attempt (.21). */
    public @Nullable String runInvocation() {
        return fields.get(Field.RUN_INVOCATION);
    }

    /** {@code true} or {@code false}: whether rules protect the ref; no certificate says so. */
    public @Nullable String refProtected() {
        return fields.get(Field.REF_PROTECTED);
    }

    /** Who or what started the run, as the issuer calls it; for people to read, since names change hands. No certificate says so. */
    public @Nullable String actor() {
        return fields.get(Field.ACTOR);
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
        Map<String, Object> members = new TreeMap<>();
        fields.forEach((field, value) -> members.put(field.jsonName, value));
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
            Field field = Field.BY_NAME.get(name);
            if (name.equals(CLAIMS)) {
                JsonObject claims = object.object(CLAIMS);
                claims.names().forEach(claim -> builder.claim(claim, claims.string(claim)));
            } else if (field != null) {
                builder.set(field, object.string(name));
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
        private EnumMap<Field, String> fields = new EnumMap<>(Field.class);
        private TreeMap<String, String> claims = new TreeMap<>();
        /** Whether the maps belong to an identity: then they are copied before they are changed. */
        private boolean built;

        private Builder() {}

        private void copyWhenBuilt() {
            if (built) {
                fields = fields.clone();
                claims = new TreeMap<>(claims);
                built = false;
            }
        }

        private Builder set(Field field, @Nullable String value) {
            copyWhenBuilt();
            if (value == null) {
                fields.remove(field);
            } else {
                fields.put(field, value);
            }
            return this;
        }

        /** The repository as a URL without a trailing slash, for example {@code https://github.com/acme/widget} (.12). */
        public Builder sourceRepository(@Nullable String value) {
            return set(Field.SOURCE_REPOSITORY, value);
        }

        /** The immutable id of the repository or project (.15). */
        public Builder sourceRepositoryId(@Nullable String value) {
            return set(Field.SOURCE_REPOSITORY_ID, value);
        }

        /** The immutable id of the repository's owner or namespace (.17). */
        public Builder sourceRepositoryOwnerId(@Nullable String value) {
            return set(Field.SOURCE_REPOSITORY_OWNER_ID, value);
        }

        /** The commit that was built, in hexadecimal (.13). */
        public Builder sourceDigest(@Nullable String value) {
            return set(Field.SOURCE_DIGEST, value);
        }

        /** The full ref that was built, for example {@code refs/tags/v1.0.0} (.14). */
        public Builder sourceRef(@Nullable String value) {
            return set(Field.SOURCE_REF, value);
        }

        /** The top-level build instructions as a URL with {@code @ref}: GitHub's caller workflow (.18). */
        public Builder buildConfig(@Nullable String value) {
            return set(Field.BUILD_CONFIG, value);
        }

        /** The instructions that the job's steps come from, as a URL with {@code @ref}: GitHub's reusable workflow, or the caller's own (.9). */
        public Builder buildSigner(@Nullable String value) {
            return set(Field.BUILD_SIGNER, value);
        }

        /** The event that started the build, for example {@code push} (.20). */
        public Builder trigger(@Nullable String value) {
            return set(Field.TRIGGER, value);
        }

        /** The kind of machine, for example {@code github-hosted} (.11). */
        public Builder runner(@Nullable String value) {
            return set(Field.RUNNER, value);
        }

        /** The deployment environment of the job (.23). */
        public Builder environment(@Nullable String value) {
            return set(Field.ENVIRONMENT, value);
        }

        /** Whether the repository is {@code public}, {@code private} or {@code internal} (.22). */
        public Builder visibility(@Nullable String value) {
            return set(Field.VISIBILITY, value);
        }

        /** The URL of this run and attempt (.21). */
        public Builder runInvocation(@Nullable String value) {
            return set(Field.RUN_INVOCATION, value);
        }

        /** {@code true} or {@code false}: whether rules protect the ref; no certificate says so. */
        public Builder refProtected(@Nullable String value) {
            return set(Field.REF_PROTECTED, value);
        }

        /** Who or what started the run, as the issuer calls it. */
        public Builder actor(@Nullable String value) {
            return set(Field.ACTOR, value);
        }

        /** A further statement that only some issuers make. */
        public Builder claim(String name, @Nullable String value) {
            copyWhenBuilt();
            if (value == null) {
                claims.remove(name);
            } else {
                claims.put(name, value);
            }
            return this;
        }

        /** The identity. */
        public WorkloadIdentity build() {
            built = true;
            return new WorkloadIdentity(this);
        }
    }
}
