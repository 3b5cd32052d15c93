package dev.registrykit.core.workload;

import dev.registrykit.core.decision.Decision;
import dev.registrykit.core.json.JsonLimits;
import dev.registrykit.core.json.JsonObject;
import dev.registrykit.core.json.JsonText;
import dev.registrykit.core.json.StrictJson;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The workload that is expected: pinned to immutable ids and to one build configuration, with optional constraints.
 *
 * <p>The same policy is held against an ID token's claims at the exchange and against a certificate's extensions at the
 * attestation check. Ids decide, names do not: a renamed repository still matches, and one that was deleted and made
 * anew under the old name does not. Jobs started by {@code pull_request_target} or {@code workflow_run} are refused,
 * because outsiders can cause both to run with the repository's own rights.
 *
 * <p>A constraint on something that the identity does not state is never met; the reason is
 * {@link WorkloadReason#NOT_PROVABLE}. {@link #provenBy} lets an exchange vouch for what a certificate cannot say.
 */
public final class WorkloadPolicy {
    private static final Set<String> REFUSED_EVENTS = Set.of("pull_request_target", "workflow_run");
    private static final Pattern WORKFLOW = Pattern.compile("[A-Za-z0-9._-]+(/[A-Za-z0-9._-]+)*");

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
        List<Function<WorkloadIdentity, Decision<WorkloadIdentity>>> steps = List.of(
                this::checkSource,
                this::checkWorkflow,
                this::checkSigner,
                this::checkTrigger,
                this::checkEnvironment,
                this::checkRef,
                this::checkProtection,
                this::checkRunner);
        Decision<WorkloadIdentity> result = Decision.allowed(identity);
        for (Function<WorkloadIdentity, Decision<WorkloadIdentity>> step : steps) {
            result = result.then(step);
        }
        return result;
    }

    /** Issuer and ids; the details of these refusals name nothing of the policy, because the caller may be a stranger. */
    private Decision<WorkloadIdentity> checkSource(WorkloadIdentity identity) {
        if (!issuer.equals(identity.issuer())) {
            return refuse(WorkloadReason.ISSUER_MISMATCH, "The identity is from another issuer.");
        }
        String presentedId = identity.sourceRepositoryId();
        String presentedOwner = identity.sourceRepositoryOwnerId();
        if (presentedId == null || presentedOwner == null) {
            return refuse(WorkloadReason.NOT_PROVABLE, "The identity does not state the repository's ids.");
        }
        if (!repositoryId.equals(presentedId)) {
            return sameName(identity)
                    ? refuse(
                            WorkloadReason.REPOSITORY_ID_MISMATCH,
                            "The repository has the registered name but another id; it may have been made anew.")
                    : refuse(WorkloadReason.REPOSITORY_MISMATCH, "The identity is from another repository.");
        }
        if (!ownerId.equals(presentedOwner)) {
            return refuse(WorkloadReason.OWNER_ID_MISMATCH, "The repository belongs to another owner than registered.");
        }
        return Decision.allowed(identity);
    }

    private boolean sameName(WorkloadIdentity identity) {
        String presented = identity.sourceRepository();
        return presented != null && repository.toLowerCase(Locale.ROOT).equals(presented.toLowerCase(Locale.ROOT));
    }

    private Decision<WorkloadIdentity> checkWorkflow(WorkloadIdentity identity) {
        if (workflow == null) {
            return Decision.allowed(identity);
        }
        String presented = identity.buildConfig();
        String source = identity.sourceRepository();
        if (presented == null || source == null) {
            return notProvable("workflow");
        }
        // The ref may hold '@' and '/', so the expected text is built and compared whole instead of taking the
        // presented one apart. GitLab puts two slashes before the file.
        for (String at : new String[] {identity.sourceRef(), identity.sourceDigest()}) {
            if (at != null
                    && (presented.equals(source + "/" + workflow + "@" + at)
                            || presented.equals(source + "//" + workflow + "@" + at))) {
                return Decision.allowed(identity);
            }
        }
        return mismatch(WorkloadReason.WORKFLOW_MISMATCH, "workflow", workflow, presented);
    }

    private Decision<WorkloadIdentity> checkSigner(WorkloadIdentity identity) {
        if (signerWorkflow == null) {
            return Decision.allowed(identity);
        }
        String presented = identity.buildSigner();
        if (presented == null) {
            return notProvable("reusable workflow");
        }
        boolean pinned = signerWorkflow.contains("@");
        boolean matches = pinned ? presented.equals(signerWorkflow) : presented.startsWith(signerWorkflow + "@refs/");
        return matches
                ? Decision.allowed(identity)
                : mismatch(WorkloadReason.SIGNER_WORKFLOW_MISMATCH, "reusable workflow", signerWorkflow, presented);
    }

    private Decision<WorkloadIdentity> checkTrigger(WorkloadIdentity identity) {
        String presented = stated(identity, WorkloadIdentity::trigger);
        if (presented == null) {
            return notProvable("event");
        }
        if (REFUSED_EVENTS.contains(presented) && !acceptedEvents.contains(presented)) {
            return refuse(
                    WorkloadReason.EVENT_REFUSED,
                    "Jobs started by " + presented + " may not publish: outsiders can start them.");
        }
        return Decision.allowed(identity);
    }

    private Decision<WorkloadIdentity> checkEnvironment(WorkloadIdentity identity) {
        if (environment == null) {
            return Decision.allowed(identity);
        }
        String presented = stated(identity, WorkloadIdentity::environment);
        if (presented == null) {
            return mismatch(WorkloadReason.ENVIRONMENT_MISMATCH, "environment", environment, "none");
        }
        return environment.equalsIgnoreCase(presented)
                ? Decision.allowed(identity)
                : mismatch(WorkloadReason.ENVIRONMENT_MISMATCH, "environment", environment, presented);
    }

    private Decision<WorkloadIdentity> checkRef(WorkloadIdentity identity) {
        if (ref == null) {
            return Decision.allowed(identity);
        }
        String presented = stated(identity, WorkloadIdentity::sourceRef);
        if (presented == null) {
            return notProvable("ref");
        }
        boolean matches = ref.endsWith("/*")
                ? presented.startsWith(ref.substring(0, ref.length() - 1)) && presented.length() > ref.length() - 1
                : presented.equals(ref);
        return matches ? Decision.allowed(identity) : mismatch(WorkloadReason.REF_MISMATCH, "ref", ref, presented);
    }

    private Decision<WorkloadIdentity> checkProtection(WorkloadIdentity identity) {
        if (!protectedRef) {
            return Decision.allowed(identity);
        }
        String presented = stated(identity, WorkloadIdentity::refProtected);
        if (presented == null) {
            return notProvable("protection of the ref");
        }
        return presented.equals("true")
                ? Decision.allowed(identity)
                : refuse(WorkloadReason.REF_NOT_PROTECTED, "The policy expects a protected branch or tag.");
    }

    private Decision<WorkloadIdentity> checkRunner(WorkloadIdentity identity) {
        if (runner == null) {
            return Decision.allowed(identity);
        }
        String presented = stated(identity, WorkloadIdentity::runner);
        if (presented == null) {
            return notProvable("runner");
        }
        return presented.equals(runner)
                ? Decision.allowed(identity)
                : mismatch(WorkloadReason.RUNNER_MISMATCH, "runner", runner, presented);
    }

    /** What the identity states, or else what the exchange of the very same run proved. */
    private @Nullable String stated(WorkloadIdentity identity, Function<WorkloadIdentity, @Nullable String> field) {
        String own = field.apply(identity);
        if (own != null || proven == null) {
            return own;
        }
        String run = identity.runInvocation();
        boolean sameRun = run != null
                && run.equals(proven.runInvocation())
                && identity.issuer().equals(proven.issuer())
                && Objects.equals(identity.sourceRepositoryId(), proven.sourceRepositoryId());
        return sameRun ? field.apply(proven) : null;
    }

    private static Decision<WorkloadIdentity> notProvable(String what) {
        return refuse(WorkloadReason.NOT_PROVABLE, "The policy demands a certain " + what + ", which is not stated.");
    }

    private static Decision<WorkloadIdentity> mismatch(
            WorkloadReason reason, String what, String expected, String presented) {
        return refuse(
                reason, "The " + what + " is " + quoted(presented) + ", but " + quoted(expected) + " is registered.");
    }

    private static Decision<WorkloadIdentity> refuse(WorkloadReason reason, String detail) {
        return Decision.refused(reason, detail);
    }

    /** Presented text as it may be shown: bounded, printable. */
    private static String quoted(String text) {
        String shown = text.length() > 200 ? text.substring(0, 200) + "…" : text;
        return "'" + shown.replaceAll("\\p{C}", "?") + "'";
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

    /** The policy as JSON, for storing it; what {@link #provenBy} added is not part of it. */
    public String toJson() {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("issuer", issuer);
        members.put("repository", repository);
        members.put("repositoryId", repositoryId);
        members.put("ownerId", ownerId);
        putIfStated(members, "workflow", workflow);
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
     * The policy that {@link #toJson()} wrote.
     *
     * @throws dev.registrykit.core.json.JsonFormatException if the text is not such a policy
     */
    public static WorkloadPolicy ofJson(String json) {
        JsonObject stored = StrictJson.object(json, JsonLimits.small());
        Builder builder = builder(stored.string("issuer"), stored.string("repository"))
                .repositoryId(stored.string("repositoryId"))
                .ownerId(stored.string("ownerId"));
        builder.workflow = stored.stringOrNull("workflow");
        builder.anyWorkflow = builder.workflow == null;
        builder.signerWorkflow = stored.stringOrNull("signerWorkflow");
        builder.environment = stored.stringOrNull("environment");
        builder.ref = stored.stringOrNull("ref");
        builder.protectedRef = Boolean.TRUE.equals(stored.booleanOrNull("protectedRef"));
        builder.runner = stored.stringOrNull("runner");
        stored.strings("acceptedEvents").forEach(builder::acceptEvent);
        return builder.build();
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
            this.issuer = issuer;
            this.repository = repository;
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
            this.repositoryId = id;
            return this;
        }

        /** The immutable id of the repository's owner; required. */
        public Builder ownerId(String id) {
            this.ownerId = id;
            return this;
        }

        /** The path of the build configuration within the repository, for example {@code .github/workflows/publish.yml}; required. */
        public Builder workflow(String path) {
            if (!WORKFLOW.matcher(path).matches() || path.contains("..")) {
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

        /** The reusable workflow that must define the job's steps: its URL, with {@code @ref} to pin that too. */
        public Builder signerWorkflow(String url) {
            this.signerWorkflow = url;
            return this;
        }

        /** The deployment environment that the job must run in; compared without regard to case. */
        public Builder environment(String name) {
            this.environment = name;
            return this;
        }

        /** The full ref that must be built, or {@code refs/tags/*} for everything below {@code refs/tags/}. */
        public Builder ref(String fullRef) {
            if (!fullRef.startsWith("refs/")) {
                throw new IllegalArgumentException("a ref is given in full, starting with refs/");
            }
            this.ref = fullRef;
            return this;
        }

        /** Rules must protect the ref. A certificate cannot say so: see {@link WorkloadPolicy#provenBy}. */
        public Builder protectedRef() {
            this.protectedRef = true;
            return this;
        }

        /** The kind of machine that must run the job, for example {@code github-hosted}. */
        public Builder runner(String kind) {
            this.runner = kind;
            return this;
        }

        /**
         * Accepts jobs started by this event although outsiders can cause it.
         *
         * <p>Risk: a pull request from a fork can then lead to a release.
         */
        public Builder acceptEvent(String event) {
            this.acceptedEvents.add(event);
            return this;
        }

        /**
         * The policy.
         *
         * @throws IllegalStateException if an id or the workflow is missing
         */
        public WorkloadPolicy build() {
            if (repositoryId == null || repositoryId.isEmpty() || ownerId == null || ownerId.isEmpty()) {
                throw new IllegalStateException("a policy pins the repository's and its owner's immutable ids");
            }
            if (workflow == null && !anyWorkflow) {
                throw new IllegalStateException("a policy names the workflow, or says acceptAnyWorkflow()");
            }
            return new WorkloadPolicy(this, null);
        }
    }
}
