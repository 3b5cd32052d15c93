package dev.registrykit.testkit.attack;

import static dev.registrykit.testkit.attack.Scene.assertGranted;
import static dev.registrykit.testkit.attack.Scene.assertRefused;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/** The very edges of a token's time, by a clock that stands still. */
final class TimeScenes {
    private static final long LIFETIME_SECONDS = 300;

    private TimeScenes() {}

    static List<ExchangeAttack> all() {
        return List.of(
                attack("a token is exchanged when its leeway has just passed", scene -> {
                    long leeway = stopped(scene);
                    String inTime = scene.token();
                    String late = scene.token();
                    scene.target().advance(Duration.ofSeconds(LIFETIME_SECONDS + leeway - 1));
                    assertGranted(scene.target().exchange(inTime));
                    scene.target().advance(Duration.ofSeconds(1));
                    assertRefused(scene.target().exchange(late), "token-expired");
                }),
                attack("a token is exchanged before its time by more than the leeway", scene -> {
                    long leeway = stopped(scene);
                    long now = issuedAt(scene);
                    assertGranted(scene.exchange(scene.job().claim("nbf", now + leeway)));
                    assertRefused(scene.exchange(scene.job().claim("nbf", now + leeway + 1)), "token-not-yet-valid");
                }),
                attack("a token is issued in the future by more than the leeway", scene -> {
                    long leeway = stopped(scene);
                    long now = issuedAt(scene);
                    assertGranted(scene.exchange(scene.job().claim("iat", now + leeway)));
                    assertRefused(scene.exchange(scene.job().claim("iat", now + leeway + 1)), "token-not-yet-valid");
                }));
    }

    /** Registers the job; the leeway in seconds. */
    private static long stopped(Scene scene) {
        scene.target().advance(Duration.ZERO);
        scene.register();
        return scene.target().leeway().toSeconds();
    }

    private static long issuedAt(Scene scene) {
        if (scene.provider().forge(scene.job(), scene.target().audience()).claim("iat") instanceof Long now) {
            return now;
        }
        throw new IllegalStateException("the provider states no time of issue");
    }

    private static ExchangeAttack attack(String name, Consumer<Scene> steps) {
        return ExchangeAttack.of(AttackCase.TIME, name, steps);
    }
}
