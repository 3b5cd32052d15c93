package dev.registrykit.publish.provider;

import static org.assertj.core.api.Assertions.assertThat;

import dev.registrykit.core.workload.WorkloadIdentity;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * The identity of a token says what Fulcio writes into the certificate of the same job, so that one policy takes both.
 *
 * <p>The templates are those of Fulcio's {@code config/identity/config.yaml}, by the names of the certificate's fields.
 */
class FulcioTest {
    private static final Pattern CLAIM = Pattern.compile("\\{([a-z_]+)}");

    private static final Map<String, String> GITHUB = Map.ofEntries(
            Map.entry("build-signer-uri", "https://github.com/{job_workflow_ref}"),
            Map.entry("runner-environment", "{runner_environment}"),
            Map.entry("source-repository-uri", "https://github.com/{repository}"),
            Map.entry("source-repository-digest", "{sha}"),
            Map.entry("source-repository-ref", "{ref}"),
            Map.entry("source-repository-identifier", "{repository_id}"),
            Map.entry("source-repository-owner-identifier", "{repository_owner_id}"),
            Map.entry("build-config-uri", "https://github.com/{workflow_ref}"),
            Map.entry("build-trigger", "{event_name}"),
            Map.entry(
                    "run-invocation-uri",
                    "https://github.com/{repository}/actions/runs/{run_id}/attempts/{run_attempt}"),
            Map.entry("source-repository-visibility-at-signing", "{repository_visibility}"),
            Map.entry("deployment-environment", "{environment}"));

    private static final Map<String, String> GITLAB = Map.ofEntries(
            Map.entry("build-signer-uri", "https://{ci_config_ref_uri}"),
            Map.entry("runner-environment", "{runner_environment}"),
            Map.entry("source-repository-uri", "https://gitlab.com/{project_path}"),
            Map.entry("source-repository-digest", "{sha}"),
            // The template says heads for the ref_type "branch", tags for any other.
            Map.entry("source-repository-ref", "refs/tags/{ref}"),
            Map.entry("source-repository-identifier", "{project_id}"),
            Map.entry("source-repository-owner-identifier", "{namespace_id}"),
            Map.entry("build-config-uri", "https://{ci_config_ref_uri}"),
            Map.entry("build-trigger", "{pipeline_source}"),
            Map.entry("run-invocation-uri", "https://gitlab.com/{project_path}/-/jobs/{job_id}"),
            Map.entry("source-repository-visibility-at-signing", "{project_visibility}"),
            Map.entry("deployment-environment", "{environment}"));

    private static final Map<String, Function<WorkloadIdentity, @Nullable String>> FIELDS = fields();

    private static Map<String, Function<WorkloadIdentity, @Nullable String>> fields() {
        Map<String, Function<WorkloadIdentity, @Nullable String>> fields = new LinkedHashMap<>();
        fields.put("build-signer-uri", WorkloadIdentity::buildSigner);
        fields.put("runner-environment", WorkloadIdentity::runner);
        fields.put("source-repository-uri", WorkloadIdentity::sourceRepository);
        fields.put("source-repository-digest", WorkloadIdentity::sourceDigest);
        fields.put("source-repository-ref", WorkloadIdentity::sourceRef);
        fields.put("source-repository-identifier", WorkloadIdentity::sourceRepositoryId);
        fields.put("source-repository-owner-identifier", WorkloadIdentity::sourceRepositoryOwnerId);
        fields.put("build-config-uri", WorkloadIdentity::buildConfig);
        fields.put("build-trigger", WorkloadIdentity::trigger);
        fields.put("run-invocation-uri", WorkloadIdentity::runInvocation);
        fields.put("source-repository-visibility-at-signing", WorkloadIdentity::visibility);
        fields.put("deployment-environment", WorkloadIdentity::environment);
        return fields;
    }

    private static void compare(ProviderTest provider, Map<String, String> templates) {
        WorkloadIdentity identity = provider.allowed(claims -> {});
        Map<String, Object> claims = provider.job();

        assertThat(templates.keySet()).isEqualTo(FIELDS.keySet());
        FIELDS.forEach((field, of) ->
                assertThat(of.apply(identity)).as(field).isEqualTo(render(templates.getOrDefault(field, ""), claims)));
    }

    private static String render(String template, Map<String, Object> claims) {
        return CLAIM.matcher(template)
                .replaceAll(found -> Matcher.quoteReplacement(String.valueOf(claims.get(found.group(1)))));
    }

    @Test
    void a_job_of_github_is_the_same_by_token_and_by_certificate() {
        compare(new GitHubActionsTest(), GITHUB);
    }

    @Test
    void a_job_of_gitlab_is_the_same_by_token_and_by_certificate() {
        compare(new GitLabTest(), GITLAB);
    }
}
