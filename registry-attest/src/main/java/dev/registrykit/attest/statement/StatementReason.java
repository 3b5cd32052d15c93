package dev.registrykit.attest.statement;

import dev.registrykit.core.decision.Reason;

/** Why what a statement says cannot be read as what is asked for. */
public enum StatementReason implements Reason {
    /** The statement's predicate is of another type. */
    PREDICATE_TYPE_MISMATCH("predicate-type-mismatch", "Upload an attestation of the type that this registry expects."),
    /** The predicate is not what its type says that it is. */
    PREDICATE_MALFORMED(
            "predicate-malformed", "Make the attestation again with a tool that follows its specification.");

    private final String code;
    private final String nextStep;

    StatementReason(String code, String nextStep) {
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
