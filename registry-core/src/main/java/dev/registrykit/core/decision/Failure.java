package dev.registrykit.core.decision;

/**
 * What a {@link Decision} that is not allowed carries: a reason, a sentence for a person, and what to do next.
 *
 * <p>A failure holds no secret: it may be logged and shown to the caller as it is.
 */
public sealed interface Failure permits Refusal, Outage {

    /** The stable reason; compare it with the constants of the module's reason enum. */
    Reason reason();

    /** One sentence for a person that says what failed. */
    String detail();

    /** The RFC 9457 problem that describes this failure. */
    default Problem toProblem() {
        return Problem.of(this);
    }
}
