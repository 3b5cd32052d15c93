package dev.registrykit.testkit.attack;

import dev.registrykit.testkit.oidc.CiJob;
import dev.registrykit.testkit.oidc.CiJobs;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** GitLab's jobs that must not publish: merge requests, forks, other configurations, refs and environments. */
final class GitLabAttacks {
    private static final String CONFIG = "ci_config_ref_uri";
    private static final String MALFORMED = "claim-malformed";
    private static final CiJob HONEST = CiJobs.gitLab("acme/widget").claim("environment", "production");

    private GitLabAttacks() {}

    static Stream<CiJobAttack> all() {
        List<CiJobAttack> attacks = new ArrayList<>();
        addIds(attacks);
        addConfigurations(attacks);
        addEvents(attacks);
        addRefs(attacks);
        addOthers(attacks);
        return attacks.stream();
    }

    private static void addIds(List<CiJobAttack> attacks) {
        String[] mismatch = {"repository-id-mismatch", "owner-id-mismatch"};
        add(
                attacks,
                AttackCase.RESURRECTION,
                "a project made anew under the same name",
                job -> project(job, "4711"),
                mismatch);
        add(
                attacks,
                AttackCase.RESURRECTION,
                "a namespace made anew under the same name",
                job -> namespace(job, "4711"),
                mismatch);
        add(attacks, AttackCase.RESURRECTION, "no project id", job -> job.without("project_id"), "claim-missing");
        add(attacks, AttackCase.RESURRECTION, "no namespace id", job -> job.without("namespace_id"), "claim-missing");
        add(
                attacks,
                AttackCase.TRANSFER,
                "a project id that is a number",
                job -> job.claim("project_id", 4711L),
                MALFORMED);
        add(attacks, AttackCase.TRANSFER, "a project id with a leading zero", job -> project(job, "04711"), MALFORMED);
        add(attacks, AttackCase.TRANSFER, "a namespace id with a space", job -> namespace(job, "4711 "), MALFORMED);
    }

    private static void addConfigurations(List<CiJobAttack> attacks) {
        for (String path : List.of(
                "acme/widget//evil.yml@refs/heads/main",
                "acme/widget//.gitlab-ci.yml@x.yml@refs/heads/main",
                "acme/widget//evil/.gitlab-ci.yml@refs/heads/main",
                "acme/widget//.GITLAB-CI.yml@refs/heads/main",
                "acme/widget//evil.yml@refs/heads/x//.gitlab-ci.yml@refs/heads/main",
                "acme/widget/x//.gitlab-ci.yml@refs/heads/main",
                "acme/widget//.gitlab-ci.yml@refs/heads/other")) {
            add(attacks, AttackCase.WORKFLOW_PATH, "the configuration " + path, config(path), "workflow-mismatch");
        }
        add(
                attacks,
                AttackCase.REUSABLE_WORKFLOW,
                "the configuration of another project",
                config("attacker/tool//.gitlab-ci.yml@refs/heads/main"),
                "workflow-mismatch");
        add(
                attacks,
                AttackCase.REUSABLE_WORKFLOW,
                "the configuration of another server",
                job -> job.claim(CONFIG, "attacker.invalid/acme/widget//.gitlab-ci.yml@refs/heads/main"),
                "workflow-mismatch");
        add(
                attacks,
                AttackCase.WORKFLOW_PATH,
                "a configuration from outside the repository",
                job -> job.claim(CONFIG, null),
                "workflow-mismatch",
                "not-provable");
    }

    private static void addEvents(List<CiJobAttack> attacks) {
        for (String source : List.of("merge_request_event", "external_pull_request_event")) {
            add(
                    attacks,
                    AttackCase.EVENT,
                    "a pipeline started by " + source,
                    job -> job.claim("pipeline_source", source),
                    "event-refused",
                    "job-refused");
        }
        add(
                attacks,
                AttackCase.EVENT,
                "no source of the pipeline",
                job -> job.without("pipeline_source"),
                "claim-missing");
        add(
                attacks,
                AttackCase.EVENT,
                "a fork's project in a pipeline of the registered one",
                job -> job.claim("project_id", "4711")
                        .claim("project_path", "attacker/widget")
                        .claim("namespace_id", "4712")
                        .claim("namespace_path", "attacker"),
                "job-refused");
        add(
                attacks,
                AttackCase.EVENT,
                "the registered project in a pipeline of a fork's",
                job -> job.claim("job_project_id", "4711")
                        .claim("job_project_path", "attacker/widget")
                        .claim("job_namespace_id", "4712")
                        .claim("job_namespace_path", "attacker"),
                "job-refused");
    }

    private static void addRefs(List<CiJobAttack> attacks) {
        add(attacks, AttackCase.REF, "no kind of ref", job -> job.without("ref_type"), "claim-missing");
        add(attacks, AttackCase.REF, "another kind of ref", job -> job.claim("ref_type", "Tag"), MALFORMED);
        add(
                attacks,
                AttackCase.REF,
                "a branch whose path says that it is a tag",
                job -> job.claim("ref", "v1.0.0").claim("ref_path", "refs/tags/v1.0.0"),
                MALFORMED);
        add(
                attacks,
                AttackCase.REF,
                "a ref with a prefix",
                job -> job.claim("ref", "refs/heads/main").claim("ref_path", "refs/heads/main"),
                MALFORMED);
        add(attacks, AttackCase.REF, "protection as a boolean", job -> job.claim("ref_protected", true), MALFORMED);
    }

    private static void addOthers(List<CiJobAttack> attacks) {
        String mismatch = "environment-mismatch";
        add(
                attacks,
                AttackCase.ENVIRONMENT,
                "another environment",
                job -> job.claim("environment", "staging"),
                mismatch);
        add(
                attacks,
                AttackCase.ENVIRONMENT,
                "the environment in another case",
                job -> job.claim("environment", "Production"),
                mismatch);
        add(
                attacks,
                AttackCase.ENVIRONMENT,
                "an environment with a space",
                job -> job.claim("environment", "production "),
                mismatch);
        add(
                attacks,
                AttackCase.ENVIRONMENT,
                "no environment",
                job -> job.without("environment"),
                mismatch,
                "not-provable");
        add(
                attacks,
                AttackCase.CLAIM_TYPE,
                "a list of project ids",
                job -> job.claim("project_id", List.of("4711")),
                MALFORMED);
        add(
                attacks,
                AttackCase.CLAIM_TYPE,
                "a list of sources",
                job -> job.claim("pipeline_source", List.of("push")),
                MALFORMED);
    }

    private static CiJob project(CiJob job, String id) {
        return job.claim("project_id", id).claim("job_project_id", id);
    }

    private static CiJob namespace(CiJob job, String id) {
        return job.claim("namespace_id", id).claim("job_namespace_id", id);
    }

    /** The configuration at this place of the job's own server, whose name a test cannot know beforehand. */
    private static UnaryOperator<CiJob> config(String path) {
        return job -> new OnServer(job, CONFIG, server -> server + "/" + path);
    }

    private static void add(
            List<CiJobAttack> attacks,
            AttackCase attackCase,
            String name,
            UnaryOperator<CiJob> change,
            String... reasons) {
        attacks.add(CiJobAttack.of(attackCase, "gitLab", name, HONEST, change, reasons));
    }
}
