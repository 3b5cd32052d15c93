package dev.registrykit.testkit.oidc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.SignedJWT;
import dev.registrykit.core.json.JsonLimits;
import dev.registrykit.core.json.JsonObject;
import dev.registrykit.core.json.StrictJson;
import dev.registrykit.testkit.clock.TestClock;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class CiJobsTest {
    private static final Instant START = Instant.parse("2026-11-01T12:00:00Z");
    private static final IdentityProviderServer SERVER = IdentityProviderServer.start(TestClock.at(START));
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final String UUID = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}";

    @AfterAll
    static void close() {
        SERVER.close();
    }

    private static IdentityProviderServer issuerOf(CiJob job) {
        return SERVER.playing(job);
    }

    /** Each provider with the names of its claims, by the type that they have in its documentation. */
    static Stream<Arguments> jobs() {
        return Stream.of(
                Arguments.of(
                        CiJobs.gitLab("acme/tools/widget"),
                        "iss sub aud jti namespace_id namespace_path project_id project_path job_namespace_id"
                                + " job_namespace_path job_project_id job_project_path user_id user_login user_email"
                                + " user_access_level pipeline_id pipeline_source job_id job_source ref ref_type"
                                + " ref_path ref_protected runner_environment sha project_visibility"
                                + " ci_config_ref_uri ci_config_sha",
                        "iat exp nbf runner_id",
                        "",
                        "groups_direct"),
                Arguments.of(
                        CiJobs.google("publisher@acme.iam.gserviceaccount.com"),
                        "iss sub aud azp email",
                        "iat exp",
                        "email_verified",
                        ""),
                Arguments.of(
                        CiJobs.buildkite("acme", "widget"),
                        "iss sub aud jti organization_slug pipeline_slug build_branch build_commit step_key job_id"
                                + " agent_id build_source runner_environment organization_id pipeline_id",
                        "iat exp nbf build_number",
                        "",
                        ""),
                Arguments.of(
                        CiJobs.circleCi("acme/widget"),
                        "iss sub aud oidc.circleci.com/org-id oidc.circleci.com/project-id"
                                + " oidc.circleci.com/pipeline-definition-id oidc.circleci.com/pipeline-id"
                                + " oidc.circleci.com/workflow-id oidc.circleci.com/job-id"
                                + " oidc.circleci.com/vcs-origin oidc.circleci.com/vcs-ref",
                        "iat exp",
                        "oidc.circleci.com/ssh-rerun",
                        "oidc.circleci.com/context-ids"),
                Arguments.of(
                        CiJobs.bitbucket("acme/widget"),
                        "iss sub aud workspaceUuid repositoryUuid pipelineUuid stepUuid branchName",
                        "iat exp",
                        "",
                        ""),
                Arguments.of(
                        CiJobs.azureDevOps("acme", "widget", "publish"),
                        "iss sub aud jti org_id prj_id def_id rpo_id rpo_uri rpo_ver rpo_ref run_id",
                        "iat exp nbf",
                        "",
                        ""),
                Arguments.of(
                        CiJobs.activeState("acme/widget"),
                        "iss sub aud jti actor_id actor organization_id organization project_visibility project_id"
                                + " project_path project builder ingredient artifact_id",
                        "iat exp nbf",
                        "",
                        ""),
                Arguments.of(
                        CiJobs.semaphore("acme", "widget"),
                        "iss sub aud jti branch pr_branch pr ref ref_type tag repo repo_slug org org_id prj prj_id"
                                + " wf_id ppl_id job_id job_type trg",
                        "iat exp nbf",
                        "",
                        ""),
                Arguments.of(
                        CiJobs.codefresh("acme", "widget/publish"),
                        "iss sub aud account_id account_name pipeline_id pipeline_name workflow_id scm_user_name"
                                + " scm_repo_url scm_ref",
                        "iat exp",
                        "",
                        ""),
                Arguments.of(
                        CiJobs.terraform("acme", "Default Project", "widget"),
                        "iss sub aud jti terraform_organization_id terraform_organization_name terraform_project_id"
                                + " terraform_project_name terraform_workspace_id terraform_workspace_name"
                                + " terraform_full_workspace terraform_run_id terraform_run_phase",
                        "iat exp nbf",
                        "",
                        ""),
                Arguments.of(
                        CiJobs.spacelift("acme", "production", "widget"),
                        "iss sub aud jti spaceId callerType callerId runType runId scope",
                        "iat exp nbf",
                        "",
                        ""),
                Arguments.of(
                        CiJobs.forgejo("acme/widget"),
                        "iss sub aud actor actor_id base_ref head_ref event_name ref ref_protected ref_type repository"
                                + " repository_id repository_owner repository_owner_id run_attempt run_id run_number"
                                + " sha workflow workflow_ref",
                        "iat exp nbf",
                        "",
                        ""),
                Arguments.of(CiJobs.jenkins("tools/widget"), "iss sub aud", "iat exp build_number", "", ""),
                Arguments.of(
                        CiJobs.generic(Map.of("sub", "job 1", "project", 12, "fork", false)),
                        "iss sub aud jti",
                        "iat exp nbf project",
                        "fork",
                        ""));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("jobs")
    void claims_have_the_names_and_types_of_the_documentation(
            CiJob job, String texts, String integers, String booleans, String lists) throws Exception {
        Map<String, String> types = new TreeMap<>();
        payload(issuerOf(job).token(job, "registry"))
                .forEach((name, value) -> types.put(name, value.getClass().getSimpleName()));

        Map<String, String> expected = new TreeMap<>();
        names(texts).forEach(name -> expected.put(name, "String"));
        names(integers).forEach(name -> expected.put(name, "Long"));
        names(booleans).forEach(name -> expected.put(name, "Boolean"));
        names(lists).forEach(name -> expected.put(name, "ArrayList"));
        assertThat(types).isEqualTo(expected);
    }

    private static List<String> names(String text) {
        return Arrays.stream(text.split(" ", -1))
                .filter(name -> !name.isEmpty())
                .collect(Collectors.toList());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("jobs")
    void a_token_verifies_against_the_keys_that_its_issuers_discovery_names(
            CiJob job, String texts, String integers, String booleans, String lists) throws Exception {
        IdentityProviderServer issuer = issuerOf(job);
        assertThat(issuer.issuer()).isEqualTo(SERVER.issuer().replaceFirst("(:[0-9]+).*", "$1") + job.issuerPath());
        SignedJWT token = SignedJWT.parse(issuer.token(job));

        JsonObject discovery = get(token.getJWTClaimsSet().getIssuer() + "/.well-known/openid-configuration");
        assertThat(discovery.string("issuer")).isEqualTo(token.getJWTClaimsSet().getIssuer());
        assertThat(discovery.strings("claims_supported"))
                .containsAll(names(texts))
                .containsAll(names(integers));
        assertThat(discovery.string("jwks_uri")).endsWith(job.keysPath());
        JWKSet keys = JWKSet.load(URI.create(discovery.string("jwks_uri")).toURL());
        assertThat(token.verify(new RSASSAVerifier(
                        keys.getKeyByKeyId(token.getHeader().getKeyID()).toRSAKey())))
                .isTrue();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("jobs")
    void any_claim_can_be_changed_or_left_out(CiJob job, String texts, String integers, String booleans, String lists) {
        for (String name : names(texts + " " + integers)) {
            assertThat(claims(job.claim(name, List.of("x")))).containsEntry(name, List.of("x"));
            assertThat(claims(job.without(name))).doesNotContainKey(name);
            assertThat(claims(job.without(name).claim(name, 1))).containsEntry(name, 1);
        }
        assertThat(claims(job.claim("added", true))).containsEntry("added", true);
    }

    @Test
    void gitlab_claims_that_repeat_others_follow_them() {
        CiJob tag = CiJobs.gitLab("acme/widget").claim("ref_type", "tag").claim("ref", "v1.0.0");
        assertThat(claims(tag))
                .containsEntry("ref_path", "refs/tags/v1.0.0")
                .containsEntry("sub", "project_path:acme/widget:ref_type:tag:ref:v1.0.0")
                .containsEntry("ci_config_ref_uri", "ci.example/acme/widget//.gitlab-ci.yml@refs/tags/v1.0.0")
                .containsEntry("namespace_path", "acme")
                .containsEntry("iat", START.getEpochSecond())
                .containsEntry("nbf", START.getEpochSecond() - 5)
                .doesNotContainKeys("environment", "environment_protected", "deployment_tier", "environment_action");
        assertThat(claims(tag.claim("environment", "production")))
                .containsEntry("environment", "production")
                .containsEntry("environment_protected", "false")
                .containsKeys("deployment_tier", "environment_action");
    }

    @Test
    void a_gitlab_job_of_a_fork_still_says_where_it_runs() {
        CiJob fork = CiJobs.gitLab("acme/widget")
                .claim("project_path", "attacker/widget")
                .claim("project_id", "1")
                .claim("namespace_id", "2");
        assertThat(claims(fork))
                .containsEntry("job_project_path", "acme/widget")
                .containsEntry("sub", "project_path:attacker/widget:ref_type:branch:ref:main")
                .containsEntry("ci_config_ref_uri", "ci.example/acme/widget//.gitlab-ci.yml@refs/heads/main");
        assertThat(claims(fork).get("job_project_id")).isNotEqualTo("1");
    }

    @Test
    void ids_have_the_providers_forms() {
        assertThat(claims(CiJobs.bitbucket("acme/widget")).get("repositoryUuid").toString())
                .matches("\\{" + UUID + "\\}");
        assertThat(claims(CiJobs.bitbucket("acme/widget").claim("deploymentEnvironmentUuid", "{e}"))
                        .get("sub")
                        .toString())
                .contains("}:{e}:{");
        assertThat(claims(CiJobs.circleCi("acme/widget"))
                        .get("oidc.circleci.com/org-id")
                        .toString())
                .matches(UUID);
        assertThat(CiJobs.circleCi("acme/widget").issuerPath()).matches("/org/" + UUID);
        assertThat(claims(CiJobs.azureDevOps("acme", "widget", "publish")))
                .containsEntry("def_id", "12")
                .containsEntry("sub", "p://acme/widget/publish");
        assertThat(claims(CiJobs.google("a@b.iam.gserviceaccount.com"))
                        .get("sub")
                        .toString())
                .matches("[0-9]{21}");
        assertThat(claims(CiJobs.terraform("acme", "p", "w")))
                .containsEntry("sub", "organization:acme:project:p:workspace:w:run_phase:apply");
        assertThat(claims(CiJobs.jenkins("tools/widget")))
                .containsEntry("sub", "https://ci.example/job/tools/job/widget/")
                .containsEntry("build_number", 7);
        assertThat(claims(CiJobs.forgejo("acme/widget").claim("ref", "refs/tags/v1")))
                .containsEntry("workflow_ref", "acme/widget/.forgejo/workflows/publish.yml@refs/tags/v1")
                .containsEntry("ref_type", "tag");
        assertThat(claims(CiJobs.buildkite("acme", "widget").claim("build_tag", "v1"))
                        .get("sub")
                        .toString())
                .startsWith("organization:acme:pipeline:widget:ref:refs/tags/v1:commit:");
    }

    @Test
    void two_names_have_two_ids() {
        assertThat(claims(CiJobs.gitLab("acme/widget")).get("project_id"))
                .isEqualTo(claims(CiJobs.gitLab("acme/widget")).get("project_id"))
                .isNotEqualTo(claims(CiJobs.gitLab("acme/gadget")).get("project_id"));
    }

    @Test
    void who_lets_nobody_choose_an_audience_issues_its_own() {
        assertThat(claims(CiJobs.azureDevOps("acme", "widget", "publish")))
                .containsEntry("aud", "api://AzureADTokenExchange");
        assertThat(claims(CiJobs.semaphore("acme", "widget"))).containsEntry("aud", "https://ci.example/oidc");
        assertThat(claims(CiJobs.spacelift("acme", "root", "widget"))).containsEntry("aud", "ci.example");
        assertThat(claims(CiJobs.gitLab("acme/widget"))).containsEntry("aud", "registry");
    }

    @Test
    void a_job_gets_its_token_in_the_variable_that_its_client_reads() throws Exception {
        CiJob gitLab = CiJobs.gitLab("acme/widget").claim("ref_type", "tag").claim("ref", "v1.0.0");
        Map<String, String> variables = issuerOf(gitLab)
                .run(gitLab)
                .idToken("NPM_ID_TOKEN", "npm:127.0.0.1")
                .idToken("REGISTRY_ID_TOKEN", "packages.example.org")
                .environment();
        assertThat(variables)
                .containsEntry("CI", "true")
                .containsEntry("GITLAB_CI", "true")
                .containsEntry("CI_PROJECT_PATH", "acme/widget")
                .containsEntry("CI_COMMIT_TAG", "v1.0.0")
                .containsEntry("CI_SERVER_HOST", "127.0.0.1")
                .doesNotContainKey("CI_COMMIT_BRANCH");
        assertThat(payload(variables.get("NPM_ID_TOKEN"))).containsEntry("aud", "npm:127.0.0.1");
        assertThat(payload(variables.get("REGISTRY_ID_TOKEN"))).containsEntry("aud", "packages.example.org");

        CiJob circle = CiJobs.circleCi("acme/widget");
        assertThat(issuerOf(circle)
                        .run(circle)
                        .idToken("NPM_ID_TOKEN", "npm:127.0.0.1")
                        .environment())
                .containsEntry("CIRCLECI", "true")
                .containsEntry("CIRCLE_BRANCH", "main")
                .containsKey("NPM_ID_TOKEN");
    }

    @Test
    void a_name_of_the_wrong_form_makes_no_job() {
        assertThatThrownBy(() -> CiJobs.gitLab("widget"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("group/project");
    }

    private static Map<String, Object> claims(CiJob job) {
        return Map.copyOf(withoutNulls(job.claims("https://ci.example/oidc", "registry", START)));
    }

    private static Map<String, Object> withoutNulls(Map<String, Object> claims) {
        claims.values().removeIf(value -> value == null);
        return claims;
    }

    private static Map<String, Object> payload(String token) throws Exception {
        return SignedJWT.parse(token).getPayload().toJSONObject();
    }

    private static JsonObject get(String uri) throws Exception {
        return StrictJson.object(
                CLIENT.send(HttpRequest.newBuilder(URI.create(uri)).build(), HttpResponse.BodyHandlers.ofString())
                        .body(),
                JsonLimits.small());
    }
}
