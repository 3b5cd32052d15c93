package dev.registrykit.attest.expectation;

import dev.registrykit.attest.sigstore.SignerPolicy;
import dev.registrykit.attest.sigstore.VerifiedAttestation;
import dev.registrykit.core.decision.Decision;
import dev.registrykit.core.grant.Grant;
import dev.registrykit.core.grant.GrantReason;
import dev.registrykit.core.workload.WorkloadIdentity;
import dev.registrykit.core.workload.WorkloadReason;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * That an attestation comes from the very run of the CI job that uploads: the one whose identity the registry accepted when
 * it issued the upload's token.
 *
 * <p>Narrower than the publisher's policy ({@code Grant.expectedWorkload()}), which any later run of the same workflow meets
 * too. All that the certificate states must be equal: issuer, repository, ids, ref, commit, event, machine, environment, the workflow, and
 * the reusable workflow that defined the steps. What the certificate does not state counts as the exchange proved it, because
 * the run is the same; an attestation that does not state its run is refused.
 *
 * <pre>{@code
 * var accepted = SameWorkload.of(grant).then(same -> attest.verify(bundle, digest, same.asSigner()));
 * }</pre>
 */
public final class SameWorkload {
    private static final List<Field> FIELDS = List.of(
            new Field(WorkloadReason.REPOSITORY_MISMATCH, "repository", WorkloadIdentity::sourceRepository),
            new Field(WorkloadReason.REPOSITORY_ID_MISMATCH, "repository id", WorkloadIdentity::sourceRepositoryId),
            new Field(WorkloadReason.OWNER_ID_MISMATCH, "owner id", WorkloadIdentity::sourceRepositoryOwnerId),
            new Field(WorkloadReason.WORKFLOW_MISMATCH, "workflow", WorkloadIdentity::buildConfig),
            new Field(WorkloadReason.EVENT_REFUSED, "event", WorkloadIdentity::trigger),
            new Field(WorkloadReason.REF_MISMATCH, "ref", WorkloadIdentity::sourceRef),
            new Field(WorkloadReason.REF_MISMATCH, "commit", WorkloadIdentity::sourceDigest),
            new Field(WorkloadReason.VISIBILITY_MISMATCH, "visibility", WorkloadIdentity::visibility));
    private static final List<Field> FIELDS_OF_JOB = List.of(
            new Field(WorkloadReason.SIGNER_WORKFLOW_MISMATCH, "reusable workflow", WorkloadIdentity::buildSigner),
            new Field(WorkloadReason.ENVIRONMENT_MISMATCH, "environment", WorkloadIdentity::environment),
            new Field(WorkloadReason.RUNNER_MISMATCH, "kind of machine", WorkloadIdentity::runner));

    private final WorkloadIdentity exchange;
    private final @Nullable String otherSigner;

    private record Field(WorkloadReason reason, String what, Function<WorkloadIdentity, @Nullable String> value) {}

    private SameWorkload(WorkloadIdentity exchange, @Nullable String otherSigner) {
        this.exchange = exchange;
        this.otherSigner = otherSigner;
    }

    /** The job that this identity was verified of, when the upload's token was issued. */
    public static SameWorkload as(WorkloadIdentity exchange) {
        return new SameWorkload(exchange, null);
    }

    /**
     * The job that the upload's credential was issued to; refused with {@link GrantReason#NO_WORKLOAD} when it was not issued
     * by trusted publishing.
     */
    public static Decision<SameWorkload> of(Grant grant) {
        WorkloadIdentity exchange = grant.workload();
        return exchange == null
                ? Decision.refused(
                        GrantReason.NO_WORKLOAD, "This credential was not issued to a CI job, so none is expected.")
                : Decision.allowed(as(exchange));
    }

    /**
     * This expectation for another job of the same run: the one whose steps this reusable workflow defines, which builds and
     * attests before the workflow's own job uploads. Its environment and machine may be other ones.
     *
     * @param url of the workflow, with {@code @ref} to pin that too
     */
    public SameWorkload orSignedBy(String url) {
        return new SameWorkload(exchange, url);
    }

    /** This expectation as the signer that a verification is told to expect. */
    public SignerPolicy asSigner() {
        return SignerPolicy.matching(this::check);
    }

    /** The attestation, when it comes from that run; refused with a {@link WorkloadReason}. */
    public Decision<VerifiedAttestation> check(VerifiedAttestation attestation) {
        WorkloadIdentity workload = attestation.workload();
        if (workload == null) {
            return Decision.refused(
                    ExpectationReason.SIGNER_KIND_REFUSED, "No CI job made this signature, but one is expected.");
        }
        if (!workload.issuer().equals(exchange.issuer())) {
            return Decision.refused(WorkloadReason.ISSUER_MISMATCH, "The identity is from another issuer.");
        }
        Decision<WorkloadIdentity> checked = checkFields(FIELDS, workload).then(this::checkRun);
        boolean otherJob = otherSigner != null && Urls.isWorkflow(otherSigner, workload.buildSigner());
        return (otherJob ? checked : checked.then(same -> checkFields(FIELDS_OF_JOB, workload)))
                .map(same -> attestation);
    }

    private Decision<WorkloadIdentity> checkFields(List<Field> fields, WorkloadIdentity workload) {
        for (Field field : fields) {
            String stated = field.value.apply(workload);
            if (stated != null && !stated.equals(field.value.apply(exchange))) {
                return Decision.refused(
                        field.reason, "The attestation is from another " + field.what + " than the upload.");
            }
        }
        return Decision.allowed(workload);
    }

    /** A number is no run: another repository, or another server of the issuer's kind, has it too. */
    private Decision<WorkloadIdentity> checkRun(WorkloadIdentity workload) {
        String run = workload.runInvocation();
        return run != null && run.contains("://") && run.equals(exchange.runInvocation())
                ? Decision.allowed(workload)
                : Decision.refused(WorkloadReason.NOT_PROVABLE, "The attestation does not state the run that uploads.");
    }
}
