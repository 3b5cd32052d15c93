package dev.registrykit.testkit.attack;

import static dev.registrykit.testkit.attack.Scene.assertGranted;
import static dev.registrykit.testkit.attack.Scene.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.registrykit.core.name.PackageName;
import dev.registrykit.testkit.attack.ExchangeAnswer.Outcome;
import dev.registrykit.testkit.contract.Race;
import dev.registrykit.testkit.oidc.GitHubJob;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Publishers that overlap, that change between exchange and upload, and that wait for a package. */
final class PublisherScenes {
    private static final String VERSION = "1.0.0";
    /** What may be said when a publisher does not count any more. */
    private static final String[] GONE = {"publisher-removed", "publisher-may-not"};

    private static final String[] NONE = {"no-publisher", "repository-mismatch"};

    private PublisherScenes() {}

    static List<ExchangeAttack> all() {
        List<ExchangeAttack> attacks = new ArrayList<>();
        addOverlaps(attacks);
        addChanges(attacks);
        addPending(attacks);
        return attacks;
    }

    private static void addOverlaps(List<ExchangeAttack> attacks) {
        attacks.add(attack("two publishers match one job", scene -> {
            scene.register();
            PackageName other = scene.target().newPackage();
            scene.target().register(elsewhere(scene, other));
            PackageName chosen = null;
            for (int i = 0; i < 4; i++) {
                String token = scene.granted();
                boolean first = scene.publish(token, "1.0." + i).outcome() == Outcome.GRANTED;
                PackageName covered = first ? scene.packageName() : other;
                PackageName spared = first ? other : scene.packageName();
                assertRefused(scene.target().use(token, TokenUse.publish(spared, VERSION)), "package-not-in-scope");
                assertGranted(scene.target().use(token, TokenUse.publish(covered, "2.0." + i)));
                assertThat(chosen).as("the publisher that counts").isIn(null, covered);
                chosen = covered;
            }
        }));
        attacks.add(attack("the job of one package's publisher publishes another one's", scene -> {
            scene.register();
            PackageName other = scene.target().newPackage();
            GitHubJob stranger = GitHubJob.of("other-" + scene.job().repository());
            scene.target()
                    .register(PublisherSetup.builder(scene.policyOf(stranger).build())
                            .packages(other)
                            .build());
            assertRefused(
                    scene.target().use(scene.granted(), TokenUse.publish(other, VERSION)), "package-not-in-scope");
            String strangers = Scene.granted(scene.exchange(stranger));
            assertRefused(scene.publish(strangers), "package-not-in-scope");
            assertGranted(scene.target().use(strangers, TokenUse.publish(other, VERSION)));
        }));
    }

    private static void addChanges(List<ExchangeAttack> attacks) {
        attacks.add(attack("the publisher is removed between exchange and upload", scene -> {
            String publisher = scene.register();
            String token = scene.granted();
            assertGranted(scene.publish(token));
            scene.target().removePublisher(publisher);
            assertRefused(scene.publish(token, "1.0.1"), GONE);
            assertRefused(scene.exchange(), NONE);
        }));
        attacks.add(attack("the publisher is removed and registered again between exchange and upload", scene -> {
            String publisher = scene.register();
            String token = scene.granted();
            scene.target().removePublisher(publisher);
            scene.register();
            assertRefused(scene.publish(token), GONE);
            assertGranted(scene.publish(scene.granted()));
        }));
        attacks.add(attack("the package is transferred between exchange and upload", scene -> {
            scene.register();
            String token = scene.granted();
            assertGranted(scene.publish(token));
            scene.target().transfer(scene.packageName());
            assertRefused(scene.publish(token, "1.0.1"), GONE);
            ExchangeAnswer again = scene.exchange();
            if (again.outcome() == Outcome.GRANTED) {
                assertRefused(scene.publish(again.token(), "1.0.2"), GONE);
            } else {
                assertRefused(again, NONE);
            }
        }));
        attacks.add(attack("the owner is suspended between exchange and upload", scene -> {
            scene.register();
            String token = scene.granted();
            assertGranted(scene.publish(token));
            scene.target().suspendOwner(scene.packageName());
            assertRefused(scene.publish(token, "1.0.1"), GONE);
        }));
    }

    private static void addPending(List<ExchangeAttack> attacks) {
        attacks.add(attack("a pending publisher reserves a name", scene -> {
            PackageName name = scene.target().newName();
            GitHubJob squatter = scene.job();
            GitHubJob honest = GitHubJob.of("honest-" + scene.job().repository());
            scene.target().register(pending(scene, squatter, name));
            scene.target().register(pending(scene, honest, name));
            String squatters = Scene.granted(scene.exchange(squatter));
            String token = Scene.granted(scene.exchange(honest));
            assertGranted(scene.target().use(token, TokenUse.publishNew(name, VERSION)));
            assertRefused(scene.target().use(squatters, TokenUse.publishNew(name, "6.6.6")), GONE);
            assertRefused(scene.target().use(squatters, TokenUse.publish(name, "6.6.6")), GONE);
            assertRefused(scene.exchange(squatter), NONE);
            String again = Scene.granted(scene.exchange(honest));
            assertGranted(scene.target().use(again, TokenUse.publish(name, "1.0.1")));
        }));
        attacks.add(attack("two pending publishers make one package at once", scene -> {
            PackageName name = scene.target().newName();
            List<GitHubJob> jobs =
                    List.of(scene.job(), GitHubJob.of("other-" + scene.job().repository()));
            List<String> tokens = new ArrayList<>();
            for (GitHubJob job : jobs) {
                scene.target().register(pending(scene, job, name));
                tokens.add(Scene.granted(scene.exchange(job)));
            }
            List<ExchangeAnswer> answers =
                    Race.of(2, runner -> scene.target().use(tokens.get(runner), TokenUse.publishNew(name, VERSION)));
            assertThat(answers.stream().filter(answer -> answer.outcome() == Outcome.GRANTED))
                    .as("who made the package: %s", answers)
                    .hasSize(1);
        }));
        attacks.add(attack("a pending publisher that was forgotten years ago", scene -> {
            PackageName name = scene.target().newName();
            scene.target().register(pending(scene, scene.job(), name));
            String early = scene.granted();
            scene.target().advance(Duration.ofDays(400));
            assertRefused(scene.exchange(), "no-publisher", "pending-expired");
            assertRefused(
                    scene.target().use(early, TokenUse.publishNew(name, VERSION)), "token-expired", "token-invalid");
        }));
        attacks.add(attack("a pending publisher's token makes another package", scene -> {
            PackageName name = scene.target().newName();
            scene.target().register(pending(scene, scene.job(), name));
            String token = scene.granted();
            TokenUse other = TokenUse.publishNew(scene.target().newName(), VERSION);
            assertRefused(scene.target().use(token, other), "package-not-in-scope");
            assertGranted(scene.target().use(token, TokenUse.publishNew(name, VERSION)));
        }));
    }

    private static PublisherSetup elsewhere(Scene scene, PackageName packageName) {
        return PublisherSetup.builder(scene.policyOf(scene.job()).build())
                .packages(packageName)
                .build();
    }

    private static PublisherSetup pending(Scene scene, GitHubJob job, PackageName name) {
        return PublisherSetup.builder(scene.policyOf(job).build())
                .packages(name)
                .pending()
                .build();
    }

    private static ExchangeAttack attack(String name, Consumer<Scene> steps) {
        return ExchangeAttack.of(AttackCase.AMBIGUITY, name, steps);
    }
}
