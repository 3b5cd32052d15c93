package dev.registrykit.testkit.attack;

import dev.registrykit.testkit.oidc.CiJob;
import dev.registrykit.testkit.oidc.CiJobs;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** The jobs of the other CI systems that must not publish: debugging sessions, dry runs, forks and other people's. */
final class OtherCiAttacks {
    private static final String CIRCLE = "oidc.circleci.com/";
    private static final String OTHER_UUID = "11111111-2222-4333-8444-555555555555";
    private static final String REFUSED = "job-refused";
    private static final String MISSING = "claim-missing";
    private static final String MALFORMED = "claim-malformed";
    private static final String ID = "repository-id-mismatch";
    private static final String OWNER = "owner-id-mismatch";

    private OtherCiAttacks() {}

    static Stream<CiJobAttack> all() {
        List<CiJobAttack> attacks = new ArrayList<>();
        addCircleCi(attacks);
        addShadows(attacks);
        addSemaphore(attacks);
        addTerraformAndSpacelift(attacks);
        addGoogleAndActiveState(attacks);
        addBuildkiteAndBitbucket(attacks);
        addAzureAndCodefresh(attacks);
        addForgejoAndJenkins(attacks);
        return attacks.stream();
    }

    private static void addCircleCi(List<CiJobAttack> attacks) {
        Provider circle = new Provider("circleCi", CiJobs.circleCi("acme/widget"), attacks);
        circle.add(AttackCase.EVENT, "run again with SSH", job -> job.claim(CIRCLE + "ssh-rerun", true), REFUSED);
        circle.add(AttackCase.EVENT, "no word on SSH", job -> job.without(CIRCLE + "ssh-rerun"), MISSING);
        circle.add(
                AttackCase.EVENT,
                "a build of a fork",
                job -> job.claim(CIRCLE + "vcs-origin", "github.com/attacker/widget"),
                "repository-mismatch",
                "claim-mismatch");
        circle.add(
                AttackCase.EVENT,
                "a pipeline without a repository",
                job -> job.without(CIRCLE + "vcs-origin").without(CIRCLE + "vcs-ref"),
                MISSING);
        circle.add(
                AttackCase.WORKFLOW_PATH,
                "another pipeline definition",
                job -> job.claim(CIRCLE + "pipeline-definition-id", OTHER_UUID),
                "claim-mismatch",
                "workflow-mismatch");
        circle.add(
                AttackCase.WORKFLOW_PATH,
                "no pipeline definition",
                job -> job.without(CIRCLE + "pipeline-definition-id"),
                MISSING);
        circle.add(AttackCase.RESURRECTION, "another project", job -> job.claim(CIRCLE + "project-id", OTHER_UUID), ID);
        circle.add(
                AttackCase.ISSUER,
                "another organisation by this one's issuer",
                job -> job.claim(CIRCLE + "org-id", OTHER_UUID),
                MALFORMED,
                OWNER);
        circle.add(
                AttackCase.CLAIM_TYPE,
                "the word on SSH as text",
                job -> job.claim(CIRCLE + "ssh-rerun", "false"),
                MALFORMED);
    }

    /** Claims whose names a reader that splits at dots or slashes would take for CircleCI's own. */
    private static void addShadows(List<CiJobAttack> attacks) {
        Provider circle = new Provider("circleCi", CiJobs.circleCi("acme/widget"), attacks);
        for (String name : List.of(
                "project-id",
                "oidc.circleci.com.project-id",
                "oidc/circleci/com/project-id",
                "oidc.circleci.com//project-id",
                "OIDC.circleci.com/project-id",
                "/project-id")) {
            circle.add(
                    AttackCase.CLAIM_TYPE,
                    "the project's id as '" + name + "'",
                    job -> shadowed(job, name).without(CIRCLE + "project-id"),
                    MISSING);
            circle.add(
                    AttackCase.CLAIM_TYPE,
                    "the project's id as '" + name + "' beside another's",
                    job -> shadowed(job, name).claim(CIRCLE + "project-id", OTHER_UUID),
                    ID);
        }
        circle.add(
                AttackCase.CLAIM_TYPE,
                "the project's id in an object",
                job -> job.claim("oidc.circleci.com", Map.of("project-id", idOf(job)))
                        .without(CIRCLE + "project-id"),
                MISSING);
    }

    private static CiJob shadowed(CiJob job, String name) {
        return job.claim(name, idOf(job));
    }

    private static String idOf(CiJob job) {
        return String.valueOf(
                job.claims("https://issuer.invalid", "any", Instant.EPOCH).get(CIRCLE + "project-id"));
    }

