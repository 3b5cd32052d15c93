package dev.registrykit.core.workload;

import static dev.registrykit.core.workload.Jobs.COMMIT;
import static dev.registrykit.core.workload.Jobs.ISSUER;
import static dev.registrykit.core.workload.Jobs.REPOSITORY;
import static dev.registrykit.core.workload.Jobs.detail;
import static dev.registrykit.core.workload.Jobs.job;
import static dev.registrykit.core.workload.Jobs.policy;
import static dev.registrykit.core.workload.Jobs.reason;
import static dev.registrykit.core.workload.WorkloadReason.ENVIRONMENT_MISMATCH;
import static dev.registrykit.core.workload.WorkloadReason.EVENT_REFUSED;
import static dev.registrykit.core.workload.WorkloadReason.ISSUER_MISMATCH;
import static dev.registrykit.core.workload.WorkloadReason.NOT_PROVABLE;
import static dev.registrykit.core.workload.WorkloadReason.OWNER_ID_MISMATCH;
import static dev.registrykit.core.workload.WorkloadReason.REF_MISMATCH;
import static dev.registrykit.core.workload.WorkloadReason.REF_NOT_PROTECTED;
import static dev.registrykit.core.workload.WorkloadReason.REPOSITORY_ID_MISMATCH;
import static dev.registrykit.core.workload.WorkloadReason.REPOSITORY_MISMATCH;
import static dev.registrykit.core.workload.WorkloadReason.RUNNER_MISMATCH;
import static dev.registrykit.core.workload.WorkloadReason.SIGNER_WORKFLOW_MISMATCH;
import static dev.registrykit.core.workload.WorkloadReason.WORKFLOW_MISMATCH;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WorkloadPolicyTest {
    private static final String SIGNER = "https://github.com/acme/ci/.github/workflows/release.yml";

    private final WorkloadPolicy plain = policy().build();

    @Test
    void the_expected_job_is_allowed_and_comes_back() {
        WorkloadIdentity job = job().build();
        assertThat(plain.check(job).orElseThrow(AssertionError::new)).isSameAs(job);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://token.actions.githubusercontent.com/",
                "https://token.actions.githubusercontent.com/acme",
                "http://token.actions.githubusercontent.com",
                "https://TOKEN.actions.githubusercontent.com",
                ""
            })
    void another_issuer_is_refused(String issuer) {
        WorkloadIdentity job = Jobs.complete(WorkloadIdentity.builder(issuer)).build();
        assertThat(reason(plain, job)).isEqualTo(ISSUER_MISMATCH);
    }

    @Test
    void another_repository_is_refused_without_a_word_about_the_registered_one() {
        WorkloadIdentity job = job().sourceRepositoryId("666")
                .sourceRepository("https://github.com/evil/widget")
                .build();
        assertThat(reason(plain, job)).isEqualTo(REPOSITORY_MISMATCH);
        assertThat(detail(plain, job)).doesNotContain("acme", "101", "202", "publish.yml");
        assertThat(detail(plain, job().sourceRepositoryId("666").build())).doesNotContain("acme", "101", "202");
    }

    @Test
    void a_repository_that_was_made_anew_under_the_old_name_is_refused() {
        WorkloadIdentity anew = job().sourceRepositoryId("666").build();
        assertThat(reason(plain, anew)).isEqualTo(REPOSITORY_ID_MISMATCH);
        WorkloadIdentity otherCase = job().sourceRepositoryId("666")
                .sourceRepository("https://github.com/Acme/Widget")
                .build();
        assertThat(reason(plain, otherCase)).isEqualTo(REPOSITORY_ID_MISMATCH);
    }

    @Test
    void a_repository_without_a_name_is_just_another_one() {
        WorkloadIdentity nameless =
                job().sourceRepositoryId("666").sourceRepository(null).build();
        assertThat(nameless.sourceRepository()).isNull();
        assertThat(reason(plain, nameless)).isEqualTo(REPOSITORY_MISMATCH);
    }

    @Test
    void a_renamed_repository_still_matches() {
        String renamed = "https://github.com/acme/gadget";
        WorkloadIdentity job = job().sourceRepository(renamed)
                .buildConfig(renamed + "/.github/workflows/publish.yml@refs/tags/v1")
                .build();
        assertThat(plain.check(job).isAllowed()).isTrue();
    }

    @Test
    void a_transferred_repository_is_refused() {
        assertThat(reason(plain, job().sourceRepositoryOwnerId("203").build())).isEqualTo(OWNER_ID_MISMATCH);
    }

    @Test
    void ids_are_compared_as_text() {
        assertThat(reason(plain, job().sourceRepositoryId("0101").build())).isEqualTo(REPOSITORY_ID_MISMATCH);
        assertThat(reason(plain, job().sourceRepositoryId("101 ").build())).isEqualTo(REPOSITORY_ID_MISMATCH);
        assertThat(reason(plain, job().sourceRepositoryId("\u0661\u0660\u0661").build()))
                .isEqualTo(REPOSITORY_ID_MISMATCH);
        assertThat(reason(plain, job().sourceRepositoryId("").build())).isEqualTo(REPOSITORY_ID_MISMATCH);
    }

    @Test
    void what_is_not_stated_cannot_match() {
        WorkloadIdentity.Builder bare = WorkloadIdentity.builder(ISSUER);
        assertThat(reason(plain, bare.build())).isEqualTo(NOT_PROVABLE);
        assertThat(reason(plain, bare.sourceRepositoryId("101").build())).isEqualTo(NOT_PROVABLE);
        assertThat(reason(plain, bare.sourceRepositoryOwnerId("202").build())).isEqualTo(NOT_PROVABLE);
        assertThat(detail(plain, bare.build())).contains("workflow");
        bare.sourceRepository(REPOSITORY).buildConfig(REPOSITORY + "/.github/workflows/publish.yml@refs/tags/v1");
        assertThat(reason(plain, bare.build())).isEqualTo(WORKFLOW_MISMATCH);
        bare.sourceRef("refs/tags/v1");
        assertThat(reason(plain, bare.build())).isEqualTo(NOT_PROVABLE);
        assertThat(detail(plain, bare.build())).contains("event");
        assertThat(plain.check(bare.trigger("push").build()).isAllowed()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/evil/publish.yml@refs/tags/v1",
                "/.github/workflows/evil/publish.yml@refs/tags/v1",
                "/evil/.github/workflows/publish.yml@refs/tags/v1",
                "/.github/workflows/publish.yml@x.yml@refs/tags/v1",
                "/.github/workflows/publish.yml@refs/tags/v1@refs/tags/v1",
                "/.github/workflows/evil.yml@refs/heads/x/.github/workflows/publish.yml@refs/tags/v1",
                "/.github/workflows/Publish.yml@refs/tags/v1",
                "/.github/workflows/publish.yaml@refs/tags/v1",
                "/.github/workflows/publish.yml",
                "/.github/workflows/publish.yml@",
                "/.github/workflows/publish.yml@refs/tags/v2",
                "/.github/workflows/publish.yml@refs/tags/v1 ",
                "/.github/workflows/../workflows/publish.yml@refs/tags/v1",
                "/.github/workflows/./publish.yml@refs/tags/v1",
                "/.github/workflows/publish%2eyml@refs/tags/v1",
                "///.github/workflows/publish.yml@refs/tags/v1",
                "-evil/.github/workflows/publish.yml@refs/tags/v1",
                ".github/workflows/publish.yml@refs/tags/v1",
                "\u0000/.github/workflows/publish.yml@refs/tags/v1"
            })
    void another_workflow_is_refused(String path) {
        WorkloadIdentity job = job().buildConfig(REPOSITORY + path).build();
        assertThat(reason(plain, job)).isEqualTo(WORKFLOW_MISMATCH);
    }

    @Test
    void a_branch_whose_name_looks_like_the_workflow_does_not_pass_for_it() {
        String branch = "refs/heads/.github/workflows/publish.yml@refs/heads/main";
        WorkloadIdentity job = job().sourceRef(branch)
                .buildConfig(REPOSITORY + "/.github/workflows/evil.yml@" + branch)
                .build();
        assertThat(reason(plain, job)).isEqualTo(WORKFLOW_MISMATCH);
    }

    @Test
    void the_workflow_of_another_repository_is_refused() {
        WorkloadIdentity job = job().buildConfig(
                        "https://github.com/evil/widget/.github/workflows/publish.yml@refs/tags/v1")
                .build();
        assertThat(reason(plain, job)).isEqualTo(WORKFLOW_MISMATCH);
    }

    @Test
    void a_ref_may_hold_at_signs_and_slashes() {
        String ref = "refs/tags/@acme/widget@1.0.0";
        WorkloadIdentity job = job().sourceRef(ref)
                .buildConfig(REPOSITORY + "/.github/workflows/publish.yml@" + ref)
                .build();
        assertThat(plain.check(job).isAllowed()).isTrue();
    }

    @Test
    void the_workflow_may_be_stated_at_the_commit_and_with_gitlabs_two_slashes() {
        assertThat(plain.check(job().buildConfig(REPOSITORY + "/.github/workflows/publish.yml@" + COMMIT)
                                .build())
                        .isAllowed())
                .isTrue();
        WorkloadPolicy gitlab = policy().workflow(".gitlab-ci.yml").build();
        assertThat(gitlab.check(job().buildConfig(REPOSITORY + "//.gitlab-ci.yml@refs/tags/v1")
                                .build())
                        .isAllowed())
                .isTrue();
    }

    @Test
    void any_workflow_is_accepted_only_by_name() {
        WorkloadPolicy any = Jobs.unnamed().acceptAnyWorkflow().build();
        WorkloadIdentity job = job().buildConfig(REPOSITORY + "/.github/workflows/other.yml@refs/tags/v1")
                .build();
        assertThat(any.check(job).isAllowed()).isTrue();
        assertThat(any.workflow()).isNull();
    }

    @Test
    void a_reusable_workflow_matches_at_every_ref_and_commit() {
        WorkloadPolicy policy = policy().signerWorkflow(SIGNER).build();
        for (String at : new String[] {"refs/heads/main", "refs/tags/v1@2", COMMIT, COMMIT + COMMIT.substring(0, 24)}) {
            assertThat(policy.check(job().buildSigner(SIGNER + "@" + at).build())
                            .isAllowed())
                    .as(at)
                    .isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "@",
                "@main",
                "@refs/",
                "@refs",
                "x@refs/heads/main",
                "/x@refs/heads/main",
                "@evil.yml@refs/heads/main",
                "@0123abcd",
                "@0123456789ABCDEF0123456789ABCDEF01234567",
                " @refs/heads/main"
            })
    void another_reusable_workflow_is_refused(String end) {
        WorkloadPolicy policy = policy().signerWorkflow(SIGNER).build();
        assertThat(reason(policy, job().buildSigner(SIGNER + end).build())).isEqualTo(SIGNER_WORKFLOW_MISMATCH);
    }

    @Test
    void the_callers_own_workflow_is_not_the_reusable_one() {
        WorkloadPolicy policy = policy().signerWorkflow(SIGNER).build();
        assertThat(reason(policy, job().build())).isEqualTo(SIGNER_WORKFLOW_MISMATCH);
        WorkloadIdentity silent =
                Jobs.complete(WorkloadIdentity.builder(ISSUER)).build();
        assertThat(silent.buildSigner()).isNull();
        assertThat(reason(policy, silent)).isEqualTo(NOT_PROVABLE);
        assertThat(detail(policy, silent)).contains("reusable workflow");
    }

    @Test
    void a_pinned_reusable_workflow_matches_at_its_ref_alone() {
        WorkloadPolicy policy =
                policy().signerWorkflow(SIGNER + "@refs/tags/v1").build();
        assertThat(policy.check(job().buildSigner(SIGNER + "@refs/tags/v1").build())
                        .isAllowed())
                .isTrue();
        for (String at : new String[] {"refs/tags/v10", "refs/tags/v2", "refs/heads/v1", COMMIT, "refs/tags/v1@x"}) {
            assertThat(reason(policy, job().buildSigner(SIGNER + "@" + at).build()))
                    .isEqualTo(SIGNER_WORKFLOW_MISMATCH);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "pull_request_target",
                "workflow_run",
                "issue_comment",
                "issues",
                "discussion",
                "discussion_comment",
                "fork",
                "watch",
                "gollum",
                "wiki",
                "pull_request_comment",
                "pull_request_sync",
                "pull_request_review_request",
                "merge_request_event",
                "external_pull_request_event",
                "issue_label",
                "Issue-Assign"
            })
    void an_event_that_outsiders_can_cause_is_refused_until_it_is_accepted_by_name(String event) {
        WorkloadIdentity job = job().trigger(event).build();
        assertThat(reason(plain, job)).isEqualTo(EVENT_REFUSED);
        assertThat(policy().acceptEvent(event).build().check(job).isAllowed()).isTrue();
        assertThat(reason(policy().acceptEvent("push").build(), job)).isEqualTo(EVENT_REFUSED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Production", "PRODUCTION", "production"})
    void an_environment_is_compared_without_regard_to_case(String presented) {
        WorkloadPolicy policy = policy().environment("production").build();
        assertThat(policy.check(job().environment(presented).build()).isAllowed())
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "product\u0131on",
                "product\u0130on",
                "\u212aeys",
                "relea\u017fe",
                "production ",
                " production",
                "production\u200b",
                "prod*",
                "",
                "pr\u043educt\u0456on",
                "production\u0000",
                "staging"
            })
    void an_environment_that_only_looks_alike_is_refused(String presented) {
        for (String expected : new String[] {"production", "keys", "release"}) {
            WorkloadPolicy policy = policy().environment(expected).build();
            assertThat(reason(policy, job().environment(presented).build())).isEqualTo(ENVIRONMENT_MISMATCH);
        }
    }

    @Test
    void a_job_without_the_environment_is_refused() {
        assertThat(reason(policy().environment("production").build(), job().build()))
                .isEqualTo(ENVIRONMENT_MISMATCH);
    }

    @Test
    void a_ref_is_compared_whole() {
        WorkloadPolicy policy = policy().ref("refs/tags/v1").build();
        assertThat(policy.check(job().build()).isAllowed()).isTrue();
        for (String other : new String[] {"refs/heads/v1", "refs/tags/v1.1", "refs/tags/V1", "v1", "refs/tags/v1/x"}) {
            assertThat(reason(policy, at(other))).as(other).isEqualTo(REF_MISMATCH);
        }
    }

    @Test
    void a_star_stands_for_everything_below_a_directory_of_refs() {
        WorkloadPolicy tags = policy().ref("refs/tags/*").build();
        assertThat(tags.check(at("refs/tags/v1")).isAllowed()).isTrue();
        assertThat(tags.check(at("refs/tags/release/v1")).isAllowed()).isTrue();
        for (String other :
                new String[] {"refs/heads/main", "refs/tags/", "refs/tags", "refs/tagsx/v1", "refs/heads/refs/tags/x"
                }) {
            assertThat(reason(tags, at(other))).as(other).isEqualTo(REF_MISMATCH);
        }
    }

    @Test
    void a_ref_that_is_not_stated_is_not_provable() {
        WorkloadPolicy policy =
                Jobs.unnamed().acceptAnyWorkflow().ref("refs/tags/*").build();
        WorkloadIdentity silent = WorkloadIdentity.builder(ISSUER)
                .sourceRepositoryId("101")
                .sourceRepositoryOwnerId("202")
                .trigger("push")
                .build();
        assertThat(reason(policy, silent)).isEqualTo(NOT_PROVABLE);
        assertThat(detail(policy, silent)).contains("ref");
    }

    @Test
    void only_true_means_that_a_ref_is_protected() {
        WorkloadPolicy policy = policy().protectedRef().build();
        assertThat(policy.check(job().refProtected("true").build()).isAllowed()).isTrue();
        for (String other : new String[] {"false", "TRUE", "1", "", "true "}) {
            assertThat(reason(policy, job().refProtected(other).build())).isEqualTo(REF_NOT_PROTECTED);
        }
        assertThat(reason(policy, job().build())).isEqualTo(NOT_PROVABLE);
    }

    @Test
    void the_kind_of_runner_is_compared_exactly() {
        WorkloadPolicy policy = policy().runner("github-hosted").build();
        assertThat(policy.check(job().runner("github-hosted").build()).isAllowed())
                .isTrue();
        assertThat(reason(policy, job().runner("self-hosted").build())).isEqualTo(RUNNER_MISMATCH);
        assertThat(reason(policy, job().build())).isEqualTo(NOT_PROVABLE);
    }

    @Test
    void presented_text_is_shown_bounded_and_printable() {
        WorkloadPolicy policy = policy().environment("production").build();
        String hostile = "a\n\u001b[31m\u202e\u2028" + "x".repeat(10_000);
        assertThat(detail(policy, job().environment(hostile).build()))
                .hasSizeLessThan(400)
                .contains("'a??[31m??xxx")
                .contains("'production' is registered");
    }

    @Test
    void every_reason_is_a_refusal_with_a_code_of_its_own() {
        Set<String> codes = new HashSet<>();
        for (WorkloadReason reason : WorkloadReason.values()) {
            assertThat(reason.code())
                    .isEqualTo(reason.name().toLowerCase(java.util.Locale.ROOT).replace('_', '-'));
            assertThat(codes.add(reason.code())).isTrue();
            assertThat(reason.httpStatus()).isEqualTo(403);
            assertThat(reason.nextStep()).endsWith(".");
        }
    }

    private static WorkloadIdentity at(String ref) {
        return job().sourceRef(ref)
                .buildConfig(REPOSITORY + "/.github/workflows/publish.yml@" + ref)
                .build();
    }
}
