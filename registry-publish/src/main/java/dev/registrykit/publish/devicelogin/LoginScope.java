package dev.registrykit.publish.devicelogin;

import dev.registrykit.core.grant.Action;
import dev.registrykit.core.name.PackagePattern;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a log-in is for: actions, and the packages that they may be done with.
 *
 * <p>Its text form is a {@code scope} of OAuth (RFC 6749 section 3.3), words with a space between: a word with a colon is
 * a {@link PackagePattern}, one without is an {@link Action}, as in {@code read publish-version npm:@acme/*}. Immutable.
 */
public final class LoginScope {
    /** The longest text form, in characters. */
    public static final int MAX_LENGTH = 4_000;

    private static final int MAX_WORDS = 60;

    private final Set<Action> actions;
    private final Set<PackagePattern> packages;

    private LoginScope(Set<Action> actions, Set<PackagePattern> packages) {
        this.actions = Collections.unmodifiableSet(actions);
        this.packages = Collections.unmodifiableSet(packages);
        if (actions.isEmpty() || packages.isEmpty()) {
            throw new IllegalArgumentException("the scope of a log-in has at least one action and one package pattern");
        }
        if (actions.size() + packages.size() > MAX_WORDS || toString().length() > MAX_LENGTH) {
            throw new IllegalArgumentException("the scope of a log-in has at most 60 words and 4,000 characters");
        }
    }

    /**
     * These actions with these packages.
     *
     * @throws IllegalArgumentException if either is empty, or both together are more than 60 words or 4,000 characters
     */
    public static LoginScope of(Collection<Action> actions, Collection<PackagePattern> packages) {
        return new LoginScope(new LinkedHashSet<>(actions), new LinkedHashSet<>(packages));
    }

    /**
     * The scope that {@code text} writes: all of it is understood, or none of it.
     *
     * @throws IllegalArgumentException if it is not of the form above, or names no action or no package
     */
    public static LoginScope parse(String text) {
        return read(text, Set.of(), Set.of());
    }

    /**
     * As {@link #parse}; a text without any action has those of {@code whole}, and one without any package has its
     * packages.
     */
    static LoginScope parse(String text, LoginScope whole) {
        return read(text, whole.actions, whole.packages);
    }

    private static LoginScope read(String text, Set<Action> allActions, Set<PackagePattern> allPackages) {
        if (text.length() > MAX_LENGTH) {
            throw new IllegalArgumentException("a scope has at most 4,000 characters");
        }
        Set<Action> actions = new LinkedHashSet<>();
        Set<PackagePattern> packages = new LinkedHashSet<>();
        for (String word : text.split(" ", -1)) {
            if (word.indexOf(':') >= 0) {
                packages.add(PackagePattern.parse(word));
            } else if (!word.isEmpty()) {
                actions.add(Action.named(word));
            }
        }
        return of(actions.isEmpty() ? allActions : actions, packages.isEmpty() ? allPackages : packages);
    }

    /** The actions, at least one. */
    public Set<Action> actions() {
        return actions;
    }

    /** The packages, at least one pattern. */
    public Set<PackagePattern> packages() {
        return packages;
    }

    /** The packages with the widest patterns first: what a page shows, so that none hides behind many narrow ones. */
    public List<PackagePattern> widestFirst() {
        return packages.stream().sorted(PackagePattern.WIDEST_FIRST).toList();
    }

    /** Whether each action is one of {@code other}'s, and each pattern covers only what one of {@code other}'s covers. */
    public boolean isWithin(LoginScope other) {
        return other.actions.containsAll(actions)
                && packages.stream().allMatch(mine -> other.packages.stream().anyMatch(mine::isWithin));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof LoginScope that && actions.equals(that.actions) && packages.equals(that.packages);
    }

    @Override
    public int hashCode() {
        return 31 * actions.hashCode() + packages.hashCode();
    }

    /** The text form that {@link #parse(String)} reads. */
    @Override
    public String toString() {
        return Stream.concat(actions.stream(), packages.stream())
                .map(Object::toString)
                .collect(Collectors.joining(" "));
    }
}
