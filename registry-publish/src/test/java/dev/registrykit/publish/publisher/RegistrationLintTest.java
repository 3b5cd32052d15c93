package dev.registrykit.publish.publisher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.registrykit.core.decision.Decision;
import dev.registrykit.core.name.PackagePattern;
import dev.registrykit.core.subject.Subject;
import dev.registrykit.core.workload.WorkloadPolicy;
import dev.registrykit.publish.publisher.LintFinding.Level;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RegistrationLintTest {
    private static final String ISSUER = "https://token.actions.githubusercontent.com";
    private static final String REPOSITORY = "https://github.com/acme/widget";

    /** A service with one repository and one workflow file; without them it cannot be reached. */
    private record Service(@Nullable ResolvedSource source, Map<String, String> files) implements SourceResolver {
        @Override
        public String issuer() {
            return ISSUER;
        }

        @Override
        public Decision<ResolvedSource> resolve(String repository) {
            return source == null
                    ? Decision.unavailable(PublisherReason.RESOLVER_UNAVAILABLE, "The service did not answer.")
                    : repository.equalsIgnoreCase(REPOSITORY)
                            ? Decision.allowed(source)
                            : Decision.refused(PublisherReason.NAME_NOT_RESOLVED, "There is no such repository.");
        }

        @Override
        public Decision<String> file(String repository, String path) {
            String text = files.get(path);
            return text == null
                    ? Decision.refused(PublisherReason.NAME_NOT_RESOLVED, "There is no such file.")
                    : Decision.allowed(text);
        }
    }

    private static final String WORKFLOW = ".github/workflows/publish.yml";

    private static Service service(String repositoryId, String repository, String workflowText) {
        return new Service(
                ResolvedSource.builder(repositoryId, repository).ownerId("45").build(), Map.of(WORKFLOW, workflowText));
    }

    private static WorkloadPolicy.Builder policy() {
        return policy(REPOSITORY);
    }

    private static WorkloadPolicy.Builder policy(String repository) {
        return WorkloadPolicy.builder(ISSUER, repository).repositoryId("123").ownerId("45");
    }

    private static List<String> codes(
            WorkloadPolicy.Builder policy, @Nullable SourceResolver resolver, String... names) {
        Registration.Builder registration = Registration.builder(policy.build(), Subject.user("alice"));
        for (String name : names.length == 0 ? new String[] {"npm:@acme/widget"} : names) {
            registration.packages(PackagePattern.parse(name));
        }
        return new RegistrationLint(registration.build(), resolver)
                .findings().stream().map(LintFinding::code).toList();
    }

    @Test
    void an_ordinary_registration_has_no_finding() {
        assertThat(codes(
                        policy().workflow(WORKFLOW).environment("release"),
                        service("123", REPOSITORY, "jobs:\n  publish:\n    environment: release\n")))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "publish.yml",
                "workflows/publish.yml",
                ".github/publish.yml",
                ".github/workflows/deep/publish.yml",
                ".github/workflows/publish"
            })
    void a_workflow_that_github_would_never_run_is_found(String path) {
        assertThat(codes(policy().workflow(path), null)).containsExactly("workflow-path");
    }

    @Test
    void another_issuers_build_file_may_lie_anywhere() {
        assertThat(codes(
                        WorkloadPolicy.builder("https://gitlab.com", "https://gitlab.com/acme/widget")
                                .repositoryId("1")
                                .ownerId("2")
                                .workflow(".gitlab-ci.yml"),
                        null))
                .isEmpty();
    }

    @Test
    void letters_of_other_scripts_are_found_alone_and_mixed() {
        assertThat(codes(policy("https://github.com/\u0430cme/widget").workflow(WORKFLOW), null))
                .as("a Cyrillic a among Latin letters")
                .containsExactly("mixed-scripts");
        assertThat(codes(policy("https://github.com/m\u00fcller/widget").workflow(WORKFLOW), null))
                .containsExactly("not-ascii");
        assertThat(codes(policy().workflow(WORKFLOW).environment("\u0440roduction"), null))
                .containsExactly("mixed-scripts");
        assertThat(codes(policy().workflow(WORKFLOW).environment("\u672c\u756a\u30c7\u30d7\u30ed\u30a4 release"), null))
                .as("Japanese is written in three scripts, and Latin among them")
                .isEmpty();
        assertThat(codes(policy().workflow(WORKFLOW).environment("Gr\u00f6\u00dfe"), null))
                .isEmpty();
    }

    @Test
    void characters_that_show_nothing_are_found() {
        assertThat(codes(policy("https://github.com/acme/wid\u3164get").workflow(WORKFLOW), null))
                .containsExactly("invisible-character");
    }

    @Test
    void patterns_that_cover_what_nobody_owns_are_found() {
        assertThat(codes(policy().workflow(WORKFLOW), null, "npm:**", "maven:com.**", "maven:org:*"))
                .containsExactly("wide-packages", "wide-packages", "wide-packages");
        assertThat(codes(policy().workflow(WORKFLOW), null, "maven:com.acme.**", "npm:@acme/*", "pypi:acme-**"))
                .isEmpty();
    }

    @Test
    void refs_events_and_identities_that_let_in_many_are_found() {
        assertThat(codes(policy().workflow(WORKFLOW).ref("refs/heads/*"), null)).containsExactly("wide-ref");
        assertThat(codes(policy().workflow(WORKFLOW).ref("refs/tags/*"), null)).isEmpty();
        assertThat(codes(policy().workflow(WORKFLOW).acceptEvent("workflow_run"), null))
                .containsExactly("dangerous-event");
        assertThat(codes(policy().acceptAnyWorkflow(), null)).containsExactly("any-workflow");
        assertThat(codes(
                        WorkloadPolicy.builder(ISSUER, REPOSITORY)
                                .acceptMutableIdentity("no ids")
                                .workflow(WORKFLOW),
                        null))
                .containsExactly("mutable-identity");
        assertThat(codes(
                        WorkloadPolicy.builder(ISSUER, REPOSITORY)
                                .pinOnFirstUse()
                                .workflow(WORKFLOW),
                        null))
                .containsExactly("pinned-later");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jobs:\n  a:\n    environment: release\n",
                "jobs:\n  a:\n    environment:\n      name: release\n",
                "jobs:\n  a:\n    \"environment\" : release\r\n"
            })
    void an_environment_that_only_the_workflow_names_is_found(String text) {
        assertThat(codes(policy().workflow(WORKFLOW), service("123", REPOSITORY, text)))
                .containsExactly("environment-missing");
        assertThat(codes(policy().workflow(WORKFLOW).environmentPattern("rel/*"), service("123", REPOSITORY, text)))
                .isEmpty();
    }

    @Test
    void a_comment_about_an_environment_is_none() {
        assertThat(codes(
                        policy().workflow(WORKFLOW),
                        service("123", REPOSITORY, "# environment: x\nname: my environment: y\n")))
                .isEmpty();
    }

    @Test
    void what_the_name_stands_for_is_compared() {
        assertThat(codes(policy().workflow(WORKFLOW), service("999", REPOSITORY, "")))
                .containsExactly("other-repository-id");
        assertThat(codes(policy().ownerId("99").workflow(WORKFLOW), service("123", REPOSITORY, "")))
                .containsExactly("other-owner-id");
        assertThat(codes(policy().workflow(WORKFLOW), service("123", "https://github.com/acme/gadget", "")))
                .containsExactly("renamed");
        assertThat(codes(policy("https://github.com/acme/nothing").workflow(WORKFLOW), service("123", REPOSITORY, "")))
                .containsExactly("name-not-resolved");
        assertThat(codes(policy().workflow(".github/workflows/other.yml"), service("123", REPOSITORY, "")))
                .containsExactly("workflow-not-found");
        assertThat(codes(policy().workflow(WORKFLOW), new Service(null, Map.of())))
                .containsExactly("name-not-checked");
    }

    @Test
    void a_finding_says_how_bad_it_is() {
        Registration registration = Registration.builder(
                        policy().workflow("publish.yml").build(), Subject.user("alice"))
                .packages(PackagePattern.parse("npm:**"))
                .build();
        assertThat(new RegistrationLint(registration, null).findings())
                .extracting(LintFinding::level)
                .containsExactly(Level.ERROR, Level.WARNING);
    }
}
