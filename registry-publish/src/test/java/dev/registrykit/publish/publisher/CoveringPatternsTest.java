package dev.registrykit.publish.publisher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.registrykit.core.name.Ecosystem;
import dev.registrykit.core.name.PackageName;
import dev.registrykit.core.name.PackagePattern;
import java.util.Collection;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class CoveringPatternsTest {

    @Test
    void every_pattern_that_covers_a_maven_package_is_named() {
        assertThat(CoveringPatterns.of(PackageName.maven("com.foo.bar", "core")))
                .containsExactlyInAnyOrder(
                        "maven:com.foo.bar:core",
                        "maven:com.foo.bar:*",
                        "maven:com.foo.bar.**",
                        "maven:com.foo.**",
                        "maven:com.**",
                        "maven:**");
    }

    @Test
    void every_pattern_that_covers_an_npm_package_is_named() {
        assertThat(CoveringPatterns.of(PackageName.npm("@acme/widget-x")))
                .containsExactlyInAnyOrder("npm:@acme/widget-x", "npm:@acme/*", "npm:**");
        assertThat(CoveringPatterns.of(PackageName.npm("acme-widget")))
                .containsExactlyInAnyOrder("npm:acme-widget", "npm:acme-widget-**", "npm:acme-**", "npm:**");
    }

    @Property(tries = 500)
    void what_covers_is_named_and_what_is_named_covers(
            @ForAll("names") PackageName name, @ForAll("names") PackageName other, @ForAll("shapes") String shape) {
        Collection<String> named = CoveringPatterns.of(name);

        for (String text : named) {
            assertThat(PackagePattern.parse(text).covers(name)).as(text).isTrue();
        }
        PackagePattern pattern;
        try {
            pattern = PackagePattern.parse(
                    other.ecosystem(), (other.namespace().isEmpty() ? other.name() : other.namespace()) + shape);
        } catch (IllegalArgumentException notAPattern) {
            return;
        }
        assertThat(named.contains(pattern.toString()))
                .as("%s for %s", pattern, name)
                .isEqualTo(pattern.covers(name));
    }

    @Provide
    Arbitrary<String> shapes() {
        return Arbitraries.of("", ".**", "/**", "-**", ":*", "/*", "**");
    }

    @Provide
    Arbitrary<PackageName> names() {
        Arbitrary<String> word = Arbitraries.of("a", "b", "ab", "a-b", "a.b", "a_b");
        Arbitrary<List<String>> words = word.list().ofMinSize(1).ofMaxSize(3);
        return Combinators.combine(Arbitraries.of(Ecosystem.values()), words, word)
                .as(CoveringPatternsTest::name)
                .filter(text -> !text.isEmpty())
                .map(PackageName::ofString);
    }

    private static String name(Ecosystem ecosystem, List<String> words, String last) {
        String text = switch (ecosystem) {
            case MAVEN -> String.join(".", words) + ":" + last;
            case GENERIC -> String.join("/", words) + "/" + last;
            case NPM -> words.size() > 1 ? "@" + words.get(0) + "/" + last : String.join("-", words) + "-" + last;
            case PYPI, CARGO -> String.join("-", words) + "-" + last;
        };
        try {
            return PackageName.parse(ecosystem, text).toString();
        } catch (IllegalArgumentException notAName) {
            return "";
        }
    }
}
