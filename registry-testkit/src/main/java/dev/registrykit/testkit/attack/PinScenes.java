package dev.registrykit.testkit.attack;

import static dev.registrykit.testkit.attack.Scene.assertGranted;
import static dev.registrykit.testkit.attack.Scene.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.registrykit.core.workload.WorkloadPolicy;
import dev.registrykit.testkit.attack.ExchangeAnswer.Outcome;
import dev.registrykit.testkit.contract.Race;
import dev.registrykit.testkit.oidc.GitHubJob;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Ids that are pinned at registration or on first use: from a full match only, once, and for good. */
final class PinScenes {
    private static final String[] OTHER_IDS = {"repository-id-mismatch", "owner-id-mismatch"};

    private PinScenes() {}

    static List<ExchangeAttack> all() {
        List<ExchangeAttack> attacks = new ArrayList<>();
        addFirstUses(attacks);
        addRaces(attacks);
        addTransfers(attacks);
        return attacks;
    }

    private static void addFirstUses(List<ExchangeAttack> attacks) {
        attacks.add(attack("a repository made anew after the first use", scene -> {
            scene.register(unpinned(scene));
            assertGranted(scene.exchange());
            assertRefused(scene.exchange(resurrected(scene)), OTHER_IDS);
            assertGranted(scene.exchange());
        }));
        attacks.add(attack("a repository made anew after the first use and a restart", scene -> {
            scene.register(unpinned(scene));
            assertGranted(scene.exchange());
            ExchangeTarget restarted = scene.target().restarted();
            assertRefused(restarted.exchange(scene.token(resurrected(scene))), OTHER_IDS);
        }));
        attacks.add(attack("a first use from another workflow, which must pin nothing", scene -> {
            scene.register(unpinned(scene));
            GitHubJob stranger = resurrected(scene);
            assertRefused(scene.exchange(stranger.workflow(".github/workflows/evil.yml")), "workflow-mismatch");
            assertGranted(scene.exchange());
            assertRefused(scene.exchange(stranger), OTHER_IDS);
        }));
        attacks.add(attack("a first use from another environment, which must pin nothing", scene -> {
            scene.register(
                    names(scene).environment("production").pinOnFirstUse().build());
            GitHubJob stranger = resurrected(scene);
            assertRefused(scene.exchange(stranger), "not-provable", "environment-mismatch");
            assertRefused(scene.exchange(stranger.environment("staging")), "environment-mismatch");
            assertGranted(scene.exchange(scene.job().environment("production")));
            assertRefused(scene.exchange(stranger.environment("production")), OTHER_IDS);
        }));
        attacks.add(attack("a first use by an event that is refused, which must pin nothing", scene -> {
            scene.register(unpinned(scene));
            GitHubJob stranger = resurrected(scene);
            assertRefused(scene.exchange(stranger.event("pull_request_target")), "event-refused");
            assertGranted(scene.exchange());
            assertRefused(scene.exchange(stranger), OTHER_IDS);
        }));
        attacks.add(attack("a resurrection that leaves no trace", scene -> {
            scene.register(unpinned(scene));
            assertGranted(scene.exchange());
            assertRefused(scene.exchange(resurrected(scene)), OTHER_IDS);
            assertThat(scene.target().events(scene.packageName()))
                    .anyMatch(event -> event.startsWith("publisher.pinned"))
                    .anyMatch(event -> event.startsWith("publisher.resurrection-suspected"));
        }));
    }

    private static void addRaces(List<ExchangeAttack> attacks) {
        attacks.add(attack("two first uses with different ids at once", scene -> {
            scene.register(unpinned(scene));
            List<GitHubJob> jobs = List.of(scene.job(), resurrected(scene));
            List<String> tokens = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                tokens.add(scene.token(jobs.get(i % 2)));
            }
            List<ExchangeAnswer> answers =
                    Race.of(tokens.size(), runner -> scene.target().exchange(tokens.get(runner)));
            int winner = answers.get(0).outcome() == Outcome.GRANTED ? 0 : 1;
            for (int i = 0; i < answers.size(); i++) {
                if (i % 2 == winner) {
                    assertGranted(answers.get(i));
                } else {
                    assertRefused(answers.get(i), OTHER_IDS);
                }
            }
            assertGranted(scene.exchange(jobs.get(winner)));
            assertRefused(scene.exchange(jobs.get(1 - winner)), OTHER_IDS);
        }));
    }

    private static void addTransfers(List<ExchangeAttack> attacks) {
        attacks.add(transfer("a transferred repository", scene -> {
            scene.register();
            assertGranted(scene.exchange());
            GitHubJob job = scene.job();
            assertRefused(scene.exchange(job.ids(job.repositoryId(), job.ownerId() + "1")), "owner-id-mismatch");
        }));
        attacks.add(transfer(
                "a renamed repository, which is still the same, and a new one under its old name", scene -> {
                    scene.register();
                    GitHubJob job = scene.job();
                    GitHubJob renamed = GitHubJob.of(job.owner() + "/renamed").ids(job.repositoryId(), job.ownerId());
                    assertGranted(scene.exchange(renamed));
                    assertRefused(scene.exchange(job.ids(job.repositoryId() + "1", job.ownerId())), OTHER_IDS);
                }));
        for (String id : List.of("0%s", "%s ", " %s", "%s.0", "+%s", "%s\n", "%se0")) {
            attacks.add(transfer("ids spelled as '" + id.replace("%s", "id").replace("\n", "\\n") + "'", scene -> {
                scene.register();
                GitHubJob job = scene.job();
                assertRefused(
                        scene.exchange(job.claim("repository_owner_id", String.format(id, job.ownerId()))),
                        "claim-malformed",
                        "owner-id-mismatch");
            }));
        }
        attacks.add(transfer("ids that are equal in 32 bits", scene -> {
            GitHubJob job = scene.job();
            scene.register();
            String wrapped = Long.toString(Long.parseLong(job.ownerId()) + (1L << 32));
            assertRefused(scene.exchange(job.ids(job.repositoryId(), wrapped)), "owner-id-mismatch");
            GitHubJob large = job.ids(job.repositoryId(), "9007199254740993");
            scene.register(scene.policyOf(large).build());
            assertGranted(scene.exchange(large));
            assertRefused(scene.exchange(job.ids(job.repositoryId(), "9007199254740992")), "owner-id-mismatch");
        }));
    }

    private static WorkloadPolicy unpinned(Scene scene) {
        return names(scene).pinOnFirstUse().build();
    }

    private static WorkloadPolicy.Builder names(Scene scene) {
        return scene.names(scene.job(), scene.provider().issuer());
    }

    private static GitHubJob resurrected(Scene scene) {
        GitHubJob job = scene.job();
        return job.ids(job.repositoryId() + "1", job.ownerId() + "1");
    }

    private static ExchangeAttack attack(String name, Consumer<Scene> steps) {
        return ExchangeAttack.of(AttackCase.RESURRECTION, name, steps);
    }

    private static ExchangeAttack transfer(String name, Consumer<Scene> steps) {
        return ExchangeAttack.of(AttackCase.TRANSFER, name, steps);
    }
}
