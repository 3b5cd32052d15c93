package dev.registrykit.testkit.attack;

import static dev.registrykit.testkit.attack.Scene.assertGranted;
import static dev.registrykit.testkit.attack.Scene.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.registrykit.core.grant.Action;
import dev.registrykit.core.name.PackageName;
import dev.registrykit.testkit.oidc.GitHubJob;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** What is done with a minted token beyond its purpose, and what answers, logs and rows give away. */
final class MintedTokenScenes {
    private static final String VERSION = "1.0.0";
    private static final String DIGEST = "0f".repeat(32);
    private static final String SECRET_ENVIRONMENT = "plans-for-world-domination";

    private MintedTokenScenes() {}

    static List<ExchangeAttack> all() {
        List<ExchangeAttack> attacks = new ArrayList<>();
        addScopes(attacks);
        addEnds(attacks);
        addBounds(attacks);
        addSecrets(attacks);
        addOracles(attacks);
        return attacks;
    }

    private static void addScopes(List<ExchangeAttack> attacks) {
        attacks.add(attack("the token publishes another package", scene -> {
            scene.register();
            String token = scene.granted();
            PackageName other = scene.target().newPackage();
            assertRefused(scene.target().use(token, TokenUse.publish(other, VERSION)), "package-not-in-scope");
            assertGranted(scene.publish(token));
        }));
        for (Action action : List.of(
                Action.YANK, Action.DELETE, Action.MANAGE_OWNERS, Action.MANAGE_PUBLISHERS, Action.named("dist-tag"))) {
            attacks.add(attack("the token is used to " + action, scene -> {
                scene.register();
                String token = scene.granted();
                TokenUse use = TokenUse.publish(scene.packageName(), VERSION).action(action);
                assertRefused(scene.target().use(token, use), "action-not-in-scope");
                assertGranted(scene.publish(token));
            }));
        }
        attacks.add(attack("a stage-only publisher's token publishes", scene -> {
            scene.target()
                    .register(scene.setup(scene.policyOf(scene.job()).build())
                            .stageOnly()
                            .build());
            String token = scene.granted();
            assertRefused(scene.publish(token), "action-not-in-scope");
            assertGranted(scene.target()
                    .use(token, TokenUse.publish(scene.packageName(), VERSION).action(Action.STAGE)));
        }));
    }

    private static void addEnds(List<ExchangeAttack> attacks) {
        attacks.add(attack("the token is used after its end", scene -> {
            scene.register();
            String token = scene.granted();
            assertGranted(scene.publish(token));
            scene.target().advance(scene.target().tokenLifetime());
            assertRefused(scene.publish(token, "1.0.1"), "token-expired", "token-invalid");
        }));
        attacks.add(attack("the token is used after it was revoked", scene -> {
            scene.register();
            String token = scene.granted();
            assertGranted(scene.publish(token));
            scene.target().revoke(token);
            assertRefused(scene.publish(token, "1.0.1"), "token-revoked", "token-invalid");
        }));
        attacks.add(attack("the token is used at another node after it was revoked", scene -> {
            scene.register();
            String token = scene.granted();
            Scene other = scene.at(scene.target().secondNode());
            assertGranted(other.publish(token));
            scene.target().revoke(token);
            assertRefused(other.publish(token, "1.0.1"), "token-revoked", "token-invalid");
        }));
        attacks.add(attack("the token is spelled otherwise", scene -> {
            scene.register();
            String token = scene.granted();
            for (String other : List.of(
                    token + "x",
                    token.substring(1),
                    token.substring(0, token.length() - 1),
                    otherCase(token),
                    token + "=")) {
                assertRefused(scene.publish(other), "token-invalid");
            }
            assertGranted(scene.publish(token));
        }));
    }

    private static void addBounds(List<ExchangeAttack> attacks) {
        attacks.add(attack("a single-use token publishes a second version", scene -> {
            scene.target()
                    .register(scene.setup(scene.policyOf(scene.job()).build())
                            .singleUse()
                            .build());
            String token = scene.granted();
            assertGranted(scene.publish(token));
            assertRefused(scene.publish(token, "1.0.1"), "token-used");
        }));
        attacks.add(attack("a digest-bound token uploads another file", scene -> {
            scene.register();
            String token = Scene.granted(scene.target().exchangeForDigest(DIGEST, scene.token()));
            TokenUse use = TokenUse.publish(scene.packageName(), VERSION);
            assertRefused(scene.target().use(token, use.sha256("f0".repeat(32))), "digest-not-in-scope");
            assertRefused(scene.target().use(token, use), "digest-required");
            assertGranted(scene.target().use(token, use.sha256(DIGEST)));
        }));
    }

