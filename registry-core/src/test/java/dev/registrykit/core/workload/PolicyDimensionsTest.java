package dev.registrykit.core.workload;

import static dev.registrykit.core.workload.Jobs.ISSUER;
import static dev.registrykit.core.workload.Jobs.REPOSITORY;
import static dev.registrykit.core.workload.Jobs.detail;
import static dev.registrykit.core.workload.Jobs.job;
import static dev.registrykit.core.workload.Jobs.policy;
import static dev.registrykit.core.workload.Jobs.reason;
import static dev.registrykit.core.workload.WorkloadReason.CLAIM_MISMATCH;
import static dev.registrykit.core.workload.WorkloadReason.ENVIRONMENT_MISMATCH;
import static dev.registrykit.core.workload.WorkloadReason.EVENT_REFUSED;
import static dev.registrykit.core.workload.WorkloadReason.NOT_PROVABLE;
import static dev.registrykit.core.workload.WorkloadReason.REPOSITORY_ID_MISMATCH;
import static dev.registrykit.core.workload.WorkloadReason.REPOSITORY_MISMATCH;
import static dev.registrykit.core.workload.WorkloadReason.TAG_MISMATCH;
import static dev.registrykit.core.workload.WorkloadReason.VISIBILITY_MISMATCH;
import static dev.registrykit.core.workload.WorkloadReason.WORKFLOW_MISMATCH;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.registrykit.core.json.JsonFormatException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Pinning, further claims, patterns, tags that name a version, lists of events: what meets them and what does not. */
class PolicyDimensionsTest {
    private static WorkloadPolicy.Builder unpinned() {
        return WorkloadPolicy.builder(ISSUER, REPOSITORY).workflow(".github/workflows/publish.yml");
    }

