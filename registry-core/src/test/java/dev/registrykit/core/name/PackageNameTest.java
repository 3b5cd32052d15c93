package dev.registrykit.core.name;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
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

class PackageNameTest {

    @ParameterizedTest
    @CsvSource({
        "MAVEN, com.acme:widget, com.acme, widget, pkg:maven/com.acme/widget",
        "MAVEN, acme:widget_2.13, acme, widget_2.13, pkg:maven/acme/widget_2.13",
        "MAVEN, Com.Acme:Widget, Com.Acme, Widget, pkg:maven/Com.Acme/Widget",
        "NPM, widget, '', widget, pkg:npm/widget",
        "NPM, @acme/widget.js, @acme, widget.js, pkg:npm/%40acme/widget.js",
        "NPM, -, '', -, pkg:npm/-",
        "PYPI, Foo.Bar__baz, '', foo-bar-baz, pkg:pypi/foo-bar-baz",
        "PYPI, x, '', x, pkg:pypi/x",
        "CARGO, Serde_JSON, '', serde-json, pkg:cargo/serde-json",
        "GENERIC, a/b/tool, a/b, tool, pkg:generic/a/b/tool",
        "GENERIC, tool, '', tool, pkg:generic/tool"
    })
    void a_name_is_read_in_its_ecosystems_form(
            Ecosystem ecosystem, String text, String namespace, String name, String purl) {
        PackageName parsed = PackageName.parse(ecosystem, text);
        assertThat(parsed.ecosystem()).isEqualTo(ecosystem);
        assertThat(parsed.namespace()).isEqualTo(namespace);
        assertThat(parsed.name()).isEqualTo(name);
        assertThat(parsed.toPurl()).isEqualTo(purl);
        assertThat(PackageName.ofPurl(purl)).isEqualTo(parsed);
        assertThat(PackageName.ofString(parsed.toString())).isEqualTo(parsed).hasSameHashCodeAs(parsed);
    }

