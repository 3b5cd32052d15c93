package dev.registrykit.core.workload;

import dev.registrykit.core.decision.Reason;

/**
 * Why a workload is not the one that a policy expects.
 *
 * <p>Declared in the order in which a policy checks, so that of two refusals the one with the greater ordinal came
 * closer. The first is the providers' and is given before any policy is asked; the last can come from every step.
 */
public enum WorkloadReason implements Reason {
    /** The job is of a kind that never publishes: a debugging session, a dry run, a build of a fork. */
    JOB_REFUSED("job-refused", "Publish from a regular job of the registered repository."),
    /** The identity was issued by another issuer than the policy's. */
    ISSUER_MISMATCH("issuer-mismatch", "Register a publisher for the CI system that this job runs on."),
    /** Another repository. */
    REPOSITORY_MISMATCH("repository-mismatch", "Publish from the registered repository, or register this one."),
    /** The repository's name is the expected one but its immutable id is not: it may have been deleted and made anew. */
    REPOSITORY_ID_MISMATCH(
            "repository-id-mismatch",
            "If the repository was really made anew, an owner of the package must register it again."),
    /** The repository is the expected one but belongs to another owner: it was transferred, or the account made anew. */
    OWNER_ID_MISMATCH(
            "owner-id-mismatch",
            "If the repository was really transferred, an owner of the package must register it again."),
    /** Another build configuration of the expected repository. */
    WORKFLOW_MISMATCH("workflow-mismatch", "Publish from the registered workflow file, or register this one."),
    /** The steps were defined by another reusable workflow than the policy's. */
    SIGNER_WORKFLOW_MISMATCH("signer-workflow-mismatch", "Call the registered reusable workflow."),
    /** A further claim has another value than the policy's. */
    CLAIM_MISMATCH("claim-mismatch", "Publish from the registered pipeline, or register this one."),
    /** The job was started by an event that outsiders can cause, or that the policy does not allow. */
    EVENT_REFUSED("event-refused", "Start the publishing workflow by push, release, tag or by hand."),
    /** Another deployment environment, or none. */
    ENVIRONMENT_MISMATCH("environment-mismatch", "Run the job in the registered environment."),
    /** Another branch or tag. */
    REF_MISMATCH("ref-mismatch", "Publish from the registered branch or tag."),
    /** No tag of the registered form, or one that names another version than the published one. */
    TAG_MISMATCH("tag-mismatch", "Publish from the tag that names the version."),
    /** The branch or tag is not protected. */
    REF_NOT_PROTECTED("ref-not-protected", "Publish from a protected branch or tag."),
    /** Another kind of machine than the policy's. */
    RUNNER_MISMATCH("runner-mismatch", "Run the job on the registered kind of runner."),
    /** The repository is public, private or internal otherwise than the policy expects. */
    VISIBILITY_MISMATCH("visibility-mismatch", "Publish from a repository of the registered visibility."),
    /** The policy demands something that this identity does not say. */
    NOT_PROVABLE("not-provable", "Publish by trusted publishing in the same run, so that the exchange can prove it.");

    private final String code;
    private final String nextStep;

    WorkloadReason(String code, String nextStep) {
        this.code = code;
        this.nextStep = nextStep;
    }

    @Override
    public String code() {
        return code;
    }

    @Override
    public int httpStatus() {
        return 403;
    }

    @Override
    public String nextStep() {
        return nextStep;
    }
}
