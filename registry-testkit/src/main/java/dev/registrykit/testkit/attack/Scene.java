package dev.registrykit.testkit.attack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.registrykit.core.name.PackageName;
import dev.registrykit.core.workload.WorkloadPolicy;
import dev.registrykit.testkit.oidc.GitHubJob;
import dev.registrykit.testkit.oidc.IdentityProviderServer;
import java.util.List;
import java.util.UUID;

/** Where one attack happens: a target, a package of its own, and a job of a repository that no other attack has. */
final class Scene {
    private static final String VERSION = "1.0.0";

    private final ExchangeTarget target;
    private final GitHubJob job;
    private final PackageName packageName;

    Scene(ExchangeTarget target) {
        this(
                target,
                GitHubJob.of("acme-" + UUID.randomUUID().toString().substring(0, 8) + "/widget"),
                target.newPackage());
    }

    private Scene(ExchangeTarget target, GitHubJob job, PackageName packageName) {
        this.target = target;
        this.job = job;
        this.packageName = packageName;
    }

    /** The same repository and package, at another node of the target or after its restart. */
    Scene at(ExchangeTarget other) {
        return new Scene(other, job, packageName);
    }

    ExchangeTarget target() {
        return target;
    }

    IdentityProviderServer provider() {
        return target.provider();
    }

    GitHubJob job() {
        return job;
    }

    PackageName packageName() {
        return packageName;
    }

    /** A policy for the scene's job, pinned to its ids and workflow. */
    WorkloadPolicy.Builder policyOf(GitHubJob expected) {
        return policyOf(expected, provider().issuer());
    }

    WorkloadPolicy.Builder policyOf(GitHubJob expected, String issuer) {
        return names(expected, issuer).repositoryId(expected.repositoryId()).ownerId(expected.ownerId());
    }

    /** A policy that expects the job's repository and workflow, without ids. */
    WorkloadPolicy.Builder names(GitHubJob expected, String issuer) {
        return WorkloadPolicy.builder(issuer, "https://github.com/" + expected.repository())
                .workflow(expected.workflow());
    }

    PublisherSetup.Builder setup(WorkloadPolicy policy) {
        return PublisherSetup.builder(policy).packages(packageName);
    }

    /** Registers the scene's job for the scene's package. */
    String register() {
        return register(policyOf(job).build());
    }

    String register(WorkloadPolicy policy) {
        return target.register(setup(policy).build());
    }

    String token() {
        return token(job);
    }

    String token(GitHubJob of) {
        return provider().token(of, target.audience());
    }

    ExchangeAnswer exchange() {
        return target.exchange(token());
    }

    ExchangeAnswer exchange(GitHubJob of) {
        return target.exchange(token(of));
    }

    ExchangeAnswer publish(String apiToken) {
        return target.use(apiToken, TokenUse.publish(packageName, VERSION));
    }

    ExchangeAnswer publish(String apiToken, String version) {
        return target.use(apiToken, TokenUse.publish(packageName, version));
    }

    /** The API token of an exchange that must be granted. */
    String granted() {
        return granted(exchange());
    }

    static String granted(ExchangeAnswer answer) {
        assertGranted(answer);
        return answer.token();
    }

    static void assertGranted(ExchangeAnswer answer) {
        assertThat(answer.outcome())
                .as("what an honest caller does is granted: %s %s", answer, answer.seen())
                .isEqualTo(ExchangeAnswer.Outcome.GRANTED);
    }

    static void assertRefused(ExchangeAnswer answer, String... reasons) {
        assertThat(answer.outcome())
                .as("refused, for one of %s: %s", List.of(reasons), answer)
                .isEqualTo(ExchangeAnswer.Outcome.REFUSED);
        if (answer.reason() != null) {
            assertThat(answer.reason()).as("%s", answer.seen()).isIn(List.of(reasons));
        }
    }

    static void assertUnavailable(ExchangeAnswer answer, String... reasons) {
        assertThat(answer.outcome())
                .as("unavailable, so that the caller tries again: %s", answer)
                .isEqualTo(ExchangeAnswer.Outcome.UNAVAILABLE);
        if (answer.reason() != null) {
            assertThat(answer.reason()).as("%s", answer.seen()).isIn(List.of(reasons));
        }
    }
}
