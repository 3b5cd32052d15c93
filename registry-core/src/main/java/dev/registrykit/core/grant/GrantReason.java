package dev.registrykit.core.grant;

import dev.registrykit.core.decision.Reason;

/** Why a grant does not give what was asked of it. */
public enum GrantReason implements Reason {
    /** The grant's credential was not minted by trusted publishing. */
    NO_WORKLOAD;

    @Override
    public String code() {
        return "no-workload";
    }

    @Override
    public int httpStatus() {
        return 403;
    }

    @Override
    public String nextStep() {
        return "Publish from a registered trusted publisher.";
    }
}
