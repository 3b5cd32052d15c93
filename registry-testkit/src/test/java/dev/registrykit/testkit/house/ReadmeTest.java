package dev.registrykit.testkit.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a newcomer reads first is true: its code is code that the build compiles, its links lead somewhere. */
class ReadmeTest {
    private static final Path ROOT = Path.of(System.getProperty("registrykit.root"));
    private static final String HOST =
            "examples/host-spring-boot/src/main/java/dev/registrykit/examples/springboot/SpringBootHost.java";
    private static final String GUIDES = "registry-testkit/src/test/java/dev/registrykit/testkit/publish/";
    private static final Pattern CODE = Pattern.compile("```java\\n(.*?)```", Pattern.DOTALL);
    private static final Pattern LINK = Pattern.compile("\\]\\((?!https?:)([^)#]+)");

    @Test
    void the_code_of_the_readme_stands_in_a_host_that_the_build_compiles() throws IOException {
        String host = unindented(read(ROOT.resolve(HOST)));
        List<String> blocks = CODE.matcher(read(ROOT.resolve("README.md")))
                .results()
                .map(block -> unindented(block.group(1)))
                .toList();

        assertThat(blocks)
                .hasSizeGreaterThanOrEqualTo(2)
                .allSatisfy(block -> assertThat(host).contains(block));
    }

    @ParameterizedTest
    @CsvSource({
        "trusted-publishing.md, TrustedPublishingGuideTest.java, 4",
        "api-tokens.md, ApiTokensGuideTest.java, 8",
        "leaked-tokens.md, ApiTokensGuideTest.java, 2",
        "command-line-login.md, ApiTokensGuideTest.java, 2",
        "attestation.md, ../attest/AttestationGuideTest.java, 9"
    })
    void the_code_of_a_page_stands_in_a_test(String page, String test, int least) throws IOException {
        String guide = unindented(read(ROOT.resolve(GUIDES + test)));
        List<String> blocks = CODE.matcher(read(ROOT.resolve("docs/" + page)))
                .results()
                .map(block -> unindented(block.group(1)))
                .toList();

        assertThat(blocks)
                .hasSizeGreaterThanOrEqualTo(least)
                .allSatisfy(block -> assertThat(guide).contains(block));
    }

    @Test
    void the_links_of_the_readme_and_the_docs_lead_to_files() throws IOException {
        try (var docs = Files.list(ROOT.resolve("docs"))) {
            List<Path> pages =
                    docs.filter(page -> page.toString().endsWith(".md")).collect(Collectors.toList());
            pages.add(ROOT.resolve("README.md"));
            for (Path page : pages) {
                Matcher links = LINK.matcher(read(page));
                while (links.find()) {
                    assertThat(page.resolveSibling(links.group(1)))
                            .as("link in %s", page)
                            .exists();
                }
            }
        }
    }

    @Test
    void the_readme_is_short() throws IOException {
        assertThat(read(ROOT.resolve("README.md")).lines().count()).isLessThan(150);
    }

    private static String read(Path file) throws IOException {
        return Files.readString(file);
    }

    private static String unindented(String text) {
        return text.lines().map(String::strip).collect(Collectors.joining("\n"));
    }
}
