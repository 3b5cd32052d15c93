package dev.registrykit.attest.sigstore;

import dev.registrykit.attest.bundle.AttestReason;
import dev.registrykit.attest.bundle.Bundle;
import dev.registrykit.attest.bundle.InclusionProof;
import dev.registrykit.attest.bundle.LogEntry;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What a log of the trust root has signed about an entry: its promise, and the tree that holds it. */
final class LogProof {
    private static final byte[] PROMISE_BEGINS = "{\"body\":\"".getBytes(StandardCharsets.US_ASCII);

    private final Bundle bundle;
    private final LogEntry entry;
    private final byte[] recorded;
    private final PreparedRoot.Log log;
    private final VerificationOptions options;

    LogProof(Bundle bundle, LogEntry entry, PreparedRoot.Log log, VerificationOptions options) {
        this.bundle = bundle;
        this.entry = entry;
        this.recorded = entry.bytes();
        this.log = log;
        this.options = options;
    }

    /** The time that the log promised in signed form, or null when it promised none; a promise that is there must hold. */
    @Nullable Instant checkPromise() throws RefusedException {
        byte[] promise = entry.promise();
        if (promise == null) {
            return null;
        }
        if (!log.key().hasSigned(promised(), promise)) {
            throw invalid("The log's promise does not hold.");
        }
        return entry.integratedTime();
    }

    /** What Rekor v1 signs: an object with these four members, in this order and without white space (RFC 8785). */
    private SignedContent promised() {
        Instant time = entry.integratedTime();
        String after = "\",\"integratedTime\":" + (time == null ? 0 : time.getEpochSecond()) + ",\"logID\":\""
                + log.id() + "\",\"logIndex\":" + entry.index() + "}";
        return SignedContent.ofBase64(PROMISE_BEGINS, recorded, after.getBytes(StandardCharsets.US_ASCII));
    }

    /** Whether the entry is proven to be in the log; otherwise a promise stands for it, where the options accept that. */
    boolean checkInclusion(boolean promised) throws RefusedException {
        InclusionProof proof = entry.inclusionProof();
        if (proof == null || proof.checkpoint().isEmpty()) {
            if (promised && bundle.isFirstVersion() && options.isPromiseAccepted()) {
                return false;
            }
            throw new RefusedException(
                    AttestReason.LOG_PROOF_MISSING, "Nothing proves that the entry is in the transparency log.");
        }
        if (!MerkleTree.includes(proof, recorded)) {
            throw invalid("The log's proof does not lead to the root that it states.");
        }
        Checkpoint checkpoint;
        try {
            checkpoint = Checkpoint.parse(proof.checkpoint());
        } catch (IllegalArgumentException malformed) {
            throw invalid("The log's checkpoint is malformed: " + malformed.getMessage() + ".");
        }
        if (!checkpoint.isOf(proof.treeSize(), proof.rootHash())) {
            throw invalid("The log's checkpoint is of another tree than the proof.");
        }
        if (!checkpoint.isSignedBy(log.origin(), log.keyHint(), log.key())) {
            throw invalid("The log has not signed its checkpoint.");
        }
        return true;
    }

    private static RefusedException invalid(String detail) {
        return new RefusedException(AttestReason.LOG_PROOF_INVALID, detail);
    }
}
