package dev.registrykit.core.name;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.registrykit.core.decision.Decision;
import dev.registrykit.core.decision.Failure;
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
import org.junit.jupiter.params.provider.ValueSource;

class MavenPathTest {

    @ParameterizedTest
    @CsvSource({
        "com/acme/widget/1.0/widget-1.0.jar, ARTIFACT, com.acme:widget, 1.0",
        "com/acme/widget/1.0/widget-1.0.pom, ARTIFACT, com.acme:widget, 1.0",
        "com/acme/widget/1.0/widget-1.0-sources.jar, ARTIFACT, com.acme:widget, 1.0",
        "com/acme/widget/1.0/widget-1.0-jdk1.5-x.tar.gz, ARTIFACT, com.acme:widget, 1.0",
        "com/acme/widget/1.0/widget-1.0.tar.gz, ARTIFACT, com.acme:widget, 1.0",
        "com/acme/widget/1.0/widget-1.0.module, ARTIFACT, com.acme:widget, 1.0",
        "com/acme/widget/1.0-rc+7/widget-1.0-rc+7.jar, ARTIFACT, com.acme:widget, 1.0-rc+7",
        "a/b/1/b-1.x, ARTIFACT, a:b, 1",
        "com/acme/foo-1.0/2.0/foo-1.0-2.0.jar, ARTIFACT, com.acme:foo-1.0, 2.0",
        "com/acme/foo/1.0-2.0/foo-1.0-2.0.jar, ARTIFACT, com.acme:foo, 1.0-2.0",
        "com/acme/foo_2.13/1.0/foo_2.13-1.0.jar, ARTIFACT, com.acme:foo_2.13, 1.0",
        "com/acme/foo/1/foo-1-1.jar, ARTIFACT, com.acme:foo, 1",
        "com/acme/widget/1.0/widget-1.0.jar.sha1, CHECKSUM, com.acme:widget, 1.0",
        "com/acme/widget/1.0/widget-1.0.jar.md5, CHECKSUM, com.acme:widget, 1.0",
        "com/acme/widget/1.0/widget-1.0.jar.sha256, CHECKSUM, com.acme:widget, 1.0",
        "com/acme/widget/1.0/widget-1.0.jar.sha512, CHECKSUM, com.acme:widget, 1.0",
        "com/acme/widget/1.0/widget-1.0.jar.asc, SIGNATURE, com.acme:widget, 1.0",
        "com/acme/widget/1.0/widget-1.0.jar.sigstore, SIGNATURE, com.acme:widget, 1.0",
        "com/acme/widget/1.0/widget-1.0.pom.sigstore.json, SIGNATURE, com.acme:widget, 1.0",
        "com/acme/widget/1.0/widget-1.0.jar.asc.sha1, CHECKSUM, com.acme:widget, 1.0",
        "com/acme/widget/1.0/widget-1.0.jar.sigstore.json.md5, CHECKSUM, com.acme:widget, 1.0",
        "com/acme/widget/1.0-SNAPSHOT/widget-1.0-SNAPSHOT.jar, ARTIFACT, com.acme:widget, 1.0-SNAPSHOT",
        "com/acme/widget/1.0-SNAPSHOT/widget-1.0-20261123.155900-12.jar, ARTIFACT, com.acme:widget, 1.0-SNAPSHOT",
        "com/acme/widget/1.0-SNAPSHOT/widget-1.0-20261123.155900-1-sources.jar.sha1, CHECKSUM, com.acme:widget, 1.0-SNAPSHOT",
        "com/acme/widget/1.0-SNAPSHOT/maven-metadata.xml, METADATA, com.acme:widget, 1.0-SNAPSHOT",
        "com/acme/widget/1.0-SNAPSHOT/maven-metadata.xml.sha512, CHECKSUM, com.acme:widget, 1.0-SNAPSHOT",
        "com/acme/maven-metadata/1.0/maven-metadata-1.0.xml, ARTIFACT, com.acme:maven-metadata, 1.0"
    })
    void a_path_is_taken_apart(String path, MavenPath.Kind kind, String packageText, String version) {
        MavenPath parsed = MavenPath.parse("/" + path);
        assertThat(parsed.path()).isEqualTo(path).isEqualTo(parsed.toString());
        assertThat(parsed.fileName()).isEqualTo(path.substring(path.lastIndexOf('/') + 1));
        assertThat(parsed.kind()).isEqualTo(kind);
        assertThat(parsed.packageName().text()).isEqualTo(packageText);
        assertThat(parsed.hasRelease()).isTrue();
        assertThat(parsed.release()).isEqualTo(Release.of(parsed.packageName(), version));
        assertThat(parsed.isSnapshot()).isEqualTo(version.endsWith("-SNAPSHOT"));
        assertThat(MavenPath.parse(path).release()).isEqualTo(parsed.release());
    }

