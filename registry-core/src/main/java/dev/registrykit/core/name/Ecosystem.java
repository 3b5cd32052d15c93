package dev.registrykit.core.name;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The naming rules that the SDK knows: what a package name may be, what separates its segments, which spellings are one.
 */
public enum Ecosystem {
    /** {@code group:artifact}; case-sensitive; the segments of a group are separated by dots. */
    MAVEN(".", "[A-Za-z0-9_][A-Za-z0-9_-]*(\\.[A-Za-z0-9_][A-Za-z0-9_-]*)*", "[A-Za-z0-9_][A-Za-z0-9_.-]*"),
    /**
     * {@code name} or {@code @scope/name}; lower case, at most 214 characters, not {@code node_modules} or
     * {@code favicon.ico} (the rules for new packages).
     */
    NPM("-", "@[a-z0-9~-][a-z0-9._~-]*", "(?!(node_modules|favicon\\.ico)$)[a-z0-9~-][a-z0-9._~-]*"),
    /** A project name; compared in its normalised form (PyPA name normalisation: lower case, runs of {@code -_.} as one hyphen). */
    PYPI("-", "", "[A-Za-z0-9]|[A-Za-z0-9][A-Za-z0-9._-]*[A-Za-z0-9]"),
    /** A crate name; compared in lower case with underscores as hyphens, as crates.io does for uniqueness. */
    CARGO("-", "", "[A-Za-z][A-Za-z0-9_-]{0,63}"),
    /** Path-like names, {@code a/b/name}; compared exactly. */
    GENERIC("/", "[A-Za-z0-9][A-Za-z0-9._-]*(/[A-Za-z0-9][A-Za-z0-9._-]*)*", "[A-Za-z0-9][A-Za-z0-9._-]*");

    private final String word;
    private final String segmentSeparator;
    private final Pattern namespace;
    private final Pattern name;

    Ecosystem(String segmentSeparator, String namespace, String name) {
        this.word = name().toLowerCase(Locale.ROOT);
        this.segmentSeparator = segmentSeparator;
        this.namespace = Pattern.compile(namespace);
        this.name = Pattern.compile(name);
    }

    /** The word for this ecosystem in texts and stored values: {@code maven}, {@code npm}, {@code pypi}, {@code cargo}, {@code generic}. */
    public String word() {
        return word;
    }

    /**
     * The ecosystem of this {@link #word}.
     *
     * @throws InvalidNameException if there is none
     */
    public static Ecosystem ofWord(String word) {
        for (Ecosystem ecosystem : values()) {
            if (ecosystem.word().equals(word)) {
                return ecosystem;
            }
        }
        throw new InvalidNameException("unknown ecosystem: expected maven, npm, pypi, cargo or generic");
    }

    String segmentSeparator() {
        return segmentSeparator;
    }

    /** The longest name, namespace included, in characters. */
    int maxLength() {
        return this == NPM ? 214 : 255;
    }

    /** Whether a namespace may be spelled so; never the empty one. */
    boolean allowsNamespace(String text) {
        // The length comes first: repeated groups in java.util.regex recurse, and a very long text would end the stack.
        return !text.isEmpty()
                && text.length() <= maxLength()
                && namespace.matcher(text).matches();
    }

    boolean allowsName(String text) {
        return text.length() <= maxLength() && name.matcher(text).matches();
    }

    /** Whether a package of this ecosystem needs a namespace. */
    boolean needsNamespace() {
        return this == MAVEN;
    }

    /** What stands between namespace and name. */
    String nameSeparator() {
        return this == MAVEN ? ":" : "/";
    }

    /** The one spelling under which names of this ecosystem are compared. */
    String canonical(String text) {
        return switch (this) {
            case PYPI -> text.toLowerCase(Locale.ROOT).replaceAll("[-_.]+", "-");
            case CARGO -> text.toLowerCase(Locale.ROOT).replace('_', '-');
            default -> text;
        };
    }
}
