package dev.registrykit.attest.expectation;

import static dev.registrykit.attest.Refusals.code;
import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PypiFileNameTest {
    private static PypiFileName parse(String name) {
        return PypiFileName.parse(name).orElseThrow(failure -> new AssertionError(name + ": " + failure));
    }

    @ParameterizedTest
    @CsvSource({
        "pypi_attestations-0.0.19.tar.gz, pypi-attestations-0.0.19.tar.gz",
        "Foo.Bar-1.0.tar.gz, foo_bar-1.0.tar.gz",
        "widget-1.0.tar.gz, widget-1.0.0.zip",
        "widget-1.0RC1.tar.gz, widget-1.0.c1.tar.gz",
        "widget-1.0a.tar.gz, widget-1.0alpha0.tar.gz",
        "widget-1.0_post2.tar.gz, widget-1.0.r2.tar.gz",
        "widget-1.0.dev0.tar.gz, widget-1.0dev.tar.gz",
        "widget-0!01.0.tar.gz, widget-v1.tar.gz",
        "widget-1.0+ubuntu_1.tar.gz, widget-1.0+Ubuntu.1.tar.gz",
        "Widget-1.0-py3-none-any.whl, widget-1.0.0-py3-none-any.whl",
        "widget-1.0-py2.py3-none-any.whl, widget-1.0-py3.py2-none-any.whl",
        "widget-1.0-01-py3-none-any.whl, widget-1.0-1-py3-none-any.whl",
        "widget-1.0-cp39-cp39-manylinux1_x86_64.manylinux2010_x86_64.whl, "
                + "widget-1.0-CP39-cp39-manylinux2010_x86_64.manylinux1_x86_64.whl"
    })
    void two_spellings_of_one_file_are_equal(String one, String other) {
        assertThat(parse(one)).isEqualTo(parse(other)).hasSameHashCodeAs(parse(other));
    }

    @ParameterizedTest
    @CsvSource({
        "widget-1.0.tar.gz, widget-1.1.tar.gz",
        "widget-1.0.tar.gz, widget-1.0.post0.tar.gz",
        "widget-1.0.tar.gz, 1!widget-1.0.tar.gz",
        "widget-1.0.tar.gz, widget-1.0+local.tar.gz",
        "widget-1.0.tar.gz, widgets-1.0.tar.gz",
        "widget-1.10.tar.gz, widget-1.1.tar.gz",
        "widget-1.0.tar.gz, widget-1.0-py3-none-any.whl",
        "widget-1.0-py3-none-any.whl, widget-1.0-1-py3-none-any.whl",
        "widget-1.0-1a-py3-none-any.whl, widget-1.0-1b-py3-none-any.whl",
        "widget-1.0-py3-none-any.whl, widget-1.0-py2.py3-none-any.whl",
        "widget-1.0-cp39-cp39-win32.whl, widget-1.0-cp39-cp39-win_amd64.whl"
    })
    void different_files_differ(String one, String other) {
        assertThat(PypiFileName.parseOrNull(one)).isNotNull().isNotEqualTo(PypiFileName.parseOrNull(other));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "widget",
                "widget.tar.gz",
                "widget-.tar.gz",
                "-1.0.tar.gz",
                "widget-1.0.tgz",
                "widget-1.0.tar.gz ",
                "widget-1.0.TAR.GZ",
                "widget-x.tar.gz",
                "a/widget-1.0.tar.gz",
                "../widget-1.0.tar.gz",
                "widget-1.0.egg",
                "widget-1.0-py3-none.whl",
                "widget-1.0-1-2-py3-none-any.whl",
                "widget-1.0-x1-py3-none-any.whl",
                "wid__get-1.0-py3-none-any.whl",
                "wid-get-1.0-1-py3-none-any.whl",
                "widget-1.0-py3--any.whl",
                "widget-1.0-py3-none-any..whl",
                "w\u0131dget-1.0.tar.gz",
                "widget-1.0\u0660.tar.gz"
            })
    void what_is_no_file_name_is_refused(String name) {
        assertThat(code(PypiFileName.parse(name))).isEqualTo("file-name-invalid");
    }

    @Test
    void a_very_long_name_or_very_many_tags_are_refused() {
        String tags = "a.b.c.d.e.f.g.h.i.j.k";

        assertThat(code(PypiFileName.parse("a".repeat(250) + "-1.0.tar.gz"))).isEqualTo("file-name-invalid");
        assertThat(code(PypiFileName.parse("w-1-" + tags + "-" + tags + "-" + tags + ".whl")))
                .isEqualTo("file-name-invalid");
        assertThat(code(PypiFileName.parse("w-" + "1.".repeat(60) + "1.tar.gz")))
                .isEqualTo("allowed");
    }

    @Test
    void a_name_tells_package_version_and_kind() {
        PypiFileName wheel = parse("Foo_Bar-1.0RC1-py3-none-any.whl");

        assertThat(wheel.packageName().text()).isEqualTo("foo-bar");
        assertThat(wheel.version()).isEqualTo("1.0rc1");
        assertThat(wheel.isWheel()).isTrue();
        assertThat(parse("Foo_Bar-1.0.tar.gz").isWheel()).isFalse();
    }

    @Property(tries = 500)
    void a_version_is_equal_to_its_normal_form(@ForAll("versions") String version) {
        PypiVersion parsed = PypiVersion.parse(version);

        assertThat(parsed).isNotNull();
        assertThat(PypiVersion.parse(parsed.normal())).isEqualTo(parsed);
        assertThat(PypiVersion.parse(parsed.normal()).normal()).isEqualTo(parsed.normal());
    }

    @Property(tries = 500)
    void no_text_makes_the_parser_fail(@ForAll String text) {
        assertThat(PypiFileName.parseOrNull(text + ".tar.gz"))
                .satisfiesAnyOf(
                        parsed -> assertThat(parsed).isNull(),
                        parsed -> assertThat(parsed).isNotNull());
    }

    @Provide
    Arbitrary<String> versions() {
        Arbitrary<String> number = Arbitraries.integers().between(0, 99).map(String::valueOf);
        Arbitrary<String> separator = Arbitraries.of("", ".", "-", "_");
        Arbitrary<String> pre = Combinators.combine(
                        separator, Arbitraries.of("a", "b", "c", "RC", "alpha", "beta", "pre", "preview"), number)
                .as((s, word, n) -> s + word + n);
        Arbitrary<String> post = Combinators.combine(separator, Arbitraries.of("post", "rev", "r"), number)
                .as((s, word, n) -> s + word + n);
        Arbitrary<String> release = number.list().ofMinSize(1).ofMaxSize(4).map(parts -> String.join(".", parts));
        Arbitrary<String> none = Arbitraries.just("");
        return Combinators.combine(
                        Arbitraries.of("", "v", "1!"),
                        release,
                        Arbitraries.oneOf(none, pre),
                        Arbitraries.oneOf(none, post, number.map(n -> "-" + n)),
                        Arbitraries.oneOf(none, number.map(n -> ".dev" + n)),
                        Arbitraries.of("", "+ubuntu.1", "+a-b_07"))
                .as((epoch, numbers, a, p, dev, local) -> epoch + numbers + a + p + dev + local);
    }
}