    @Test
    void an_unpinned_policy_goes_by_the_name_and_is_pinned_to_the_ids() {
        WorkloadPolicy waiting = unpinned().pinOnFirstUse().build();
        WorkloadIdentity job = job().build();
        assertThat(waiting.isPinned()).isFalse();
        assertThat(waiting.check(job).isAllowed()).isTrue();
        WorkloadPolicy pinned = waiting.pinnedTo(job);
        assertThat(pinned).isEqualTo(policy().build());
        assertThat(pinned.isPinned()).isTrue();
        assertThat(pinned.pinsOnFirstUse()).isFalse();
        assertThat(reason(pinned, job().sourceRepositoryId("666").build())).isEqualTo(REPOSITORY_ID_MISMATCH);
        assertThatIllegalStateException().isThrownBy(() -> pinned.pinnedTo(job));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "101 ", "1\u200b01", "\n"})
    void an_unpinned_policy_refuses_what_it_could_not_be_pinned_to(String id) {
        WorkloadPolicy waiting = unpinned().pinOnFirstUse().build();
        assertThat(reason(waiting, job().sourceRepositoryId(id).build())).isEqualTo(NOT_PROVABLE);
        assertThat(reason(waiting, job().sourceRepositoryOwnerId(id).build())).isEqualTo(NOT_PROVABLE);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> waiting.pinnedTo(job().sourceRepositoryId(id).build()));
    }

    @Test
    void an_unpinned_policy_never_matches_without_ids_or_under_another_name() {
        WorkloadPolicy waiting = unpinned().pinOnFirstUse().build();
        assertThat(reason(waiting, job().sourceRepositoryId(null).build())).isEqualTo(NOT_PROVABLE);
        assertThat(reason(waiting, job().sourceRepositoryOwnerId(null).build())).isEqualTo(NOT_PROVABLE);
        for (String other :
                new String[] {"https://github.com/acme/w\u0131dget", REPOSITORY + "/", "", REPOSITORY + "2"}) {
            WorkloadIdentity job = job().sourceRepository(other).build();
            assertThat(reason(waiting, job)).as(other).isEqualTo(REPOSITORY_MISMATCH);
            assertThat(detail(waiting, job)).doesNotContain("acme", "publish.yml");
            assertThatIllegalArgumentException().isThrownBy(() -> waiting.pinnedTo(job));
        }
    }

    @Test
    void a_policy_without_an_owner_goes_by_the_repositorys_id_alone() {
        WorkloadPolicy plain = unpinned().repositoryId("101").acceptNoOwnerId().build();
        assertThat(plain.check(job().sourceRepositoryOwnerId(null).build()).isAllowed())
                .isTrue();
        assertThat(reason(plain, job().sourceRepositoryId(null).build())).isEqualTo(NOT_PROVABLE);
        WorkloadPolicy waiting = unpinned().pinOnFirstUse().acceptNoOwnerId().build();
        assertThat(waiting.pinnedTo(job().sourceRepositoryOwnerId(null).build()))
                .isEqualTo(plain);
    }

    @Test
    void a_mutable_identity_is_compared_exactly() {
        WorkloadPolicy named =
                unpinned().acceptMutableIdentity("the server states no ids").build();
        assertThat(named.mutableIdentityReason()).isEqualTo("the server states no ids");
        assertThat(named.check(job().sourceRepositoryId(null).build()).isAllowed())
                .isTrue();
        assertThat(reason(
                        named,
                        job().sourceRepository("https://github.com/Acme/widget").build()))
                .isEqualTo(REPOSITORY_MISMATCH);
        assertThat(reason(named, job().sourceRepository(null).build())).isEqualTo(REPOSITORY_MISMATCH);
        assertThatIllegalStateException().isThrownBy(() -> named.pinnedTo(job().build()));
    }

    @Test
    void settings_that_contradict_each_other_make_no_policy() {
        assertThatIllegalStateException()
                .isThrownBy(() -> policy().pinOnFirstUse().build());
        assertThatIllegalStateException()
                .isThrownBy(() -> policy().acceptMutableIdentity("x").build());
        assertThatIllegalStateException()
                .isThrownBy(() ->
                        unpinned().pinOnFirstUse().acceptMutableIdentity("x").build());
        assertThatIllegalStateException()
                .isThrownBy(() -> policy().acceptNoOwnerId().build());
        assertThatIllegalStateException()
                .isThrownBy(() -> policy().buildConfig("x").build());
        assertThatIllegalStateException()
                .isThrownBy(() ->
                        policy().environment("a").environmentPattern("a/*").build());
        assertThatIllegalStateException()
                .isThrownBy(() ->
                        policy().versionTag("v{version}").ref("refs/heads/main").build());
        assertThatIllegalStateException()
                .isThrownBy(() -> policy().event("workflow_run").build());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> policy().claim("a", "1").claim("a", "2"));
    }

    @Test
    void a_further_claim_and_a_build_configuration_are_compared_exactly() {
        WorkloadPolicy policy =
                Jobs.unnamed().buildConfig("def-7").claim("a/b.c", "x").build();
        assertThat(policy.check(job().buildConfig("def-7").claim("a/b.c", "x").build())
                        .isAllowed())
                .isTrue();
        assertThat(reason(
                        policy, job().buildConfig("def-70").claim("a/b.c", "x").build()))
                .isEqualTo(WORKFLOW_MISMATCH);
        assertThat(reason(policy, job().buildConfig("def-7").claim("a/b.c", "X").build()))
                .isEqualTo(CLAIM_MISMATCH);
        assertThat(reason(policy, job().buildConfig("def-7").claim("a/b", "x").build()))
                .isEqualTo(NOT_PROVABLE);
    }

    @ParameterizedTest
    @CsvSource({
        "release/*, release/v1, true",
        "release/*, Release/V1, true",
        "release/*, release/*, true",
        "release/*, release/, false",
        "release/*, release, false",
        "release/*, release/a/b, false",
        "release/*, */v1, false",
        "release/*, xrelease/v1, false",
        "*, prod, true",
        "*, a/b, false",
        "*/prod, eu/prod, true",
        "*/prod, */*, false",
        "*/prod, /prod, false",
        "keys/*, \u212aeys/a, false"
    })
    void a_star_is_one_whole_segment_of_an_environment(String pattern, String presented, boolean matches) {
        WorkloadPolicy policy = policy().environmentPattern(pattern).build();
        WorkloadIdentity job = job().environment(presented).build();
        assertThat(policy.check(job).isAllowed()).isEqualTo(matches);
        if (!matches) {
            assertThat(reason(policy, job)).isEqualTo(ENVIRONMENT_MISMATCH);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"rel*", "a/b*", "**", "", "a//b", "/a", "a/", "*/"})
    void a_star_within_a_segment_is_refused(String pattern) {
        assertThatIllegalArgumentException().isThrownBy(() -> policy().environmentPattern(pattern));
    }

    @Test
    void an_environment_is_case_sensitive_where_that_is_said() {
        WorkloadPolicy policy =
                policy().environment("Prod").caseSensitiveEnvironment().build();
        assertThat(policy.check(job().environment("Prod").build()).isAllowed()).isTrue();
        assertThat(reason(policy, job().environment("prod").build())).isEqualTo(ENVIRONMENT_MISMATCH);
    }

    @ParameterizedTest
    @CsvSource({
        "v{version}, refs/tags/v1.0.0, 1.0.0",
        "{version}, refs/tags/1!2.0+local, 1!2.0+local",
        "@acme/widget@{version}, refs/tags/@acme/widget@1.0, 1.0",
        "v{version}-final, refs/tags/v1-final, 1",
        "v{version}, refs/tags/v,",
        "v{version}, refs/heads/v1.0.0,",
        "v{version}, v1.0.0,",
        "v{version}, refs/tags/V1.0.0,",
        "v{version}, refs/tags/v1/../2,",
        "v{version}, refs/tags/v1 0,",
        "v{version}, refs/tags/release/v1,",
        "v{version}v, refs/tags/v,",
        "{version}, refs/tags/refs/heads/1,",
        "v{version}, refs/tags/v/1,",
        "v{version}, refs/tags/v-1,",
        "v{version}, refs/heads/refs/tags/v1,"
    })
    void a_tag_names_the_version(String template, String ref, String version) {
        WorkloadPolicy policy =
                Jobs.unnamed().acceptAnyWorkflow().versionTag(template).build();
        WorkloadIdentity job = job().sourceRef(ref).build();
        assertThat(policy.versionOf(job)).isEqualTo(version);
        assertThat(policy.bindsVersion()).isTrue();
        if (version == null) {
            assertThat(reason(policy, job)).isEqualTo(TAG_MISMATCH);
        } else {
            assertThat(policy.forVersion(version).check(job).isAllowed()).isTrue();
            assertThat(reason(policy.forVersion(version + "1"), job)).isEqualTo(TAG_MISMATCH);
            assertThat(reason(policy.forVersion(""), job)).isEqualTo(TAG_MISMATCH);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "v1", "{version}{version}", "{{version}}", "v{Version}", "v*{version}", "refs/tags/{version}"
            })
    void a_version_tag_has_the_version_once(String template) {
        assertThatIllegalArgumentException().isThrownBy(() -> policy().versionTag(template));
    }

    @Test
    void listed_events_are_the_only_ones_and_no_event_is_accepted_by_name() {
        WorkloadPolicy listed = policy().event("push").event("release").build();
        assertThat(listed.check(job().build()).isAllowed()).isTrue();
        assertThat(reason(listed, job().trigger("schedule").build())).isEqualTo(EVENT_REFUSED);
        assertThat(detail(listed, job().trigger("schedule").build())).contains("'schedule'", "'push, release'");
        assertThat(reason(policy().build(), job().trigger(null).build())).isEqualTo(NOT_PROVABLE);
        assertThat(policy().acceptUnstatedEvent()
                        .build()
                        .check(job().trigger(null).build())
                        .isAllowed())
                .isTrue();
        assertThat(reason(
                        policy().event("push").acceptUnstatedEvent().build(),
                        job().trigger(null).build()))
                .isEqualTo(NOT_PROVABLE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "pull_request", "pull_request_review", "pull_request_review_comment", "merge_request_event",
                "external_pull_request_event", "pull-request", "PULL_REQUEST", "Workflow-Run"
            })
    void pull_requests_are_refused_however_they_are_spelled(String event) {
        WorkloadIdentity job = job().trigger(event).build();
        assertThat(reason(policy().build(), job)).isEqualTo(EVENT_REFUSED);
        assertThat(policy().acceptEvent(event).build().check(job).isAllowed()).isTrue();
    }

    @Test
    void the_visibility_is_compared_exactly() {
        WorkloadPolicy policy = policy().visibility("public").build();
        assertThat(policy.check(job().visibility("public").build()).isAllowed()).isTrue();
        assertThat(reason(policy, job().visibility("private").build())).isEqualTo(VISIBILITY_MISMATCH);
        assertThat(reason(policy, job().build())).isEqualTo(NOT_PROVABLE);
    }

    @Test
    void everything_is_stored_and_read_back() {
        WorkloadPolicy policy = Jobs.unnamed()
                .buildConfig("x")
                .claim("b", "2")
                .claim("a", "1")
                .environmentPattern("release/*")
                .caseSensitiveEnvironment()
                .versionTag("v{version}")
                .visibility("public")
                .event("push")
                .acceptEvent("issues")
                .acceptUnstatedEvent()
                .build();
        WorkloadPolicy waiting = unpinned().pinOnFirstUse().acceptNoOwnerId().build();
        WorkloadPolicy named = unpinned().acceptMutableIdentity("because").build();
        for (WorkloadPolicy one : new WorkloadPolicy[] {policy, waiting, named}) {
            assertThat(WorkloadPolicy.ofJson(one.toJson())).isEqualTo(one);
        }
        assertThat(policy.claims()).containsEntry("a", "1").hasSize(2);
        String json = waiting.toJson();
        for (String broken : new String[] {
            json.replace("\"pinOnFirstUse\":true", "\"pinOnFirstUse\":false"),
            json.replace("\"pinOnFirstUse\":true,", ""),
            policy.toJson().replace("\"a\":\"1\"", "\"a\":1"),
            policy.toJson().replace("v{version}", "v1")
        }) {
            assertThatExceptionOfType(JsonFormatException.class).isThrownBy(() -> WorkloadPolicy.ofJson(broken));
        }
        WorkloadIdentity identity = job().actor("ann").claim("x/y", "").build();
        assertThat(WorkloadIdentity.ofJson(identity.toJson())).isEqualTo(identity);
        assertThat(identity).isNotEqualTo(job().actor("ann").build());
    }
}
