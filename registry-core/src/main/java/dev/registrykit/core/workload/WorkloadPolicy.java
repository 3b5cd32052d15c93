package dev.registrykit.core.workload;

import static dev.registrykit.core.workload.PolicyText.required;

import dev.registrykit.core.decision.Decision;
import dev.registrykit.core.json.JsonFormatException;
import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
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
 * A refusal's detail tells nothing about the policy before issuer, repository and ids match; afterwards it names what
 * differs, the expected value and the presented one.
 */
public final class WorkloadPolicy {
    private final PolicyTerms terms;
    private final @Nullable WorkloadIdentity proven;
    private final @Nullable String version;

    private WorkloadPolicy(PolicyTerms terms, @Nullable WorkloadIdentity proven, @Nullable String version) {
        this.terms = terms;
        this.proven = proven;
        this.version = version;
    }

    /**
     * A builder for the workload of one repository.
     *
     * @param issuer the issuer of its identity tokens, exactly
     * @param repository the repository's URL without a trailing slash, or the stable name that the provider gives it;
     *     shown to people, and used to tell a resurrected repository from another one
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
        return new WorkloadPolicy(terms, exchange, version);
    }

    /**
     * This policy for the release of one version: when it {@link #bindsVersion() binds versions}, a tag that names
     * another one is refused with {@link WorkloadReason#TAG_MISMATCH}; otherwise nothing changes.
     */
    public WorkloadPolicy forVersion(String published) {
        return new WorkloadPolicy(terms, proven, published);
    }

    /**
     * This policy, pinned for good to the ids that {@code identity} states. Pin after {@link #check} allowed the identity,
     * or with the ids that the issuer's own server gave for the repository's name.
     *
     * @throws IllegalStateException if this policy does not {@link #pinsOnFirstUse() wait} to be pinned
     * @throws IllegalArgumentException if the identity is from another issuer, names another repository, or lacks an id
     */
    public WorkloadPolicy pinnedTo(WorkloadIdentity identity) {
        if (!pinsOnFirstUse()) {
            throw new IllegalStateException("the policy does not wait to be pinned");
        }
        String id = identity.sourceRepositoryId();
        String owner = identity.sourceRepositoryOwnerId();
        if (!issuer().equals(identity.issuer())
                || !PolicyCheck.isSameName(this, identity.sourceRepository())
                || id == null
                || (owner == null && !acceptsNoOwnerId())) {
            throw new IllegalArgumentException("the identity is not one to pin this policy to");
        }
        Builder builder = new Builder(terms.copy()).repositoryId(id);
        builder.terms.drop(PolicyTerms.PIN_ON_FIRST_USE);
        if (owner != null && !acceptsNoOwnerId()) {
            builder.ownerId(owner);
        }
        return new WorkloadPolicy(builder.build().terms, proven, version);
    }

    /**
     * The version that the identity's tag names; null when the policy binds none, or the ref is no tag of that form.
     *
     * <p>The ref is the identity's own, or that of the exchange of the same run ({@link #provenBy}).
     */
    public @Nullable String versionOf(WorkloadIdentity identity) {
        return new PolicyCheck(this, identity).version();
    }

    /** The issuer of the expected identity tokens. */
    public String issuer() {
        return terms.required(PolicyTerms.ISSUER);
    }

    /** The repository's URL, as it was called at registration. */
    public String repository() {
        return terms.required(PolicyTerms.REPOSITORY);
    }

    /** The repository's immutable id, or null when the policy is not pinned. */
    public @Nullable String repositoryId() {
        return terms.text(PolicyTerms.REPOSITORY_ID);
    }

    /** The immutable id of the repository's owner; null when the policy is not pinned, or the issuer states no owner. */
    public @Nullable String ownerId() {
        return terms.text(PolicyTerms.OWNER_ID);
    }

    /** Whether the policy knows the repository by its immutable id. */
    public boolean isPinned() {
        return repositoryId() != null;
    }

    /** Whether the policy waits for its first use, or for its host, to pin it: {@link Builder#pinOnFirstUse}. */
    public boolean pinsOnFirstUse() {
        return terms.has(PolicyTerms.PIN_ON_FIRST_USE);
    }

