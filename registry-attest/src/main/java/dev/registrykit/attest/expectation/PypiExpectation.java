package dev.registrykit.attest.expectation;

import dev.registrykit.attest.bundle.DigestAlgorithm;
import dev.registrykit.attest.sigstore.VerifiedAttestation;
import dev.registrykit.attest.statement.PypiPublish;
import dev.registrykit.attest.statement.SlsaProvenance;
import dev.registrykit.attest.statement.Statement;
import dev.registrykit.core.decision.Decision;
import dev.registrykit.core.name.Release;

/**
 * What a Python index demands of an attestation (PEP 740, "Upload endpoint changes"): it is about exactly this file.
 *
 * <pre>{@code
 * var accepted = PypiAttestations.readAttestation(json)
 *         .then(bundle -> attest.verify(bundle, ArtifactDigest.of(file), policy))
 *         .then(attestation -> PypiExpectation.check(attestation, release, "widget-1.0.tar.gz"));
 * }</pre>
 */
public final class PypiExpectation {
    private PypiExpectation() {}

    /**
     * The attestation, when it is about the file of this name and release.
     *
     * <p>It has exactly one subject, whose name stands for the same file as {@code fileName} (see {@link PypiFileName}) and
     * whose SHA-256 is the file's; its predicate is SLSA provenance v1, or the publish attestation v1 without content. Names
     * are compared when both are taken apart, since tools spell one file in several ways. Refused with an
     * {@link ExpectationReason}, or with a {@link dev.registrykit.attest.statement.StatementReason} when the predicate is not
     * what its type says.
     *
     * @param release which the upload is for
     * @param fileName of the uploaded file, without any directory
     */
    public static Decision<VerifiedAttestation> check(
            VerifiedAttestation attestation, Release release, String fileName) {
        return PypiFileName.parse(fileName).then(uploaded -> {
            if (!uploaded.packageName().equals(release.packageName()) || !uploaded.isOfVersion(release.version())) {
                return Decision.refused(
                        ExpectationReason.FILE_NAME_MISMATCH, "The file's name says another package or version.");
            }
            return Subjects.only(attestation, DigestAlgorithm.SHA256)
                    .then(subject -> checkName(subject, uploaded))
                    .then(subject -> Subjects.statement(attestation))
                    .then(PypiExpectation::checkPredicate)
                    .map(statement -> attestation);
        });
    }

    private static Decision<Statement.Subject> checkName(Statement.Subject subject, PypiFileName uploaded) {
        PypiFileName attested = PypiFileName.parseOrNull(subject.name());
        return attested != null && attested.equals(uploaded)
                ? Decision.allowed(subject)
                : Decision.refused(
                        ExpectationReason.SUBJECT_NAME_MISMATCH, "The attestation calls the file something else.");
    }

    private static Decision<Statement> checkPredicate(Statement statement) {
        return switch (statement.predicateType()) {
            case SlsaProvenance.V1 -> SlsaProvenance.read(statement).map(read -> statement);
            case PypiPublish.TYPE -> PypiPublish.read(statement);
            default ->
                Decision.refused(
                        ExpectationReason.PREDICATE_TYPE_REFUSED,
                        "Only SLSA provenance v1 and publish attestations count here.");
        };
    }
}
