package dev.registrykit.publish.publisher;

import dev.registrykit.core.name.PackageName;
import dev.registrykit.core.name.PackagePattern;
import java.util.Collection;

/**
 * The text of every pattern that covers a package, so that a store finds them by an index instead of reading all.
 *
 * <p>{@link PackagePattern#covers} has the last word on what is found; a test holds the two against each other.
 */
final class CoveringPatterns {

    private CoveringPatterns() {}

    static Collection<String> of(PackageName packageName) {
        return PackagePattern.covering(packageName).stream()
                .map(PackagePattern::toString)
                .toList();
    }
}
