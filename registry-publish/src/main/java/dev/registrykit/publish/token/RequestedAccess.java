package dev.registrykit.publish.token;

import dev.registrykit.core.grant.Action;
import dev.registrykit.core.name.MavenPath;
import dev.registrykit.core.name.PackageName;
import dev.registrykit.core.name.Release;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a request wants to do: an action with a package, as far as it is known with which release and which file of it, or
 * with the account that owns the token.
 *
 * <p>Immutable. What a token is not bound to need not be named; a token that is bound to a version, to one release or to
 * files is refused for publishing when that is missing.
 */
public final class RequestedAccess {
    private static final Pattern SHA256 = Pattern.compile("[0-9a-fA-F]{64}");
    private static final Set<Action> PUBLISHING =
            Set.of(Action.PUBLISH_VERSION, Action.PUBLISH_NEW_PACKAGE, Action.STAGE);

    private final Action action;
    private final @Nullable PackageName packageName;
    private final @Nullable Release release;
    private final MavenPath.@Nullable Kind kind;
    private final @Nullable String sha256;
    private final boolean publishing;

    private RequestedAccess(
            Action action,
            @Nullable PackageName packageName,
            @Nullable Release release,
            MavenPath.@Nullable Kind kind,
            @Nullable String sha256) {
        this.action = action;
        this.packageName = packageName;
        this.release = release;
        this.kind = kind;
        this.sha256 = sha256;
        this.publishing = PUBLISHING.contains(action);
    }

    /**
     * The action with the account that owns the token: no package is asked of its scope.
     *
     * @throws IllegalArgumentException if the action publishes, which is always done with a package
     */
    public static RequestedAccess of(Action action) {
        if (PUBLISHING.contains(action)) {
            throw new IllegalArgumentException("publishing needs a package");
        }
        return new RequestedAccess(action, null, null, null, null);
    }

    /** The action with the package, whichever release that concerns. */
    public static RequestedAccess of(Action action, PackageName packageName) {
        return new RequestedAccess(action, packageName, null, null, null);
    }

    /** The action with the release. */
    public static RequestedAccess of(Action action, Release release) {
        return new RequestedAccess(action, release.packageName(), release, null, null);
    }

    /**
     * The action with one file of a Maven repository.
     *
     * <p>{@code maven-metadata.xml} of a package and its checksums belong to no release and change with each: a token that
     * is bound to a version, to one release or to files may bring them for its package. A checksum needs no digest of its
     * own; compare it with its file before it is kept.
     */
    public static RequestedAccess of(Action action, MavenPath file) {
        return new RequestedAccess(
                action, file.packageName(), file.hasRelease() ? file.release() : null, file.kind(), null);
    }

    /**
     * The same, with the SHA-256 of the file's bytes in hex, which the registry computed itself.
     *
     * @throws IllegalArgumentException if it is not 64 hexadecimal digits
     */
    public RequestedAccess sha256(String hex) {
        return new RequestedAccess(action, packageName, release, kind, digest(hex));
    }

    static String digest(String hex) {
        if (!SHA256.matcher(hex).matches()) {
            throw new IllegalArgumentException("a SHA-256 is given as 64 hexadecimal digits");
        }
        return hex.toLowerCase(Locale.ROOT);
    }

    /** The action. */
    public Action action() {
        return action;
    }

    /** The package, or null when it is about the account itself. */
    public @Nullable PackageName packageName() {
        return packageName;
    }

    /** The release, or null when the request is about none or it is not known. */
    public @Nullable Release release() {
        return release;
    }

    @Nullable String sha256() {
        return sha256;
    }

    /** Whether the action brings something in. */
    boolean isPublishing() {
        return publishing;
    }

    /** Whether it is a file of a Maven repository that belongs to the package as a whole. */
    boolean isPackageMetadata() {
        return kind != null && release == null;
    }

    /** Whether the registry can tell the right content of the file from other files. */
    boolean isDerived() {
        return kind == MavenPath.Kind.CHECKSUM || kind == MavenPath.Kind.METADATA;
    }

    /** Action and package or release, for events and logs. */
    @Override
    public String toString() {
        if (packageName == null) {
            return action.toString();
        }
        return action + " " + (release == null ? packageName : release);
    }
}
