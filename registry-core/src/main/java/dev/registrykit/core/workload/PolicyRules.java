package dev.registrykit.core.workload;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which settings a policy needs, and which contradict each other. */
final class PolicyRules {
    /**
     * Anyone can cause events of these names, without a right to push: by a pull or merge request and its reviews and
     * comments, an issue or a discussion. Whole families, because servers name each step of theirs: Forgejo and Gitea also
     * have {@code pull_request_sync} and {@code issue_label}, say.
     */
    private static final List<String> DANGEROUS_FAMILIES =
            List.of("pull_request", "merge_request", "external_pull_request", "issue", "discussion");

    /** As above: by a run that followed another one, a fork, a star, or a page of a wiki that is open to all. */
    private static final Set<String> DANGEROUS_EVENTS = Set.of("workflow_run", "fork", "watch", "gollum", "wiki");

    private PolicyRules() {}

    /** Whether outsiders can cause this event, however it is spelled. */
    static boolean isDangerous(String event) {
        String name = PolicyText.asciiLowerCase(event).replace('-', '_');
        for (String family : DANGEROUS_FAMILIES) {
            if (name.startsWith(family)) {
                return true;
            }
        }
        return DANGEROUS_EVENTS.contains(name);
    }

    /** Throws {@link IllegalStateException} for terms that make no policy. */
    static void check(PolicyTerms terms, int maxSeveral) {
        checkIds(terms);
        boolean workflow = terms.has(PolicyTerms.WORKFLOW);
        boolean buildConfig = terms.has(PolicyTerms.BUILD_CONFIG);
        refuseIf(
                !workflow && !buildConfig && !terms.has(PolicyTerms.ANY_WORKFLOW),
                "a policy names the workflow, or says acceptAnyWorkflow()");
        refuseIf(workflow && buildConfig, "a policy names the workflow or the build configuration, not both");
        refuseIf(
                terms.has(PolicyTerms.ENVIRONMENT) && terms.has(PolicyTerms.ENVIRONMENT_PATTERN),
                "a policy has one environment or one pattern of them, not both");
        String ref = terms.text(PolicyTerms.REF);
        refuseIf(
                terms.has(PolicyTerms.VERSION_TAG) && isBranch(ref),
                "a policy that binds the version to a tag cannot expect another kind of ref");
        refuseIf(
                terms.claims().size() > maxSeveral
                        || terms.events().size() > maxSeveral
                        || terms.acceptedEvents().size() > maxSeveral,
                "a policy has at most " + maxSeveral + " claims, events and accepted events each");
        for (String event : terms.events()) {
            refuseIf(
                    isDangerous(event) && !terms.acceptedEvents().contains(event),
                    "outsiders can start jobs by " + event + ": accept that by acceptEvent()");
        }
    }

    private static void checkIds(PolicyTerms terms) {
        boolean repositoryId = terms.has(PolicyTerms.REPOSITORY_ID);
        boolean ownerId = terms.has(PolicyTerms.OWNER_ID);
        boolean noOwnerId = terms.has(PolicyTerms.NO_OWNER_ID);
        boolean later = terms.has(PolicyTerms.PIN_ON_FIRST_USE);
        boolean never = terms.has(PolicyTerms.MUTABLE_IDENTITY);
        refuseIf(
                ((later || never) && (repositoryId || ownerId)) || (later && never),
                "a policy has ids, is pinned on first use, or accepts a mutable identity: one of these");
        refuseIf(ownerId && noOwnerId, "a policy for an issuer that states no owner has no owner id");
        refuseIf(
                !later && !never && (!repositoryId || (!ownerId && !noOwnerId)),
                "a policy pins the repository's and its owner's immutable ids");
    }

    private static boolean isBranch(@Nullable String ref) {
        return ref != null && !ref.startsWith("refs/tags/");
    }

    private static void refuseIf(boolean wrong, String message) {
        if (wrong) {
            throw new IllegalStateException(message);
        }
    }
}