    @Test
    void spellings_of_one_package_are_equal() {
        assertThat(PackageName.parse(Ecosystem.PYPI, "Foo.-_Bar"))
                .isEqualTo(PackageName.parse(Ecosystem.PYPI, "foo-bar"));
        assertThat(PackageName.parse(Ecosystem.CARGO, "foo_bar"))
                .isEqualTo(PackageName.parse(Ecosystem.CARGO, "FOO-bar"));
        assertThat(PackageName.parse(Ecosystem.CARGO, "foo__bar"))
                .isNotEqualTo(PackageName.parse(Ecosystem.CARGO, "foo-bar"));
        assertThat(PackageName.maven("com.Foo", "bar")).isNotEqualTo(PackageName.maven("com.foo", "bar"));
        assertThat(PackageName.npm("foo-bar")).isNotEqualTo(PackageName.npm("foo_bar"));
        assertThat(PackageName.npm("foo")).isNotEqualTo(PackageName.parse(Ecosystem.PYPI, "foo"));
        assertThat(PackageName.npm("foo")).isNotEqualTo("npm:foo");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "widget",
                ":widget",
                "com.acme:",
                "com..acme:w",
                ".com:w",
                "com.:w",
                "com.acme:..",
                "com.acme:.w",
                "com.acme:-w",
                "com/acme:w",
                "com.acme:w/x",
                "a:b:c",
                "com.acme:w x",
                "com.acme:w%20",
                "com.acme:w\u0000",
                "com.acme:w\n",
                "com.-acme:w",
                "com.acme:*",
                "*:w",
                "c\u043em.acme:w",
                "com.acme:w\u00ad",
                "com.acme:\u200bw",
                "com\\acme:w",
                "com.acme:w+x",
                "com.acme:w~1",
                "com.acme:w@1",
                "..:w"
            })
    void what_maven_does_not_allow_is_refused(String text) {
        refused(Ecosystem.MAVEN, text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                "..",
                ".x",
                "_x",
                "Upper",
                "a/b",
                "@acme",
                "@acme/",
                "@/w",
                "@acme/a/b",
                "acme/w",
                "@@acme/w",
                "@acme//w",
                "a b",
                " a",
                "a ",
                "a%2fb",
                "a\u0000",
                "a\n",
                "\u0430cme",
                "a*",
                "@.acme/w",
                "@_acme/w",
                "@acme/.w",
                "@acme/_w",
                "node_modules",
                "favicon.ico",
                "a(b)",
                "a'b",
                "a!b",
                "a:b",
                "a\\b",
                "a@1",
                "\u0131",
                "\u212a"
            })
    void what_npm_does_not_allow_is_refused(String text) {
        refused(Ecosystem.NPM, text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "-a",
                "a-",
                ".a",
                "a.",
                "_",
                "a/b",
                "a b",
                "\u0430",
                "a\n",
                "a*",
                "a@b",
                "\u0131x",
                "a\u017f",
                "ab\u212a"
            })
    void what_pypi_does_not_allow_is_refused(String text) {
        refused(Ecosystem.PYPI, text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1a", "-a", "_a", "a.b", "a/b", "a b", "\u00e4", "a\n", "a*", "a\u212a"})
    void what_cargo_does_not_allow_is_refused(String text) {
        refused(Ecosystem.CARGO, text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "/a",
                "a/",
                "a//b",
                "../a",
                "a/..",
                "a/../b",
                "a/./b",
                ".a",
                "a/.b",
                "a\\b",
                "a%2fb",
                "a b",
                "a/\u0000",
                "a/*",
                "-a"
            })
    void what_a_generic_name_does_not_allow_is_refused(String text) {
        refused(Ecosystem.GENERIC, text);
    }

    @Test
    void lengths_are_limited() {
        assertThat(PackageName.npm("a".repeat(214)).name()).hasSize(214);
        refused(Ecosystem.NPM, "a".repeat(215));
        refused(Ecosystem.NPM, "@acme/" + "a".repeat(209));
        assertThat(PackageName.parse(Ecosystem.CARGO, "a".repeat(64)).name()).hasSize(64);
        refused(Ecosystem.CARGO, "a".repeat(65));
        assertThat(PackageName.maven("a".repeat(127), "b".repeat(127)).text()).hasSize(255);
        refused(Ecosystem.MAVEN, "a".repeat(128) + ":" + "b".repeat(127));
    }

    @ParameterizedTest
    @EnumSource
    void a_very_long_name_is_refused_at_once(Ecosystem ecosystem) {
        String text = "a.".repeat(500_000) + "a/" + "a-/".repeat(500_000) + ":a";
        Assertions.assertTimeout(Duration.ofSeconds(15), () -> {
            refused(ecosystem, text);
            refused(ecosystem, "a/".repeat(1_000_000) + "a");
            refused(ecosystem, "a.".repeat(1_000_000) + "a:a");
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
                "pkg:",
                "pkg:npm",
                "pkg:npm/",
                "pkg:npm/%",
                "pkg:npm/%zz",
                "pkg:npm/a@1",
                "pkg:npm/a@",
                "pkg:npm/a?x=1",
                "pkg:npm/a?x",
                "pkg:npm/a?",
                "pkg:npm/a#b",
                "pkg:npm/a#",
                "pkg:npm/A",
                "pkg:npm/%40acme%2Fwidget",
                "pkg:npm/%2e%2e",
                "pkg:maven/com/acme/widget",
                "pkg:maven/widget",
                "pkg:maven/com.acme/wid%20get",
                "pkg:maven/a%3Ab/c",
                "pkg:maven/com.acme/%00",
                "pkg:golang/a/b",
                "pkg:docker/a",
                "pkg:npm/%F0%28",
                "http://npm/a",
                "pkg:generic/a/../b",
                "pkg:npm/\u0000",
                "pkg://user:pw@host:80/npm/x"
            })
    void a_package_url_that_names_no_package_of_ours_is_refused(String purl) {
        assertThatThrownBy(() -> PackageName.ofPurl(purl))
                .isInstanceOf(InvalidNameException.class)
                .hasNoCause();
    }

    @Test
    void a_very_long_package_url_is_refused_at_once() {
        assertThatExceptionOfType(InvalidNameException.class)
                .isThrownBy(() -> PackageName.ofPurl("pkg:generic/" + "a/".repeat(1_000_000) + "b"))
                .withMessage("the package URL is too long");
    }

    @Property(tries = 5000)
    void a_random_package_url_throws_nothing_else(@ForAll("purlLike") String text) {
        try {
            PackageName name = PackageName.ofPurl(text);
            assertThat(PackageName.ofPurl(name.toPurl())).isEqualTo(name);
        } catch (InvalidNameException refused) {
            assertThat(refused).hasNoCause();
        }
    }

    @Provide
    Arbitrary<String> purlLike() {
        return Arbitraries.of(
                        "pkg:", "npm", "maven", "pypi", "cargo", "generic", "/", "//", "@", "%40", "%", "%2F", "%2f",
                        "%00", "%C3%A9", "?", "#", "a", "B", ".", "..", "-", "_", ":", "=", "&", " ", "\u00e9",
                        "\ud83d", "~", "1", "+")
                .list()
                .ofMaxSize(9)
                .map(parts -> "pkg:npm/".substring(0, parts.size() % 3 == 0 ? 0 : 8) + String.join("", parts));
    }

    @Property(tries = 3000)
    void whatever_is_accepted_round_trips_and_is_safe_as_a_path(
            @ForAll Ecosystem ecosystem, @ForAll("nameLike") String text) {
        PackageName name;
        try {
            name = PackageName.parse(ecosystem, text);
        } catch (InvalidNameException refused) {
            return;
        }
        assertThat(PackageName.parse(ecosystem, name.text())).isEqualTo(name);
        assertThat(PackageName.ofString(name.toString())).isEqualTo(name);
        assertThat(PackageName.ofPurl(name.toPurl())).isEqualTo(name);
        assertThat(name.text()).matches("[@A-Za-z0-9._:~/-]+").doesNotContain("/..", "/./", "//");
        assertThat(PackagePattern.exactly(name).covers(name)).isTrue();
        assertThat(PackagePattern.parse(PackagePattern.exactly(name).toString()).covers(name))
                .isTrue();
    }

    @Provide
    Arbitrary<String> nameLike() {
        return Arbitraries.of(
                        "a", "b", "Z", "0", ".", "-", "_", "/", ":", "@", "~", "..", " ", "%", "\u0131", "\n", "+")
                .list()
                .ofMaxSize(8)
                .map(parts -> String.join("", parts));
    }

    @Test
    void the_stored_form_needs_a_known_ecosystem() {
        assertThatExceptionOfType(InvalidNameException.class)
                .isThrownBy(() -> PackageName.ofString("requests"))
                .withMessage("expected ecosystem:name");
        for (String word : new String[] {"NPM:x", "gem:x", ":x", "np\u0131:x"}) {
            assertThatExceptionOfType(InvalidNameException.class)
                    .isThrownBy(() -> PackageName.ofString(word))
                    .withMessage("unknown ecosystem: expected maven, npm, pypi, cargo or generic");
        }
    }

    private static void refused(Ecosystem ecosystem, String text) {
        assertThatExceptionOfType(InvalidNameException.class)
                .isThrownBy(() -> PackageName.parse(ecosystem, text))
                .withMessage("not a valid " + ecosystem.word() + " package name");
    }
}
