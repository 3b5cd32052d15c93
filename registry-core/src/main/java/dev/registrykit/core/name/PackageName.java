package dev.registrykit.core.name;

import com.github.packageurl.MalformedPackageURLException;
import com.github.packageurl.PackageURL;
import com.github.packageurl.PackageURLBuilder;
import org.jspecify.annotations.Nullable;

/**
 * The name of a package in its ecosystem, valid and in canonical spelling.
 *
 * <p>Two names are equal when the registry must treat them as one package: {@code Foo.Bar} and {@code foo-bar} are one
 * on PyPI. At most 255 characters, on npm 214.
 */
public final class PackageName {
    private static final int MAX_PURL_LENGTH = 2_000;

    private final Ecosystem ecosystem;
    private final String namespace;
    private final String name;
    private final String text;

    private PackageName(Ecosystem ecosystem, String namespace, String name) {
        this.ecosystem = ecosystem;
        this.namespace = namespace;
        this.name = name;
        this.text = namespace.isEmpty() ? name : namespace + ecosystem.nameSeparator() + name;
    }

    /**
     * The name that {@code text} spells in the ecosystem's own form, for example {@code com.acme:widget} or
     * {@code @acme/widget}.
     *
     * @throws InvalidNameException if the ecosystem does not allow it
     */
    public static PackageName parse(Ecosystem ecosystem, String text) {
        int split = text.lastIndexOf(ecosystem.nameSeparator());
        return of(ecosystem, split < 0 ? null : text.substring(0, split), text.substring(split + 1));
    }

    private static PackageName of(Ecosystem ecosystem, @Nullable String namespace, String name) {
        int length = name.length() + (namespace == null ? 0 : namespace.length() + 1);
        boolean valid = length <= ecosystem.maxLength()
                && (namespace == null ? !ecosystem.needsNamespace() : ecosystem.allowsNamespace(namespace))
                && ecosystem.allowsName(name);
        if (!valid) {
            throw new InvalidNameException("not a valid " + ecosystem.word() + " package name");
        }
        return new PackageName(
                ecosystem, namespace == null ? "" : ecosystem.canonical(namespace), ecosystem.canonical(name));
    }

    /** The Maven package of these coordinates. */
    public static PackageName maven(String groupId, String artifactId) {
        return parse(Ecosystem.MAVEN, groupId + ":" + artifactId);
    }

    /** The npm package of this name, with its scope if it has one. */
    public static PackageName npm(String name) {
        return parse(Ecosystem.NPM, name);
    }

    /**
     * The package that a package URL without version, qualifiers and subpath names.
     *
     * @throws InvalidNameException if the URL is malformed, carries more than a name, or is of another type than
     *     {@code maven}, {@code npm}, {@code pypi}, {@code cargo} or {@code generic}
     */
    public static PackageName ofPurl(String purl) {
        PackageURL parsed = parsePurl(purl);
        if (parsed.getVersion() != null) {
            throw new InvalidNameException("the package URL names a version, not a package");
        }
        return ofPurl(parsed);
    }

    static PackageURL parsePurl(String purl) {
        if (purl.length() > MAX_PURL_LENGTH) {
            throw new InvalidNameException("the package URL is too long");
        }
        // Looked for in the text, because the library drops empty and malformed ones without a word.
        if (purl.indexOf('?') >= 0 || purl.indexOf('#') >= 0) {
            throw new InvalidNameException("the package URL must not carry qualifiers or a subpath");
        }
        try {
            return new PackageURL(purl);
        } catch (MalformedPackageURLException malformed) {
            throw new InvalidNameException("not a well-formed package URL");
        }
    }

    static PackageName ofPurl(PackageURL purl) {
        return of(Ecosystem.ofWord(purl.getType()), purl.getNamespace(), purl.getName());
    }

    /** The ecosystem. */
    public Ecosystem ecosystem() {
        return ecosystem;
    }

    /** The namespace in canonical spelling: Maven's group, npm's scope with its {@code @}; empty when there is none. */
    public String namespace() {
        return namespace;
    }

    /** The name within the namespace, in canonical spelling. */
    public String name() {
        return name;
    }

    /** The ecosystem's own form of the name, without the ecosystem's word. */
    public String text() {
        return text;
    }

    /** The package URL (purl specification) of this package, in the canonical spelling of its name. */
    public String toPurl() {
        return purl(null);
    }

    String purl(@Nullable String version) {
        PackageURLBuilder builder = PackageURLBuilder.aPackageURL()
                .withType(ecosystem.word())
                .withName(name)
                .withVersion(version);
        if (!namespace.isEmpty()) {
            builder.withNamespace(namespace);
        }
        try {
            return builder.build().canonicalize();
        } catch (MalformedPackageURLException impossible) {
            throw new IllegalStateException("a valid name has a package URL", impossible);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PackageName that
                && ecosystem == that.ecosystem
                && namespace.equals(that.namespace)
                && name.equals(that.name);
    }

    @Override
    public int hashCode() {
        return (31 * ecosystem.hashCode() + namespace.hashCode()) * 31 + name.hashCode();
    }

    /** The form that {@link #ofString} reads: {@code ecosystem:text}. */
    @Override
    public String toString() {
        return ecosystem.word() + ":" + text();
    }

    /**
     * The name that {@link #toString()} wrote.
     *
     * @throws InvalidNameException if {@code text} is not of that form
     */
    public static PackageName ofString(String text) {
        int colon = text.indexOf(':');
        if (colon < 0) {
            throw new InvalidNameException("expected ecosystem:name");
        }
        return parse(Ecosystem.ofWord(text.substring(0, colon)), text.substring(colon + 1));
    }
}
