package dev.registrykit.testkit.attack;

import static dev.registrykit.testkit.attack.Scene.assertGranted;
import static dev.registrykit.testkit.attack.Scene.assertRefused;
import static dev.registrykit.testkit.attack.Scene.assertUnavailable;
import static org.assertj.core.api.Assertions.assertThat;

import dev.registrykit.testkit.contract.Race;
import dev.registrykit.testkit.oidc.IdentityProviderServer;
import dev.registrykit.testkit.oidc.SigningKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

/** Key sets that change, mislead, vanish or are asked for over and over. */
final class KeyScenes {
    private static final String UNKNOWN = "key-unknown";

    private KeyScenes() {}

    static List<ExchangeAttack> all() {
        List<ExchangeAttack> attacks = new ArrayList<>();
        addSets(attacks);
        addRotations(attacks);
        addFloods(attacks);
        addOutages(attacks);
        return attacks;
    }

    private static void addSets(List<ExchangeAttack> attacks) {
        set(attacks, "for encryption", key -> key.publicJwk().replace("\"sig\"", "\"enc\""));
        set(
                attacks,
                "that may not verify",
                key -> key.publicJwk().replace("\"use\":\"sig\"", "\"key_ops\":[\"encrypt\"]"));
        set(attacks, "for another algorithm", key -> key.publicJwk().replace("RS256", "RS512"));
        set(
                attacks,
                "whose id is there twice",
                key -> key.publicJwk() + "," + SigningKey.rsa(key.id()).publicJwk());
        set(
                attacks,
                "of another kind under its id",
                key -> "{\"kty\":\"oct\",\"kid\":\"" + key.id() + "\",\"k\":\"AAAA\"}");
        attacks.add(ExchangeAttack.ofFresh(AttackCase.KEY_SELECTION, "a token by an RSA key of 1024 bits", scene -> {
            scene.register();
            WeakKey weak = WeakKey.rsa1024("weak");
            publish(scene.provider(), weak.publicJwk());
            String token = weak.resign(scene.provider()
                    .forge(scene.job(), scene.target().audience())
                    .header("kid", "weak")
                    .token());
            assertRefused(scene.target().exchange(token), UNKNOWN);
            assertGranted(scene.exchange());
        }));
    }

    /** A key that is in the set, but not as one that signs tokens; the provider's own key stays good beside it. */
    private static void set(List<ExchangeAttack> attacks, String what, Function<SigningKey, String> jwk) {
        attacks.add(ExchangeAttack.ofFresh(AttackCase.KEY_SELECTION, "a token by a published key " + what, scene -> {
            scene.register();
            SigningKey key = SigningKey.rsa("unfit");
            publish(scene.provider(), jwk.apply(key));
            assertRefused(scene.target().exchange(signedBy(scene, key)), UNKNOWN);
            assertGranted(scene.exchange());
        }));
    }

    private static void publish(IdentityProviderServer provider, String jwks) {
        provider.serveKeySet("{\"keys\":[" + jwks + "," + provider.signingKey().publicJwk() + "]}");
    }

    private static void addRotations(List<ExchangeAttack> attacks) {
        attacks.add(attack("a withdrawn key signs when the kept keys are old", scene -> {
            Duration lifetime = scene.target().keyLifetime();
            SigningKey stolen = exchanged(scene).signingKey();
            scene.provider().rotateKeys();
            scene.provider().withdraw(stolen);
            scene.target().advance(lifetime);
            assertRefused(scene.target().exchange(signedBy(scene, stolen)), UNKNOWN);
            assertGranted(scene.exchange());
        }));
        attacks.add(attack("a withdrawn key signs when another key was read", scene -> {
            SigningKey stolen = exchanged(scene).signingKey();
            scene.provider().rotateKeys();
            scene.provider().withdraw(stolen);
            assertGranted(scene.exchange());
            assertRefused(scene.target().exchange(signedBy(scene, stolen)), UNKNOWN);
        }));
        attacks.add(attack("an honest job is refused because the key is new", scene -> {
            String before = exchanged(scene).token(scene.job(), scene.target().audience());
            scene.provider().rotateKeys();
            assertGranted(scene.exchange());
            assertGranted(scene.target().exchange(before));
        }));
    }