    @ParameterizedTest
    @CsvSource({
        "com/acme/widget/maven-metadata.xml, METADATA, com.acme:widget",
        "com/acme/widget/maven-metadata.xml.sha1, CHECKSUM, com.acme:widget",
        "com/acme/maven-metadata.xml, METADATA, com:acme",
        "com/acme/widget/1.0/maven-metadata.xml, METADATA, com.acme.widget:1.0"
    })
    void an_artifacts_metadata_belongs_to_no_release(String path, MavenPath.Kind kind, String packageText) {
        MavenPath parsed = MavenPath.parse(path);
        assertThat(parsed.kind()).isEqualTo(kind);
        assertThat(parsed.packageName().text()).isEqualTo(packageText);
        assertThat(parsed.hasRelease()).isFalse();
        assertThat(parsed.isSnapshot()).isFalse();
        assertThatIllegalStateException()
                .isThrownBy(parsed::release)
                .withMessage("the metadata of an artifact belongs to no single release");
    }

    @ParameterizedTest
    @CsvSource({
        "a/b/1/b-1.jar, ",
        "a/b/1/b-1.jar.sha1, a/b/1/b-1.jar",
        "a/b/1/b-1.jar.asc, a/b/1/b-1.jar",
        "a/b/1/b-1.jar.sigstore.json, a/b/1/b-1.jar",
        "a/b/1/b-1.jar.asc.md5, a/b/1/b-1.jar.asc",
        "a/b/1/b-1.jar.sigstore.json.asc, a/b/1/b-1.jar.sigstore.json",
        "a/b/1/b-1.jar.asc.sigstore.json.sha1, a/b/1/b-1.jar.asc.sigstore.json",
        "a/b/1/b-1.jar.sigstore.json.sha256, a/b/1/b-1.jar.sigstore.json",
        "a/b/maven-metadata.xml, ",
        "a/b/maven-metadata.xml.sha1, a/b/maven-metadata.xml",
        "a/b/1-SNAPSHOT/maven-metadata.xml.sha1, a/b/1-SNAPSHOT/maven-metadata.xml"
    })
    void checksums_and_signatures_know_what_they_are_about(String path, String concerns) {
        assertThat(MavenPath.parse(path).concerns()).isEqualTo(concerns);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "a",
                "a/b",
                "a/b/c",
                "a/b/1",
                "//a/b/1/b-1.jar",
                "a//b/1/b-1.jar",
                "a/b/1/b-1.jar/",
                "a/b/1/",
                "../a/b/1/b-1.jar",
                "a/../b/1/b-1.jar",
                "a/b/1/..",
                "./a/b/1/b-1.jar",
                "a/b/../b-...jar",
                "a/b/1/.b-1.jar",
                "a/b/1/b-1.jar.",
                "a./b/1/b-1.jar",
                "a/b./1/b.-1.jar",
                "a/b/1./b-1..jar",
                "a/b/1/b-1..jar",
                "a/b/1/b-1-x..jar",
                "a\\b/c/1/c-1.jar",
                "a/b/1/b-1.jar\u0000",
                "a/b/1/b-1.jar\n",
                "a/b/1/b-1.j%61r",
                "a/b%2f/1/b-1.jar",
                "%2e%2e/a/b/1/b-1.jar",
                "a/b/1/b-1.jar?x",
                "a/b/1/b-1.jar#x",
                "a/b/1/b-1.jar;x",
                "a/b/1/b 1.jar",
                "a/b/1/b-1.j\u0430r",
                "a/b/1/b\u20101.jar",
                "a/b/1/c-1.jar",
                "a/b/1/b-2.jar",
                "a/b/1/b1.jar",
                "a/b/1/b-1",
                "a/b/1/b-1.",
                "a/b/1/b-1-.jar",
                "a/b/1/b-1x.jar",
                "a/b/1/b-10.jar",
                "a/b/1/b-1_2.jar",
                "a/b/1/b-1-x",
                "a/b/1/b-1.sha1",
                "a/b/1/b-1.asc",
                "a/b/1/b-1.asc.sha1",
                "a/b/1/b-1.sigstore.json",
                "a/b/1/b-1.jar.SHA1",
                "a/b/1/b-1.jar.Asc",
                "a/b/1/b-1.jar.sigstore.JSON",
                "a/b/1/.sha1",
                "a/b/1/B-1.jar",
                "a/b/1/x/b-1.jar",
                "a/b/1/maven-metadata.XML",
                "a/b/maven-metadata.xml.asc",
                "a/b/maven-metadata.xml.SHA1",
                "a/b/maven-metadata-central.xml",
                "maven-metadata.xml",
                "b/maven-metadata.xml",
                "a+/b/1/b-1.jar",
                "a/b+/1/b+-1.jar",
                "a/b~/1/b~-1.jar",
                "a/b/_1/b-_1.jar",
                "a/b/_1-SNAPSHOT/maven-metadata.xml",
                "a:x/b/1/b-1.jar",
                "a/b/1-SNAPSHOT/b-1-20261123.155900.jar",
                "a/b/1-SNAPSHOT/b-1-20261123155900-1.jar",
                "a/b/1-SNAPSHOT/b-2-20261123.155900-1.jar",
                "a/b/1-SNAPSHOT/b-1-snapshot.jar",
                "a/b/1-SNAPSHOT/b-1-20261123.155900-1x.jar",
                "archetype-catalog.xml"
            })
    void what_is_not_of_the_layout_is_refused(String path) {
        assertThatExceptionOfType(InvalidNameException.class).isThrownBy(() -> MavenPath.parse(path));
    }

    @Test
    void one_file_has_one_path() {
        refused("com.acme/widget/1.0/widget-1.0.jar", "a group's segments are separated by slashes, not by dots");
        refused("com/acme.tools/widget/maven-metadata.xml", "a group's segments are separated by slashes, not by dots");
    }

    @Test
    void one_path_has_one_meaning() {
        // Either the metadata of the version x-SNAPSHOT of com.acme:lib, or of the artifact com.acme.lib:x-SNAPSHOT.
        assertThat(MavenPath.parse("com/acme/lib/x-SNAPSHOT/maven-metadata.xml")
                        .packageName()
                        .text())
                .isEqualTo("com.acme:lib");
        refused("com/acme/lib/x-SNAPSHOT/1/x-SNAPSHOT-1.jar", "an artifact id must not end with -SNAPSHOT");
        refused("a/x-SNAPSHOT/maven-metadata.xml", "an artifact id must not end with -SNAPSHOT");
    }

    @Test
    void the_refusal_says_what_the_file_should_be_called() {
        refused("com/acme/widget/1.0/gadget-1.0.jar", "the file name must start with widget-1.0");
        refused("com/acme/widget/1.0/widget-1.0.jar.MD5", "the extension .md5 must be in lower case");
        for (String end : new String[] {".sha1.sha1", ".sha1.asc", ".md5.asc.sha256", ".sha1.sigstore.json.asc"}) {
            refused(
                    "com/acme/widget/1.0/widget-1.0.jar" + end,
                    "a checksum has neither a checksum nor a signature of its own");
        }
        refused("com/acme/widget/1.0/widget-1.0.asc.asc", "the file name must start with widget-1.0");
        refused("com/acme//1.0/x.jar", "a path segment is empty or holds a character that is not allowed");
        refused("com/x.jar", "not a path of a Maven repository");
    }

    @Test
    void a_long_path_is_refused_at_once() {
        String fits = "a/".repeat(120) + "b/1/b-1." + "x".repeat(512 - 240 - 8);
        assertThat(MavenPath.parse(fits).path()).hasSize(512);
        Assertions.assertTimeout(Duration.ofSeconds(15), () -> {
            refused(fits + "x", "not a path of a Maven repository");
            refused("a/".repeat(2_000_000) + "b/1/b-1.jar", "not a path of a Maven repository");
            refused("a/b/1/b-1." + "-.".repeat(1_000_000), "not a path of a Maven repository");
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"a/b/1/b-1.jar..asc", "a/b/1/b-1.jar..sha1", "a/b/1/b-1.jar.asc..asc"})
    void a_signature_or_checksum_of_a_file_that_is_not_accepted_is_refused(String path) {
        refused(path, "a checksum or signature must be that of a file whose name is accepted");
    }

    @Property(tries = 4000)
    void any_text_is_read_or_refused_and_what_is_read_is_safe_as_a_file_name(@ForAll("paths") String text) {
        MavenPath parsed;
        try {
            parsed = MavenPath.parse(text);
        } catch (InvalidNameException refused) {
            return;
        }
        assertThat("/" + parsed.path() + "/").doesNotContain("/./", "/../", "//", "\\", "%", "\u0000");
        String group = parsed.packageName().namespace().replace('.', '/');
        String directory = group + "/" + parsed.packageName().name() + "/";
        assertThat(parsed.path()).startsWith(directory);
        if (parsed.hasRelease()) {
            assertThat(parsed.path()).startsWith(directory + parsed.release().version() + "/");
        }
        String concerns = parsed.concerns();
        if (concerns != null) {
            assertThat(MavenPath.parse(concerns).packageName()).isEqualTo(parsed.packageName());
            assertThat(MavenPath.parse(concerns).hasRelease()).isEqualTo(parsed.hasRelease());
        }
    }

    @Provide
    Arbitrary<String> paths() {
        Arbitrary<String> free = Arbitraries.of(
                        "a",
                        "b",
                        "/",
                        "/",
                        "1",
                        "-",
                        ".",
                        "..",
                        "b-1",
                        ".jar",
                        ".sha1",
                        ".asc",
                        "maven-metadata.xml",
                        "1-SNAPSHOT",
                        "%",
                        "\u0000",
                        "\\",
                        "~",
                        "+")
                .list()
                .ofMaxSize(10)
                .map(parts -> String.join("", parts));
        Arbitrary<String> near = free.map(end -> "a/b/1/b-1" + end);
        Arbitrary<String> shaped = Arbitraries.of(
                        "a",
                        "a.b",
                        "b-1",
                        "1",
                        "1-SNAPSHOT",
                        "_x",
                        "b-1.jar",
                        "b-1-SNAPSHOT.jar",
                        "maven-metadata.xml",
                        "b-1.jar.sha1",
                        "1.")
                .list()
                .ofMinSize(3)
                .ofMaxSize(5)
                .map(parts -> String.join("/", parts));
        return Arbitraries.oneOf(free, near, shaped);
    }

    @Test
    void the_path_of_a_request_is_read_or_refused() {
        assertThat(MavenPath.read("/com/foo/b/1/b-1.jar").map(MavenPath::path))
                .isEqualTo(Decision.allowed("com/foo/b/1/b-1.jar"));
        Failure failure = MavenPath.read("../b").fold(path -> null, refusal -> refusal, outage -> outage);
        assertThat(failure.reason()).isEqualTo(NameReason.NAME_INVALID);
        assertThat(failure.toProblem().status()).isEqualTo(400);
        assertThat(failure.detail()).isEqualTo("The path is not accepted: not a path of a Maven repository.");
    }

    private static void refused(String path, String message) {
        assertThatExceptionOfType(InvalidNameException.class)
                .isThrownBy(() -> MavenPath.parse(path))
                .withMessage(message);
    }
}
