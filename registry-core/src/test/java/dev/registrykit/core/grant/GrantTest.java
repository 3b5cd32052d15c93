package dev.registrykit.core.grant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.registrykit.core.decision.Decision;
import dev.registrykit.core.name.PackageName;
import dev.registrykit.core.name.PackagePattern;
import dev.registrykit.core.subject.Subject;
import dev.registrykit.core.workload.WorkloadIdentity;
import dev.registrykit.core.workload.WorkloadPolicy;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GrantTest {
    private static final PackageName WIDGET = PackageName.maven("com.foo", "widget");
    private static final PackagePattern FOO = PackagePattern.parse("maven:com.foo.**");

    @Test
    void a_grant_covers_its_actions_on_its_packages_and_nothing_else() {
        Grant grant = Grant.builder("id-1")
                .scope(Set.of(Action.PUBLISH_VERSION), List.of(FOO, PackagePattern.parse("npm:@foo/*")))
                .build();
        assertThat(grant.covers(Action.PUBLISH_VERSION, WIDGET)).isTrue();
        assertThat(grant.covers(Action.PUBLISH_VERSION, PackageName.npm("@foo/x")))
                .isTrue();
        assertThat(grant.covers(Action.named("publish-version"), WIDGET)).isTrue();
        assertThat(grant.covers(Action.PUBLISH_NEW_PACKAGE, WIDGET)).isFalse();
        assertThat(grant.covers(Action.READ, WIDGET)).isFalse();
        assertThat(grant.covers(Action.PUBLISH_VERSION, PackageName.maven("com.foobar", "widget")))
                .isFalse();
        assertThat(grant.covers(Action.PUBLISH_VERSION, PackageName.maven("com", "foo")))
                .isFalse();
        assertThat(grant.covers(Action.PUBLISH_VERSION, PackageName.npm("foo"))).isFalse();
    }

    @Test
    void a_grant_without_a_scope_covers_nothing() {
        assertThat(Grant.builder("id-1").build().covers(Action.READ, WIDGET)).isFalse();
        assertThat(Grant.builder("id-1")
                        .scope(Set.of(Action.READ), List.of())
                        .build()
                        .covers(Action.READ, WIDGET))
                .isFalse();
        assertThat(Grant.builder("id-1").scope(Set.of(), List.of(FOO)).build().covers(Action.READ, WIDGET))
                .isFalse();
    }

    @Test
    void a_grant_does_not_change_with_what_it_was_made_of() {
        Set<Action> actions = new HashSet<>(Set.of(Action.READ));
        Grant grant = Grant.builder("id-1").scope(actions, List.of(FOO)).build();
        actions.add(Action.DELETE);
        assertThat(grant.covers(Action.DELETE, WIDGET)).isFalse();
        assertThat(grant.actions()).containsExactly(Action.READ);
        assertThat(grant.packages()).containsExactly(FOO);
    }

    @Test
    void it_tells_what_was_established() {
        Instant end = Instant.parse("2030-01-01T00:00:00Z");
        Grant grant = Grant.builder("id-1")
                .owner(Subject.user("ann"))
                .scope(Set.of(Action.READ), List.of(FOO))
                .expiresAt(end)
                .build();
        assertThat(grant.credentialId()).isEqualTo("id-1");
        assertThat(grant.owner()).isEqualTo(Subject.user("ann"));
        assertThat(grant.expiresAt()).isEqualTo(end);
        assertThat(grant.workload()).isNull();
        assertThat(grant).hasToString("Grant[id-1 [read] on [maven:com.foo.**]]");
    }

    @Test
    void a_persons_grant_expects_no_workload() {
        Decision<WorkloadPolicy> expected =
                Grant.builder("id-1").owner(Subject.user("ann")).build().expectedWorkload();
        String code = expected.fold(policy -> "", refusal -> refusal.reason().code(), outage -> "");
        assertThat(code).isEqualTo("no-workload");
        assertThat(GrantReason.NO_WORKLOAD.httpStatus()).isEqualTo(403);
        assertThat(GrantReason.NO_WORKLOAD.nextStep()).isNotBlank();
    }

    @Test
    void a_workloads_grant_expects_its_policy_and_vouches_for_its_own_run() {
        WorkloadPolicy policy = WorkloadPolicy.builder("https://ci.example", "https://git.example/a/b")
                .repositoryId("1")
                .ownerId("2")
                .acceptAnyWorkflow()
                .protectedRef()
                .build();
        WorkloadIdentity job = job("run-1").refProtected("true").build();
        Grant grant = Grant.builder("id-1").workload(job, policy).build();
        assertThat(grant.workload()).isEqualTo(job);
        WorkloadPolicy expected = grant.expectedWorkload().orElseThrow(failure -> new AssertionError(failure));
        assertThat(expected.check(job("run-1").build()).isAllowed()).isTrue();
        assertThat(expected.check(job("run-2").build()).isAllowed()).isFalse();
    }

    @Test
    void a_run_that_is_only_a_number_vouches_for_nothing() {
        WorkloadPolicy policy = WorkloadPolicy.builder("https://ci.example", "https://git.example/a/b")
                .repositoryId("1")
                .ownerId("2")
                .acceptAnyWorkflow()
                .protectedRef()
                .build();
        WorkloadIdentity exchange =
                job("run-1").runInvocation("42").refProtected("true").build();
        Grant grant = Grant.builder("id-1").workload(exchange, policy).build();
        WorkloadPolicy expected = grant.expectedWorkload().orElseThrow(failure -> new AssertionError(failure));
        String code = expected.check(job("run-1").runInvocation("42").build())
                .fold(allowed -> "allowed", refusal -> refusal.reason().code(), outage -> "unavailable");
        assertThat(code).isEqualTo("not-provable");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Read", "1a", "-a", "a b", "a_b", "a\n", "r\u00e9ad", "*"})
    void an_action_has_a_plain_name(String name) {
        assertThatIllegalArgumentException().isThrownBy(() -> Action.named(name));
    }

    @Test
    void actions_are_compared_by_name() {
        assertThat(Action.named("read"))
                .isEqualTo(Action.READ)
                .hasSameHashCodeAs(Action.READ)
                .isNotEqualTo(Action.YANK)
                .isNotEqualTo("read")
                .hasToString("read");
        assertThat(Action.named("a".repeat(40)).name()).hasSize(40);
        assertThatIllegalArgumentException().isThrownBy(() -> Action.named("a".repeat(41)));
    }

    @Test
    void assurance_levels_are_ordered() {
        Assurance[] levels = Assurance.values();
        for (int i = 0; i < levels.length; i++) {
            for (int j = 0; j < levels.length; j++) {
                assertThat(levels[i].atLeast(levels[j])).isEqualTo(i >= j);
            }
        }
        assertThat(levels)
                .containsExactly(
                        Assurance.NONE, Assurance.PASSWORD, Assurance.MULTI_FACTOR, Assurance.PHISHING_RESISTANT);
    }

    private static WorkloadIdentity.Builder job(String run) {
        return WorkloadIdentity.builder("https://ci.example")
                .sourceRepositoryId("1")
                .sourceRepositoryOwnerId("2")
                .trigger("push")
                .runInvocation("https://ci.example/" + run);
    }
}
