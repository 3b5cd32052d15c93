package dev.registrykit.core.name;

import dev.registrykit.core.decision.Reason;

/** Why a name that came with a request is refused. */
public enum NameReason implements Reason {
    /** The ecosystem does not allow a name, version or path of this form. */
    NAME_INVALID;

    @Override
    public String code() {
        return "name-invalid";
    }

    @Override
    public int httpStatus() {
        return 400;
    }

    @Override
    public String nextStep() {
        return "Correct the name, version or path; the message says what is wrong with it.";
    }
}
