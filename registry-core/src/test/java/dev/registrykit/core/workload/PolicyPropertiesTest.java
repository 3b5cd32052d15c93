package dev.registrykit.core.workload;

import static dev.registrykit.core.workload.Jobs.REPOSITORY;
import static dev.registrykit.core.workload.Jobs.policy;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/** What no change to an identity can do, and that token and certificate of one job meet one policy. */
class PolicyPropertiesTest {
    private static final List<String> PINNED = List.of(
            "issuer",
            "sourceRepositoryId",
            "sourceRepositoryOwnerId",
            "buildConfig",
            "environment",
            "sourceRef",
            "trigger",
            "runner",
            "visibility",
            "refProtected",
            "claim");

    private final WorkloadPolicy policy = policy().environment("production")
            .versionTag("v{version}")
            .event("push")
            .runner("github-hosted")
            .visibility("public")
            .protectedRef()
            .claim("queue", "release")
            .build();

    private static Map<String, String> allowed() {
        Map<String, String> job = new TreeMap<>(Map.of(
                "issuer", Jobs.ISSUER,
                "sourceRepository", REPOSITORY,
                "sourceRepositoryId", "101",
                "sourceRepositoryOwnerId", "202",
                "sourceRef", "refs/tags/v1",
                "buildConfig", REPOSITORY + "/.github/workflows/publish.yml@refs/tags/v1",
                "trigger", "push",
                "environment", "production",
                "runner", "github-hosted",
                "visibility", "public"));
        job.put("refProtected", "true");
        job.put("claim", "release");
        return job;
    }

    private static WorkloadIdentity identity(Map<String, String> job) {
        return WorkloadIdentity.builder(job.getOrDefault("issuer", ""))
                .sourceRepository(job.get("sourceRepository"))
                .sourceRepositoryId(job.get("sourceRepositoryId"))
                .sourceRepositoryOwnerId(job.get("sourceRepositoryOwnerId"))
                .sourceRef(job.get("sourceRef"))
                .buildConfig(job.get("buildConfig"))
                .trigger(job.get("trigger"))
                .environment(job.get("environment"))
                .runner(job.get("runner"))
                .visibility(job.get("visibility"))
                .refProtected(job.get("refProtected"))
                .claim("queue", job.get("claim"))
                .claim("other", job.get("other"))
                .build();
    }

    @Property(tries = 500)
    void changing_or_dropping_anything_pinned_refuses(@ForAll("pinned") String field, @ForAll String other) {
        Map<String, String> job = allowed();
        assertThat(policy.check(identity(job)).isAllowed()).isTrue();
        String before = job.put(field, other);
        String compared = field.equals("environment") ? PolicyText.asciiLowerCase(other) : other;
        boolean same = compared.equals(before);
        assertThat(policy.check(identity(job)).isAllowed()).isEqualTo(same);
        job.remove(field);
        assertThat(policy.check(identity(job)).isAllowed()).isFalse();
    }

    @Property(tries = 500)
    void nothing_dropped_added_or_spelled_otherwise_makes_a_refused_job_allowed(
            @ForAll("pinned") String wrong, @ForAll("pinned") String changed, @ForAll String other) {
        Map<String, String> job = allowed();
        job.put(wrong, "wrong");
        assertThat(policy.check(identity(job)).isAllowed()).isFalse();
        job.put("other", other);
        assertThat(policy.check(identity(job)).isAllowed()).isFalse();
        job.computeIfPresent(changed, (name, value) -> value.toUpperCase(Locale.ROOT));
        assertThat(policy.check(identity(job)).isAllowed()).isFalse();
        job.remove(changed);
        assertThat(policy.check(identity(job)).isAllowed()).isFalse();
    }

    @Provide
    Arbitrary<String> pinned() {
        return Arbitraries.of(PINNED);
    }

    /** Fulcio's mapping of GitLab's claims: sigstore/fulcio, config/identity/config.yaml. */
    @Test
    void a_gitlab_jobs_token_and_certificate_meet_one_policy() {
        WorkloadPolicy expected = WorkloadPolicy.builder("https://gitlab.com", "https://gitlab.com/acme/widget")
                .repositoryId("20")
                .ownerId("72")
                .workflow(".gitlab-ci.yml")
                .environment("production")
                .protectedRef()
                .versionTag("v{version}")
                .claim("pipeline-id", "574")
                .build();
        WorkloadIdentity.Builder both = WorkloadIdentity.builder("https://gitlab.com")
                .sourceRepository("https://gitlab.com/acme/widget")
                .sourceRepositoryId("20")
                .sourceRepositoryOwnerId("72")
                .sourceRef("refs/tags/v1.0")
                .sourceDigest(Jobs.COMMIT)
                .buildConfig("https://gitlab.com/acme/widget//.gitlab-ci.yml@refs/tags/v1.0")
                .trigger("push")
                .runInvocation("https://gitlab.com/acme/widget/-/jobs/302")
                .environment("production");
        WorkloadIdentity certificate = both.build();
        WorkloadIdentity token =
                both.refProtected("true").claim("pipeline-id", "574").build();
        assertThat(expected.check(token).isAllowed()).isTrue();
        assertThat(expected.provenBy(token).forVersion("1.0").check(certificate).isAllowed())
                .isTrue();
        assertThat(Jobs.reason(expected, certificate)).isEqualTo(WorkloadReason.NOT_PROVABLE);
        assertThat(Jobs.reason(expected.provenBy(token).forVersion("2.0"), certificate))
                .isEqualTo(WorkloadReason.TAG_MISMATCH);
    }

    @Test
    void a_certificate_without_ids_counts_those_of_the_exchange_of_the_same_run() {
        WorkloadPolicy expected = Jobs.unnamed().acceptAnyWorkflow().build();
        WorkloadIdentity token = Jobs.job().build();
        WorkloadIdentity.Builder bare = WorkloadIdentity.builder(Jobs.ISSUER);
        WorkloadIdentity certificate = bare.runInvocation(token.runInvocation()).build();
        assertThat(expected.provenBy(token).check(certificate).isAllowed()).isTrue();
        assertThat(Jobs.reason(expected, certificate)).isEqualTo(WorkloadReason.NOT_PROVABLE);
        assertThat(Jobs.reason(expected.provenBy(token), bare.runInvocation("x").build()))
                .isEqualTo(WorkloadReason.NOT_PROVABLE);
    }
}
