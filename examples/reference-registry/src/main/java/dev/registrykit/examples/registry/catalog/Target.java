package dev.registrykit.examples.registry.catalog;

import dev.registrykit.core.grant.Action;
import dev.registrykit.core.name.MavenPath;
import dev.registrykit.core.name.PackageName;
import dev.registrykit.core.name.Release;
import dev.registrykit.publish.token.RequestedAccess;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What an upload is about, as far as it is known, and how the SDK is asked for it. */
public final class Target {
    private final PackageName packageName;
    private final @Nullable Release release;
    private final Function<Action, RequestedAccess> asking;

    private Target(PackageName packageName, @Nullable Release release, Function<Action, RequestedAccess> asking) {
        this.packageName = packageName;
        this.release = release;
        this.asking = asking;
    }

    /** A package, when the release is in a body that was not read yet. */
    public static Target of(PackageName packageName) {
        return new Target(packageName, null, action -> RequestedAccess.of(action, packageName));
    }

    /** A release. */
    public static Target of(Release release) {
        return new Target(release.packageName(), release, action -> RequestedAccess.of(action, release));
    }

    /** A file of a Maven repository. */
    public static Target of(MavenPath file) {
        return new Target(
                file.packageName(),
                file.hasRelease() ? file.release() : null,
                action -> RequestedAccess.of(action, file));
    }

    PackageName packageName() {
        return packageName;
    }

    @Nullable String version() {
        return release == null ? null : release.version();
    }

    RequestedAccess access(Action action) {
        return asking.apply(action);
    }
}
