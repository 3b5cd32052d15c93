package dev.registrykit.testkit.attack;

import static dev.registrykit.testkit.attack.Scene.assertGranted;
import static dev.registrykit.testkit.attack.Scene.assertRefused;

import dev.registrykit.testkit.oidc.IdentityProviderServer;
import java.util.List;
import java.util.function.Consumer;

/** Two tenants, each with an issuer that the target trusts: neither speaks for the other. */
final class IssuerScenes {
    private IssuerScenes() {}

    static List<ExchangeAttack> all() {
        return List.of(
                attack("another tenant's issuer names the same repository and ids", scene -> {
                    register(scene);
                    String token = scene.target()
                            .secondProvider()
                            .token(scene.job(), scene.target().audience());
                    assertRefused(scene.target().exchange(token), "no-publisher", "issuer-mismatch");
                }),
                attack("another tenant's issuer signs for this issuer", scene -> {
                    register(scene);
                    String token = scene.target()
                            .secondProvider()
                            .token(
                                    scene.job().claim("iss", scene.provider().issuer()),
                                    scene.target().audience());
                    assertRefused(scene.target().exchange(token), "key-unknown");
                }),
                attack("another tenant's key under this issuer's key id", scene -> {
                    register(scene);
                    IdentityProviderServer second = scene.target().secondProvider();
                    String token = scene.provider()
                            .forge(scene.job(), scene.target().audience())
                            .signedBy(second.signingKey(), "RS256")
                            .token();
                    assertRefused(scene.target().exchange(token), "signature-invalid");
                }),
                attack("a publisher of another tenant's issuer is registered for the same repository", scene -> {
                    register(scene);
                    scene.target()
                            .register(scene.setup(scene.policyOf(
                                                    scene.job(),
                                                    scene.target()
                                                            .secondProvider()
                                                            .issuer())
                                            .build())
                                    .build());
                    String token = scene.target()
                            .secondProvider()
                            .token(
                                    scene.job().workflow(".github/workflows/other.yml"),
                                    scene.target().audience());
                    assertRefused(scene.target().exchange(token), "workflow-mismatch");
                    assertGranted(scene.exchange());
                }));
    }

    private static void register(Scene scene) {
        scene.register();
        assertGranted(scene.exchange());
    }

    private static ExchangeAttack attack(String name, Consumer<Scene> steps) {
        return ExchangeAttack.of(AttackCase.ISSUER, name, steps);
    }
}
