package dev.registrykit.core.name;

import com.github.packageurl.PackageURL;
import java.util.regex.Pattern;

/**
 * One version of one package; publishing it may take many requests.
 *
 * <p>A version has 1 to 128 characters out of letters, digits and {@code . _ + ~ ! -}, starts with a letter or digit, and
 * is compared exactly: ordering versions is the ecosystem's business.
 */
public final class Release {
    private static final Pattern VERSION = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._+~!-]{0,127}");

    private final PackageName packageName;
    private final String version;

    private Release(PackageName packageName, String version) {
        this.packageName = packageName;
        this.version = version;
    }

    /**
     * The release of {@code packageName} with this version.
     *
     * @throws InvalidNameException if the version is not of the stated form
     */
    public static Release of(PackageName packageName, String version) {
        if (!isVersion(version)) {
            throw new InvalidNameException("not a valid version");
        }
        return new Release(packageName, version);
    }

    /** Whether {@code text} has the form of a version. */
    public static boolean isVersion(String text) {
        return VERSION.matcher(text).matches();
    }

    /**
     * The release that a package URL with a version names.
     *
     * @throws InvalidNameException as {@link PackageName#ofPurl}, or if the version is missing or malformed
     */
    public static Release ofPurl(String purl) {
        PackageURL parsed = PackageName.parsePurl(purl);
        if (parsed.getVersion() == null) {
            throw new InvalidNameException("the package URL names no version");
        }
        return of(PackageName.ofPurl(parsed), parsed.getVersion());
    }

    /** The package. */
    public PackageName packageName() {
        return packageName;
    }

    /** The version, as it was given. */
    public String version() {
        return version;
    }

    /** The package URL (purl specification) of this release. */
    public String toPurl() {
        return packageName.purl(version);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Release that && packageName.equals(that.packageName) && version.equals(that.version);
    }

    @Override
    public int hashCode() {
        return 31 * packageName.hashCode() + version.hashCode();
    }

    @Override
    public String toString() {
        return packageName + "@" + version;
    }
}
