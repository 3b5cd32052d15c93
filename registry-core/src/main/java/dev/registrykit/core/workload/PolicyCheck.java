package dev.registrykit.core.workload;

import static dev.registrykit.core.workload.PolicyText.asciiLowerCase;
import static dev.registrykit.core.workload.PolicyText.quoted;

import dev.registrykit.core.decision.Decision;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Holds one identity against one policy, step by step; the first step that fails gives the reason. */
final class PolicyCheck {
    /** What follows a reusable workflow's URL: a full ref, or the commit (SHA-1 or SHA-256) that the caller pinned. */
    private static final Pattern SIGNER_REF = Pattern.compile("@(refs/.+|[0-9a-f]{40}|[0-9a-f]{64})", Pattern.DOTALL);

    /** In the order of the reasons. */
    private static final List<Function<PolicyCheck, Decision<WorkloadIdentity>>> STEPS = List.of(
            PolicyCheck::checkSource,
            PolicyCheck::checkWorkflow,
            PolicyCheck::checkSigner,
            PolicyCheck::checkClaims,
            PolicyCheck::checkTrigger,
            PolicyCheck::checkEnvironment,
            PolicyCheck::checkRef,
            PolicyCheck::checkTag,
            PolicyCheck::checkProtection,
            PolicyCheck::checkRunner,
            PolicyCheck::checkVisibility);

    private final WorkloadPolicy policy;
    private final WorkloadIdentity identity;
    private final Decision<WorkloadIdentity> allowed;

    PolicyCheck(WorkloadPolicy policy, WorkloadIdentity identity) {
        this.policy = policy;
        this.identity = identity;
        this.allowed = Decision.allowed(identity);
    }

    Decision<WorkloadIdentity> decide() {
        for (Function<PolicyCheck, Decision<WorkloadIdentity>> step : STEPS) {
            Decision<WorkloadIdentity> result = step.apply(this);
            if (!result.isAllowed()) {
                return result;
            }
        }
        return allowed();
    }

    /** The version that the tag names, or null. */
    @Nullable String version() {
        String template = policy.versionTag();
        String ref = stated(WorkloadIdentity::sourceRef);
        return template == null || ref == null ? null : VersionTag.of(template).versionIn(ref);
    }

    /** Issuer and ids; the details of these refusals name nothing of the policy, because the caller may be a stranger. */
    private Decision<WorkloadIdentity> checkSource() {
        if (!policy.issuer().equals(identity.issuer())) {
            return Decision.refused(WorkloadReason.ISSUER_MISMATCH, "The identity is from another issuer.");
        }
        String name = stated(WorkloadIdentity::sourceRepository);
        if (policy.mutableIdentityReason() != null) {
            return policy.repository().equals(name) ? allowed() : otherRepository();
        }
        String id = stated(WorkloadIdentity::sourceRepositoryId);
        String owner = policy.acceptsNoOwnerId() ? "" : stated(WorkloadIdentity::sourceRepositoryOwnerId);
        if (id == null || owner == null) {
            return withoutIds();
        }
        String expectedId = policy.repositoryId();
        return expectedId == null ? checkName(name, id, owner) : checkIds(expectedId, name, id, owner);
    }

    /** Before the first use: the name decides, and the ids must be such that the policy can be pinned to them. */
    private Decision<WorkloadIdentity> checkName(@Nullable String name, String id, String owner) {
        if (!PolicyText.isPlain(id) || (!policy.acceptsNoOwnerId() && !PolicyText.isPlain(owner))) {
            return withoutIds();
        }
        return isSameName(policy, name) ? allowed() : otherRepository();
    }

    private Decision<WorkloadIdentity> checkIds(String expectedId, @Nullable String name, String id, String owner) {
        if (!expectedId.equals(id)) {
            return isSameName(policy, name)
                    ? Decision.refused(
                            WorkloadReason.REPOSITORY_ID_MISMATCH,
                            "The repository has the registered name but another id; it may have been made anew.")
                    : otherRepository();
        }
        if (!policy.acceptsNoOwnerId() && !owner.equals(policy.ownerId())) {
            return Decision.refused(
                    WorkloadReason.OWNER_ID_MISMATCH, "The repository belongs to another owner than registered.");
        }
        return allowed();
    }

    private static Decision<WorkloadIdentity> withoutIds() {
        return Decision.refused(
                WorkloadReason.NOT_PROVABLE, "The identity does not state the ids of the repository and its owner.");
    }

