package dev.registrykit.testkit.attack;

import static dev.registrykit.testkit.attack.Scene.assertGranted;
import static dev.registrykit.testkit.attack.Scene.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.registrykit.core.grant.Action;
import java.util.List;
import java.util.function.Consumer;

/** Packages that only trusted publishing may publish, and the ways around that. */
final class SwitchScenes {
    private static final String REQUIRED = "trusted-publishing-required";

    private SwitchScenes() {}

    static List<ExchangeAttack> all() {
        return List.of(
                attack("a leftover token publishes", scene -> {
                    String leftover = restricted(scene);
                    assertRefused(scene.publish(leftover, "2.0.0"), REQUIRED);
                    assertGranted(scene.publish(scene.granted(), "2.0.0"));
                }),
                attack("a token that is issued afterwards publishes", scene -> {
                    restricted(scene);
                    String fresh = scene.target().ownersToken(scene.packageName());
                    assertRefused(scene.publish(fresh, "2.0.0"), REQUIRED);
                }),
                attack("a leftover token stages a version instead", scene -> {
                    String leftover = restricted(scene);
                    TokenUse stage =
                            TokenUse.publish(scene.packageName(), "2.0.0").action(Action.STAGE);
                    assertRefused(scene.target().use(leftover, stage), REQUIRED, "action-not-in-scope");
                }),
                attack("a leftover token publishes at another node", scene -> {
                    String leftover = restricted(scene);
                    Scene other = scene.at(scene.target().secondNode());
                    assertRefused(other.publish(leftover, "2.0.0"), REQUIRED);
                }),
                attack("a leftover token publishes after a restart", scene -> {
                    String leftover = restricted(scene);
                    Scene other = scene.at(scene.target().restarted());
                    assertRefused(other.publish(leftover, "2.0.0"), REQUIRED);
                }),
                attack("the rule is lifted for one upload, without a trace", scene -> {
                    String leftover = restricted(scene);
                    scene.target().allowTokens(scene.packageName());
                    assertGranted(scene.publish(leftover, "2.0.0"));
                    scene.target().requireTrustedPublishing(scene.packageName());
                    assertRefused(scene.publish(leftover, "2.0.1"), REQUIRED);
                    assertThat(scene.target().events(scene.packageName()))
                            .filteredOn(event -> event.equals("publishing.restricted"))
                            .hasSize(2);
                    assertThat(scene.target().events(scene.packageName())).contains("publishing.unrestricted");
                }));
    }

    /** A token of an owner that could publish until the package allowed trusted publishing only. */
    private static String restricted(Scene scene) {
        scene.register();
        String leftover = scene.target().ownersToken(scene.packageName());
        assertGranted(scene.publish(leftover, "0.9.0"));
        scene.target().requireTrustedPublishing(scene.packageName());
        return leftover;
    }

    private static ExchangeAttack attack(String name, Consumer<Scene> steps) {
        return ExchangeAttack.of(AttackCase.TOKEN_SWITCH, name, steps);
    }
}
