package dev.registrykit.publish.token;

import dev.registrykit.core.grant.Action;
import dev.registrykit.core.grant.Assurance;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The operator's settings for tokens: their prefixes, kinds and actions, and how they are kept. */
public final class TokenPolicy {
    private static final Pattern PREFIX = Pattern.compile("[a-z][a-z0-9]{1,15}");

    private static final Set<Action> READ = Set.of(Action.READ);

    private final List<String> prefixes;
    private final Map<String, TokenKind> kinds;
    private final Set<Action> actions;
    private final boolean peppered;
    private final @Nullable Pattern legacyForm;
    private final @Nullable LegacyTokens legacyTokens;
    private final Set<String> leads;

    private TokenPolicy(Builder builder) {
        this.prefixes = List.copyOf(builder.prefixes);
        this.kinds = Collections.unmodifiableMap(new LinkedHashMap<>(builder.kinds));
        this.actions = Set.copyOf(builder.actions);
        this.peppered = builder.peppered;
        this.legacyForm = builder.legacyForm;
        this.legacyTokens = builder.legacyTokens;
        Set<String> all = new LinkedHashSet<>();
        for (String prefix : prefixes) {
            for (TokenKind kind : kinds.values()) {
                all.add(lead(prefix, kind.name()));
            }
        }
        this.leads = Set.copyOf(all);
    }

    /**
     * A builder for the policy of a registry whose tokens start with {@code prefix} and an underscore.
     *
     * @param prefix 2 to 16 lower-case letters and digits, a letter first
     * @throws IllegalArgumentException if it is not of that form
     */
    public static Builder builder(String prefix) {
        return new Builder(prefix);
    }

    /** What tokens of this prefix and kind start with. */
    static String lead(String prefix, @Nullable String kind) {
        return kind == null ? prefix + "_" : prefix + "_" + kind + "_";
    }

    String prefix() {
        return prefixes.get(0);
    }

    /** The prefix of new tokens, and behind it those of old ones. */
    List<String> prefixes() {
        return prefixes;
    }

    /** What tokens may start with. */
    Set<String> leads() {
        return leads;
    }

    /** The kinds, the standard one among them. */
    List<TokenKind> kinds() {
        return List.copyOf(kinds.values());
    }

    /** The kind with this name, null for the standard one; null when it is not declared. */
    @Nullable TokenKind kind(@Nullable String name) {
        return kinds.get(name == null ? "" : name);
    }

    boolean knows(Action action) {
        return actions.contains(action);
    }

    /**
     * Makes sure that tokens of a kind may be issued: with all or some of these actions, for this long, after a sign-in this
     * sure.
     *
     * @param kindName the kind, or null for the standard one
     * @throws IllegalStateException if not; it says why
     */
    public void requireIssuable(@Nullable String kindName, Set<Action> wanted, Duration lifetime, Assurance assurance) {
        TokenKind kind = kind(kindName);
        String of = kindName == null ? "the standard kind" : "the kind " + kindName;
        if (kind == null) {
            throw new IllegalStateException("nothing declares " + of + " of tokens");
        }
        for (Action action : wanted) {
            if (!knows(action) || !kind.allows(action)) {
                throw new IllegalStateException("tokens of " + of + " do not have the action " + action);
            }
        }
        boolean readsAlone = wanted.contains(Action.READ) && lifetime.compareTo(kind.longestLifetime(READ)) > 0;
        if (readsAlone || lifetime.compareTo(kind.longestLifetime(wanted)) > 0) {
            throw new IllegalStateException("tokens of " + of + " do not live for " + lifetime);
        }
        if (!assurance.atLeast(kind.minimumAssurance())) {
            throw new IllegalStateException(
                    "tokens of " + of + " need a surer sign-in than " + assurance + ": " + kind.minimumAssurance());
        }
    }

    boolean isPeppered() {
        return peppered;
    }

    /** What the whole text of a token of the older table looks like, or null when there is no such table. */
    @Nullable Pattern legacyForm() {
        return legacyForm;
    }

    /** The older table, or null when there is none. */
    @Nullable LegacyTokens legacyTokens() {
        return legacyTokens;
    }

    @Override
    public String toString() {
        return "TokenPolicy[" + prefixes + " " + kinds.values() + "]";
    }

    /** Collects the settings. */
    public static final class Builder {
        private final List<String> prefixes = new ArrayList<>();
        private final Map<String, TokenKind> kinds = new LinkedHashMap<>();
        private final Set<Action> actions = new LinkedHashSet<>(Action.standard());
        private boolean peppered;
        private @Nullable Pattern legacyForm;
        private @Nullable LegacyTokens legacyTokens;

        private Builder(String prefix) {
            prefixes.add(checked(prefix));
            kinds.put("", TokenKind.standard().build());
        }

        private static String checked(String prefix) {
            if (!PREFIX.matcher(prefix).matches()) {
                throw new IllegalArgumentException(
                        "a token prefix has 2 to 16 lower-case letters and digits and starts with a letter");
            }
            return prefix;
        }

        /** A prefix of older tokens, which go on working; new ones do not get it. */
        public Builder retiredPrefix(String prefix) {
            if (prefixes.contains(checked(prefix))) {
                throw new IllegalArgumentException("the prefix is there already");
            }
            prefixes.add(prefix);
            return this;
        }

        /** Declares kinds; one without a name replaces the standard kind. */
        public Builder kinds(Iterable<TokenKind> more) {
            for (TokenKind kind : more) {
                String name = kind.name();
                if (kinds.put(name == null ? "" : name, kind) != null && name != null) {
                    throw new IllegalArgumentException("the kind " + name + " is declared twice");
                }
            }
            return this;
        }

        /** Declares actions of the host's own. */
        public Builder actions(Iterable<Action> more) {
            more.forEach(actions::add);
            return this;
        }

        /** Keeps hashes as HMACs under the key ring. */
        public Builder pepper() {
            this.peppered = true;
            return this;
        }

        /**
         * Takes over the tokens of an older table whose whole text has this form, when they are presented; with null for the
         * table, accepts those alone that moved before.
         */
        public Builder legacyTokens(Pattern form, @Nullable LegacyTokens table) {
            this.legacyForm = form;
            this.legacyTokens = table;
            return this;
        }

        /** The policy. */
        public TokenPolicy build() {
            return new TokenPolicy(this);
        }
    }
}