    private static Decision<WorkloadIdentity> otherRepository() {
        return Decision.refused(WorkloadReason.REPOSITORY_MISMATCH, "The identity is from another repository.");
    }

    static boolean isSameName(WorkloadPolicy policy, @Nullable String presented) {
        return presented != null && asciiLowerCase(policy.repository()).equals(asciiLowerCase(presented));
    }

    private Decision<WorkloadIdentity> checkWorkflow() {
        String exact = policy.buildConfig();
        if (exact != null) {
            return equal(WorkloadReason.WORKFLOW_MISMATCH, "build configuration", exact, WorkloadIdentity::buildConfig);
        }
        String workflow = policy.workflow();
        if (workflow == null) {
            return allowed();
        }
        String presented = stated(WorkloadIdentity::buildConfig);
        String source = stated(WorkloadIdentity::sourceRepository);
        if (presented == null || source == null) {
            return notProvable("workflow", workflow);
        }
        // The ref may hold '@' and '/', so the expected text is built and compared whole instead of taking the
        // presented one apart. GitLab puts two slashes before the file.
        for (String at : new String[] {stated(WorkloadIdentity::sourceRef), stated(WorkloadIdentity::sourceDigest)}) {
            if (at != null
                    && (presented.equals(source + "/" + workflow + "@" + at)
                            || presented.equals(source + "//" + workflow + "@" + at))) {
                return allowed();
            }
        }
        return mismatch(WorkloadReason.WORKFLOW_MISMATCH, "workflow", workflow, presented);
    }

    private Decision<WorkloadIdentity> checkSigner() {
        String signer = policy.signerWorkflow();
        if (signer == null) {
            return allowed();
        }
        String presented = stated(WorkloadIdentity::buildSigner);
        if (presented == null) {
            return notProvable("reusable workflow", signer);
        }
        boolean pinned = signer.contains("@");
        boolean matches = pinned
                ? presented.equals(signer)
                : presented.startsWith(signer)
                        && SIGNER_REF
                                .matcher(presented.substring(signer.length()))
                                .matches();
        return matches
                ? allowed()
                : mismatch(WorkloadReason.SIGNER_WORKFLOW_MISMATCH, "reusable workflow", signer, presented);
    }

    private Decision<WorkloadIdentity> checkClaims() {
        Decision<WorkloadIdentity> result = allowed();
        for (Map.Entry<String, String> claim : policy.claims().entrySet()) {
            result = result.then(passed -> equal(
                    WorkloadReason.CLAIM_MISMATCH,
                    "claim " + claim.getKey(),
                    claim.getValue(),
                    from -> from.claim(claim.getKey())));
        }
        return result;
    }

    private Decision<WorkloadIdentity> checkTrigger() {
        Set<String> listed = policy.events();
        String presented = stated(WorkloadIdentity::trigger);
        if (presented == null) {
            if (!listed.isEmpty()) {
                return notProvable("event", String.join(", ", listed));
            }
            return policy.acceptsUnstatedEvent()
                    ? allowed()
                    : Decision.refused(
                            WorkloadReason.NOT_PROVABLE,
                            "The event that started the job is not stated, so outsiders may have caused it.");
        }
        if (policy.acceptedEvents().contains(presented)) {
            return allowed();
        }
        if (PolicyRules.isDangerous(presented)) {
            return Decision.refused(
                    WorkloadReason.EVENT_REFUSED,
                    "Jobs started by " + presented + " may not publish: outsiders can start them.");
        }
        return listed.isEmpty() || listed.contains(presented)
                ? allowed()
                : mismatch(WorkloadReason.EVENT_REFUSED, "event", listedEvents(), presented);
    }

    private String listedEvents() {
        Set<String> all = new TreeSet<>(policy.events());
        all.addAll(policy.acceptedEvents());
        return String.join(", ", all);
    }

    private Decision<WorkloadIdentity> checkEnvironment() {
        String exact = policy.environment();
        String expected = exact == null ? policy.environmentPattern() : exact;
        if (expected == null) {
            return allowed();
        }
        String presented = stated(WorkloadIdentity::environment);
        WorkloadIdentity exchange = policy.proven();
        if (presented == null) {
            // Beside an exchange of another run nothing says whether this job had an environment.
            return exchange != null && !isOfSameRun(exchange)
                    ? notProvable("environment", expected)
                    : mismatch(WorkloadReason.ENVIRONMENT_MISMATCH, "environment", expected, "none");
        }
        // As it is registered, letter by letter: the usual case.
        if (presented.equals(exact)) {
            return allowed();
        }
        String left = policy.isEnvironmentCaseSensitive() ? expected : asciiLowerCase(expected);
        String right = policy.isEnvironmentCaseSensitive() ? presented : asciiLowerCase(presented);
        boolean matches = exact == null ? PolicyText.matchesSegments(left, right) : left.equals(right);
        return matches ? allowed() : mismatch(WorkloadReason.ENVIRONMENT_MISMATCH, "environment", expected, presented);
    }

