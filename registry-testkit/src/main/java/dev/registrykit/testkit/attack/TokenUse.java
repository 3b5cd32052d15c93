package dev.registrykit.testkit.attack;

import dev.registrykit.core.grant.Action;
import dev.registrykit.core.name.PackageName;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What somebody asks of a registry with an API token. Immutable. */
public final class TokenUse {
    private final Action action;
    private final PackageName packageName;
    private final String version;
    private final @Nullable String sha256;

    private TokenUse(Action action, PackageName packageName, String version, @Nullable String sha256) {
        this.action = action;
        this.packageName = packageName;
        this.version = version;
        this.sha256 = sha256;
    }

    /** The upload of a file of this version, the package's first one or a further one; the target does what it does then. */
    public static TokenUse publish(PackageName packageName, String version) {
        return new TokenUse(Action.PUBLISH_VERSION, packageName, version, null);
    }

    /** The upload that makes a package which does not exist yet. */
    public static TokenUse publishNew(PackageName packageName, String version) {
        return new TokenUse(Action.PUBLISH_NEW_PACKAGE, packageName, version, null);
    }

    /** The same version, but another action, for example {@link Action#YANK}. */
    public TokenUse action(Action other) {
        return new TokenUse(other, packageName, version, sha256);
    }

    /** The same with the file's SHA-256, in 64 lower-case hexadecimal digits. */
    public TokenUse sha256(String digest) {
        return new TokenUse(action, packageName, version, digest);
    }

    /** What is to be done. */
    public Action action() {
        return action;
    }

    /** The package. */
    public PackageName packageName() {
        return packageName;
    }

    /** The version. */
    public String version() {
        return version;
    }

    /** The file's SHA-256, or null when the use brings no file. */
    public @Nullable String sha256() {
        return sha256;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TokenUse that
                && action.equals(that.action)
                && packageName.equals(that.packageName)
                && version.equals(that.version)
                && Objects.equals(sha256, that.sha256);
    }

    @Override
    public int hashCode() {
        return Objects.hash(action, packageName, version, sha256);
    }

    @Override
    public String toString() {
        return action + " " + packageName + "@" + version;
    }
}
