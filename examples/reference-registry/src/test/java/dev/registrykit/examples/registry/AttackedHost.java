package dev.registrykit.examples.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.registrykit.core.grant.Action;
import dev.registrykit.core.json.JsonLimits;
import dev.registrykit.core.json.JsonObject;
import dev.registrykit.core.json.JsonText;
import dev.registrykit.core.json.StrictJson;
import dev.registrykit.core.name.PackageName;
import dev.registrykit.core.name.PackagePattern;
import dev.registrykit.core.name.Release;
import dev.registrykit.core.request.RequestContext;
import dev.registrykit.examples.registry.accounts.Account;
import dev.registrykit.publish.publisher.Registration;
import dev.registrykit.publish.token.RequestedAccess;
import dev.registrykit.testkit.attack.ExchangeAnswer;
import dev.registrykit.testkit.attack.ExchangeTarget;
import dev.registrykit.testkit.attack.PublisherSetup;
import dev.registrykit.testkit.attack.TokenUse;
import dev.registrykit.testkit.oidc.IdentityProviderServer;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** The running registry as attacks meet it: exchanges, uploads and revocations are HTTP requests. */
final class AttackedHost implements ExchangeTarget {
    private static final JsonLimits LIMITS = JsonLimits.small();

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final World world;
    private final Account owner;

    AttackedHost(World world, Account owner) {
        this.world = world;
        this.owner = owner;
    }

    @Override
    public IdentityProviderServer provider() {
        return world.ci;
    }

    @Override
    public String audience() {
        return world.registry.origin().getRawAuthority();
    }

    @Override
    public PackageName newPackage() {
        PackageName name = newName();
        world.registry.catalog().create(name, owner.subject(), world.clock.instant());
        return name;
    }

    @Override
    public PackageName newName() {
        return PackageName.npm("widget-" + UUID.randomUUID());
    }

    @Override
    public String register(PublisherSetup setup) {
        if (setup.isStageOnly()) {
            throw ExchangeTarget.notOffered("staged releases");
        }
        Registration.Builder registration = Registration.builder(setup.policy(), owner.subject())
                .packages(setup.packages().stream().map(PackagePattern::exactly).toList());
        if (setup.isSingleUse()) {
            registration.singleUse();
        }
        if (setup.isPending()) {
            registration.pending();
        }
        return world.registry
                .publish()
                .publishers()
                .register(
                        registration.build(),
                        RequestContext.builder("POST", "/test").build())
                .orElseThrow(failure -> new AssertionError(failure.detail()))
                .id();
    }

    @Override
    public void removePublisher(String publisherId) {
        world.registry.publish().publishers().remove(publisherId, owner.subject(), world.request);
    }

    @Override
    public ExchangeAnswer exchange(String identityToken) {
        return exchanged(request("/oidc/exchange")
                .POST(BodyPublishers.ofString(JsonText.write(Map.of("token", identityToken)))));
    }

    @Override
    public String audienceFor(PackageName packageName) {
        return "npm:" + world.registry.origin().getHost();
    }

    @Override
    public ExchangeAnswer exchangeFor(PackageName packageName, String identityToken) {
        return exchanged(request("/npm/-/npm/v1/oidc/token/exchange/package/" + packageName.text())
                .header("Authorization", "Bearer " + identityToken)
                .POST(BodyPublishers.noBody()));
    }

    private ExchangeAnswer exchanged(HttpRequest.Builder request) {
        HttpResponse<String> response = send(request);
        ExchangeAnswer answer = response.statusCode() == 200 || response.statusCode() == 201
                ? ExchangeAnswer.granted(json(response).string("token"))
                : refused(response);
        return answer.seenAs(response.headers() + response.body())
                .cacheControl(response.headers().firstValue("Cache-Control").orElse(""));
    }

    private static ExchangeAnswer refused(HttpResponse<String> response) {
        String code = json(response).string("code");
        return response.statusCode() == 503 ? ExchangeAnswer.unavailable(code) : ExchangeAnswer.refused(code);
    }

    private static JsonObject json(HttpResponse<String> response) {
        return StrictJson.object(response.body(), LIMITS);
    }

    @Override
    public ExchangeAnswer use(String apiToken, TokenUse use) {
        boolean uploads =
                use.action().equals(Action.PUBLISH_VERSION) || use.action().equals(Action.PUBLISH_NEW_PACKAGE);
        if (uploads && use.sha256() == null) {
            String name = use.packageName().text();
            HttpResponse<String> response = send(request("/npm/" + name)
                    .header("Authorization", "Bearer " + apiToken)
                    .PUT(BodyPublishers.ofString(document(name, use.version()))));
            return response.statusCode() == 201
                    ? ExchangeAnswer.granted()
                    : refused(response).seenAs(response.headers() + response.body());
        }
        RequestedAccess access = RequestedAccess.of(use.action(), Release.of(use.packageName(), use.version()));
        String digest = use.sha256();
        return world.registry
                .publish()
                .tokens()
                .authenticate(
                        RequestContext.builder("PUT", "/test")
                                .header("Authorization", "Bearer " + apiToken)
                                .build(),
                        digest == null ? access : access.sha256(digest))
                .fold(
                        grant -> ExchangeAnswer.granted(),
                        refusal -> ExchangeAnswer.refused(refusal.reason().code()),
                        outage -> ExchangeAnswer.unavailable(outage.reason().code()));
    }

    private static String document(String name, String version) {
        try {
            return NpmDocuments.json(name, version);
        } catch (Exception failed) {
            throw new AssertionError(failed);
        }
    }

    @Override
    public void revoke(String apiToken) {
        HttpResponse<String> response = send(request("/oidc/exchange")
                .header("Authorization", "Bearer " + apiToken)
                .DELETE());
        assertThat(response.statusCode()).isEqualTo(204);
    }

    @Override
    public String ownersToken(PackageName packageName) {
        return world.token(owner, packageName.toString()).secret().reveal();
    }

    @Override
    public void requireTrustedPublishing(PackageName packageName) {
        world.registry
                .publish()
                .publishers()
                .requireTrustedPublishing(PackagePattern.exactly(packageName), owner.subject(), world.request);
    }

    @Override
    public void allowTokens(PackageName packageName) {
        world.registry
                .publish()
                .publishers()
                .allowTokens(PackagePattern.exactly(packageName), owner.subject(), world.request);
    }

    @Override
    public void advance(Duration time) {
        world.clock.advance(time);
    }

    @Override
    public Duration leeway() {
        return Duration.ofSeconds(60);
    }

    @Override
    public Duration tokenLifetime() {
        return Duration.ofMinutes(15);
    }

    @Override
    public List<String> events(PackageName packageName) {
        return world.registry.publish().events().ofPackage(packageName, 100).stream()
                .map(event -> event.details().containsKey("reason")
                        ? event.type() + " " + event.details().get("reason")
                        : event.type())
                .toList();
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(world.at(path)).timeout(Duration.ofSeconds(20));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return http.send(request.build(), BodyHandlers.ofString());
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new UncheckedIOException(new InterruptedIOException("stopped"));
        }
    }
}
