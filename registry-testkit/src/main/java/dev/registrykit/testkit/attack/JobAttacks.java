package dev.registrykit.testkit.attack;

import dev.registrykit.testkit.oidc.GitHubJob;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Genuine tokens of jobs that are not the registered one, however much they look like it. */
final class JobAttacks {
    private static final String RESURRECTION = "account resurrection: names come free again, ids do not";
    private static final String WORKFLOW = "the whole workflow path decides, whatever the ref contains";
    private static final String EVENT = "strangers can start it, by a pull request, a comment, a fork or a star";
    private static final List<String> EVENTS_OF_STRANGERS = List.of(
            "pull_request",
            "pull_request_target",
            "pull_request_review",
            "pull_request_review_comment",
            "workflow_run",
            "issue_comment",
            "issues",
            "discussion",
            "discussion_comment",
            "fork",
            "watch",
            "gollum");
    private static final String TYPE = "claims are text, as GitHub sends them; nothing is converted";

    private JobAttacks() {}

    static Stream<IdentityTokenAttack> all() {
        List<IdentityTokenAttack> attacks = new ArrayList<>();
        addRepositories(attacks);
        addWorkflows(attacks);
        addEvents(attacks);
        addClaims(attacks);
        return attacks.stream();
    }

    private static void addRepositories(List<IdentityTokenAttack> attacks) {
        add(
                attacks,
                AttackCase.RESURRECTION,
                "a repository made anew under the same name",
                RESURRECTION,
                "repository-id-mismatch",
                job -> job.ids(job.repositoryId() + "1", job.ownerId()));
        add(
                attacks,
                AttackCase.RESURRECTION,
                "an owner made anew under the same name",
                RESURRECTION,
                "repository-id-mismatch",
                job -> job.ids(job.repositoryId() + "1", job.ownerId() + "1"));
        add(
                attacks,
                AttackCase.TRANSFER,
                "the repository under another owner",
                "repository transfer",
                "owner-id-mismatch",
                job -> job.ids(job.repositoryId(), job.ownerId() + "1"));
        attacks.add(IdentityTokenAttack.of(
                AttackCase.RESURRECTION,
                "a repository that nobody registered",
                "the plainest attack",
                prey -> prey.provider()
                        .token(GitHubJob.of("attacker/tool").workflow(prey.job().workflow()), prey.audience()),
                "no-publisher",
                "repository-mismatch"));
        attacks.add(IdentityTokenAttack.of(
                AttackCase.REUSABLE_WORKFLOW,
                "a stranger's repository that calls the registered workflow",
                "reusable workflows: the caller's repository decides",
                prey -> prey.provider()
                        .token(
                                GitHubJob.of("attacker/tool")
                                        .workflow(prey.job().workflow())
                                        .reusableWorkflow(prey.job().repository() + "/"
                                                + prey.job().workflow() + "@"
                                                + prey.job().ref()),
                                prey.audience()),
                "no-publisher",
                "repository-mismatch"));
        attacks.add(IdentityTokenAttack.of(
                AttackCase.REUSABLE_WORKFLOW,
                "a stranger's repository with the registered subject",
                "owners choose what sub says",
                prey -> prey.provider()
                        .token(
                                GitHubJob.of("attacker/tool")
                                        .claim("sub", "repo:" + prey.job().repository() + ":ref:refs/heads/main"),
                                prey.audience()),
                "no-publisher",
                "repository-mismatch"));
    }

    private static void addWorkflows(List<IdentityTokenAttack> attacks) {
        workflow(attacks, "another workflow file", job -> job.workflow(".github/workflows/other.yml"));
        workflow(
                attacks,
                "a workflow file whose name ends like the registered one",
                job -> job.workflow(".github/workflows/evil-" + fileOf(job)));
        workflow(
                attacks,
                "a workflow file of the same name in another folder",
                job -> job.workflow("evil/" + job.workflow()));
        workflow(
                attacks,
                "the workflow file in capitals",
                job -> job.workflow(
                        job.workflow().replace(fileOf(job), fileOf(job).toUpperCase(Locale.ROOT))));
        workflow(
                attacks,
                "an at sign in the name of the workflow file",
                job -> job.workflow(job.workflow() + "@evil.yml"));
        workflow(
                attacks,
                "a branch that is called like the registered workflow",
                job -> job.workflow(".github/workflows/evil.yml")
                        .ref("refs/heads/x/" + job.workflow() + "@refs/heads/main"));
        workflow(
                attacks,
                "a workflow reference to another ref than the job's",
                job -> job.claim("workflow_ref", job.repository() + "/" + job.workflow() + "@refs/heads/other"));
        workflow(
                attacks,
                "the workflow of another repository",
                job -> job.claim("workflow_ref", "attacker/tool/" + job.workflow() + "@" + job.ref()));
    }

