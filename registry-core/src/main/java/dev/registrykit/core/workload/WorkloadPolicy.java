package dev.registrykit.core.workload;

import dev.registrykit.core.decision.Decision;
import dev.registrykit.core.json.JsonFormatException;
import dev.registrykit.core.json.JsonLimits;
import dev.registrykit.core.json.JsonObject;
import dev.registrykit.core.json.JsonText;
import dev.registrykit.core.json.StrictJson;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The workload that is expected: pinned to immutable ids and to one build configuration, with optional constraints.
 *
 * <p>The same policy is held against an ID token's claims at the exchange and against a certificate's extensions at the
 * attestation check. Ids decide, names do not: a renamed repository still matches, and one that was deleted and made
 * anew under the old name does not. A reusable workflow is the exception: neither tokens nor certificates state the id of
 * its repository, so it is known by its URL alone. Jobs started by an event that outsiders can cause, such as
 * {@code pull_request_target}, {@code workflow_run} or {@code issue_comment}, are refused until
 * {@link Builder#acceptEvent} accepts it, because they run with the repository's own rights.
 *
 * <p>A constraint on something that the identity does not state is never met; the reason is
 * {@link WorkloadReason#NOT_PROVABLE}. {@link #provenBy} lets an exchange vouch for what a certificate cannot say.
 */
public final class WorkloadPolicy {
    private static final Pattern WORKFLOW = Pattern.compile("[A-Za-z0-9._-]+(/[A-Za-z0-9._-]+)*");
    /** What must not be shown and may not be configured: control, format and private characters, and line separators. */
    static final Pattern UNPRINTABLE = Pattern.compile("[\\p{C}\\p{Zl}\\p{Zp}]");

    private static final int MAX_TEXT = 500;
    private static final Set<String> NAMES = Set.of(
            "issuer",
            "repository",
            "repositoryId",
            "ownerId",
            "workflow",
            "anyWorkflow",
            "signerWorkflow",
            "environment",
            "ref",
            "protectedRef",
            "runner",
            "acceptedEvents");

    private final String issuer;
    private final String repository;
    private final String repositoryId;
    private final String ownerId;
    private final @Nullable String workflow;
    private final @Nullable String signerWorkflow;
    private final @Nullable String environment;
    private final @Nullable String ref;
    private final boolean protectedRef;
    private final @Nullable String runner;
    private final Set<String> acceptedEvents;
    private final @Nullable WorkloadIdentity proven;

    private WorkloadPolicy(Builder builder, @Nullable WorkloadIdentity proven) {
        this.issuer = builder.issuer;
        this.repository = builder.repository;
        this.repositoryId = Objects.requireNonNull(builder.repositoryId, "repositoryId");
        this.ownerId = Objects.requireNonNull(builder.ownerId, "ownerId");
        this.workflow = builder.workflow;
        this.signerWorkflow = builder.signerWorkflow;
        this.environment = builder.environment;
        this.ref = builder.ref;
        this.protectedRef = builder.protectedRef;
        this.runner = builder.runner;
        this.acceptedEvents = Set.copyOf(builder.acceptedEvents);
        this.proven = proven;
    }

    /**
     * A builder for the workload of one repository.
     *
     * @param issuer the issuer of its identity tokens, exactly
     * @param repository the repository's URL without a trailing slash; shown to people, and used to tell a
     *     resurrected repository from another one
     */
    public static Builder builder(String issuer, String repository) {
        return new Builder(issuer, repository);
    }

    /** Whether {@code identity} is the expected workload; refused with a {@link WorkloadReason} otherwise. */
    public Decision<WorkloadIdentity> check(WorkloadIdentity identity) {
        return new PolicyCheck(this, identity).decide();
    }

    /**
     * This policy, counting as stated what {@code exchange} proved, for identities of the very same run only.
     *
     * @param exchange the identity that was verified when this upload's token was issued
     */
    public WorkloadPolicy provenBy(WorkloadIdentity exchange) {
        return new WorkloadPolicy(new Builder(this), exchange);
    }

    /** The issuer of the expected identity tokens. */
    public String issuer() {
        return issuer;
    }

    /** The repository's URL, as it was called at registration. */
    public String repository() {
        return repository;
    }

    /** The repository's immutable id. */
    public String repositoryId() {
        return repositoryId;
    }

    /** The immutable id of the repository's owner. */
    public String ownerId() {
        return ownerId;
    }

    /** The path of the build configuration within the repository, or null when any is accepted. */
    public @Nullable String workflow() {
        return workflow;
    }

    /** The deployment environment, or null when it does not matter. */
    public @Nullable String environment() {
        return environment;
    }

    @Nullable String signerWorkflow() {
        return signerWorkflow;
    }

    @Nullable String ref() {
        return ref;
    }

    boolean wantsProtectedRef() {
        return protectedRef;
    }

    @Nullable String runner() {
        return runner;
    }

    boolean acceptsEvent(String event) {
        return acceptedEvents.contains(event);
    }

    /** The exchange that {@link #provenBy} named, or null. */
    @Nullable WorkloadIdentity proven() {
        return proven;
    }

    /** The policy as JSON, for storing it; what {@link #provenBy} added is not part of it. */
    public String toJson() {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("issuer", issuer);
        members.put("repository", repository);
        members.put("repositoryId", repositoryId);
        members.put("ownerId", ownerId);
        putIfStated(members, "workflow", workflow);
        if (workflow == null) {
            members.put("anyWorkflow", true);
        }
        putIfStated(members, "signerWorkflow", signerWorkflow);
        putIfStated(members, "environment", environment);
        putIfStated(members, "ref", ref);
        members.put("protectedRef", protectedRef);
        putIfStated(members, "runner", runner);
        members.put("acceptedEvents", new TreeSet<>(acceptedEvents));
        return JsonText.write(members);
    }

    private static void putIfStated(Map<String, Object> members, String name, @Nullable String value) {
        if (value != null) {
            members.put(name, value);
        }
    }

    /**
     * The policy that {@link #toJson()} wrote; a constraint that this version does not know is refused, not dropped.
     *
     * @throws JsonFormatException if the text is not such a policy
     */
    public static WorkloadPolicy ofJson(String json) {
        JsonObject stored = StrictJson.object(json, JsonLimits.small());
        if (!NAMES.containsAll(stored.names())) {
            throw new JsonFormatException("the policy has a member that is not known");
        }
        try {
            return builderOf(stored).build();
        } catch (JsonFormatException malformed) {
            throw malformed;
        } catch (IllegalArgumentException | IllegalStateException invalid) {
            throw new JsonFormatException("the policy is not valid: " + invalid.getMessage());
        }
    }

    private static Builder builderOf(JsonObject stored) {
        Builder builder = builder(stored.string("issuer"), stored.string("repository"))
                .repositoryId(stored.string("repositoryId"))
                .ownerId(stored.string("ownerId"));
        ifStated(stored, "workflow", builder::workflow);
        ifStated(stored, "signerWorkflow", builder::signerWorkflow);
        ifStated(stored, "environment", builder::environment);
        ifStated(stored, "ref", builder::ref);
        ifStated(stored, "runner", builder::runner);
        stored.strings("acceptedEvents").forEach(builder::acceptEvent);
        Boolean isProtected = stored.booleanOrNull("protectedRef");
        if (isProtected == null) {
            throw new JsonFormatException("member 'protectedRef' is missing");
        }
        builder.protectedRef = isProtected;
        builder.anyWorkflow = Boolean.TRUE.equals(stored.booleanOrNull("anyWorkflow"));
        return builder;
    }

    private static void ifStated(JsonObject stored, String name, Consumer<String> setter) {
        String value = stored.stringOrNull(name);
        if (value != null) {
            setter.accept(value);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof WorkloadPolicy that
                && toJson().equals(that.toJson())
                && Objects.equals(proven, that.proven);
    }

    @Override
    public int hashCode() {
        return toJson().hashCode();
    }

    @Override
    public String toString() {
        return "WorkloadPolicy" + toJson();
    }

    /** Collects what is expected. */
    public static final class Builder {
        private final String issuer;
        private final String repository;
        private @Nullable String repositoryId;
        private @Nullable String ownerId;
        private @Nullable String workflow;
        private boolean anyWorkflow;
        private @Nullable String signerWorkflow;
        private @Nullable String environment;
        private @Nullable String ref;
        private boolean protectedRef;
        private @Nullable String runner;
        private final Set<String> acceptedEvents = new TreeSet<>();

        private Builder(String issuer, String repository) {
            this.issuer = text("an issuer", issuer);
            this.repository = text("a repository", repository);
        }

        private Builder(WorkloadPolicy from) {
            this(from.issuer, from.repository);
            repositoryId = from.repositoryId;
            ownerId = from.ownerId;
            workflow = from.workflow;
            anyWorkflow = from.workflow == null;
            signerWorkflow = from.signerWorkflow;
            environment = from.environment;
            ref = from.ref;
            protectedRef = from.protectedRef;
            runner = from.runner;
            acceptedEvents.addAll(from.acceptedEvents);
        }

        /** The repository's immutable id; required. */
        public Builder repositoryId(String id) {
            this.repositoryId = text("a repository id", id);
            return this;
        }

        /** The immutable id of the repository's owner; required. */
        public Builder ownerId(String id) {
            this.ownerId = text("an owner id", id);
            return this;
        }

        /** The path of the build configuration within the repository, for example {@code .github/workflows/publish.yml}; required. */
        public Builder workflow(String path) {
            // The length comes first: repeated groups in java.util.regex recurse on long texts.
            if (path.length() > MAX_TEXT || !WORKFLOW.matcher(path).matches() || path.contains("..")) {
                throw new IllegalArgumentException(
                        "a workflow is a relative path of letters, digits, '.', '_' and '-'");
            }
            this.workflow = path;
            return this;
        }

        /**
         * Accepts every build configuration of the repository, instead of {@link #workflow}.
         *
         * <p>Risk: whoever can add a workflow file to any branch can then publish.
         */
        public Builder acceptAnyWorkflow() {
            this.anyWorkflow = true;
            return this;
        }

        /**
         * The reusable workflow that must define the job's steps: its URL, with {@code @ref} to pin that too.
         *
         * <p>Without {@code @ref} every branch, tag and commit of that workflow is accepted.
         */
        public Builder signerWorkflow(String url) {
            if (!url.contains("://") || url.endsWith("@")) {
                throw new IllegalArgumentException("a reusable workflow is given as a URL");
            }
            this.signerWorkflow = text("a reusable workflow", url);
            return this;
        }

        /** The deployment environment that the job must run in; compared without regard to the case of A to Z. */
        public Builder environment(String name) {
            this.environment = text("an environment", name);
            return this;
        }

        /** The full ref that must be built, or {@code refs/tags/*} for everything below {@code refs/tags/}. */
        public Builder ref(String fullRef) {
            String fixed = fullRef.endsWith("/*") ? fullRef.substring(0, fullRef.length() - 1) : fullRef;
            if (!fixed.startsWith("refs/") || fixed.contains("*")) {
                throw new IllegalArgumentException(
                        "a ref is given in full, starting with refs/; a star may only stand for its last segments");
            }
            this.ref = text("a ref", fullRef);
            return this;
        }

        /** Rules must protect the ref. A certificate cannot say so: see {@link WorkloadPolicy#provenBy}. */
        public Builder protectedRef() {
            this.protectedRef = true;
            return this;
        }

        /** The kind of machine that must run the job, for example {@code github-hosted}. */
        public Builder runner(String kind) {
            this.runner = text("a kind of runner", kind);
            return this;
        }

        /**
         * Accepts jobs started by this event although outsiders can cause it: {@code pull_request_target},
         * {@code workflow_run}, {@code issue_comment}, {@code issues}, {@code discussion}, {@code discussion_comment},
         * {@code fork} or {@code watch}.
         *
         * <p>Risk: a stranger's pull request, comment or star can then lead to a release.
         */
        public Builder acceptEvent(String event) {
            this.acceptedEvents.add(text("an event", event));
            return this;
        }

        /**
         * The policy.
         *
         * @throws IllegalStateException if an id or the workflow is missing
         */
        public WorkloadPolicy build() {
            if (repositoryId == null || ownerId == null) {
                throw new IllegalStateException("a policy pins the repository's and its owner's immutable ids");
            }
            if (workflow == null && !anyWorkflow) {
                throw new IllegalStateException("a policy names the workflow, or says acceptAnyWorkflow()");
            }
            return new WorkloadPolicy(this, null);
        }

        /** Invisible characters would make a policy that nobody can read, and that no workload meets. */
        private static String text(String what, String value) {
            if (value.isBlank()
                    || !value.equals(value.strip())
                    || value.length() > MAX_TEXT
                    || UNPRINTABLE.matcher(value).find()) {
                throw new IllegalArgumentException(
                        what + " has 1 to " + MAX_TEXT + " visible characters and no space around them");
            }
            return value;
        }
    }
}
