package dev.registrykit.publish.token;

import dev.registrykit.core.grant.Action;
import dev.registrykit.core.grant.Assurance;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What the operator lets tokens of one kind be: how long they live, who gets them, how many, and for what.
 *
 * <p>A kind's name is part of its tokens' text, so that a scanner and a person tell them apart. The limits count when a
 * token is issued; those that are out keep what they have. A kind that is not declared any more takes its tokens with it.
 */
public final class TokenKind {
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9]{1,15}");
    private static final String RESERVED = "mac";
    private static final Duration LONGEST = Duration.ofDays(90);
    private static final Duration DEFAULT = Duration.ofDays(7);
    private static final Duration LONGEST_READ = Duration.ofDays(365);
    private static final int MAX_PER_OWNER = 100;

    private final @Nullable String name;
    private final Duration longestLifetime;
    private final Duration defaultLifetime;
    private final Duration longestReadLifetime;
    private final Assurance minimumAssurance;
    private final int maxPerOwner;
    private final @Nullable Set<Action> actions;
    private final boolean noExpiry;

    private TokenKind(Builder builder) {
        this.name = builder.name;
        this.longestLifetime = builder.longestLifetime;
        this.defaultLifetime = builder.defaultLifetime;
        this.longestReadLifetime = builder.longestReadLifetime;
        this.minimumAssurance = builder.minimumAssurance;
        this.maxPerOwner = builder.maxPerOwner;
        this.actions = builder.actions;
        this.noExpiry = builder.noExpiry;
    }

    /**
     * A builder for the kind with this name: 2 to 16 lower-case letters and digits, a letter first.
     *
     * @throws IllegalArgumentException if it is not of that form, or {@code mac}, which macaroons have
     */
    public static Builder named(String name) {
        if (!NAME.matcher(name).matches() || name.equals(RESERVED)) {
            throw new IllegalArgumentException(
                    "a kind of tokens has 2 to 16 lower-case letters and digits, and is not mac");
        }
        return new Builder(name);
    }

    /** A builder for the kind without a name, which every registry has; it is as built here unless it is given. */
    public static Builder standard() {
        return new Builder(null);
    }

    /** The name, or null for the standard kind. */
    public @Nullable String name() {
        return name;
    }

    Duration defaultLifetime() {
        return defaultLifetime;
    }

    /** The longest lifetime of a token with these actions. */
    Duration longestLifetime(Set<Action> of) {
        return of.equals(Set.of(Action.READ)) ? longestReadLifetime : longestLifetime;
    }

    Assurance minimumAssurance() {
        return minimumAssurance;
    }

    int maxPerOwner() {
        return maxPerOwner;
    }

    boolean allowsNoExpiry() {
        return noExpiry;
    }

    boolean allows(Action action) {
        return actions == null || actions.contains(action);
    }

    @Override
    public String toString() {
        return "TokenKind[" + (name == null ? "standard" : name) + "]";
    }

    /** Collects the limits; each has a default. */
    public static final class Builder {
        private final @Nullable String name;
        private Duration longestLifetime = LONGEST;
        private Duration defaultLifetime = DEFAULT;
        private Duration longestReadLifetime = LONGEST_READ;
        private Assurance minimumAssurance = Assurance.MULTI_FACTOR;
        private int maxPerOwner = MAX_PER_OWNER;
        private @Nullable Set<Action> actions;
        private boolean noExpiry;

        private Builder(@Nullable String name) {
            this.name = name;
        }

        /** The longest time that a token may live whose actions change something; 90 days by default. */
        public Builder longestLifetime(Duration longest) {
            this.longestLifetime = positive(longest);
            return this;
        }

        /** How long a token lives that names no end; 7 days by default, and never longer than the longest lifetime. */
        public Builder defaultLifetime(Duration lifetime) {
            this.defaultLifetime = positive(lifetime);
            return this;
        }

        /** The longest time that a token may live whose only action is {@link Action#READ}; 365 days by default. */
        public Builder longestReadLifetime(Duration longest) {
            this.longestReadLifetime = positive(longest);
            return this;
        }

        private static Duration positive(Duration time) {
            if (time.toMillis() < 1) {
                throw new IllegalArgumentException("a token lives for some time");
            }
            return time;
        }

        /** How surely a person must have signed in to get such a token: at least by two factors, which is the default. */
        public Builder minimumAssurance(Assurance least) {
            if (!least.atLeast(Assurance.MULTI_FACTOR)) {
                throw new IllegalArgumentException("less than two factors is accepted by acceptAssurance");
            }
            this.minimumAssurance = least;
            return this;
        }

        /**
         * As {@link #minimumAssurance}, for less than two factors.
         *
         * <p>Risk: whoever guesses or phishes a password has a token that outlives the password.
         */
        public Builder acceptAssurance(Assurance least) {
            this.minimumAssurance = least;
            return this;
        }

        /** How many such tokens that still work an account may have; 100 by default. */
        public Builder maxPerOwner(int most) {
            if (most < 1) {
                throw new IllegalArgumentException("an account may have at least one token of a kind");
            }
            this.maxPerOwner = most;
            return this;
        }

        /** What such tokens may do at all; all that the registry knows by default. */
        public Builder actions(Action... only) {
            this.actions = new LinkedHashSet<>(List.of(only));
            return this;
        }

        /**
         * Lets such tokens live until they are revoked, if they are asked for so.
         *
         * <p>Risk: a forgotten token can be found and used years later.
         */
        public Builder acceptNoExpiry() {
            this.noExpiry = true;
            return this;
        }

        /** The kind. */
        public TokenKind build() {
            return new TokenKind(this);
        }
    }
}