    private Decision<WorkloadIdentity> checkRef() {
        String ref = policy.ref();
        if (ref == null) {
            return allowed();
        }
        String presented = stated(WorkloadIdentity::sourceRef);
        if (presented == null) {
            return notProvable("ref", ref);
        }
        String directory = ref.substring(0, ref.length() - 1);
        boolean matches = ref.endsWith("/*")
                ? presented.startsWith(directory) && presented.length() > directory.length()
                : presented.equals(ref);
        return matches ? allowed() : mismatch(WorkloadReason.REF_MISMATCH, "ref", ref, presented);
    }

    private Decision<WorkloadIdentity> checkTag() {
        String template = policy.versionTag();
        if (template == null) {
            return allowed();
        }
        String presented = stated(WorkloadIdentity::sourceRef);
        String published = policy.published();
        String expected = "refs/tags/" + (published == null ? template : template.replace("{version}", published));
        if (presented == null) {
            return notProvable("tag", expected);
        }
        String version = version();
        return version != null && (published == null || published.equals(version))
                ? allowed()
                : mismatch(WorkloadReason.TAG_MISMATCH, "tag", expected, presented);
    }

    private Decision<WorkloadIdentity> checkProtection() {
        return policy.wantsProtectedRef()
                ? equal(
                        WorkloadReason.REF_NOT_PROTECTED,
                        "protection of the ref",
                        "true",
                        WorkloadIdentity::refProtected)
                : allowed();
    }

    private Decision<WorkloadIdentity> checkRunner() {
        String runner = policy.runner();
        return runner == null
                ? allowed()
                : equal(WorkloadReason.RUNNER_MISMATCH, "runner", runner, WorkloadIdentity::runner);
    }

    private Decision<WorkloadIdentity> checkVisibility() {
        String visibility = policy.visibility();
        return visibility == null
                ? allowed()
                : equal(WorkloadReason.VISIBILITY_MISMATCH, "visibility", visibility, WorkloadIdentity::visibility);
    }

    private Decision<WorkloadIdentity> equal(
            WorkloadReason reason, String what, String expected, Function<WorkloadIdentity, @Nullable String> field) {
        String presented = stated(field);
        if (presented == null) {
            return notProvable(what, expected);
        }
        return presented.equals(expected) ? allowed() : mismatch(reason, what, expected, presented);
    }

    /** What the identity states, or else what the exchange of the very same run proved. */
    private @Nullable String stated(Function<WorkloadIdentity, @Nullable String> field) {
        String own = field.apply(identity);
        WorkloadIdentity exchange = policy.proven();
        if (own != null || exchange == null) {
            return own;
        }
        return isOfSameRun(exchange) ? field.apply(exchange) : null;
    }

    /** A certificate of some issuers states no repository; where it does, that is the exchange's. */
    private boolean isOfSameRun(WorkloadIdentity exchange) {
        String run = identity.runInvocation();
        String id = identity.sourceRepositoryId();
        String name = identity.sourceRepository();
        // A number is no run: another repository, or another server of the issuer's kind, has it too.
        return run != null
                && run.contains("://")
                && run.equals(exchange.runInvocation())
                && identity.issuer().equals(exchange.issuer())
                && (id == null || id.equals(exchange.sourceRepositoryId()))
                && (id != null || name == null || name.equals(exchange.sourceRepository()));
    }

    private Decision<WorkloadIdentity> allowed() {
        return allowed;
    }

    private static Decision<WorkloadIdentity> notProvable(String what, String expected) {
        return Decision.refused(
                WorkloadReason.NOT_PROVABLE,
                "The " + what + " is not stated, but " + quoted(expected) + " is registered.");
    }

    private static Decision<WorkloadIdentity> mismatch(
            WorkloadReason reason, String what, String expected, String presented) {
        return Decision.refused(
                reason, "The " + what + " is " + quoted(presented) + ", but " + quoted(expected) + " is registered.");
    }
}
