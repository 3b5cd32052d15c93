package dev.registrykit.core.name;

import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Predicate;

/**
 * A set of packages of one ecosystem: one package, a namespace, everything below a prefix, or all.
 *
 * <p>Patterns know segments: {@code com.foo} and what is below it never covers {@code com.foobar}. Prefixes are compared
 * in canonical spelling. The text forms, after the ecosystem's word and a colon:
 *
 * <ul>
 *   <li>{@code com.foo:bar}, {@code @acme/widget}, {@code requests}: exactly this package
 *   <li>{@code com.foo:*}, {@code @acme/*}, {@code a/b/*}: the packages directly in this namespace
 *   <li>{@code com.foo.**}, {@code a/b/**}: in this namespace or one below it; {@code acme-**} (npm without scope, PyPI,
 *       Cargo): {@code acme} itself and names that continue it with a hyphen
 *   <li>{@code **}: every package of the ecosystem
 * </ul>
 *
 * No other place of a pattern may hold a star.
 */
public final class PackagePattern {
    /**
     * All packages of an ecosystem first, then what reaches below a prefix, namespaces, and single packages; of one form the
     * shorter text first. So no pattern stands behind one that covers less of the same.
     */
    public static final Comparator<PackagePattern> WIDEST_FIRST = Comparator.<PackagePattern, Shape>comparing(
                    pattern -> pattern.shape, Comparator.reverseOrder())
            .thenComparingInt(pattern -> pattern.prefix.length())
            .thenComparing(PackagePattern::toString);

    private enum Shape {
        // From the narrowest to the widest.
        EXACT,
        NAMESPACE,
        BELOW,
        ALL
    }

    private final Ecosystem ecosystem;
    private final Shape shape;
    private final String prefix;

    private PackagePattern(Ecosystem ecosystem, Shape shape, String prefix) {
        this.ecosystem = ecosystem;
        this.shape = shape;
        this.prefix = prefix;
    }

    /** The pattern that covers {@code packageName} alone. */
    public static PackagePattern exactly(PackageName packageName) {
        return new PackagePattern(packageName.ecosystem(), Shape.EXACT, packageName.text());
    }

    /** The pattern that covers every package of the ecosystem. */
    public static PackagePattern all(Ecosystem ecosystem) {
        return new PackagePattern(ecosystem, Shape.ALL, "");
    }

    /**
     * The pattern that {@code text} writes, with the ecosystem's word in front, for example {@code maven:com.foo.**}.
     *
     * @throws InvalidNameException if it is not one of the forms above
     */
    public static PackagePattern parse(String text) {
        int colon = text.indexOf(':');
        if (colon < 0) {
            throw new InvalidNameException("expected ecosystem:pattern");
        }
        return parse(Ecosystem.ofWord(text.substring(0, colon)), text.substring(colon + 1));
    }

    /**
     * The pattern that {@code text} writes, without the ecosystem's word.
     *
     * @throws InvalidNameException if it is not one of the forms above
     */
    public static PackagePattern parse(Ecosystem ecosystem, String text) {
        if (text.equals("**")) {
            return all(ecosystem);
        }
        String below = ecosystem.segmentSeparator() + "**";
        String inside = ecosystem.nameSeparator() + "*";
        if (text.endsWith(below)) {
            String prefix = text.substring(0, text.length() - below.length());
            boolean valid =
                    hasNamespaceTree(ecosystem) ? ecosystem.allowsNamespace(prefix) : ecosystem.allowsName(prefix);
            return valid(ecosystem, Shape.BELOW, prefix, valid);
        }
        if (text.endsWith(inside)) {
            String namespace = text.substring(0, text.length() - inside.length());
            return valid(ecosystem, Shape.NAMESPACE, namespace, ecosystem.allowsNamespace(namespace));
        }
        return exactly(PackageName.parse(ecosystem, text));
    }

    private static PackagePattern valid(Ecosystem ecosystem, Shape shape, String prefix, boolean valid) {
        if (!valid) {
            throw new InvalidNameException("not a valid " + ecosystem.word() + " package pattern");
        }
        return new PackagePattern(ecosystem, shape, ecosystem.canonical(prefix));
    }

    private static boolean hasNamespaceTree(Ecosystem ecosystem) {
        return ecosystem == Ecosystem.MAVEN || ecosystem == Ecosystem.GENERIC;
    }

