package dev.registrykit.testkit.attack;

import static dev.registrykit.testkit.attack.Scene.assertGranted;
import static dev.registrykit.testkit.attack.Scene.assertRefused;
import static dev.registrykit.testkit.attack.Scene.assertUnavailable;
import static org.assertj.core.api.Assertions.assertThat;

import dev.registrykit.core.json.JsonText;
import dev.registrykit.testkit.oidc.IdentityProviderServer;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Consumer;

/** What an attacker could make a registry request: from an issuer of the attacker's, or by a trusted one that lies. */
final class FetchScenes {
    private static final int LARGE = 4 * 1024 * 1024;
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private FetchScenes() {}

    static List<ExchangeAttack> all() {
        List<ExchangeAttack> attacks = new ArrayList<>();
        addStrangers(attacks);
        addLyingDiscovery(attacks);
        addBrokenProviders(attacks);
        return attacks;
    }

    private static void addStrangers(List<ExchangeAttack> attacks) {
        attacks.add(attack("an issuer of the attacker's is fetched", scene -> {
            scene.register();
            withStranger(stranger -> {
                String token = stranger.token(scene.job(), scene.target().audience());
                assertRefused(scene.target().exchange(token), "issuer-not-trusted");
            });
        }));
        attacks.add(attack("an issuer below a trusted one is fetched", scene -> {
            scene.register();
            String issuer = scene.provider().issuer() + "/tenant";
            assertRefused(scene.exchange(scene.job().claim("iss", issuer)), "issuer-not-trusted");
            assertThat(requests(scene.provider()))
                    .as("requests before the issuer was found trusted")
                    .isZero();
        }));
        attacks.add(attack("keys are fetched from the address in the token's header", scene -> {
            scene.register();
            withStranger(stranger -> {
                String token = scene.provider()
                        .forge(scene.job(), scene.target().audience())
                        .header("jku", stranger.issuer() + "/.well-known/jwks")
                        .header("x5u", stranger.issuer() + "/chain")
                        .token();
                assertRefused(scene.target().exchange(token), "header-not-allowed");
            });
        }));
        attacks.add(attack("a provider that nobody asked about is fetched at the start", scene -> {
            scene.register();
            assertThat(requests(scene.provider()))
                    .as("requests before the first exchange")
                    .isZero();
            assertGranted(scene.exchange());
            assertThat(requests(scene.provider()))
                    .as("requests for the first exchange")
                    .isEqualTo(2);
        }));
    }

    private static void addLyingDiscovery(List<ExchangeAttack> attacks) {
        lying(
                attacks,
                "another issuer",
                (own, stranger) -> discovery(stranger.issuer(), own.issuer() + "/.well-known/jwks"));
        lying(
                attacks,
                "the issuer with a slash",
                (own, stranger) -> discovery(own.issuer() + "/", own.issuer() + "/.well-known/jwks"));
        lying(
                attacks,
                "keys on another host",
                (own, stranger) -> discovery(own.issuer(), stranger.issuer() + "/.well-known/jwks"));
        lying(
                attacks,
                "keys at a metadata service",
                (own, stranger) -> discovery(own.issuer(), "http://169.254.169.254/latest/meta-data/"));
        lying(
                attacks,
                "keys at another name of the host",
                (own, stranger) -> discovery(
                        own.issuer(), stranger.issuer().replace("127.0.0.1", "localhost") + "/.well-known/jwks"));
        lying(attacks, "keys in a file", (own, stranger) -> discovery(own.issuer(), "file:///etc/passwd"));
        lying(
                attacks,
                "keys behind a user name",
                (own, stranger) -> discovery(
                        own.issuer(), own.issuer().replace("http://", "http://127.0.0.1@") + "/.well-known/jwks"));
        lying(attacks, "keys at no address", (own, stranger) -> discovery(own.issuer(), "::"));
        lying(
                attacks,
                "two addresses of keys",
                (own, stranger) -> "{\"issuer\":\"" + own.issuer() + "\",\"jwks_uri\":\"" + stranger.issuer()
                        + "\",\"jwks_uri\":\"" + own.issuer() + "/.well-known/jwks\"}");
        lying(
                attacks,
                "4 MB",
                (own, stranger) -> discovery(own.issuer(), own.issuer() + "/.well-known/jwks") + " ".repeat(LARGE));
    }

    private static void addBrokenProviders(List<ExchangeAttack> attacks) {
        broken(
                attacks,
                "redirects to another host",
                (own, stranger) -> own.redirectTo(URI.create(stranger.issuer() + "/.well-known/openid-configuration")));
        broken(attacks, "has 4 MB of keys", (own, stranger) -> own.serveKeySet(own.keySet() + " ".repeat(LARGE)));
        broken(attacks, "has more keys than anybody needs", (own, stranger) -> own.serveKeySet(manyKeys(own)));
        broken(attacks, "has 64 MB of spaces before its keys", (own, stranger) -> own.serveHugeBody(64L * 1024 * 1024));
        broken(attacks, "compresses 64 MB of spaces", (own, stranger) -> own.serveGzip(64L * 1024 * 1024));
        broken(attacks, "answers byte by byte", (own, stranger) -> own.trickle(200));
        broken(attacks, "does not answer", (own, stranger) -> own.hang());
        broken(attacks, "answers by half a document", (own, stranger) -> own.serveBrokenJson());
    }

    private static String manyKeys(IdentityProviderServer own) {
        StringBuilder keys = new StringBuilder("{\"keys\":[");
        for (int i = 0; i < 400; i++) {
            keys.append(own.signingKey().publicJwk().replace(own.signingKey().id(), "key-" + i))
                    .append(',');
        }
        return keys.append(own.signingKey().publicJwk()).append("]}").toString();
    }

    private static void lying(
            List<ExchangeAttack> attacks,
            String what,
            BiFunction<IdentityProviderServer, IdentityProviderServer, String> document) {
        broken(
                attacks,
                "states " + what + " in its discovery document",
                (own, stranger) -> own.serveDiscovery(document.apply(own, stranger)));
    }

    /** The exchange is unavailable, soon, and nobody but the trusted provider was asked for anything. */
    private static void broken(
            List<ExchangeAttack> attacks,
            String what,
            BiConsumer<IdentityProviderServer, IdentityProviderServer> breaking) {
        attacks.add(attack("a trusted provider " + what, scene -> {
            scene.register();
            String token = scene.token();
            withStranger(stranger -> {
                breaking.accept(scene.provider(), stranger);
                long started = System.nanoTime();
                assertUnavailable(scene.target().exchange(token), "keys-unavailable");
                assertThat(Duration.ofNanos(System.nanoTime() - started))
                        .as("the time that an exchange waits for a provider")
                        .isLessThan(PATIENCE);
            });
        }));
    }

    private static void withStranger(Consumer<IdentityProviderServer> steps) {
        try (IdentityProviderServer stranger = IdentityProviderServer.start()) {
            steps.accept(stranger);
            assertThat(requests(stranger))
                    .as("requests to a host that nobody trusts")
                    .isZero();
        }
    }

    private static String discovery(String issuer, String keys) {
        return JsonText.write(Map.of("issuer", issuer, "jwks_uri", keys));
    }

    private static int requests(IdentityProviderServer provider) {
        return provider.discoveryRequests() + provider.keySetRequests();
    }

    private static ExchangeAttack attack(String name, Consumer<Scene> steps) {
        return ExchangeAttack.ofFresh(AttackCase.SERVER_SIDE_FETCH, name, steps);
    }
}