    private static void addFloods(List<ExchangeAttack> attacks) {
        attacks.add(attack("a flood of unknown keys", scene -> {
            Duration cooldown = scene.target().refetchCooldown();
            IdentityProviderServer provider = exchanged(scene);
            scene.target().advance(cooldown);
            int before = provider.keySetRequests();
            Race.of(16, runner -> unknownKey(scene, runner)).forEach(answer -> assertRefused(answer, UNKNOWN));
            assertThat(provider.keySetRequests() - before)
                    .as("readings for 16 unknown keys")
                    .isLessThanOrEqualTo(1);
            scene.target().advance(cooldown.minusSeconds(1));
            assertRefused(unknownKey(scene, 17), UNKNOWN);
            assertThat(provider.keySetRequests() - before)
                    .as("readings within the cooldown")
                    .isLessThanOrEqualTo(1);
            scene.target().advance(Duration.ofSeconds(1));
            assertRefused(unknownKey(scene, 18), UNKNOWN);
            assertThat(provider.keySetRequests() - before)
                    .as("readings after it")
                    .isLessThanOrEqualTo(2);
            assertGranted(scene.exchange());
        }));
        attacks.add(attack("a flood while the provider is down", scene -> {
            scene.register();
            scene.target().advance(Duration.ZERO);
            scene.provider().failWithStatus(500);
            for (int i = 0; i < 20; i++) {
                assertUnavailable(scene.exchange(), "keys-unavailable");
            }
            assertThat(scene.provider().discoveryRequests())
                    .as("requests within the same second")
                    .isEqualTo(1);
        }));
        attacks.add(attack("a flood at one issuer keeps another's new key out", scene -> {
            IdentityProviderServer second = scene.target().secondProvider();
            scene.target()
                    .register(scene.setup(
                                    scene.policyOf(scene.job(), second.issuer()).build())
                            .build());
            String audience = scene.target().audience();
            assertGranted(scene.target().exchange(second.token(scene.job(), audience)));
            exchanged(scene);
            Race.of(8, runner -> unknownKey(scene, runner)).forEach(answer -> assertRefused(answer, UNKNOWN));
            second.rotateKeys();
            assertGranted(scene.target().exchange(second.token(scene.job(), audience)));
        }));
    }

    private static void addOutages(List<ExchangeAttack> attacks) {
        attacks.add(attack("an outage keeps honest jobs out at once, or lets old keys live forever", scene -> {
            Duration limit = scene.target().staleLimit();
            IdentityProviderServer provider = exchanged(scene);
            scene.target().advance(Duration.ZERO);
            provider.failWithStatus(503);
            scene.target().advance(limit.minusSeconds(1));
            assertGranted(scene.exchange());
            scene.target().advance(Duration.ofSeconds(1));
            assertUnavailable(scene.exchange(), "keys-unavailable");
            provider.recover();
            scene.target().advance(scene.target().refetchCooldown());
            assertGranted(scene.exchange());
        }));
        attacks.add(attack("an unknown key during an outage is refused for good", scene -> {
            IdentityProviderServer provider = exchanged(scene);
            provider.rotateKeys();
            provider.failWithStatus(500);
            String token = scene.token();
            assertUnavailable(scene.target().exchange(token), "keys-unavailable");
            provider.recover();
            scene.target().advance(scene.target().refetchCooldown());
            assertGranted(scene.target().exchange(token));
        }));
        erasing(attacks, "an empty key set", IdentityProviderServer::serveNoKeys);
        erasing(attacks, "half a key set", IdentityProviderServer::serveBrokenJson);
        erasing(
                attacks,
                "a key set without a usable key",
                provider -> provider.serveKeySet("{\"keys\":[{\"kty\":\"oct\",\"kid\":\"x\",\"k\":\"AAAA\"}]}"));
        erasing(
                attacks,
                "another issuer's discovery document",
                provider -> provider.announceIssuer("https://attacker.invalid"));
        erasing(attacks, "status 404", provider -> provider.failWithStatus(404));
    }

    /** What comes in place of the keys when they are read again must not replace the good ones. */
    private static void erasing(List<ExchangeAttack> attacks, String what, Consumer<IdentityProviderServer> change) {
        attacks.add(attack(what + " erases the good keys", scene -> {
            Duration lifetime = scene.target().keyLifetime();
            change.accept(exchanged(scene));
            scene.target().advance(lifetime);
            assertGranted(scene.exchange());
            assertGranted(scene.exchange());
        }));
    }

    private static ExchangeAnswer unknownKey(Scene scene, int number) {
        return scene.target()
                .exchange(scene.provider()
                        .forge(scene.job(), scene.target().audience())
                        .header("kid", "unknown-" + number)
                        .token());
    }

    private static String signedBy(Scene scene, SigningKey key) {
        return scene.provider()
                .forge(scene.job(), scene.target().audience())
                .signedBy(key, "RS256")
                .header("kid", key.id())
                .token();
    }

    /** Registers the job and exchanges once, so that keys are at hand. */
    private static IdentityProviderServer exchanged(Scene scene) {
        scene.register();
        assertGranted(scene.exchange());
        return scene.provider();
    }

    private static ExchangeAttack attack(String name, Consumer<Scene> steps) {
        return ExchangeAttack.ofFresh(AttackCase.KEY_ROTATION, name, steps);
    }
}
