package dev.registrykit.examples.citoken;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The program as a CI job starts it: a process of its own. */
class CiTokenTest {
    private static final String ID_TOKEN = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJqb2IifQ.c2lnbmF0dXJl";
    private static final String API_TOKEN = "exr_0123456789abcdefghijABCDEFGHIJ012345";
    private static final String REQUEST_TOKEN = "eyJhbGciOiJFUzI1NiJ9.e30.cmVxdWVzdA";
    private static final String EXCHANGE = "/oidc/exchange";
    private static final String REFUSAL = """
            {"type": "urn:registrykit:problem:no-publisher", "status": 403, "code": "no-publisher",
             "detail": "No publisher is registered for this job.", "next": "Register it at /packages."}""";

    private final Server server = new Server();
    private final Map<String, String> variables = new LinkedHashMap<>();

    record Result(int exitCode, String output) {}

    @BeforeEach
    void answer_well() {
        server.answer("GET", "/id-token", 200, "{\"count\": 1234, \"value\": \"" + ID_TOKEN + "\"}");
        server.answer(
                "POST", EXCHANGE, 200, "{\"token\": \"" + API_TOKEN + "\", \"expires\": \"2026-12-01T00:00:00Z\"}");
        server.answer("DELETE", EXCHANGE, 204, "");
        variables.put("REGISTRY_ID_TOKEN", ID_TOKEN);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void a_github_job_asks_for_its_identity_token_and_hides_all_tokens_in_its_log() throws Exception {
        onGitHub();

        Result result = run("sh", "-c", "test \"$REGISTRY_TOKEN\" = " + API_TOKEN + " && echo published");

        assertThat(result.exitCode()).isZero();
        assertThat(result.output().lines())
                .containsExactly(
                        "::add-mask::" + REQUEST_TOKEN,
                        "::add-mask::" + ID_TOKEN,
                        "::add-mask::" + API_TOKEN,
                        "published");
        assertThat(server.asked())
                .containsExactly(
                        new Server.Asked(
                                "GET",
                                "/id-token?api-version=2.0&audience=packages.example.org%3A8443%2F%C3%A9",
                                "Bearer " + REQUEST_TOKEN,
                                ""),
                        new Server.Asked("POST", EXCHANGE, "null", "{\"token\":\"" + ID_TOKEN + "\"}"),
                        new Server.Asked("DELETE", EXCHANGE, "Bearer " + API_TOKEN, ""));
    }

    @Test
    void another_job_has_its_identity_token_in_a_variable_that_the_command_does_not_see() throws Exception {
        Result result = run("sh", "-c", "echo \"id: ${REGISTRY_ID_TOKEN-none}\"; test -n \"$REGISTRY_TOKEN\"");

        assertThat(result).isEqualTo(new Result(0, "id: none\n"));
        assertThat(server.asked()).extracting(Server.Asked::method).containsExactly("POST", "DELETE");
    }

    @Test
    void the_variables_can_have_other_names() throws Exception {
        variables.put("OTHER_ID", variables.remove("REGISTRY_ID_TOKEN"));

        Result result = start(
                "--exchange",
                server.at(EXCHANGE),
                "--id-token-variable",
                "OTHER_ID",
                "--token-variable",
                "OTHER_TOKEN",
                "--",
                "sh",
                "-c",
                "test -n \"$OTHER_TOKEN\" && test -z \"$REGISTRY_TOKEN$OTHER_ID\"");

        assertThat(result).isEqualTo(new Result(0, ""));
    }

    @Test
    void a_job_can_ask_for_less_than_it_may_have() throws Exception {
        Result result = start(
                "--exchange",
                server.at(EXCHANGE),
                "--package",
                "maven:org.example/widget",
                "--single-use",
                "--version",
                "1.2.0+b",
                "--",
                "true");

        assertThat(result).isEqualTo(new Result(0, ""));
        assertThat(server.asked().get(0).body())
                .isEqualTo("{\"token\":\"" + ID_TOKEN
                        + "\",\"package\":\"maven:org.example/widget\",\"version\":\"1.2.0+b\",\"single_use\":true}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "1\"", "1\\", "1\n", "é"})
    void a_version_that_would_change_the_request_is_refused(String version) throws Exception {
        Result result = start("--exchange", server.at(EXCHANGE), "--version", version, "--", "true");

        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.output()).startsWith("ci-token: --version has a character that no version has\n");
        assertThat(server.asked()).isEmpty();
    }

    @Test
    void the_exit_code_is_that_of_the_command_and_a_failed_command_ends_the_token_too() throws Exception {
        assertThat(run("sh", "-c", "exit 7")).isEqualTo(new Result(7, ""));
        assertThat(server.revocations()).hasSize(1);
    }