    private static void addSemaphore(List<CiJobAttack> attacks) {
        Provider semaphore = new Provider("semaphore", CiJobs.semaphore("acme", "widget"), attacks);
        for (String type : List.of("debug_job", "project_debug_job", "Pipeline_job", "")) {
            semaphore.add(
                    AttackCase.EVENT,
                    "a job of the type '" + type + "'",
                    job -> job.claim("job_type", type),
                    REFUSED,
                    MISSING,
                    MALFORMED);
        }
        semaphore.add(AttackCase.EVENT, "no type of job", job -> job.without("job_type"), MISSING, REFUSED);
        semaphore.add(
                AttackCase.EVENT,
                "a pull request",
                job -> job.claim("ref_type", "pull-request")
                        .claim("ref", "refs/pull/7/merge")
                        .claim("pr", "7"),
                "event-refused",
                REFUSED);
        semaphore.add(
                AttackCase.RESURRECTION,
                "another project of the same name",
                job -> job.claim("prj_id", OTHER_UUID),
                ID);
        semaphore.add(
                AttackCase.RESURRECTION,
                "another organisation of the same name",
                job -> job.claim("org_id", OTHER_UUID),
                OWNER,
                MALFORMED);
    }

    private static void addTerraformAndSpacelift(List<CiJobAttack> attacks) {
        Provider terraform = new Provider("terraform", CiJobs.terraform("acme", "default", "widget"), attacks);
        for (String phase : List.of("plan", "Apply", "apply ")) {
            terraform.add(
                    AttackCase.EVENT,
                    "the phase '" + phase + "'",
                    job -> job.claim("terraform_run_phase", phase),
                    REFUSED,
                    MALFORMED);
        }
        terraform.add(AttackCase.EVENT, "no phase", job -> job.without("terraform_run_phase"), MISSING, REFUSED);
        terraform.add(
                AttackCase.RESURRECTION,
                "another workspace of the same name",
                job -> job.claim("terraform_workspace_id", "ws-0000000000000000"),
                ID);
        terraform.add(
                AttackCase.RESURRECTION,
                "another organisation of the same name",
                job -> job.claim("terraform_organization_id", "org-0000000000000000"),
                OWNER);

        Provider spacelift = new Provider("spacelift", CiJobs.spacelift("acme", "publishing", "widget"), attacks);
        for (String type : List.of("PROPOSED", "TASK", "TESTING", "DESTROY", "tracked")) {
            spacelift.add(
                    AttackCase.EVENT,
                    "a run of the type " + type,
                    job -> job.claim("runType", type),
                    REFUSED,
                    MALFORMED);
        }
        spacelift.add(AttackCase.EVENT, "a run that may only read", job -> job.claim("scope", "read"), REFUSED);
        spacelift.add(
                AttackCase.RESURRECTION,
                "the space that every account has",
                job -> job.claim("spaceId", "root"),
                OWNER,
                MALFORMED);
        spacelift.add(AttackCase.EVENT, "no scope", job -> job.without("scope"), MISSING, REFUSED);
        spacelift.add(
                AttackCase.RESURRECTION,
                "another stack",
                job -> job.claim("callerId", "other"),
                "no-publisher",
                "repository-mismatch",
                ID,
                "workflow-mismatch");
    }

    private static void addGoogleAndActiveState(List<CiJobAttack> attacks) {
        Provider google = new Provider("google", CiJobs.google("publisher@acme.iam.gserviceaccount.com"), attacks);
        google.add(
                AttackCase.CLAIM_TYPE,
                "a verified address as text",
                job -> job.claim("email_verified", "true"),
                MALFORMED);
        google.add(
                AttackCase.CLAIM_TYPE,
                "a verified address as a number",
                job -> job.claim("email_verified", 1L),
                MALFORMED);
        google.add(
                AttackCase.CLAIM_TYPE,
                "an address that is not verified",
                job -> job.claim("email_verified", false),
                MALFORMED,
                REFUSED);
        google.add(AttackCase.CLAIM_TYPE, "no word on the address", job -> job.without("email_verified"), MISSING);
        google.add(
                AttackCase.RESURRECTION,
                "an account made anew under the same address",
                job -> job.claim("sub", "100000000000000000001").claim("azp", "100000000000000000001"),
                ID);

        Provider activeState = new Provider("activeState", CiJobs.activeState("acme/widget"), attacks);
        activeState.add(AttackCase.EVENT, "another builder", job -> job.claim("builder", "wheel-builder"), REFUSED);
        activeState.add(AttackCase.EVENT, "no builder", job -> job.without("builder"), MISSING, REFUSED);
        activeState.add(
                AttackCase.RESURRECTION,
                "another project of the same name",
                job -> job.claim("project_id", OTHER_UUID),
                ID);
        activeState.add(
                AttackCase.RESURRECTION,
                "another organisation of the same name",
                job -> job.claim("organization_id", OTHER_UUID),
                OWNER);
    }

