package dev.registrykit.core.decision;

/**
 * Why something was refused or could not be checked, as a stable machine code with its suggested answer.
 *
 * <p>Each module declares its reasons as an enum. A code is part of the public API: it is never renamed, and never
 * reused for another meaning. Codes are lower-case words joined by hyphens.
 */
public interface Reason {

    /** The stable machine code, for example {@code token-expired}. */
    String code();

    /** The HTTP status that suits this reason when the host has no other preference. */
    int httpStatus();

    /** What the caller can do next: one sentence for a person, free of secrets and of other tenants' data. */
    String nextStep();
}
