package dev.registrykit.core.workload;

import dev.registrykit.core.decision.Decision;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Holds one identity against one policy, step by step; the first step that fails gives the reason. */
final class PolicyCheck {
    /** Anyone can cause these, without a right to push: by a pull request, a comment, a fork or a star. */
    private static final Set<String> REFUSED_EVENTS = Set.of(
            "pull_request_target",
            "workflow_run",
            "issue_comment",
            "issues",
            "discussion",
            "discussion_comment",
            "fork",
            "watch");
    /** What follows a reusable workflow's URL: a full ref, or the commit (SHA-1 or SHA-256) that the caller pinned. */
    private static final Pattern SIGNER_REF = Pattern.compile("@(refs/.+|[0-9a-f]{40}|[0-9a-f]{64})", Pattern.DOTALL);

    private static final int MAX_SHOWN = 200;

    private final WorkloadPolicy policy;
    private final WorkloadIdentity identity;

    PolicyCheck(WorkloadPolicy policy, WorkloadIdentity identity) {
        this.policy = policy;
        this.identity = identity;
    }

    Decision<WorkloadIdentity> decide() {
        List<Supplier<Decision<WorkloadIdentity>>> steps = List.of(
                this::checkSource,
                this::checkWorkflow,
                this::checkSigner,
                this::checkTrigger,
                this::checkEnvironment,
                this::checkRef,
                this::checkProtection,
                this::checkRunner);
        Decision<WorkloadIdentity> result = allowed();
        for (Supplier<Decision<WorkloadIdentity>> step : steps) {
            result = result.then(passed -> step.get());
        }
        return result;
    }

    /** Issuer and ids; the details of these refusals name nothing of the policy, because the caller may be a stranger. */
    private Decision<WorkloadIdentity> checkSource() {
        if (!policy.issuer().equals(identity.issuer())) {
            return Decision.refused(WorkloadReason.ISSUER_MISMATCH, "The identity is from another issuer.");
        }
        String presentedId = identity.sourceRepositoryId();
        String presentedOwner = identity.sourceRepositoryOwnerId();
        if (presentedId == null || presentedOwner == null) {
            return Decision.refused(
                    WorkloadReason.NOT_PROVABLE,
                    "The identity does not state the ids of the repository and its owner.");
        }
        if (!policy.repositoryId().equals(presentedId)) {
            return sameName()
                    ? Decision.refused(
                            WorkloadReason.REPOSITORY_ID_MISMATCH,
                            "The repository has the registered name but another id; it may have been made anew.")
                    : Decision.refused(WorkloadReason.REPOSITORY_MISMATCH, "The identity is from another repository.");
        }
        if (!policy.ownerId().equals(presentedOwner)) {
            return Decision.refused(
                    WorkloadReason.OWNER_ID_MISMATCH, "The repository belongs to another owner than registered.");
        }
        return allowed();
    }

    private boolean sameName() {
        String presented = identity.sourceRepository();
        return presented != null && asciiLowerCase(policy.repository()).equals(asciiLowerCase(presented));
    }

