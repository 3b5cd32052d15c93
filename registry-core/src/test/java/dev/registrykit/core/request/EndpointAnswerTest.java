package dev.registrykit.core.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.registrykit.core.decision.Decision;
import dev.registrykit.core.decision.Outage;
import dev.registrykit.core.decision.Reason;
import dev.registrykit.core.decision.Refusal;
import dev.registrykit.core.decision.SampleReason;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EndpointAnswerTest {

    @Test
    void every_answer_forbids_caching() {
        EndpointAnswer answer =
                EndpointAnswer.of(201, "application/json", "{\"token\":1}".getBytes(StandardCharsets.UTF_8));
        assertThat(answer.status()).isEqualTo(201);
        assertThat(answer.headers()).isEqualTo(Map.of("Content-Type", "application/json", "Cache-Control", "no-store"));
        assertThat(new String(answer.body(), StandardCharsets.UTF_8)).isEqualTo("{\"token\":1}");
        assertThat(answer).hasToString("EndpointAnswer[201, 11 bytes]");
    }

    @Test
    void a_refusal_is_a_problem_document() {
        EndpointAnswer answer = EndpointAnswer.of(Refusal.of(SampleReason.NO, "No."));
        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.headers())
                .containsEntry("Content-Type", "application/problem+json")
                .containsEntry("Cache-Control", "no-store")
                .doesNotContainKeys("Retry-After", "WWW-Authenticate");
        assertThat(new String(answer.body(), StandardCharsets.UTF_8)).contains("\"code\":\"sample-no\"");
    }

    @Test
    void an_answer_of_401_names_the_schemes_that_a_token_can_be_sent_with() {
        String challenges = "Basic realm=\"registry\", charset=\"UTF-8\", Bearer realm=\"registry\"";

        EndpointAnswer failed =
                EndpointAnswer.of(Refusal.of(new Sample("sample-unknown", 401, "Say who you are."), "Unknown."));

        assertThat(failed.status()).isEqualTo(401);
        assertThat(failed.headers()).containsEntry("WWW-Authenticate", challenges);
        assertThat(EndpointAnswer.of(401, "x/y", new byte[0]).headers()).containsEntry("WWW-Authenticate", challenges);
    }

    @Test
    void a_decision_is_a_status_or_its_failure() {
        EndpointAnswer allowed = EndpointAnswer.of(201, Decision.allowed("stored"));
        EndpointAnswer refused = EndpointAnswer.of(201, Decision.refused(SampleReason.NO, "No."));
        EndpointAnswer unavailable = EndpointAnswer.of(201, Decision.unavailable(SampleReason.DOWN, "Down."));
        assertThat(allowed.status()).isEqualTo(201);
        assertThat(allowed.body()).isEmpty();
        assertThat(refused.status()).isEqualTo(403);
        assertThat(new String(refused.body(), StandardCharsets.UTF_8)).contains("\"code\":\"sample-no\"");
        assertThat(unavailable.status()).isEqualTo(503);
        assertThat(unavailable.headers()).containsEntry("Retry-After", "5");
    }

    @Test
    void an_outage_says_when_to_try_again() {
        EndpointAnswer answer = EndpointAnswer.of(Outage.of(SampleReason.DOWN, "Down."));
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.headers()).containsEntry("Retry-After", "5").containsEntry("Cache-Control", "no-store");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\r\nSet-Cookie: b", "a\nb", "a\rb", "a\u0000", "\u007f"})
    void a_header_cannot_begin_another_one(String value) {
        EndpointAnswer answer = EndpointAnswer.of(200, "x/y", new byte[0]);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> answer.header("X-Reason", value))
                .withMessageContaining("no control character");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> answer.header("X" + value, "plain"))
                .withMessageContaining("a token for a name");
    }

    @Test
    void a_header_is_there_once_however_it_is_spelled() {
        EndpointAnswer answer = EndpointAnswer.of(401, "x/y", new byte[0]).header("www-authenticate", "Bearer");
        assertThat(answer.headers())
                .containsEntry("www-authenticate", "Bearer")
                .doesNotContainKey("WWW-Authenticate")
                .containsEntry("Cache-Control", "no-store");
    }

    @Test
    void the_body_cannot_be_changed_from_outside() {
        byte[] given = {1, 2};
        EndpointAnswer answer = EndpointAnswer.of(200, "x/y", given);
        given[0] = 9;
        answer.body()[1] = 9;
        assertThat(answer.body()).containsExactly(1, 2);
    }

    private record Sample(String code, int httpStatus, String nextStep) implements Reason {}
}
