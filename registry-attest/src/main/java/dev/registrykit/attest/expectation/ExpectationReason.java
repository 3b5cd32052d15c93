package dev.registrykit.attest.expectation;

import dev.registrykit.core.decision.Reason;

/**
 * Why an attestation that verified is not the one that is expected.
 *
 * <p>What a statement's own reader refuses has a {@link dev.registrykit.attest.statement.StatementReason}, and a workload
 * that is another has a {@link dev.registrykit.core.workload.WorkloadReason}.
 */
public enum ExpectationReason implements Reason {
    /** The artifact itself was signed where a statement about it is expected. */
    STATEMENT_MISSING("statement-missing", "Upload an attestation that holds an in-toto statement."),
    /** A statement was signed where the artifact itself must be. */
    STATEMENT_UNEXPECTED("statement-unexpected", "Sign the file itself, and upload that signature beside it."),
    /** The statement is of a type that does not count here. */
    PREDICATE_TYPE_REFUSED("predicate-type-refused", "Upload an attestation of a type that this registry expects."),
    /** The statement is about several artifacts, or about none of the expected names. */
    SUBJECT_COUNT("subject-count", "Make one attestation for each file."),
    /** The statement calls the artifact something else than the upload does. */
    SUBJECT_NAME_MISMATCH("subject-name-mismatch", "Upload the file under the name that was attested."),
    /** The statement does not name the artifact by the digest that this ecosystem uses. */
    SUBJECT_DIGEST_MISSING("subject-digest-missing", "Make the attestation again with the tool of this ecosystem."),
    /** The uploaded file has no name that this ecosystem allows. */
    FILE_NAME_INVALID("file-name-invalid", "Upload the file under the name that the build tool gave it."),
    /** The file belongs to another package or version than the one it is uploaded for. */
    FILE_NAME_MISMATCH("file-name-mismatch", "Upload the file to the package and version that its name says."),
    /** The attestations are not of the form in which this ecosystem sends them. */
    ATTESTATIONS_MALFORMED("attestations-malformed", "Upload the attestations exactly as the tool wrote them."),
    /** Of the attestations that belong together one is missing, or there twice. */
    ATTESTATIONS_INCOMPLETE("attestations-incomplete", "Fetch or upload the attestations again, all of them."),
    /** The attestation was made for another package or version. */
    RELEASE_MISMATCH("attested-release-mismatch", "Upload the attestation that was made for this very version."),
    /** The publish attestation is another registry's. */
    REGISTRY_MISMATCH("attested-registry-mismatch", "Fetch the attestations from the registry that published it."),
    /** A registry's key must have signed, or must not have. */
    SIGNER_KIND_REFUSED("signer-kind-refused", "Sign publish attestations with the registry's key, provenance in CI."),
    /** There is no signature for the file. */
    SIGNATURE_MISSING("signature-missing", "Sign the file and upload the signature beside it."),
    /** The signature does not lie beside the file that it is for. */
    SIGNATURE_MISPLACED("signature-misplaced", "Upload the signature under the file's name with .sigstore.json added."),
    /** The builder is not trusted to make such statements, or not with this signer. */
    BUILDER_UNTRUSTED("builder-untrusted", "Build with one of the builders that this registry trusts."),
    /** The builder is trusted, but at a lower level than is wanted. */
    LEVEL_TOO_LOW("build-level-too-low", "Build with a builder of a higher SLSA level."),
    /** The artifact was built from another source repository. */
    SOURCE_MISMATCH("source-mismatch", "Build from the repository that is registered for this package."),
    /** The artifact was built from another branch or tag. */
    SOURCE_REF_MISMATCH("source-ref-mismatch", "Build from the branch or tag that is expected."),
    /** The artifact was built from a pull request, which anybody can open. */
    PULL_REQUEST_BUILD("pull-request-build", "Build from a branch or tag of the repository."),
    /** The build is of a type whose parameters are not understood here. */
    BUILD_TYPE_UNKNOWN("build-type-unknown", "Build in a way that this registry knows."),
    /** The build was given a parameter that is not known, and that may have changed anything. */
    PARAMETER_UNKNOWN("external-parameter-unknown", "Build without the parameter that the message names."),
    /** The workflow was started with other inputs than expected, or not by hand. */
    INPUT_MISMATCH("workflow-input-mismatch", "Start the workflow by hand with the expected inputs."),
    /** The provenance says something else than the signer's certificate, or than itself. */
    PROVENANCE_CONTRADICTORY("provenance-contradictory", "Build again; report it if it stays so."),
    /** The summary is not from a verifier that is known, or not signed by that verifier's own signer. */
    VERIFIER_UNTRUSTED("summary-verifier-untrusted", "Bring the summary of a verifier that this registry trusts."),
    /** The summary is about the artifact under another name. */
    RESOURCE_MISMATCH("summary-resource-mismatch", "Bring the summary that was made for this package."),
    /** The verifier found that the artifact does not meet its policy. */
    SUMMARY_NOT_PASSED("summary-not-passed", "Bring an artifact that passed the verification.");

    private final String code;
    private final String nextStep;

    ExpectationReason(String code, String nextStep) {
        this.code = code;
        this.nextStep = nextStep;
    }

    @Override
    public String code() {
        return code;
    }

    @Override
    public int httpStatus() {
        return 422;
    }

    @Override
    public String nextStep() {
        return nextStep;
    }
}