    /** The ecosystem that the pattern is about. */
    public Ecosystem ecosystem() {
        return ecosystem;
    }

    /** Whether the pattern covers one package only. */
    public boolean isExact() {
        return shape == Shape.EXACT;
    }

    /** Whether the pattern covers {@code packageName}. */
    public boolean covers(PackageName packageName) {
        if (packageName.ecosystem() != ecosystem) {
            return false;
        }
        return switch (shape) {
            case EXACT -> packageName.text().equals(prefix);
            case NAMESPACE -> packageName.namespace().equals(prefix);
            case BELOW -> coversBelow(packageName);
            case ALL -> true;
        };
    }

    /**
     * Every pattern that covers {@code packageName}: a handful, however many packages there are. For finding those of a
     * large set that cover a name without trying each.
     */
    public static Set<PackagePattern> covering(PackageName packageName) {
        Set<PackagePattern> covering = new LinkedHashSet<>();
        findCovering(packageName, pattern -> !covering.add(pattern));
        return covering;
    }

    /**
     * Whether one of {@code patterns} covers {@code packageName}: each of {@link #covering} is looked for, so a set that is
     * quick to ask may be as large as it likes.
     */
    public static boolean cover(Set<PackagePattern> patterns, PackageName packageName) {
        return findCovering(packageName, patterns::contains);
    }

    /** Makes the patterns that cover the name, until one is wanted; whether one was. */
    private static boolean findCovering(PackageName packageName, Predicate<PackagePattern> isWanted) {
        Ecosystem ecosystem = packageName.ecosystem();
        if (isWanted.test(exactly(packageName)) || isWanted.test(all(ecosystem))) {
            return true;
        }
        String namespace = packageName.namespace();
        if (!namespace.isEmpty() && isWanted.test(new PackagePattern(ecosystem, Shape.NAMESPACE, namespace))) {
            return true;
        }
        boolean tree = hasNamespaceTree(ecosystem);
        if (tree || namespace.isEmpty()) {
            String place = tree ? namespace : packageName.name();
            for (int end = place.length(); end > 0; end = place.lastIndexOf(ecosystem.segmentSeparator(), end - 1)) {
                if (isWanted.test(new PackagePattern(ecosystem, Shape.BELOW, place.substring(0, end)))) {
                    return true;
                }
            }
        }
        return false;
    }

    /**
     * Whether {@code other} covers all that this pattern covers. Of two patterns one is within the other, or they have no
     * package in common.
     */
    public boolean isWithin(PackagePattern other) {
        if (ecosystem != other.ecosystem) {
            return false;
        }
        if (equals(other) || other.shape == Shape.ALL) {
            return true;
        }
        return switch (shape) {
            // Most pairs have nothing in common, which the texts tell without parsing one.
            case EXACT -> prefix.startsWith(other.prefix) && other.covers(PackageName.parse(ecosystem, prefix));
            case NAMESPACE -> other.shape == Shape.BELOW && hasNamespaceTree(ecosystem) && other.reaches(prefix);
            case BELOW -> other.shape == Shape.BELOW && other.reaches(prefix);
            case ALL -> false;
        };
    }

    private boolean coversBelow(PackageName packageName) {
        boolean tree = hasNamespaceTree(ecosystem);
        if (!tree && !packageName.namespace().isEmpty()) {
            return false;
        }
        String place = tree ? packageName.namespace() : packageName.name();
        return reaches(place);
    }

    private boolean reaches(String place) {
        return place.startsWith(prefix)
                && (place.length() == prefix.length()
                        || place.startsWith(ecosystem.segmentSeparator(), prefix.length()));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PackagePattern that
                && ecosystem == that.ecosystem
                && shape == that.shape
                && prefix.equals(that.prefix);
    }

    @Override
    public int hashCode() {
        return (31 * ecosystem.hashCode() + shape.hashCode()) * 31 + prefix.hashCode();
    }

    /** The text form, with the ecosystem's word, that {@link #parse(String)} reads. */
    @Override
    public String toString() {
        String text = switch (shape) {
            case EXACT -> prefix;
            case NAMESPACE -> prefix + ecosystem.nameSeparator() + "*";
            case BELOW -> prefix + ecosystem.segmentSeparator() + "**";
            case ALL -> "**";
        };
        return ecosystem.word() + ":" + text;
    }
}