    private static void addEvents(List<IdentityTokenAttack> attacks) {
        for (String event : EVENTS_OF_STRANGERS) {
            add(attacks, AttackCase.EVENT, "started by " + event, EVENT, "event-refused", job -> job.event(event));
        }
        claim(attacks, AttackCase.EVENT, "no event", EVENT, "event_name", null, "claim-missing");
    }

    private static void addClaims(List<IdentityTokenAttack> attacks) {
        claim(
                attacks,
                AttackCase.RESURRECTION,
                "no repository id",
                RESURRECTION,
                "repository_id",
                null,
                "claim-missing");
        claim(
                attacks,
                AttackCase.RESURRECTION,
                "an empty repository id",
                RESURRECTION,
                "repository_id",
                "",
                "claim-missing",
                "claim-malformed");
        claim(
                attacks,
                AttackCase.RESURRECTION,
                "no owner id",
                RESURRECTION,
                "repository_owner_id",
                null,
                "claim-missing");
        claim(attacks, AttackCase.WORKFLOW_PATH, "no workflow", WORKFLOW, "workflow_ref", null, "claim-missing");
        claim(
                attacks,
                AttackCase.CLAIM_TYPE,
                "a list of events",
                TYPE,
                "event_name",
                List.of("push"),
                "claim-malformed");
        claim(
                attacks,
                AttackCase.CLAIM_TYPE,
                "a repository with an address in it",
                TYPE,
                "repository",
                "x@attacker.invalid/y",
                "claim-malformed");
        add(
                attacks,
                AttackCase.TRANSFER,
                "a repository id that is a number",
                TYPE,
                "claim-malformed",
                job -> job.claim("repository_id", Long.parseLong(job.repositoryId())));
        add(
                attacks,
                AttackCase.TRANSFER,
                "a list of repository ids",
                TYPE,
                "claim-malformed",
                job -> job.claim("repository_id", List.of(job.repositoryId())));
        add(
                attacks,
                AttackCase.TRANSFER,
                "a repository id with a leading zero",
                TYPE,
                "claim-malformed",
                job -> job.claim("repository_id", "0" + job.repositoryId()));
        add(
                attacks,
                AttackCase.TRANSFER,
                "a repository id with a trailing space",
                TYPE,
                "claim-malformed",
                job -> job.claim("repository_id", job.repositoryId() + " "));
        add(
                attacks,
                AttackCase.TRANSFER,
                "a repository id with a line break",
                TYPE,
                "claim-malformed",
                job -> job.claim("repository_id", job.repositoryId() + "\n"));
    }

    private static String fileOf(GitHubJob job) {
        return job.workflow().substring(job.workflow().lastIndexOf('/') + 1);
    }

    private static void workflow(List<IdentityTokenAttack> attacks, String name, UnaryOperator<GitHubJob> change) {
        add(attacks, AttackCase.WORKFLOW_PATH, name, WORKFLOW, "workflow-mismatch", change);
    }

    private static void claim(
            List<IdentityTokenAttack> attacks,
            AttackCase attackCase,
            String name,
            String source,
            String claim,
            @Nullable Object value,
            String... reasons) {
        attacks.add(IdentityTokenAttack.of(
                attackCase,
                name,
                source,
                prey -> {
                    GitHubJob job = value == null
                            ? prey.job().without(claim)
                            : prey.job().claim(claim, value);
                    return prey.provider().token(job, prey.audience());
                },
                reasons));
    }

    private static void add(
            List<IdentityTokenAttack> attacks,
            AttackCase attackCase,
            String name,
            String source,
            String reason,
            UnaryOperator<GitHubJob> change) {
        attacks.add(IdentityTokenAttack.of(
                attackCase,
                name,
                source,
                prey -> prey.provider().token(change.apply(prey.job()), prey.audience()),
                reason));
    }
}