    private static void addSecrets(List<ExchangeAttack> attacks) {
        attacks.add(attack("a shared cache keeps the answer", scene -> {
            String unknown = scene.token();
            assertNotCached(scene.target().exchange(unknown));
            scene.register();
            assertNotCached(scene.target().exchange(unknown));
            assertNotCached(scene.target().exchange(unknown));
        }));
        attacks.add(attack("tokens are read from the database and the logs", scene -> {
            scene.register();
            String identity = scene.token();
            String token = Scene.granted(scene.target().exchange(identity));
            assertGranted(scene.publish(token));
            assertRefused(scene.target().exchange(identity), "token-replayed");
            String forged = scene.provider()
                    .forge(scene.job(), scene.target().audience())
                    .signature(own -> own.substring(0, own.length() - 4) + "AAAA")
                    .token();
            assertRefused(scene.target().exchange(forged), "signature-invalid", "token-malformed");
            String kept = scene.target().everythingKept();
            for (String secret :
                    List.of(token, body(token), identity, signature(identity), forged, signature(forged))) {
                assertThat(kept.contains(secret)).as("a secret was kept").isFalse();
            }
        }));
        attacks.add(attack("tokens are read from refusals", scene -> {
            scene.register();
            String identity = scene.token();
            String token = Scene.granted(scene.target().exchange(identity));
            ExchangeAnswer replayed = scene.target().exchange(identity);
            assertRefused(replayed, "token-replayed");
            PackageName other = scene.target().newPackage();
            ExchangeAnswer misused = scene.target().use(token, TokenUse.publish(other, VERSION));
            assertRefused(misused, "package-not-in-scope");
            for (ExchangeAnswer answer : List.of(replayed, misused)) {
                assertThat(seen(answer).contains(token) || seen(answer).contains(signature(identity)))
                        .as("a refusal holds a secret")
                        .isFalse();
            }
        }));
    }

    private static void addOracles(List<ExchangeAttack> attacks) {
        attacks.add(attack("a stranger asks what is registered for a repository", scene -> {
            registerSecretly(scene);
            GitHubJob stranger = GitHubJob.of("attacker/tool").environment("x");
            ExchangeAnswer answer = scene.exchange(stranger);
            assertRefused(answer, "no-publisher", "repository-mismatch");
            assertTellsNothing(scene, answer);
        }));
        attacks.add(attack("whoever took over a name asks what is registered for it", scene -> {
            registerSecretly(scene);
            GitHubJob job = scene.job();
            ExchangeAnswer answer = scene.exchange(job.ids(job.repositoryId() + "1", job.ownerId() + "1")
                    .workflow(".github/workflows/x.yml")
                    .environment("x"));
            assertRefused(answer, "repository-id-mismatch", "owner-id-mismatch");
            assertTellsNothing(scene, answer);
        }));
        attacks.add(attack("an honest job is left to guess what is wrong", scene -> {
            registerSecretly(scene);
            ExchangeAnswer answer = scene.exchange(scene.job().environment("staging"));
            assertRefused(answer, "environment-mismatch");
            assertThat(seen(answer))
                    .as("the dimension, the expected and the presented value")
                    .contains("environment", SECRET_ENVIRONMENT, "staging");
        }));
    }

    private static void registerSecretly(Scene scene) {
        scene.register(
                scene.policyOf(scene.job()).environment(SECRET_ENVIRONMENT).build());
        assertGranted(scene.exchange(scene.job().environment(SECRET_ENVIRONMENT)));
    }

    private static void assertTellsNothing(Scene scene, ExchangeAnswer answer) {
        assertThat(seen(answer))
                .as("what is told before repository and ids match")
                .doesNotContain(
                        SECRET_ENVIRONMENT,
                        scene.packageName().text(),
                        scene.job().workflow(),
                        scene.job().repositoryId() + "\"",
                        scene.job().ownerId() + "\"");
    }

    private static void assertNotCached(ExchangeAnswer answer) {
        String cacheControl = answer.cacheControl();
        if (cacheControl == null) {
            throw ExchangeTarget.notOffered("a look at the headers of an answer");
        }
        assertThat(cacheControl).as("Cache-Control of %s", answer).contains("no-store");
    }

    private static String seen(ExchangeAnswer answer) {
        if (answer.seen().isEmpty()) {
            throw ExchangeTarget.notOffered("a look at an answer's text");
        }
        return answer.seen();
    }

    private static String otherCase(String token) {
        StringBuilder other = new StringBuilder();
        token.chars().forEach(one -> other.append((char) (Character.isLetter(one) ? one ^ 0x20 : one)));
        return other.toString();
    }

    /** The token without what all tokens of the registry start with. */
    private static String body(String token) {
        return token.substring(token.lastIndexOf('_') + 1);
    }

    private static String signature(String identityToken) {
        return identityToken.substring(identityToken.lastIndexOf('.') + 1);
    }

    private static ExchangeAttack attack(String name, Consumer<Scene> steps) {
        return ExchangeAttack.of(AttackCase.MINTED_TOKEN, name, steps);
    }
}