    /** Why names are trusted instead of ids, or null when they are not: {@link Builder#acceptMutableIdentity}. */
    public @Nullable String mutableIdentityReason() {
        return terms.text(PolicyTerms.MUTABLE_IDENTITY);
    }

    /** Whether no owner is demanded: {@link Builder#acceptNoOwnerId}. */
    public boolean acceptsNoOwnerId() {
        return terms.has(PolicyTerms.NO_OWNER_ID);
    }

    /** The path of the build configuration within the repository, or null when none is named so. */
    public @Nullable String workflow() {
        return terms.text(PolicyTerms.WORKFLOW);
    }

    /** The build configuration as the identity states it, or null when none is named so. */
    public @Nullable String buildConfig() {
        return terms.text(PolicyTerms.BUILD_CONFIG);
    }

    /** The URL of the reusable workflow, with or without its ref, or null when it does not matter. */
    public @Nullable String signerWorkflow() {
        return terms.text(PolicyTerms.SIGNER_WORKFLOW);
    }

    /** The further claims that are expected, by name; unmodifiable. */
    public Map<String, String> claims() {
        return Collections.unmodifiableMap(terms.claims());
    }

    /** The deployment environment, or null when none is named exactly. */
    public @Nullable String environment() {
        return terms.text(PolicyTerms.ENVIRONMENT);
    }

    /** The pattern of deployment environments, or null when none is given. */
    public @Nullable String environmentPattern() {
        return terms.text(PolicyTerms.ENVIRONMENT_PATTERN);
    }

    /** Whether the environment is compared with regard to case. */
    public boolean isEnvironmentCaseSensitive() {
        return terms.has(PolicyTerms.CASE_SENSITIVE_ENVIRONMENT);
    }

    /** The full ref, one that ends with a star, or null when it does not matter. */
    public @Nullable String ref() {
        return terms.text(PolicyTerms.REF);
    }

    /** The form of the tags that name the version, or null when the tag does not matter. */
    public @Nullable String versionTag() {
        return terms.text(PolicyTerms.VERSION_TAG);
    }

    /** Whether the tag must name the version that is published. */
    public boolean bindsVersion() {
        return versionTag() != null;
    }

    /** Whether rules must protect the ref. */
    public boolean wantsProtectedRef() {
        return terms.has(PolicyTerms.PROTECTED_REF);
    }

    /** The kind of machine, or null when it does not matter. */
    public @Nullable String runner() {
        return terms.text(PolicyTerms.RUNNER);
    }

    /** The visibility of the repository, or null when it does not matter. */
    public @Nullable String visibility() {
        return terms.text(PolicyTerms.VISIBILITY);
    }

    /** The events that jobs may be started by; empty when the policy lists none. Unmodifiable. */
    public Set<String> events() {
        return Collections.unmodifiableSet(terms.events());
    }

    /** The events that outsiders can cause and that are accepted all the same; unmodifiable. */
    public Set<String> acceptedEvents() {
        return Collections.unmodifiableSet(terms.acceptedEvents());
    }

    /** Whether jobs are accepted that state no event: {@link Builder#acceptUnstatedEvent}. */
    public boolean acceptsUnstatedEvent() {
        return terms.has(PolicyTerms.UNSTATED_EVENT);
    }

    /** The exchange that {@link #provenBy} named, or null. */
    @Nullable WorkloadIdentity proven() {
        return proven;
    }

    /** The version that {@link #forVersion} named, or null. */
    @Nullable String published() {
        return version;
    }

    /** The policy as JSON, for storing it; what {@link #provenBy} and {@link #forVersion} added is not part of it. */
    public String toJson() {
        return terms.toJson();
    }

