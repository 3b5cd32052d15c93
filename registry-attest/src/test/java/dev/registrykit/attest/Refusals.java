package dev.registrykit.attest;

import dev.registrykit.core.decision.Decision;

/** Reads decisions for assertions. */
public final class Refusals {
    private Refusals() {}

    /** {@code allowed}, or the code of the reason. */
    public static String code(Decision<?> decision) {
        return decision.fold(
                value -> "allowed",
                refusal -> refusal.reason().code(),
                outage -> "unavailable: " + outage.reason().code());
    }
}