    private Decision<WorkloadIdentity> checkWorkflow() {
        String workflow = policy.workflow();
        if (workflow == null) {
            return allowed();
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
        String presented = identity.buildSigner();
        if (presented == null) {
            return notProvable("reusable workflow");
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

    private Decision<WorkloadIdentity> checkTrigger() {
        String presented = stated(WorkloadIdentity::trigger);
        if (presented == null) {
            return notProvable("event");
        }
        if (REFUSED_EVENTS.contains(presented) && !policy.acceptsEvent(presented)) {
            return Decision.refused(
                    WorkloadReason.EVENT_REFUSED,
                    "Jobs started by " + presented + " may not publish: outsiders can start them.");
        }
        return allowed();
    }

    private Decision<WorkloadIdentity> checkEnvironment() {
        String environment = policy.environment();
        if (environment == null) {
            return allowed();
        }
        String presented = stated(WorkloadIdentity::environment);
        WorkloadIdentity exchange = policy.proven();
        if (presented == null) {
            // Beside an exchange of another run nothing says whether this job had an environment.
            return exchange != null && !isOfSameRun(exchange)
                    ? notProvable("environment")
                    : mismatch(WorkloadReason.ENVIRONMENT_MISMATCH, "environment", environment, "none");
        }
        return asciiLowerCase(environment).equals(asciiLowerCase(presented))
                ? allowed()
                : mismatch(WorkloadReason.ENVIRONMENT_MISMATCH, "environment", environment, presented);
    }

    private Decision<WorkloadIdentity> checkRef() {
        String ref = policy.ref();
        if (ref == null) {
            return allowed();
        }
        String presented = stated(WorkloadIdentity::sourceRef);
        if (presented == null) {
            return notProvable("ref");
        }
        String directory = ref.substring(0, ref.length() - 1);
        boolean matches = ref.endsWith("/*")
                ? presented.startsWith(directory) && presented.length() > directory.length()
                : presented.equals(ref);
        return matches ? allowed() : mismatch(WorkloadReason.REF_MISMATCH, "ref", ref, presented);
    }

    private Decision<WorkloadIdentity> checkProtection() {
        if (!policy.wantsProtectedRef()) {
            return allowed();
        }
        String presented = stated(WorkloadIdentity::refProtected);
        if (presented == null) {
            return notProvable("protection of the ref");
        }
        return presented.equals("true")
                ? allowed()
                : Decision.refused(WorkloadReason.REF_NOT_PROTECTED, "The policy expects a protected branch or tag.");
    }

    private Decision<WorkloadIdentity> checkRunner() {
        String runner = policy.runner();
        if (runner == null) {
            return allowed();
        }
        String presented = stated(WorkloadIdentity::runner);
        if (presented == null) {
            return notProvable("runner");
        }
        return presented.equals(runner)
                ? allowed()
                : mismatch(WorkloadReason.RUNNER_MISMATCH, "runner", runner, presented);
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

    private boolean isOfSameRun(WorkloadIdentity exchange) {
        String run = identity.runInvocation();
        return run != null
                && run.equals(exchange.runInvocation())
                && identity.issuer().equals(exchange.issuer())
                && Objects.equals(identity.sourceRepositoryId(), exchange.sourceRepositoryId());
    }

    /**
     * Lower case for A to Z alone: {@code equalsIgnoreCase} also takes a dotless i for an i and a long s for an s, and
     * anyone who may push can have a job run in an unprotected environment of such a name.
     */
    private static String asciiLowerCase(String text) {
        StringBuilder lower = new StringBuilder(text);
        for (int i = 0; i < lower.length(); i++) {
            char c = lower.charAt(i);
            if (c >= 'A' && c <= 'Z') {
                lower.setCharAt(i, (char) (c + ('a' - 'A')));
            }
        }
        return lower.toString();
    }

    private Decision<WorkloadIdentity> allowed() {
        return Decision.allowed(identity);
    }

    private static Decision<WorkloadIdentity> notProvable(String what) {
        return Decision.refused(
                WorkloadReason.NOT_PROVABLE, "The policy demands a certain " + what + ", which is not stated.");
    }

    private static Decision<WorkloadIdentity> mismatch(
            WorkloadReason reason, String what, String expected, String presented) {
        return Decision.refused(
                reason, "The " + what + " is " + quoted(presented) + ", but " + quoted(expected) + " is registered.");
    }

    /** Presented text as it may be shown: bounded, printable. */
    private static String quoted(String text) {
        String shown = text.length() > MAX_SHOWN ? text.substring(0, MAX_SHOWN) + "…" : text;
        return "'" + WorkloadPolicy.UNPRINTABLE.matcher(shown).replaceAll("?") + "'";
    }
}
