package dev.registrykit.attest.expectation;

import dev.registrykit.attest.bundle.DigestAlgorithm;
import dev.registrykit.attest.sigstore.VerifiedAttestation;
import dev.registrykit.attest.statement.Statement;
import dev.registrykit.core.decision.Decision;
import java.util.List;

/** What several expectations ask about the statement and its subjects. */
final class Subjects {
    private Subjects() {}

    /** The statement, which must be there. */
    static Decision<Statement> statement(VerifiedAttestation attestation) {
        Statement statement = attestation.statement();
        return statement == null
                ? Decision.refused(
                        ExpectationReason.STATEMENT_MISSING,
                        "The artifact itself was signed, but a statement about it is expected.")
                : Decision.allowed(statement);
    }

    /** The only subject, which must name the artifact by this algorithm, whatever other digests it has. */
    static Decision<Statement.Subject> only(VerifiedAttestation attestation, DigestAlgorithm algorithm) {
        return statement(attestation).then(statement -> {
            List<Statement.Subject> subjects = statement.subjects();
            if (subjects.size() != 1) {
                return Decision.refused(
                        ExpectationReason.SUBJECT_COUNT,
                        "The statement is about " + subjects.size() + " artifacts instead of this one alone.");
            }
            Statement.Subject subject = subjects.get(0);
            String stated = subject.digest(algorithm);
            return stated != null && stated.equals(attestation.digest().hex(algorithm))
                    ? Decision.allowed(subject)
                    : Decision.refused(
                            ExpectationReason.SUBJECT_DIGEST_MISSING,
                            "The statement does not name the artifact by its " + algorithm.word() + " digest.");
        });
    }
}