    @Test
    void a_command_that_cannot_be_started_ends_the_token_too() throws Exception {
        assertThat(run("/nowhere/mvn", "deploy")).isEqualTo(new Result(127, "ci-token: cannot start /nowhere/mvn\n"));
        assertThat(server.revocations()).hasSize(1);
    }

    @Test
    void a_job_that_is_cancelled_ends_the_command_and_the_token() throws Exception {
        Process program = process("--exchange", server.at(EXCHANGE), "--", "sh", "-c", "echo started; exec sleep 300");
        byte[] started = program.getInputStream().readNBytes("started\n".length());
        ProcessHandle command = program.descendants().toList().get(0);

        program.destroy();

        assertThat(new String(started, StandardCharsets.UTF_8)).isEqualTo("started\n");
        assertThat(server.revocations().poll(30, TimeUnit.SECONDS))
                .isEqualTo(new Server.Asked("DELETE", EXCHANGE, "Bearer " + API_TOKEN, ""));
        assertThat(program.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(command.onExit().get(30, TimeUnit.SECONDS).isAlive()).isFalse();
        assertThat(program.exitValue()).isNotZero();
    }

    @Test
    void a_token_that_cannot_be_revoked_is_a_warning_only() throws Exception {
        server.forget("DELETE", EXCHANGE);
        server.answer("DELETE", EXCHANGE, 401, REFUSAL.replace("no-publisher", "token-expired"));

        Result result = run("true");

        assertThat(result.exitCode()).isZero();
        assertThat(result.output())
                .startsWith("ci-token: warning: Revoking the token failed (401). token-expired: ")
                .doesNotContain(API_TOKEN);
    }

    @Test
    void a_refusal_says_its_code_what_is_wrong_and_what_to_do_and_the_command_is_not_run() throws Exception {
        refuse(403, REFUSAL, Map.of());

        assertThat(run("echo", "ran"))
                .isEqualTo(
                        new Result(
                                1,
                                "ci-token: stopped: The exchange failed (403)."
                                        + " no-publisher: No publisher is registered for this job. Register it at /packages.\n"));
        assertThat(server.revocations()).isEmpty();
    }

    @Test
    void a_refusal_that_repeats_the_identity_token_or_commands_the_ci_system_is_made_harmless() throws Exception {
        refuse(400, "{\"code\":\"x\",\"detail\":\"" + ID_TOKEN + "\\n::set-env name=A::b\\r\\u001b[2J\"}", Map.of());

        assertThat(run("true"))
                .isEqualTo(new Result(
                        1, "ci-token: stopped: The exchange failed (400). x: *** ::set-env name=A::b  [2J\n"));
    }

    @Test
    void a_failed_revocation_that_repeats_the_token_is_made_harmless() throws Exception {
        server.forget("DELETE", EXCHANGE);
        server.answer("DELETE", EXCHANGE, 401, "{\"code\":\"x\",\"detail\":\"" + API_TOKEN + " of " + ID_TOKEN + "\"}");

        assertThat(run("true").output())
                .startsWith("ci-token: warning: Revoking the token failed (401). x: *** of ***");
    }

    @Test
    void a_busy_registry_is_asked_once_more() throws Exception {
        server.forget("POST", EXCHANGE);
        server.answer("POST", EXCHANGE, 503, REFUSAL, Map.of("Retry-After", "0"));
        server.answer("POST", EXCHANGE, 200, "{\"token\":\"" + API_TOKEN + "\"}");

        assertThat(run("true")).isEqualTo(new Result(0, ""));
        assertThat(server.asked()).extracting(Server.Asked::method).containsExactly("POST", "POST", "DELETE");
    }

    @Test
    void a_registry_that_stays_busy_or_does_not_say_for_how_long_is_not_asked_again_and_again() throws Exception {
        refuse(503, REFUSAL, Map.of("Retry-After", "0"));
        assertThat(run("true").exitCode()).isEqualTo(1);
        assertThat(server.asked()).hasSize(2);

        refuse(503, REFUSAL, Map.of());
        assertThat(run("true").exitCode()).isEqualTo(1);
        assertThat(server.asked()).hasSize(3);
    }

    @Test
    void a_redirect_is_not_followed() throws Exception {
        try (Server other = new Server()) {
            refuse(307, "", Map.of("Location", other.at(EXCHANGE)));

            Result result = run("true");

            assertThat(result)
                    .isEqualTo(new Result(
                            1,
                            "ci-token: stopped: The exchange failed (307). " + "The answer is no problem document.\n"));
            assertThat(other.asked()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://packages.example.org/oidc/exchange",
                "http://localhost.example.org/",
                "http://localhost@example.org/",
                "https://user@packages.example.org/",
                "http://127.0.0.1.example.org/",
                "HTTP://packages.example.org/",
                "ftp://localhost/",
                "https:///oidc",
                "https://packages.example.org/a b",
                "packages.example.org",
                ""
            })
    void a_token_goes_over_https_or_stays_within_the_machine(String address) throws Exception {
        Result result = start("--exchange", address, "--", "true");

        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.output())
                .containsAnyOf("an https address is needed, not '" + address + "'", "Illegal character in path");
    }

    @Test
    void a_registry_that_cannot_be_reached_is_named() throws Exception {
        server.close();

        assertThat(run("true").output())
                .isEqualTo("ci-token: stopped: The exchange failed: no answer from "
                        + server.at("").substring("http://".length()) + ".\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"token\": 5}", "{\"token\": \"\"}", "{\"token\": \"exr_a\\n::stop-commands::x\"}"})
    void an_answer_without_a_token_is_refused(String body) throws Exception {
        refuse(200, body, Map.of());

        assertThat(run("true")).isEqualTo(new Result(1, "ci-token: stopped: The exchange answered without a token.\n"));
    }

    @Test
    void an_answer_that_is_no_json_is_refused() throws Exception {
        refuse(200, "<html>", Map.of());

        assertThat(run("true"))
                .isEqualTo(new Result(1, "ci-token: stopped: The answer is not the JSON object that was expected.\n"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  ", "two words", "a\"}", "line\n::add-mask::x"})
    void a_job_without_an_identity_token_is_told_what_it_needs_and_nothing_is_sent(String value) throws Exception {
        variables.put("REGISTRY_ID_TOKEN", value);
        variables.put("GITHUB_ACTIONS", "true");

        assertThat(run("true"))
                .isEqualTo(new Result(
                        1,
                        "ci-token: stopped: This job has no identity token: on GitHub it needs the permission"
                                + " 'id-token: write', elsewhere a token in the variable REGISTRY_ID_TOKEN.\n"));
        assertThat(server.asked()).isEmpty();
    }

    @Test
    void a_request_token_that_no_header_can_hold_is_not_printed() throws Exception {
        onGitHub();
        variables.put("ACTIONS_ID_TOKEN_REQUEST_TOKEN", "secret\r\nX: y");

        assertThat(run("true"))
                .isEqualTo(new Result(1, "ci-token: stopped: ACTIONS_ID_TOKEN_REQUEST_TOKEN is no token.\n"));
    }

    @Test
    void on_github_the_audience_must_be_said() throws Exception {
        onGitHub();

        Result result = start("--exchange", server.at(EXCHANGE), "--", "true");

        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.output()).startsWith("ci-token: --audience is needed on GitHub\nUsage: ");
    }

    @Test
    void a_wrong_command_line_is_explained() throws Exception {
        assertThat(start("--exchange", "https://packages.example.org/", "mvn", "--", "mvn")
                        .output())
                .startsWith("ci-token: unknown option, or one without its value: mvn\nUsage: ");
        assertThat(start("--exchange", "--", "mvn").output()).contains("one without its value: --exchange");
        assertThat(start("--exchange", "https://packages.example.org/", "--").output())
                .contains("there is no command after --");
    }

    @Test
    void it_is_one_file_that_java_starts() throws Exception {
        Path file = Path.of("CiToken.java").toAbsolutePath();

        Process program = process(
                List.of(java(), file.toString()),
                "--exchange",
                server.at(EXCHANGE),
                "--",
                "sh",
                "-c",
                "test -n \"$REGISTRY_TOKEN\"");

        assertThat(result(program)).isEqualTo(new Result(0, ""));
        assertThat(server.revocations()).hasSize(1);
    }

    private void onGitHub() {
        variables.clear();
        variables.put("GITHUB_ACTIONS", "true");
        variables.put("ACTIONS_ID_TOKEN_REQUEST_URL", server.at("/id-token?api-version=2.0"));
        variables.put("ACTIONS_ID_TOKEN_REQUEST_TOKEN", REQUEST_TOKEN);
    }

    private void refuse(int status, String body, Map<String, String> headers) {
        server.forget("POST", EXCHANGE);
        server.answer("POST", EXCHANGE, status, body, headers);
    }

    private Result run(String... command) throws Exception {
        List<String> arguments = new ArrayList<>(
                List.of("--exchange", server.at(EXCHANGE), "--audience", "packages.example.org:8443/é", "--"));
        arguments.addAll(List.of(command));
        return start(arguments.toArray(new String[0]));
    }

    private Result start(String... arguments) throws Exception {
        return result(process(arguments));
    }

    private static Result result(Process program) throws Exception {
        String output = new String(program.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Result(program.waitFor(), output);
    }

    private Process process(String... arguments) throws IOException {
        String classes = Path.of("target", "classes").toAbsolutePath().toString();
        return process(List.of(java(), "-XX:TieredStopAtLevel=1", "-cp", classes, CiToken.class.getName()), arguments);
    }

    private Process process(List<String> program, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(program);
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().keySet().retainAll(List.of("PATH"));
        builder.environment().putAll(variables);
        builder.environment().put("LC_ALL", "C.UTF-8");
        return builder.start();
    }

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }
}
