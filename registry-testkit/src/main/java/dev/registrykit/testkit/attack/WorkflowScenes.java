package dev.registrykit.testkit.attack;

import static dev.registrykit.testkit.attack.Scene.assertGranted;
import static dev.registrykit.testkit.attack.Scene.assertRefused;

import dev.registrykit.testkit.oidc.GitHubJob;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Which workflow started a job and which one defines its steps, at publishers that name both. */
final class WorkflowScenes {
    private static final String RELEASE = "platform/workflows/.github/workflows/release.yml@refs/heads/main";
    private static final String SERVER = "https://github.com/";

    private WorkflowScenes() {}

    static List<ExchangeAttack> all() {
        List<ExchangeAttack> attacks = new ArrayList<>();
        called(
                attacks,
                "the attacker's workflow is called",
                "attacker/tool/.github/workflows/release.yml@refs/heads/main");
        called(
                attacks,
                "another workflow of the right repository is called",
                "platform/workflows/.github/workflows/other.yml@refs/heads/main");
        called(
                attacks,
                "the right workflow is called at another branch",
                "platform/workflows/.github/workflows/release.yml@refs/heads/evil");
        called(
                attacks,
                "a branch is called like the right workflow",
                "platform/workflows/.github/workflows/evil.yml@" + RELEASE);
        called(attacks, "the right workflow's name is the start of another's", RELEASE + "2");
        attacks.add(attack(AttackCase.REUSABLE_WORKFLOW, "the job calls no workflow", scene -> {
            registerCaller(scene);
            assertRefused(scene.exchange(), "signer-workflow-mismatch");
        }));
        attacks.add(attack(
                AttackCase.REUSABLE_WORKFLOW, "another workflow of the repository calls the right one", scene -> {
                    registerCaller(scene);
                    assertRefused(
                            scene.exchange(
                                    scene.job().reusableWorkflow(RELEASE).workflow(".github/workflows/evil.yml")),
                            "workflow-mismatch");
                }));
        attacks.add(attack(AttackCase.REUSABLE_WORKFLOW, "a stranger's repository calls the right one", scene -> {
            registerCaller(scene);
            assertRefused(
                    scene.exchange(GitHubJob.of("attacker/tool").reusableWorkflow(RELEASE)),
                    "no-publisher",
                    "repository-mismatch");
        }));
        attacks.add(attack(AttackCase.REUSABLE_WORKFLOW, "the called workflow is taken for the caller", scene -> {
            scene.register();
            GitHubJob job = scene.job();
            String registered = job.repository() + "/" + job.workflow() + "@" + job.ref();
            assertRefused(
                    scene.exchange(job.workflow(".github/workflows/evil.yml").reusableWorkflow(registered)),
                    "workflow-mismatch");
        }));
        attacks.add(attack(
                AttackCase.WORKFLOW_PATH, "a workflow reference so long that matching it takes forever", scene -> {
                    scene.register();
                    String long1 = scene.job().repository() + "/" + ".github/workflows/".repeat(40) + "x@".repeat(100);
                    assertRefused(
                            scene.exchange(scene.job().claim("workflow_ref", long1 + "refs/heads/main")),
                            "workflow-mismatch",
                            "claim-malformed");
                    assertRefused(
                            scene.exchange(scene.job().claim("workflow_ref", "a/".repeat(3_000) + "!")),
                            "workflow-mismatch",
                            "claim-malformed");
                }));
        return attacks;
    }

    private static void called(List<ExchangeAttack> attacks, String name, String called) {
        attacks.add(attack(AttackCase.REUSABLE_WORKFLOW, name, scene -> {
            registerCaller(scene);
            assertRefused(scene.exchange(scene.job().reusableWorkflow(called)), "signer-workflow-mismatch");
        }));
    }

    /** Registers the job as a caller of the right workflow at its one branch; a call of it is granted. */
    private static void registerCaller(Scene scene) {
        scene.register(
                scene.policyOf(scene.job()).signerWorkflow(SERVER + RELEASE).build());
        assertGranted(scene.exchange(scene.job().reusableWorkflow(RELEASE)));
    }

    private static ExchangeAttack attack(AttackCase attackCase, String name, Consumer<Scene> steps) {
        return ExchangeAttack.of(attackCase, name, steps);
    }
}
