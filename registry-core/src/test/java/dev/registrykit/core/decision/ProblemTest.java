package dev.registrykit.core.decision;

import static org.assertj.core.api.Assertions.assertThat;

import dev.registrykit.core.json.JsonLimits;
import dev.registrykit.core.json.JsonObject;
import dev.registrykit.core.json.StrictJson;
import org.junit.jupiter.api.Test;

class ProblemTest {

    @Test
    void a_refusal_is_a_problem_document_with_the_members_of_rfc_9457() {
        Problem problem = Refusal.of(SampleReason.NO, "The \"name\" is\u2028not\nyours \u00e9\ud83d\ude00.")
                .toProblem();
        JsonObject json = StrictJson.object(problem.toJson(), JsonLimits.small());
        assertThat(json.names()).containsExactlyInAnyOrder("type", "title", "status", "detail", "code", "next");
        assertThat(json.string("type")).isEqualTo("urn:registrykit:problem:sample-no");
        assertThat(json.string("title")).isEqualTo("Refused");
        assertThat(json.integer("status")).isEqualTo(403);
        assertThat(json.string("detail")).isEqualTo("The \"name\" is\u2028not\nyours \u00e9\ud83d\ude00.");
        assertThat(json.string("code")).isEqualTo("sample-no");
        assertThat(json.string("next")).isEqualTo("Do something else.");
        assertThat(Problem.MEDIA_TYPE).isEqualTo("application/problem+json");
    }

    @Test
    void an_outage_has_its_own_title_and_status() {
        Problem problem = Problem.of(Outage.of(SampleReason.DOWN, "Down."));
        JsonObject json = StrictJson.object(problem.toJson(), JsonLimits.small());
        assertThat(json.string("title")).isEqualTo("Could not be checked");
        assertThat(json.integer("status")).isEqualTo(503);
    }

    @Test
    void the_parts_can_be_had_one_by_one() {
        Problem problem = Refusal.of(SampleReason.NO, "No.").toProblem();
        assertThat(problem.status()).isEqualTo(403);
        assertThat(problem.code()).isEqualTo("sample-no");
        assertThat(problem.detail()).isEqualTo("No.");
        assertThat(problem.nextStep()).isEqualTo("Do something else.");
        assertThat(problem).hasToString("Problem[403 sample-no]");
    }
}