    private static void addBuildkiteAndBitbucket(List<CiJobAttack> attacks) {
        Provider buildkite = new Provider("buildkite", CiJobs.buildkite("acme", "widget"), attacks);
        buildkite.add(
                AttackCase.RESURRECTION,
                "another pipeline of the same name",
                job -> job.claim("pipeline_id", OTHER_UUID),
                ID);
        buildkite.add(
                AttackCase.RESURRECTION,
                "another organisation of the same name",
                job -> job.claim("organization_id", OTHER_UUID),
                OWNER);
        buildkite.add(
                AttackCase.RESURRECTION,
                "a token that was asked for without ids",
                job -> job.without("pipeline_id").without("organization_id"),
                MISSING);

        Provider bitbucket = new Provider("bitbucket", CiJobs.bitbucket("acme/widget"), attacks);
        bitbucket.add(
                AttackCase.RESURRECTION,
                "another repository",
                job -> job.claim("repositoryUuid", "{" + OTHER_UUID + "}"),
                ID,
                "no-publisher");
        bitbucket.add(
                AttackCase.RESURRECTION,
                "a workspace made anew under the same name",
                job -> job.claim("workspaceUuid", "{" + OTHER_UUID + "}"),
                OWNER);
        bitbucket.add(
                AttackCase.TRANSFER,
                "an id without its braces",
                job -> job.claim("repositoryUuid", OTHER_UUID),
                MALFORMED);
        bitbucket.add(
                AttackCase.AUDIENCE,
                "several audiences",
                job -> job.claim("aud", List.of("https://other.invalid", "packages.example.org")),
                "audience-mismatch");
    }

    private static void addAzureAndCodefresh(List<CiJobAttack> attacks) {
        Provider azure = new Provider("azureDevOps", CiJobs.azureDevOps("acme", "platform", "publish"), attacks);
        azure.add(AttackCase.RESURRECTION, "another project", job -> job.claim("prj_id", OTHER_UUID), ID);
        azure.add(
                AttackCase.ISSUER,
                "another organisation by this one's issuer",
                job -> job.claim("org_id", OTHER_UUID),
                OWNER,
                MALFORMED);
        azure.add(AttackCase.WORKFLOW_PATH, "another pipeline", job -> job.claim("def_id", "13"), "workflow-mismatch");
        azure.add(
                AttackCase.WORKFLOW_PATH,
                "a service connection instead of a pipeline",
                job -> job.without("def_id").claim("sub", "sc://acme/platform/connection"),
                MISSING,
                MALFORMED,
                REFUSED);

        Provider codefresh = new Provider("codefresh", CiJobs.codefresh("acme", "widget/publish"), attacks);
        codefresh.add(
                AttackCase.RESURRECTION,
                "another pipeline of the same name",
                job -> job.claim("pipeline_id", "0".repeat(24)),
                ID);
        codefresh.add(
                AttackCase.RESURRECTION,
                "another account of the same name",
                job -> job.claim("account_id", "0".repeat(24)),
                OWNER);
        codefresh.add(
                AttackCase.EVENT,
                "a pull request",
                job -> job.claim("scm_pull_request_target_branch", "main"),
                "event-refused",
                REFUSED);
    }

    private static void addForgejoAndJenkins(List<CiJobAttack> attacks) {
        Provider forgejo = new Provider("forgejo", CiJobs.forgejo("acme/widget"), attacks);
        forgejo.add(
                AttackCase.RESURRECTION,
                "a repository made anew under the same name",
                job -> job.claim("repository_id", "4711"),
                ID);
        forgejo.add(
                AttackCase.RESURRECTION,
                "an owner made anew under the same name",
                job -> job.claim("repository_owner_id", "4711"),
                OWNER);
        forgejo.add(
                AttackCase.RESURRECTION,
                "an older server without ids",
                job -> job.without("repository_id").without("repository_owner_id"),
                MISSING);
        forgejo.add(
                AttackCase.WORKFLOW_PATH,
                "another workflow",
                job -> job.claim("workflow", "evil.yml"),
                "workflow-mismatch");
        for (String event : List.of("pull_request", "pull_request_target")) {
            forgejo.add(
                    AttackCase.EVENT, "started by " + event, job -> job.claim("event_name", event), "event-refused");
        }

        Provider jenkins = new Provider("jenkins", CiJobs.jenkins("acme/widget"), attacks);
        String[] mismatch = {"no-publisher", "repository-mismatch", "workflow-mismatch", MALFORMED};
        for (String path : List.of(
                "job/acme/job/other/",
                "job/acme/job/widget",
                "job/acme/job/Widget/",
                "job/acme/job/widget/job/x/",
                "job/x/../acme/job/widget/")) {
            jenkins.add(
                    AttackCase.WORKFLOW_PATH,
                    "the job " + path,
                    job -> new OnServer(job, "sub", server -> "http://" + server + "/" + path),
                    mismatch);
        }
    }

    /** The honest job of a provider, and the list that its attacks go to. */
    private record Provider(String name, CiJob honest, List<CiJobAttack> attacks) {
        void add(AttackCase attackCase, String what, UnaryOperator<CiJob> change, String... reasons) {
            attacks.add(CiJobAttack.of(attackCase, name, what, honest, change, reasons));
        }
    }
}
