package dev.registrykit.testkit.attack;

import static dev.registrykit.testkit.attack.Scene.assertGranted;
import static dev.registrykit.testkit.attack.Scene.assertRefused;
import static dev.registrykit.testkit.attack.Scene.assertUnavailable;
import static org.assertj.core.api.Assertions.assertThat;

import dev.registrykit.core.name.PackageName;
import dev.registrykit.testkit.attack.ExchangeAnswer.Outcome;
import dev.registrykit.testkit.contract.Race;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;

/** One identity token buys one API token, whenever, wherever and however often it is presented. */
final class ReplayScenes {
    private static final int RUNNERS = 64;
    private static final long LIFETIME_SECONDS = 300;
    private static final String REPLAYED = "token-replayed";

    private ReplayScenes() {}

    static List<ExchangeAttack> all() {
        List<ExchangeAttack> attacks = new ArrayList<>();
        addRepeats(attacks);
        addNodes(attacks);
        addTokenIds(attacks);
        addBurning(attacks);
        return attacks;
    }

    private static void addRepeats(List<ExchangeAttack> attacks) {
        attacks.add(attack("a token is exchanged again", scene -> {
            String token = exchanged(scene);
            assertRefused(scene.target().exchange(token), REPLAYED);
            assertRefused(scene.target().exchange(token), REPLAYED);
        }));
        attacks.add(attack("a token is exchanged by 64 at once", scene -> {
            scene.register();
            String token = scene.token();
            List<ExchangeAnswer> answers =
                    Race.of(RUNNERS, runner -> scene.target().exchange(token));
            assertOneGranted(answers);
        }));
        attacks.add(attack("a token is exchanged again within the leeway after its end", scene -> {
            Duration leeway = scene.target().leeway();
            scene.target().advance(Duration.ZERO);
            String token = exchanged(scene);
            for (Duration wait :
                    List.of(Duration.ofSeconds(LIFETIME_SECONDS), leeway.minusSeconds(2), Duration.ofSeconds(1))) {
                scene.target().advance(wait);
                assertRefused(scene.target().exchange(token), REPLAYED);
            }
            scene.target().advance(Duration.ofSeconds(1));
            assertRefused(scene.target().exchange(token), "token-expired");
        }));
        attacks.add(attack("a token is exchanged again after housekeeping", scene -> {
            Duration leeway = scene.target().leeway();
            String token = exchanged(scene);
            scene.target()
                    .advance(Duration.ofSeconds(LIFETIME_SECONDS).plus(leeway).minusSeconds(1));
            scene.target().runHousekeeping();
            assertRefused(scene.target().exchange(token), REPLAYED);
        }));
    }

    private static void addNodes(List<ExchangeAttack> attacks) {
        attacks.add(attack("a token is exchanged again after a restart", scene -> {
            String token = exchanged(scene);
            assertRefused(scene.target().restarted().exchange(token), REPLAYED);
        }));
        attacks.add(attack("a token is exchanged again at another node", scene -> {
            String token = exchanged(scene);
            ExchangeTarget other = scene.target().secondNode();
            assertRefused(other.exchange(token), REPLAYED);
            assertGranted(other.exchange(scene.token()));
        }));
        attacks.add(attack("a token is exchanged at two nodes at once", scene -> {
            scene.register();
            String token = scene.token();
            List<ExchangeTarget> nodes = List.of(scene.target(), scene.target().secondNode());
            assertOneGranted(Race.of(16, runner -> nodes.get(runner % 2).exchange(token)));
        }));
    }

    private static void addTokenIds(List<ExchangeAttack> attacks) {
        attacks.add(attack("a token id is used again in another token", scene -> {
            scene.register();
            String id = UUID.randomUUID().toString();
            assertGranted(scene.exchange(scene.job().claim("jti", id)));
            assertRefused(scene.exchange(scene.job().claim("jti", id).run(2)), REPLAYED);
        }));
        attacks.add(attack("a tenant uses up the token ids of another", scene -> {
            scene.register();
            var second = scene.target().secondProvider();
            scene.target()
                    .register(scene.setup(
                                    scene.policyOf(scene.job(), second.issuer()).build())
                            .build());
            String id = UUID.randomUUID().toString();
            assertGranted(scene.target()
                    .exchange(second.token(
                            scene.job().claim("jti", id), scene.target().audience())));
            assertGranted(scene.exchange(scene.job().claim("jti", id)));
        }));
        attacks.add(attack("an exchanged token is presented in another spelling", scene -> {
            String token = exchanged(scene);
            for (String respelled : List.of(token + "=", token + "\n", " " + token, token + "!!!!", token + ".")) {
                assertRefused(scene.target().exchange(respelled), "token-malformed");
            }
        }));
        attacks.add(attack("a job's one token is exchanged twice for a package", scene -> {
            scene.register();
            PackageName second = scene.target().newPackage();
            scene.target()
                    .register(PublisherSetup.builder(scene.policyOf(scene.job()).build())
                            .packages(second)
                            .build());
            String token = scene.provider().token(scene.job(), scene.target().audienceFor(scene.packageName()));
            assertGranted(scene.target().exchangeFor(scene.packageName(), token));
            assertRefused(scene.target().exchangeFor(scene.packageName(), token), REPLAYED);
            assertGranted(scene.target().exchangeFor(second, token));
            assertRefused(scene.target().exchangeFor(second, token), REPLAYED);
        }));
    }

    private static void addBurning(List<ExchangeAttack> attacks) {
        attacks.add(attack("a refused exchange uses up an honest job's token", scene -> {
            String token = scene.token();
            assertRefused(scene.target().exchange(token), "no-publisher", "repository-mismatch");
            scene.register(scene.policyOf(scene.job().workflow(".github/workflows/other.yml"))
                    .build());
            assertRefused(scene.target().exchange(token), "workflow-mismatch");
            scene.register();
            assertGranted(scene.target().exchange(token));
            assertRefused(scene.target().exchange(token), REPLAYED);
        }));
        attacks.add(attack("a token is exchanged while the replay store is down", scene -> {
            String token = exchanged(scene);
            String fresh = scene.token();
            scene.target().breakStore();
            try {
                assertUnavailable(scene.target().exchange(token), "store-unavailable");
                assertUnavailable(scene.target().exchange(fresh), "store-unavailable");
            } finally {
                scene.target().repairStore();
            }
            assertRefused(scene.target().exchange(token), REPLAYED);
            assertGranted(scene.target().exchange(fresh));
        }));
    }

    /** A token that was exchanged once. */
    private static String exchanged(Scene scene) {
        scene.register();
        String token = scene.token();
        assertGranted(scene.target().exchange(token));
        return token;
    }

    private static void assertOneGranted(List<ExchangeAnswer> answers) {
        List<ExchangeAnswer> others = new ArrayList<>(answers);
        assertThat(others.removeIf(answer -> answer.outcome() == Outcome.GRANTED))
                .as("an honest exchange is among them")
                .isTrue();
        assertThat(others).as("all but one are refused").hasSize(answers.size() - 1);
        others.forEach(answer -> assertRefused(answer, REPLAYED));
    }

    private static ExchangeAttack attack(String name, Consumer<Scene> steps) {
        return ExchangeAttack.of(AttackCase.REPLAY, name, steps);
    }
}