    /**
     * The policy that {@link #toJson()} wrote; a constraint that this version does not know is refused, not dropped.
     *
     * @throws JsonFormatException if the text is not such a policy
     */
    public static WorkloadPolicy ofJson(String json) {
        try {
            return PolicyTerms.builderOf(json).build();
        } catch (JsonFormatException malformed) {
            throw malformed;
        } catch (IllegalArgumentException | IllegalStateException invalid) {
            throw new JsonFormatException("the policy is not valid: " + invalid.getMessage());
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof WorkloadPolicy that
                && toJson().equals(that.toJson())
                && Objects.equals(proven, that.proven)
                && Objects.equals(version, that.version);
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
        private static final Pattern PATH = Pattern.compile("[A-Za-z0-9._-]+(/[A-Za-z0-9._-]+)*");
        private static final int MAX_SEVERAL = 50;

        private final PolicyTerms terms;

        private Builder(PolicyTerms terms) {
            this.terms = terms;
        }

        private Builder(String issuer, String repository) {
            this(new PolicyTerms());
            set(PolicyTerms.ISSUER, "an issuer", issuer);
            set(PolicyTerms.REPOSITORY, "a repository", repository);
        }

        private Builder set(String name, String what, String value) {
            terms.set(name, required(what, value));
            return this;
        }

        private Builder set(String flag) {
            terms.set(flag);
            return this;
        }

        /** The repository's immutable id; required, unless the policy is pinned later or never. */
        public Builder repositoryId(String id) {
            return set(PolicyTerms.REPOSITORY_ID, "a repository id", id);
        }

        /** The immutable id of the repository's owner; required beside the repository's id. */
        public Builder ownerId(String id) {
            return set(PolicyTerms.OWNER_ID, "an owner id", id);
        }

        /** Demands no owner's id, for an issuer that states none; the repository's own id decides alone. */
        public Builder acceptNoOwnerId() {
            return set(PolicyTerms.NO_OWNER_ID);
        }

        /**
         * Leaves the ids to the first use, instead of giving them: see {@link WorkloadPolicy#pinnedTo}.
         *
         * <p>Until then the repository's name decides, without regard to the case of A to Z, for identities that state
         * their ids. Risk: whoever gets that name before the first use is taken for its owner.
         */
        public Builder pinOnFirstUse() {
            return set(PolicyTerms.PIN_ON_FIRST_USE);
        }

        /**
         * Compares the repository's text exactly and never an id, for an issuer that states no immutable ids.
         *
         * <p>Risk: an account or repository that is deleted and made anew by somebody else, or a name that is given to
         * another, publishes as the old one did; nobody can tell the two apart.
         *
         * @param reason why the risk is taken, for whoever reviews the policy
         */
        public Builder acceptMutableIdentity(String reason) {
            return set(PolicyTerms.MUTABLE_IDENTITY, "a reason", reason);
        }

        /**
         * The path of the build configuration within the repository, for example {@code .github/workflows/publish.yml};
         * this, {@link #buildConfig} or {@link #acceptAnyWorkflow} is required.
         */
        public Builder workflow(String path) {
            // The length comes first: repeated groups in java.util.regex recurse on long texts.
            if (path.length() > PolicyText.MAX || !PATH.matcher(path).matches() || path.contains("..")) {
                throw new IllegalArgumentException(
                        "a workflow is a relative path of letters, digits, '.', '_' and '-'");
            }
            terms.set(PolicyTerms.WORKFLOW, path);
            return this;
        }

        /** The build configuration exactly as the identity states it: a pipeline definition's id or URL, say. */
        public Builder buildConfig(String exact) {
            return set(PolicyTerms.BUILD_CONFIG, "a build configuration", exact);
        }

        /**
         * Accepts every build configuration of the repository; without effect beside {@link #workflow} or
         * {@link #buildConfig}.
         *
         * <p>Risk: whoever can add a workflow file to any branch can then publish.
         */
        public Builder acceptAnyWorkflow() {
            return set(PolicyTerms.ANY_WORKFLOW);
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
            return set(PolicyTerms.SIGNER_WORKFLOW, "a reusable workflow", url);
        }

        /** A further claim that must have exactly this value; at most 50. */
        public Builder claim(String name, String value) {
            String known = terms.claims().get(required("a claim's name", name));
            if (known != null && !known.equals(value)) {
                throw new IllegalArgumentException("a claim has one expected value");
            }
            terms.claims().put(name, required("a claim's value", value));
            return this;
        }

        /**
         * The deployment environment that the job must run in; compared without regard to the case of A to Z, unless
         * {@link #caseSensitiveEnvironment} says otherwise. A star stands for itself.
         */
        public Builder environment(String name) {
            return set(PolicyTerms.ENVIRONMENT, "an environment", name);
        }

        /** As {@link #environment}, where a segment {@code *} stands for any one segment: {@code release/*}. */
        public Builder environmentPattern(String pattern) {
            for (String segment : pattern.split("/", -1)) {
                if (segment.isEmpty() || (segment.contains("*") && segment.length() > 1)) {
                    throw new IllegalArgumentException("a star in an environment stands for one whole segment");
                }
            }
            return set(PolicyTerms.ENVIRONMENT_PATTERN, "an environment", pattern);
        }

        /** Compares the environment exactly, for an issuer whose environments may differ in case alone. */
        public Builder caseSensitiveEnvironment() {
            return set(PolicyTerms.CASE_SENSITIVE_ENVIRONMENT);
        }

        /** The full ref that must be built, or {@code refs/tags/*} for everything below {@code refs/tags/}. */
        public Builder ref(String fullRef) {
            String fixed = fullRef.endsWith("/*") ? fullRef.substring(0, fullRef.length() - 1) : fullRef;
            if (!fixed.startsWith("refs/") || fixed.contains("*")) {
                throw new IllegalArgumentException(
                        "a ref is given in full, starting with refs/; a star may only stand for its last segments");
            }
            return set(PolicyTerms.REF, "a ref", fullRef);
        }

        /**
         * The name of the tag that must be built, with <code>{version}</code> for the version that is published:
         * <code>v{version}</code>, say. The version is of a {@link dev.registrykit.core.name.Release}'s form.
         */
        public Builder versionTag(String template) {
            VersionTag.of(template);
            return set(PolicyTerms.VERSION_TAG, "a version tag", template);
        }

        /** Rules must protect the ref. A certificate cannot say so: see {@link WorkloadPolicy#provenBy}. */
        public Builder protectedRef() {
            return set(PolicyTerms.PROTECTED_REF);
        }

        /** The kind of machine that must run the job, for example {@code github-hosted}. */
        public Builder runner(String kind) {
            return set(PolicyTerms.RUNNER, "a kind of runner", kind);
        }

        /** The visibility that the repository must have, for example {@code public}. */
        public Builder visibility(String exact) {
            return set(PolicyTerms.VISIBILITY, "a visibility", exact);
        }

        /** Adds an event to those that a job may be started by; without any, all but the dangerous are. At most 50. */
        public Builder event(String event) {
            terms.events().add(required("an event", event));
            return this;
        }

        /**
         * Accepts jobs started by this event although outsiders can cause it: a pull or merge request and its reviews, a
         * comment, an issue, a discussion, a fork, a star, a page of a wiki, or a run that followed another one. At most 50.
         *
         * <p>Risk: a stranger's pull request, comment or star can then lead to a release.
         */
        public Builder acceptEvent(String event) {
            terms.acceptedEvents().add(required("an event", event));
            return this;
        }

        /**
         * Accepts jobs that state no event, for an issuer that states none.
         *
         * <p>Risk: jobs that outsiders can start are not told from others.
         */
        public Builder acceptUnstatedEvent() {
            return set(PolicyTerms.UNSTATED_EVENT);
        }

        /**
         * The policy.
         *
         * @throws IllegalStateException if an id or the workflow is missing, or two settings contradict each other
         */
        public WorkloadPolicy build() {
            PolicyTerms built = terms.copy();
            PolicyRules.check(built, MAX_SEVERAL);
            if (built.has(PolicyTerms.WORKFLOW) || built.has(PolicyTerms.BUILD_CONFIG)) {
                built.drop(PolicyTerms.ANY_WORKFLOW);
            }
            return new WorkloadPolicy(built, null, null);
        }
    }
}
