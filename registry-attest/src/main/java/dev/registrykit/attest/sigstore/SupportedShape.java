package dev.registrykit.attest.sigstore;

import dev.registrykit.attest.bundle.AttestReason;
import dev.registrykit.attest.bundle.Bundle;
import dev.registrykit.attest.bundle.DsseEnvelope;
import dev.registrykit.attest.bundle.InclusionProof;
import dev.registrykit.attest.bundle.LogEntry;
import dev.registrykit.attest.statement.Statement;
import dev.registrykit.core.decision.Decision;
import java.util.Set;

/** Tells a bundle that is wrong from one that only uses what is not verified yet, before any cryptography. */
final class SupportedShape {
    private static final Set<String> SIGNATURE_ENTRIES = Set.of("hashedrekord 0.0.1", "hashedrekord 0.0.2");
    private static final Set<String> ENVELOPE_ENTRIES = Set.of("dsse 0.0.1", "dsse 0.0.2");

    private SupportedShape() {}

    static Decision<Bundle> check(Bundle bundle) {
        if (bundle.certificate() == null) {
            return unsupported("Signatures by bare public keys are not verified.");
        }
        if (bundle.logEntries().isEmpty()) {
            return Decision.refused(AttestReason.LOG_ENTRY_MISSING, "The bundle holds no entry of a transparency log.");
        }
        if (bundle.logEntries().size() > 1) {
            return unsupported("More than one log entry in a bundle is not verified.");
        }
        return checkEntry(bundle, bundle.logEntries().get(0)).then(SupportedShape::checkEnvelope);
    }

    private static Decision<Bundle> checkEntry(Bundle bundle, LogEntry entry) {
        String kind = entry.kind() + " " + entry.version();
        Set<String> fitting = bundle.envelope() == null ? SIGNATURE_ENTRIES : ENVELOPE_ENTRIES;
        Set<String> other = bundle.envelope() == null ? ENVELOPE_ENTRIES : Set.of("hashedrekord 0.0.1");
        if (other.contains(kind)) {
            return Decision.refused(
                    AttestReason.LOG_ENTRY_MISMATCH,
                    "The log entry is for another kind of signature than the bundle's.");
        }
        if (!fitting.contains(kind)) {
            return unsupported("This kind of log entry is not verified for this kind of signature.");
        }
        InclusionProof proof = entry.inclusionProof();
        if (proof == null || proof.checkpoint().isEmpty()) {
            return entry.promisedTime() == null
                    ? Decision.refused(AttestReason.LOG_PROOF_INVALID, "Nothing proves that the entry is in the log.")
                    : unsupported("A log's promise without a proof and its checkpoint is not verified.");
        }
        return proof.matchesCheckpoint()
                ? Decision.allowed(bundle)
                : Decision.refused(AttestReason.LOG_PROOF_INVALID, "The log's checkpoint is not of the proof's tree.");
    }

    private static Decision<Bundle> checkEnvelope(Bundle bundle) {
        DsseEnvelope envelope = bundle.envelope();
        if (envelope == null) {
            return Decision.allowed(bundle);
        }
        if (!envelope.payloadType().equals(Statement.MEDIA_TYPE)) {
            return unsupported("An envelope that holds no in-toto statement is not verified.");
        }
        for (byte b : envelope.payload()) {
            if (b < 0) {
                return unsupported("A statement with characters beyond ASCII is not verified.");
            }
        }
        return Decision.allowed(bundle);
    }

    private static Decision<Bundle> unsupported(String detail) {
        return Decision.refused(AttestReason.UNSUPPORTED, detail);
    }
}
