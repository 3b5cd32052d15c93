package dev.registrykit.testkit.attack;

import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What an {@link ExchangeTarget} answered: granted, refused with a reason's code, or not able to tell.
 *
 * <p>A registry with other codes than this SDK's translates them, or says {@link #refusedWithoutReason}: then the attacks
 * check that it refused, and not why. Immutable.
 */
public final class ExchangeAnswer {
    /** How it ended. */
    public enum Outcome {
        /** The request was granted. */
        GRANTED,
        /** The request was refused: the same request will be refused again. */
        REFUSED,
        /** It could not be checked: the same request may be granted later. */
        UNAVAILABLE
    }

    private final Outcome outcome;
    private final @Nullable String reason;
    private final @Nullable String token;
    private final String seen;
    private final @Nullable String cacheControl;

    private ExchangeAnswer(
            Outcome outcome,
            @Nullable String reason,
            @Nullable String token,
            String seen,
            @Nullable String cacheControl) {
        this.outcome = outcome;
        this.reason = reason;
        this.token = token;
        this.seen = seen;
        this.cacheControl = cacheControl;
    }

    /** An exchange that gave out this API token. */
    public static ExchangeAnswer granted(String token) {
        return new ExchangeAnswer(Outcome.GRANTED, null, token, "", null);
    }

    /** A use of an API token that was granted. */
    public static ExchangeAnswer granted() {
        return new ExchangeAnswer(Outcome.GRANTED, null, null, "", null);
    }

    /** A refusal with its reason's code, for example {@code token-replayed}. */
    public static ExchangeAnswer refused(String reason) {
        return new ExchangeAnswer(Outcome.REFUSED, reason, null, "", null);
    }

    /** A refusal whose reason this SDK has no code for. */
    public static ExchangeAnswer refusedWithoutReason() {
        return new ExchangeAnswer(Outcome.REFUSED, null, null, "", null);
    }

    /** "Try again later", with its reason's code, for example {@code store-unavailable}. */
    public static ExchangeAnswer unavailable(String reason) {
        return new ExchangeAnswer(Outcome.UNAVAILABLE, reason, null, "", null);
    }

    /** This answer with all that the caller saw of it: an HTTP answer's headers and body. */
    public ExchangeAnswer seenAs(String everything) {
        return new ExchangeAnswer(outcome, reason, token, everything, cacheControl);
    }

    /** This answer with its {@code Cache-Control} header; without this call nothing about caching is checked. */
    public ExchangeAnswer cacheControl(String value) {
        return new ExchangeAnswer(outcome, reason, token, seen, value);
    }

    /** How it ended. */
    public Outcome outcome() {
        return outcome;
    }

    /** The reason's code; null when it was granted or has no code. */
    public @Nullable String reason() {
        return reason;
    }

    /**
     * The API token.
     *
     * @throws IllegalStateException if none was given out
     */
    public String token() {
        if (token == null) {
            throw new IllegalStateException("no API token was given out: " + this);
        }
        return token;
    }

    /** What the caller saw; empty when the target did not say. */
    String seen() {
        return seen;
    }

    @Nullable String cacheControl() {
        return cacheControl;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ExchangeAnswer that
                && outcome == that.outcome
                && Objects.equals(reason, that.reason)
                && Objects.equals(token, that.token);
    }

    @Override
    public int hashCode() {
        return Objects.hash(outcome, reason, token);
    }

    /** Outcome and reason, without the token. */
    @Override
    public String toString() {
        String word = outcome.name().toLowerCase(Locale.ROOT);
        return reason == null ? word : word + " " + reason;
    }
}
