package dev.registrykit.publish.publisher;

import dev.registrykit.core.name.Ecosystem;
import dev.registrykit.core.name.PackageName;
import dev.registrykit.core.name.PackagePattern;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * The text of every pattern that covers a package, so that a store finds them by an index instead of reading all.
 *
 * <p>{@link PackagePattern#covers} has the last word on what is found; a test holds the two against each other.
 */
final class CoveringPatterns {

    private CoveringPatterns() {}

    static Collection<String> of(PackageName packageName) {
        Ecosystem ecosystem = packageName.ecosystem();
        Set<String> patterns = new LinkedHashSet<>();
        patterns.add(PackagePattern.exactly(packageName).toString());
        patterns.add(PackagePattern.all(ecosystem).toString());
        String namespace = packageName.namespace();
        boolean tree = ecosystem == Ecosystem.MAVEN || ecosystem == Ecosystem.GENERIC;
        if (!namespace.isEmpty()) {
            String inside = ecosystem == Ecosystem.MAVEN ? ":*" : "/*";
            patterns.add(ecosystem.word() + ":" + namespace + inside);
        }
        if (tree || namespace.isEmpty()) {
            addAncestors(patterns, ecosystem, tree ? namespace : packageName.name());
        }
        return patterns;
    }

    private static void addAncestors(Set<String> patterns, Ecosystem ecosystem, String place) {
        String separator = switch (ecosystem) {
            case MAVEN -> ".";
            case GENERIC -> "/";
            default -> "-";
        };
        int end = place.length();
        while (end > 0) {
            patterns.add(ecosystem.word() + ":" + place.substring(0, end) + separator + "**");
            end = place.lastIndexOf(separator, end - 1);
        }
    }
}
