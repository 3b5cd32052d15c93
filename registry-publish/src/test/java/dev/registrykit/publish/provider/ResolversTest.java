package dev.registrykit.publish.provider;

import static dev.registrykit.publish.World.code;
import static org.assertj.core.api.Assertions.assertThat;

import dev.registrykit.core.decision.Decision;
import dev.registrykit.core.http.FetchException;
import dev.registrykit.core.http.HttpFetch;
import dev.registrykit.publish.publisher.ResolvedSource;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ResolversTest {
    private final List<String> asked = new ArrayList<>();

    private HttpFetch answering(String body) {
        return (uri, maxBytes, timeout) -> {
            asked.add(uri.toString());
            return body.getBytes(StandardCharsets.UTF_8);
        };
    }

    private static HttpFetch failing(int status) {
        return (uri, maxBytes, timeout) -> {
            throw new FetchException("the test service answered with status " + status, status);
        };
    }

    private static ResolvedSource allowed(Decision<ResolvedSource> decision) {
        return decision.orElseThrow(failure -> new AssertionError(failure.detail()));
    }

    private static final String GITHUB =
            "{\"id\":123456,\"name\":\"widget\",\"full_name\":\"Acme/widget\",\"private\":false,"
                    + "\"visibility\":\"public\",\"owner\":{\"login\":\"Acme\",\"id\":98765}}";

    @Test
    void github_says_ids_and_the_name_as_it_is_spelled() {
        ResolvedSource source =
                allowed(GitHubActions.cloud().resolver(answering(GITHUB)).resolve("https://github.com/acme/widget"));

        assertThat(source.repositoryId()).isEqualTo("123456");
        assertThat(source.ownerId()).isEqualTo("98765");
        assertThat(source.repository()).isEqualTo("https://github.com/Acme/widget");
        assertThat(source.visibility()).isEqualTo("public");
        assertThat(asked).containsExactly("https://api.github.com/repos/acme/widget");
    }

    @ParameterizedTest
    @CsvSource({
        "https://token.actions.githubusercontent.com/acme, https://api.github.com/repos/acme/widget",
        "https://token.actions.octocorp.ghe.com, https://api.octocorp.ghe.com/repos/acme/widget",
        "https://git.example.org/_services/token, https://git.example.org/api/v3/repos/acme/widget"
    })
    void github_is_asked_where_its_repositories_lie(String issuer, String address) {
        GitHubActions provider = GitHubActions.at(issuer);

        assertThat(code(provider.resolver(answering(GITHUB)).resolve("acme/widget")))
                .isEqualTo("allowed");
        assertThat(asked).containsExactly(address);
        assertThat(provider.resolver(answering(GITHUB)).issuer()).isEqualTo(issuer);
    }

    @Test
    void github_gives_a_file_in_lines_of_base64() {
        String content = Base64.getEncoder().encodeToString("environment: release\n".getBytes(StandardCharsets.UTF_8));
        String body = "{\"type\":\"file\",\"encoding\":\"base64\",\"content\":\"" + content.substring(0, 8) + "\\n"
                + content.substring(8) + "\\n\"}";

        assertThat(GitHubActions.cloud()
                        .resolver(answering(body))
                        .file("acme/widget", ".github/workflows/publish.yml")
                        .orElseThrow(failure -> new AssertionError(failure.detail())))
                .isEqualTo("environment: release\n");
        assertThat(asked)
                .containsExactly("https://api.github.com/repos/acme/widget/contents/.github/workflows/publish.yml");
    }

    @Test
    void gitlab_says_ids_and_the_name_as_it_is_spelled() {
        String body =
                "{\"id\":20,\"path_with_namespace\":\"Acme/libs/widget\",\"namespace\":{\"id\":72,\"kind\":\"group\"}}";
        ResolvedSource source = allowed(GitLab.at("https://git.example.org")
                .resolver(answering(body))
                .resolve("https://git.example.org/acme/libs/widget"));

        assertThat(source.repositoryId()).isEqualTo("20");
        assertThat(source.ownerId()).isEqualTo("72");
        assertThat(source.repository()).isEqualTo("https://git.example.org/Acme/libs/widget");
        assertThat(source.visibility()).isEqualTo("public");
        assertThat(asked).containsExactly("https://git.example.org/api/v4/projects/acme%2Flibs%2Fwidget");
    }

    @Test
    void gitlab_gives_a_file_as_it_is() {
        assertThat(GitLab.cloud()
                        .resolver(answering("publish:\n"))
                        .file("acme/widget", "ci/publish.yml")
                        .orElseThrow(failure -> new AssertionError(failure.detail())))
                .isEqualTo("publish:\n");
        assertThat(asked)
                .containsExactly(
                        "https://gitlab.com/api/v4/projects/acme%2Fwidget/repository/files/ci%2Fpublish.yml/raw");
    }

    @ParameterizedTest
    @CsvSource({
        "404, name-not-resolved",
        "301, name-not-resolved",
        "0, unavailable resolver-unavailable",
        "403, unavailable resolver-unavailable",
        "429, unavailable resolver-unavailable",
        "500, unavailable resolver-unavailable"
    })
    void only_a_definite_no_is_a_refusal(int status, String reason) {
        assertThat(code(GitHubActions.cloud().resolver(failing(status)).resolve("acme/widget")))
                .isEqualTo(reason);
        assertThat(code(GitHubActions.cloud().resolver(failing(status)).file("acme/widget", "a.yml")))
                .isEqualTo(reason);
        assertThat(code(GitLab.cloud().resolver(failing(status)).resolve("acme/widget")))
                .isEqualTo(reason);
        assertThat(code(GitLab.cloud().resolver(failing(status)).file("acme/widget", "a.yml")))
                .isEqualTo(reason);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{}",
                "{\"id\":\"20\",\"path_with_namespace\":\"a/b\",\"namespace\":{\"id\":1},\"full_name\":\"a/b\",\"owner\":{\"id\":1}}",
                "{\"id\":0,\"path_with_namespace\":\"a/b\",\"namespace\":{\"id\":1},\"full_name\":\"a/b\",\"owner\":{\"id\":1}}",
                "{\"id\":2,\"id\":3,\"path_with_namespace\":\"a/b\",\"namespace\":{\"id\":1},\"full_name\":\"a/b\",\"owner\":{\"id\":1}}",
                "{\"id\":2,\"path_with_namespace\":\"a\",\"namespace\":{\"id\":1},\"full_name\":\"a\",\"owner\":{\"id\":1}}",
                "{\"id\":2,\"path_with_namespace\":\"a/b\",\"namespace\":1,\"full_name\":\"a/b\",\"owner\":1}",
                "{\"id\":2.5,\"path_with_namespace\":\"a/b\",\"namespace\":{\"id\":1},\"full_name\":\"a/b\",\"owner\":{\"id\":1}}"
            })
    void an_answer_of_another_form_is_no_answer(String body) {
        assertThat(code(GitHubActions.cloud().resolver(answering(body)).resolve("acme/widget")))
                .isEqualTo("unavailable resolver-unavailable");
        assertThat(code(GitLab.cloud().resolver(answering(body)).resolve("acme/widget")))
                .isEqualTo("unavailable resolver-unavailable");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "acme",
                "acme/../evil",
                "../..",
                "acme/..",
                "https://evil.example.org/acme/widget",
                "acme/widget?x=1",
                "acme/widget#x",
                "acme/wid get",
                "acme/%2e%2e"
            })
    void a_name_that_could_lead_elsewhere_is_not_asked_for(String repository) {
        assertThat(code(GitHubActions.cloud().resolver(answering(GITHUB)).resolve(repository)))
                .isEqualTo("name-not-resolved");
        assertThat(code(GitLab.cloud().resolver(answering(GITHUB)).resolve(repository)))
                .isEqualTo("name-not-resolved");
        assertThat(asked).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/etc/passwd", "../x", "a/../b", "a/./b", "a//b", "a b", "a?ref=x", "a%2fb"})
    void a_path_that_could_lead_elsewhere_is_not_asked_for(String path) {
        assertThat(code(GitHubActions.cloud().resolver(answering(GITHUB)).file("acme/widget", path)))
                .isEqualTo("name-not-resolved");
        assertThat(code(GitLab.cloud().resolver(answering(GITHUB)).file("acme/widget", path)))
                .isEqualTo("name-not-resolved");
        assertThat(asked).isEmpty();
    }

    @Test
    void what_is_no_text_is_no_workflow() {
        HttpFetch binary = (uri, maxBytes, timeout) -> new byte[] {(byte) 0xff, (byte) 0xfe};

        assertThat(code(GitLab.cloud().resolver(binary).file("acme/widget", "a.yml")))
                .isEqualTo("name-not-resolved");
    }
}
