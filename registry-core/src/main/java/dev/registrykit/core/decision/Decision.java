package dev.registrykit.core.decision;

import java.util.Objects;
import java.util.function.Function;

/**
 * The answer to a security question: allowed with a value, refused with a reason, or unavailable.
 *
 * <p>The three cases are sealed. {@link Unavailable} means that the check could not be made; a host answers it with
 * "try again" and never as an allowance or a refusal. Values are immutable and safe to share between threads.
 *
 * @param <T> what an allowance carries
 */
public sealed interface Decision<T> permits Decision.Allowed, Decision.Refused, Decision.Unavailable {

    /** Yes, with what was established. */
    record Allowed<T>(T value) implements Decision<T> {
        public Allowed {
            Objects.requireNonNull(value, "value");
        }
    }

    /** No, with the reason. */
    record Refused<T>(Refusal refusal) implements Decision<T> {
        public Refused {
            Objects.requireNonNull(refusal, "refusal");
        }
    }

    /** Could not be checked, with the reason. */
    record Unavailable<T>(Outage outage) implements Decision<T> {
        public Unavailable {
            Objects.requireNonNull(outage, "outage");
        }
    }

    /** An allowance that carries {@code value}. */
    static <T> Decision<T> allowed(T value) {
        return new Allowed<>(value);
    }

    /** A refusal for {@code reason}, with one sentence that may be shown to the caller. */
    static <T> Decision<T> refused(Reason reason, String detail) {
        return new Refused<>(Refusal.of(reason, detail));
    }

    /** "Could not check", with one sentence that may be shown to the caller. */
    static <T> Decision<T> unavailable(Reason reason, String detail) {
        return new Unavailable<>(Outage.of(reason, detail));
    }

    /** The result of exactly one of the three functions, whichever case this is. */
    default <R> R fold(
            Function<? super T, ? extends R> allowed,
            Function<? super Refusal, ? extends R> refused,
            Function<? super Outage, ? extends R> unavailable) {
        if (this instanceof Allowed<T> yes) {
            return allowed.apply(yes.value());
        }
        if (this instanceof Refused<T> no) {
            return refused.apply(no.refusal());
        }
        return unavailable.apply(((Unavailable<T>) this).outage());
    }

    /** This decision with its value replaced when allowed; otherwise the same failure. */
    default <R> Decision<R> map(Function<? super T, ? extends R> change) {
        return then(value -> allowed(change.apply(value)));
    }

    /** The decision of {@code next} when this one is allowed; otherwise the first failure, and {@code next} is not called. */
    default <R> Decision<R> then(Function<? super T, ? extends Decision<R>> next) {
        if (this instanceof Allowed<T> yes) {
            return next.apply(yes.value());
        }
        if (this instanceof Refused<T> no) {
            return new Refused<>(no.refusal());
        }
        return new Unavailable<>(((Unavailable<T>) this).outage());
    }

    /**
     * The value when allowed.
     *
     * @param failure makes the exception to throw otherwise; tell refusals and outages apart by their type
     */
    default <X extends Throwable> T orElseThrow(Function<? super Failure, ? extends X> failure) throws X {
        if (this instanceof Allowed<T> yes) {
            return yes.value();
        }
        if (this instanceof Refused<T> no) {
            throw failure.apply(no.refusal());
        }
        throw failure.apply(((Unavailable<T>) this).outage());
    }

    /** Whether this is an allowance. */
    default boolean isAllowed() {
        return this instanceof Allowed;
    }
}
