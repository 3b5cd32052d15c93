package dev.registrykit.core.workload;

import static dev.registrykit.core.workload.Jobs.ISSUER;
import static dev.registrykit.core.workload.Jobs.REPOSITORY;
import static dev.registrykit.core.workload.Jobs.job;
import static dev.registrykit.core.workload.Jobs.policy;
import static dev.registrykit.core.workload.Jobs.unnamed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import dev.registrykit.core.json.JsonFormatException;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What policies and identities may hold, and how they are stored. */
class WorkloadFormTest {

    @Test
    void an_identity_stays_as_it_was_when_its_builder_goes_on() {
        WorkloadIdentity.Builder builder = WorkloadIdentity.builder("https://issuer.example")
                .sourceRef("refs/heads/main")
                .claim("pipeline", "1");
        WorkloadIdentity first = builder.build();
        WorkloadIdentity second =
                builder.sourceRef("refs/heads/other").claim("pipeline", "2").build();
        builder.sourceRef(null).claim("pipeline", null);

        assertThat(first.sourceRef()).isEqualTo("refs/heads/main");
        assertThat(first.claims()).containsOnly(Map.entry("pipeline", "1"));
        assertThat(second.sourceRef()).isEqualTo("refs/heads/other");
        assertThat(second.claims()).containsOnly(Map.entry("pipeline", "2"));
    }

    @Test
    void an_identity_is_stored_and_read_back_with_every_field() {
        WorkloadIdentity identity = job().environment("production")
                .visibility("public")
                .runner("github-hosted")
                .refProtected("true")
                .build();
        assertThat(identity.issuer()).isEqualTo(ISSUER);
        assertThat(identity.visibility()).isEqualTo("public");
        assertThat(identity.sourceDigest()).isEqualTo(Jobs.COMMIT);
        assertThat(identity.runInvocation()).endsWith("/attempts/1");
        assertThat(WorkloadIdentity.ofJson(identity.toJson()))
                .isEqualTo(identity)
                .hasSameHashCodeAs(identity);
        assertThat(identity).isNotEqualTo(job().build()).isNotEqualTo("x");
        assertThat(identity.toString()).startsWith("WorkloadIdentity{buildConfig=");
    }

    @Property(tries = 300)
    void whatever_an_issuer_states_survives_storage(@ForAll String environment) {
        if (environment.chars().noneMatch(c -> Character.isSurrogate((char) c))) {
            WorkloadIdentity identity = job().environment(environment).build();
            assertThat(WorkloadIdentity.ofJson(identity.toJson())).isEqualTo(identity);
        }
    }

    @Test
    void an_empty_field_differs_from_one_that_is_not_stated() {
        assertThat(job().environment("").build()).isNotEqualTo(job().build());
        assertThat(job().environment("").build().environment()).isEmpty();
        assertThat(job().environment(null).build().environment()).isNull();
    }

    @Test
    void an_identity_has_an_issuer() {
        assertThatNullPointerException().isThrownBy(() -> WorkloadIdentity.builder(null));
    }

