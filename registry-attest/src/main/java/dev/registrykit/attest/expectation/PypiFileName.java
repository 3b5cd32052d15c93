package dev.registrykit.attest.expectation;

import dev.registrykit.core.decision.Decision;
import dev.registrykit.core.name.Ecosystem;
import dev.registrykit.core.name.InvalidNameException;
import dev.registrykit.core.name.PackageName;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The name of a Python distribution file, taken apart: package, version, and for a wheel its build tag and platform tags.
 *
 * <p>Two names are equal when an installer takes the files for the same one: the package by its normalised name, the version
 * by PEP 440, the build tag by number and rest, the platform tags as a set. Read are source distributions
 * ({@code .tar.gz} and {@code .zip}; packaging.python.org, "Source distribution format") and wheels ("Binary distribution
 * format"), at most 255 characters.
 */
public final class PypiFileName {
    private static final int MAX_LENGTH = 255;
    private static final int MAX_TAGS = 1_000;
    private static final Pattern WHEEL_NAME = Pattern.compile("[A-Za-z0-9_.]+");
    private static final Pattern BUILD = Pattern.compile("([0-9]+)([A-Za-z0-9_.]*)");
    private static final Pattern TAG_PART = Pattern.compile("[A-Za-z0-9_]+(\\.[A-Za-z0-9_]+)*");

    private final PackageName packageName;
    private final PypiVersion version;
    private final @Nullable String build;
    private final Set<String> tags;

    private PypiFileName(PackageName packageName, PypiVersion version, @Nullable String build, Set<String> tags) {
        this.packageName = packageName;
        this.version = version;
        this.build = build;
        this.tags = tags;
    }

    /** The parts of {@code fileName}; refused with {@link ExpectationReason#FILE_NAME_INVALID}. */
    public static Decision<PypiFileName> parse(String fileName) {
        PypiFileName parsed = parseOrNull(fileName);
        return parsed == null
                ? Decision.refused(
                        ExpectationReason.FILE_NAME_INVALID, "This is no name of a source distribution or wheel.")
                : Decision.allowed(parsed);
    }

    static @Nullable PypiFileName parseOrNull(String fileName) {
        if (fileName.length() > MAX_LENGTH) {
            return null;
        }
        try {
            if (fileName.endsWith(".whl")) {
                return wheel(stem(fileName, ".whl"));
            }
            if (fileName.endsWith(".tar.gz")) {
                return source(stem(fileName, ".tar.gz"));
            }
            return fileName.endsWith(".zip") ? source(stem(fileName, ".zip")) : null;
        } catch (InvalidNameException invalid) {
            return null;
        }
    }

    private static String stem(String fileName, String extension) {
        return fileName.substring(0, fileName.length() - extension.length());
    }

    /** Where old names have more than one hyphen, the version starts after the last. */
    private static @Nullable PypiFileName source(String stem) {
        int hyphen = stem.lastIndexOf('-');
        PypiVersion version = hyphen < 0 ? null : PypiVersion.parse(stem.substring(hyphen + 1));
        return version == null ? null : new PypiFileName(name(stem.substring(0, hyphen)), version, null, Set.of());
    }

    private static @Nullable PypiFileName wheel(String stem) {
        String[] parts = stem.split("-", -1);
        if (parts.length != 5 && parts.length != 6) {
            return null;
        }
        PypiVersion version = PypiVersion.parse(parts[1]);
        if (version == null || !WHEEL_NAME.matcher(parts[0]).matches() || parts[0].contains("__")) {
            return null;
        }
        String build = parts.length == 6 ? build(parts[2]) : null;
        Set<String> tags = tags(parts[parts.length - 3], parts[parts.length - 2], parts[parts.length - 1]);
        return tags == null || (parts.length == 6 && build == null)
                ? null
                : new PypiFileName(name(parts[0]), version, build, tags);
    }

    private static PackageName name(String text) {
        return PackageName.parse(Ecosystem.PYPI, text);
    }

    /** A number and a rest: leading zeros say nothing. */
    private static @Nullable String build(String text) {
        Matcher matcher = BUILD.matcher(text);
        return matcher.matches() ? PypiVersion.number(matcher.group(1)) + matcher.group(2) : null;
    }

    /** Every combination that the compressed set stands for (PEP 425), in lower case. */
    private static @Nullable Set<String> tags(String interpreters, String abis, String platforms) {
        for (String part : new String[] {interpreters, abis, platforms}) {
            if (!TAG_PART.matcher(part).matches()) {
                return null;
            }
        }
        var tags = new TreeSet<String>();
        for (String interpreter : interpreters.split("\\.", -1)) {
            for (String abi : abis.split("\\.", -1)) {
                for (String platform : platforms.split("\\.", -1)) {
                    tags.add((interpreter + "-" + abi + "-" + platform).toLowerCase(Locale.ROOT));
                    if (tags.size() > MAX_TAGS) {
                        return null;
                    }
                }
            }
        }
        return tags;
    }

    /** The package. */
    public PackageName packageName() {
        return packageName;
    }

    /** The version in the normal form of PEP 440. */
    public String version() {
        return version.normal();
    }

    /** Whether the file is a wheel; otherwise it is a source distribution. */
    public boolean isWheel() {
        return !tags.isEmpty();
    }

    /** Whether the file is of this version, however that is spelled. */
    boolean isOfVersion(String text) {
        return version.equals(PypiVersion.parse(text));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PypiFileName that
                && packageName.equals(that.packageName)
                && version.equals(that.version)
                && Objects.equals(build, that.build)
                && tags.equals(that.tags);
    }

    @Override
    public int hashCode() {
        return Objects.hash(packageName, version, build, tags);
    }

    @Override
    public String toString() {
        return packageName.name() + " " + version.normal() + (build == null ? "" : " build " + build)
                + (tags.isEmpty() ? "" : " " + tags);
    }
}
