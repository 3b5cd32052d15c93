package dev.registrykit.core.name;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class PackagePatternTest {

    @ParameterizedTest
    @CsvSource({
        "maven:com.foo:bar, maven:com.foo:bar",
        "maven:com.foo:*, maven:com.foo:bar",
        "maven:com.foo.**, maven:com.foo:bar",
        "maven:com.foo.**, maven:com.foo.deep.er:bar",
        "maven:com.**, maven:com.foobar:x",
        "maven:**, maven:com.foo:bar",
        "npm:widget, npm:widget",
        "npm:@acme/*, npm:@acme/widget",
        "npm:acme-**, npm:acme",
        "npm:acme-**, npm:acme-widget-two",
        "npm:**, npm:@acme/widget",
        "pypi:Acme, pypi:acme",
        "pypi:Acme.Tools-**, pypi:acme_tools_x",
        "pypi:acme-**, pypi:acme",
        "cargo:acme_core-**, cargo:acme-core-x",
        "generic:a/b/*, generic:a/b/tool",
        "generic:a/**, generic:a/b/c/tool",
        "generic:a/**, generic:a/tool"
    })
    void a_pattern_covers_what_it_says(String pattern, String name) {
        assertThat(PackagePattern.parse(pattern).covers(PackageName.ofString(name)))
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "maven:com.foo:bar, maven:com.foo:bar, true",
        "maven:com.foo:bar, maven:com.foo:*, true",
        "maven:com.foo:bar, maven:com.**, true",
        "maven:com.foo:bar, maven:com.foo:barn, false",
        "maven:com.foo:bar, maven:com.fo.**, false",
        "maven:com.foo:*, maven:com.foo.**, true",
        "maven:com.foo:*, maven:com.foo:bar, false",
        "maven:com.foo.**, maven:com.foo:*, false",
        "maven:com.foo.**, maven:com.**, true",
        "maven:com.foobar.**, maven:com.foo.**, false",
        "maven:**, maven:com.**, false",
        "maven:com.**, maven:**, true",
        "npm:@acme/*, npm:acme-**, false",
        "npm:acme-x-**, npm:acme-**, true",
        "npm:acme, npm:acme-**, true",
        "npm:acme, pypi:**, false",
        "generic:a/b/*, generic:a/**, true"
    })
    void a_pattern_is_within_another_when_that_covers_all_of_it(String one, String other, boolean within) {
        assertThat(PackagePattern.parse(one).isWithin(PackagePattern.parse(other)))
                .isEqualTo(within);
    }

    @ParameterizedTest
    @CsvSource({
        "maven:com.foo:bar, maven:com.foo:barn",
        "maven:com.foo:bar, maven:com.foo.x:bar",
        "maven:com.foo:*, maven:com.foo.deep:bar",
        "maven:com.foo:*, maven:com.foobar:bar",
        "maven:com.foo.**, maven:com.foobar:bar",
        "maven:com.foo.**, maven:com.foo-bar:bar",
        "maven:com.foo.**, maven:com.foo_:bar",
        "maven:com.foo.**, maven:com:foo",
        "maven:com.foo.**, maven:com:foo.bar",
        "maven:com.foo.**, maven:com.Foo:bar",
        "maven:com.foo.**, maven:org.com.foo:bar",
        "maven:**, npm:bar",
        "npm:widget, npm:@acme/widget",
        "npm:@acme/*, npm:@acme-evil/widget",
        "npm:@acme/*, npm:acme",
        "npm:acme-**, npm:acmeevil",
        "npm:acme-**, npm:acme.evil",
        "npm:acme-**, npm:acme_evil",
        "npm:acme-**, npm:@acme/x",
        "npm:acme-**, npm:@x/acme-y",
        "pypi:acme-**, pypi:acmeevil",
        "pypi:acme-**, pypi:x-acme",
        "cargo:acme-**, cargo:acmeevil",
        "generic:a/*, generic:a/b/tool",
        "generic:a/**, generic:a",
        "generic:a/**, generic:ab/tool",
        "generic:a/**, generic:A/tool"
    })
    void a_pattern_covers_nothing_else(String pattern, String name) {
        assertThat(PackagePattern.parse(pattern).covers(PackageName.ofString(name)))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ":",
                "**",
                "maven",
                "maven:",
                "gem:**",
                "MAVEN:**",
                "maven:*",
                "maven:***",
                "maven:.**",
                "maven:com.foo**",
                "maven:com.foo:**",
                "maven:com.*.bar:*",
                "maven:com.foo.*",
                "maven:*:bar",
                "maven::*",
                "maven:com.foo:b*",
                "maven:com..**",
                "maven:com.foo:bar.**",
                "maven:com.foo..**",
                "maven:com.foo.**.**",
                "maven:com.foo.** ",
                "maven:com.foo.**\n",
                "maven: com.foo.**",
                "npm:*",
                "npm:@*/*",
                "npm:@acme/**",
                "npm:@acme-**",
                "npm:@acme/a-**",
                "npm:acme/*",
                "npm:/*",
                "npm:@/*",
                "npm:-**",
                "npm:acme**",
                "npm:acme*",
                "npm:Acme-**",
                "npm:.acme-**",
                "pypi:-**",
                "pypi:acme--**",
                "pypi:acme_**",
                "pypi:acme.**",
                "pypi:a/*",
                "pypi:*",
                "cargo:-**",
                "cargo:1-**",
                "cargo:a/*",
                "generic:/**",
                "generic:/*",
                "generic:a//**",
                "generic:../**",
                "generic:a/../**",
                "generic:*",
                "generic:a*",
                "maven:c\u043em.foo.**\u200b",
                "maven:com.foo.\u2217\u2217"
            })
    void any_other_form_is_refused(String text) {
        assertThatExceptionOfType(InvalidNameException.class).isThrownBy(() -> PackagePattern.parse(text));
    }

    @ParameterizedTest
    @EnumSource
    void a_very_long_pattern_is_refused_at_once_without_ending_the_stack(Ecosystem ecosystem) {
        Assertions.assertTimeout(Duration.ofSeconds(15), () -> {
            for (String segment : List.of("a.", "a/", "a-", "a", "@a/")) {
                for (String end : List.of("a.**", "a/**", "a-**", "a/*", "a:*", "**", "a")) {
                    String text = segment.repeat(300_000) + end;
                    assertThatExceptionOfType(InvalidNameException.class)
                            .isThrownBy(() -> PackagePattern.parse(ecosystem, text));
                }
            }
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "maven:com.foo:bar",
                "maven:com.foo:*",
                "maven:com.foo.**",
                "maven:**",
                "npm:@acme/*",
                "npm:acme-**",
                "npm:@a/b",
                "pypi:acme-tools-**",
                "cargo:acme-**",
                "generic:a/b/**",
                "generic:a/b/*",
                "generic:**"
            })
    void a_pattern_is_written_as_it_is_read(String text) {
        PackagePattern pattern = PackagePattern.parse(text);
        assertThat(pattern).hasToString(text);
        assertThat(PackagePattern.parse(pattern.toString())).isEqualTo(pattern).hasSameHashCodeAs(pattern);
        assertThat(pattern.isExact()).isEqualTo(!text.contains("*"));
        assertThat(pattern.ecosystem().word()).isEqualTo(text.substring(0, text.indexOf(':')));
    }

    @Test
    void patterns_of_another_shape_or_ecosystem_are_not_equal() {
        assertThat(PackagePattern.parse("maven:com.foo:*"))
                .isNotEqualTo(PackagePattern.parse("maven:com.foo.**"))
                .isNotEqualTo(PackagePattern.parse("maven:com.foo:bar"))
                .isNotEqualTo("maven:com.foo:*");
        assertThat(PackagePattern.all(Ecosystem.NPM)).isNotEqualTo(PackagePattern.all(Ecosystem.PYPI));
        assertThat(PackagePattern.parse("pypi:Foo_Bar")).isEqualTo(PackagePattern.parse("pypi:foo-bar"));
    }

    @Property(tries = 5000)
    void patterns_agree_with_a_naive_reading(@ForAll("patterns") String pattern, @ForAll("names") String name) {
        assertThat(PackagePattern.parse(pattern).covers(PackageName.ofString(name)))
                .as("%s covers %s", pattern, name)
                .isEqualTo(naive(pattern, name));
    }

    @Property(tries = 5000)
    void what_covers_a_name_is_found_among_others_without_trying_each(
            @ForAll("patterns") String first, @ForAll("patterns") String second, @ForAll("names") String name) {
        PackageName wanted = PackageName.ofString(name);
        PackagePattern one = PackagePattern.parse(first);
        PackagePattern other = PackagePattern.parse(second);
        assertThat(PackagePattern.cover(new HashSet<>(List.of(one, other)), wanted))
                .as("%s or %s covers %s", first, second, name)
                .isEqualTo(one.covers(wanted) || other.covers(wanted));
        assertThat(PackagePattern.covering(wanted).contains(one)).isEqualTo(one.covers(wanted));
    }

    /** Splits both texts into segments and compares them one by one. */
    private static boolean naive(String pattern, String name) {
        String ecosystem = name.substring(0, name.indexOf(':'));
        if (!pattern.startsWith(ecosystem + ":")) {
            return false;
        }
        String wanted = pattern.substring(ecosystem.length() + 1);
        String actual = name.substring(ecosystem.length() + 1);
        if (wanted.equals("**")) {
            return true;
        }
        boolean maven = ecosystem.equals("maven");
        boolean scoped = actual.startsWith("@");
        String separators = maven ? "[.:]" : ecosystem.equals("npm") ? "[-/]" : "/";
        List<String> want = Arrays.asList(wanted.split(separators));
        List<String> have = Arrays.asList(actual.split(separators));
        int groups = maven ? actual.substring(0, actual.indexOf(':')).split("[.]").length : have.size() - 1;
        if (wanted.endsWith(":*") || wanted.endsWith("/*")) {
            String namespace = wanted.substring(0, wanted.length() - 2);
            int end = maven ? actual.indexOf(':') : actual.lastIndexOf('/');
            return end >= 0 && actual.substring(0, end).equals(namespace);
        }
        if (wanted.endsWith("**")) {
            List<String> prefix = want.subList(0, want.size() - 1);
            int least = ecosystem.equals("npm") ? have.size() : groups;
            return !scoped
                    && prefix.size() <= least
                    && have.subList(0, prefix.size()).equals(prefix);
        }
        return wanted.equals(actual);
    }

    @Provide
    Arbitrary<String> names() {
        Arbitrary<String> segment = Arbitraries.of("a", "b", "ab", "a_b");
        Arbitrary<List<String>> segments = segment.list().ofMinSize(1).ofMaxSize(3);
        return Arbitraries.oneOf(
                segments.flatMap(group -> segment.map(name -> "maven:" + String.join(".", group) + ":" + name)),
                segments.map(parts -> "generic:" + String.join("/", parts)),
                segments.map(parts -> "npm:" + String.join("-", parts)),
                segment.flatMap(scope -> segment.map(name -> "npm:@" + scope + "/" + name)));
    }

    @Property
    void a_wider_pattern_stands_before_those_within_it(
            @ForAll("patterns") String first, @ForAll("patterns") String second) {
        PackagePattern one = PackagePattern.parse(first);
        PackagePattern other = PackagePattern.parse(second);
        boolean within = one.isWithin(other) && !one.equals(other);
        assertThat(within && PackagePattern.WIDEST_FIRST.compare(other, one) >= 0)
                .isFalse();
        assertThat(PackagePattern.WIDEST_FIRST.compare(one, other) == 0).isEqualTo(one.equals(other));
    }

    @Test
    void patterns_are_sorted_by_how_much_they_cover() {
        List<PackagePattern> sorted = Stream.of(
                        "npm:a", "npm:@acme/*", "maven:com.acme:*", "maven:com.acme.**", "npm:**", "maven:com.**")
                .map(PackagePattern::parse)
                .sorted(PackagePattern.WIDEST_FIRST)
                .toList();
        assertThat(sorted)
                .extracting(PackagePattern::toString)
                .containsExactly(
                        "npm:**", "maven:com.**", "maven:com.acme.**", "npm:@acme/*", "maven:com.acme:*", "npm:a");
    }

    @Provide
    Arbitrary<String> patterns() {
        return names().flatMap(name -> {
            int colon = name.indexOf(':');
            String ecosystem = name.substring(0, colon + 1);
            String text = name.substring(colon + 1);
            if (ecosystem.equals("maven:")) {
                String group = text.substring(0, text.indexOf(':'));
                return Arbitraries.of(name, ecosystem + group + ":*", ecosystem + group + ".**", ecosystem + "**");
            }
            if (ecosystem.equals("generic:")) {
                return Arbitraries.of(name, name + "/*", name + "/**", ecosystem + "**");
            }
            return text.startsWith("@")
                    ? Arbitraries.of(name, ecosystem + text.substring(0, text.indexOf('/')) + "/*")
                    : Arbitraries.of(name, name + "-**", ecosystem + "**");
        });
    }
}