    @Test
    void an_identity_does_not_change_after_it_was_built() {
        WorkloadIdentity.Builder builder = job();
        WorkloadIdentity identity = builder.build();
        builder.trigger("workflow_run");
        assertThat(identity.trigger()).isEqualTo("push");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{}",
                "[]",
                "{\"issuer\":1}",
                "{\"issuer\":null}",
                "{\"issuer\":\"x\",\"trigger\":null}",
                "{\"issuer\":\"x\",\"trigger\":1}",
                "{\"issuer\":\"x\",\"Trigger\":\"push\"}",
                "{\"issuer\":\"x\",\"admin\":\"true\"}",
                "{\"issuer\":\"x\",\"issuer\":\"y\"}",
                "{\"issuer\":\"x\"} " + "{}"
            })
    void what_is_no_stored_identity_is_refused(String json) {
        assertThatExceptionOfType(JsonFormatException.class).isThrownBy(() -> WorkloadIdentity.ofJson(json));
    }

    @Test
    void a_policy_is_stored_and_read_back_with_every_constraint() {
        WorkloadPolicy policy = policy().signerWorkflow(
                        "https://github.com/acme/ci/.github/workflows/release.yml@refs/tags/v1")
                .environment("production")
                .ref("refs/tags/*")
                .protectedRef()
                .runner("github-hosted")
                .acceptEvent("workflow_run")
                .build();
        WorkloadPolicy back = WorkloadPolicy.ofJson(policy.toJson());
        assertThat(back).isEqualTo(policy).hasSameHashCodeAs(policy);
        assertThat(back.toJson()).isEqualTo(policy.toJson());
        assertThat(back.issuer()).isEqualTo(ISSUER);
        assertThat(back.repository()).isEqualTo(REPOSITORY);
        assertThat(back.repositoryId()).isEqualTo("101");
        assertThat(back.ownerId()).isEqualTo("202");
        assertThat(back.workflow()).isEqualTo(".github/workflows/publish.yml");
        assertThat(back.environment()).isEqualTo("production");
        assertThat(policy).isNotEqualTo(policy().build()).isNotEqualTo("x");
        assertThat(policy).hasToString("WorkloadPolicy" + policy.toJson());
    }

    @Test
    void a_policy_for_any_workflow_says_so_where_it_is_stored() {
        WorkloadPolicy any = unnamed().acceptAnyWorkflow().build();
        assertThat(any.toJson()).contains("\"anyWorkflow\":true");
        assertThat(WorkloadPolicy.ofJson(any.toJson())).isEqualTo(any);
        refusedJson(any.toJson().replace("\"anyWorkflow\":true,", ""));
        refusedJson(any.toJson().replace("\"anyWorkflow\":true", "\"anyWorkflow\":false"));
        refusedJson(any.toJson().replace("\"anyWorkflow\":true", "\"anyWorkflow\":\"true\""));
    }

    @Test
    void a_stored_policy_with_something_unknown_missing_or_malformed_is_refused() {
        String json = policy().environment("production").build().toJson();
        assertThat(WorkloadPolicy.ofJson(json).environment()).isEqualTo("production");
        refusedJson(json.replace("\"environment\"", "\"tagIsVersion\""));
        refusedJson(json.replace("\"environment\"", "\"Environment\""));
        refusedJson(json.replace("\"production\"", "null"));
        refusedJson(json.replace("\"production\"", "\"\""));
        refusedJson(json.replace("\"protectedRef\":false,", ""));
        refusedJson(json.replace("\"protectedRef\":false", "\"protectedRef\":\"false\""));
        refusedJson(json.replace("\"101\"", "101"));
        refusedJson(json.replace("\"101\"", "\"\""));
        refusedJson(json.replace("\"ownerId\":\"202\",", ""));
        refusedJson(json.replace(".github/workflows/publish.yml", "../publish.yml"));
        refusedJson(json.replace("\"acceptedEvents\":[]", "\"acceptedEvents\":{}"));
        refusedJson("{}");
        refusedJson("");
    }

    @Test
    void a_policy_pins_ids_and_a_workflow() {
        assertThatIllegalStateException()
                .isThrownBy(() -> WorkloadPolicy.builder(ISSUER, REPOSITORY)
                        .ownerId("202")
                        .workflow("x.yml")
                        .build())
                .withMessage("a policy pins the repository's and its owner's immutable ids");
        assertThatIllegalStateException()
                .isThrownBy(() -> WorkloadPolicy.builder(ISSUER, REPOSITORY)
                        .repositoryId("101")
                        .workflow("x.yml")
                        .build())
                .withMessage("a policy pins the repository's and its owner's immutable ids");
        assertThatIllegalStateException()
                .isThrownBy(() -> unnamed().build())
                .withMessage("a policy names the workflow, or says acceptAnyWorkflow()");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/x.yml",
                "x.yml/",
                "a//x.yml",
                "../x.yml",
                "a/../x.yml",
                "x.yml@refs/heads/main",
                "x y.yml",
                "x.yml\n",
                "x*.yml",
                "\u0445.yml",
                "x.yml?",
                "a\\x.yml",
                "x\u200b.yml"
            })
    void a_workflow_is_a_plain_relative_path(String path) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> unnamed().workflow(path))
                .withMessage("a workflow is a relative path of letters, digits, '.', '_' and '-'");
    }

    @Test
    void a_very_long_workflow_is_refused_without_ending_the_stack() {
        assertThatIllegalArgumentException().isThrownBy(() -> unnamed().workflow("a/".repeat(1_000_000) + "x.yml"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "main",
                "tags/v1",
                "Refs/heads/main",
                "refs/tags/v*",
                "refs/*/main",
                "*",
                "refs/heads/**",
                "refs*",
                "refs/heads/*/*",
                "refs/heads/main ",
                "refs/heads/\u200bmain",
                " refs/heads/main"
            })
    void a_ref_is_given_in_full(String ref) {
        assertThatIllegalArgumentException().isThrownBy(() -> policy().ref(ref));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "release.yml",
                "acme/ci/.github/workflows/release.yml",
                "https://github.com/acme/ci/x.yml@",
                " https://x/y"
            })
    void a_reusable_workflow_is_given_as_a_url(String url) {
        assertThatIllegalArgumentException().isThrownBy(() -> policy().signerWorkflow(url));
    }

    @Test
    void no_text_of_a_policy_is_empty_invisible_or_endless() {
        List<BiFunction<WorkloadPolicy.Builder, String, Object>> setters = List.of(
                (builder, text) -> builder.environment(text),
                (builder, text) -> builder.runner(text),
                (builder, text) -> builder.acceptEvent(text),
                (builder, text) -> builder.repositoryId(text),
                (builder, text) -> builder.ownerId(text),
                (builder, text) -> WorkloadPolicy.builder(text, REPOSITORY),
                (builder, text) -> WorkloadPolicy.builder(ISSUER, text));
        for (BiFunction<WorkloadPolicy.Builder, String, Object> setter : setters) {
            for (String text :
                    new String[] {"", " ", " x", "x ", "x\u200b", "x\n", "\u202ex", "x\u2028y", "x".repeat(501)}) {
                assertThatIllegalArgumentException()
                        .isThrownBy(() -> setter.apply(policy(), text))
                        .withMessageEndingWith("has 1 to 500 visible characters and no space around them");
            }
        }
    }

    private static void refusedJson(String json) {
        assertThatExceptionOfType(JsonFormatException.class).isThrownBy(() -> WorkloadPolicy.ofJson(json));
    }
}
