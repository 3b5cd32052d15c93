package dev.registrykit.core.name;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReleaseTest {
    private static final PackageName WIDGET = PackageName.npm("@acme/widget");

    @ParameterizedTest
    @ValueSource(strings = {"1", "1.0.0", "1.0.0-rc.1+build.5", "1!2.0", "1.0~beta", "v1", "1_0", "RELEASE"})
    void a_release_has_a_package_url_that_reads_back(String version) {
        Release release = Release.of(WIDGET, version);
        assertThat(release.version()).isEqualTo(version);
        assertThat(release.toPurl()).startsWith("pkg:npm/%40acme/widget@");
        assertThat(Release.ofPurl(release.toPurl())).isEqualTo(release).hasSameHashCodeAs(release);
        assertThat(release).hasToString("npm:@acme/widget@" + version);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", ".", "..", "-1", "+1", "1 0", "1/0", "1\\0", "1%200", "1\u0000", "1\n", "1@2", "1:2", "\u0661",
                "1*", "~1", "1#"
            })
    void a_malformed_version_is_refused(String version) {
        assertThatExceptionOfType(InvalidNameException.class)
                .isThrownBy(() -> Release.of(WIDGET, version))
                .withMessage("not a valid version");
    }

    @Test
    void a_version_has_at_most_128_characters() {
        assertThat(Release.of(WIDGET, "1".repeat(128)).version()).hasSize(128);
        assertThatExceptionOfType(InvalidNameException.class).isThrownBy(() -> Release.of(WIDGET, "1".repeat(129)));
        assertThatExceptionOfType(InvalidNameException.class)
                .isThrownBy(() -> Release.of(WIDGET, "1".repeat(1_000_000)));
    }

    @Test
    void versions_are_compared_exactly() {
        assertThat(Release.of(WIDGET, "1.0"))
                .isNotEqualTo(Release.of(WIDGET, "1.0.0"))
                .isNotEqualTo(Release.of(PackageName.npm("widget"), "1.0"))
                .isNotEqualTo("npm:@acme/widget@1.0");
    }

    @Test
    void a_package_url_of_a_release_has_a_version_and_no_more() {
        assertThat(Release.ofPurl("pkg:maven/com.acme/widget@1.0%2B2").version())
                .isEqualTo("1.0+2");
        refused("pkg:npm/widget", "the package URL names no version");
        refused("pkg:npm/widget@1?arch=x", "the package URL must not carry qualifiers or a subpath");
        refused("pkg:npm/widget@1#x", "the package URL must not carry qualifiers or a subpath");
        refused("pkg:npm/widget@", "not a valid version");
        refused("pkg:npm/widget@1%2F2", "not a valid version");
        refused("pkg:gem/widget@1", "unknown ecosystem: expected maven, npm, pypi, cargo or generic");
    }

    private static void refused(String purl, String message) {
        assertThatExceptionOfType(InvalidNameException.class)
                .isThrownBy(() -> Release.ofPurl(purl))
                .withMessage(message);
    }
}
