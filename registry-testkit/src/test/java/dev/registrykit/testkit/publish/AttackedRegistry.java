package dev.registrykit.testkit.publish;

import static org.assertj.core.api.Assertions.assertThat;

import dev.registrykit.core.decision.Decision;
import dev.registrykit.core.grant.Action;
import dev.registrykit.core.grant.Assurance;
import dev.registrykit.core.grant.Grant;
import dev.registrykit.core.http.HttpFetch;
import dev.registrykit.core.json.JsonLimits;
import dev.registrykit.core.json.JsonText;
import dev.registrykit.core.json.StrictJson;
import dev.registrykit.core.name.PackageName;
import dev.registrykit.core.name.PackagePattern;
import dev.registrykit.core.name.Release;
import dev.registrykit.core.request.EndpointAnswer;
import dev.registrykit.core.request.RequestContext;
import dev.registrykit.core.subject.Subject;
import dev.registrykit.publish.RegistryPublish;
import dev.registrykit.publish.provider.GitHubActions;
import dev.registrykit.publish.publisher.Registration;
import dev.registrykit.publish.token.RequestedAccess;
import dev.registrykit.publish.token.TokenRequest;
import dev.registrykit.testkit.attack.ExchangeAnswer;
import dev.registrykit.testkit.attack.ExchangeTarget;
import dev.registrykit.testkit.attack.PublisherSetup;
import dev.registrykit.testkit.attack.TokenUse;
import dev.registrykit.testkit.oidc.IdentityProviderServer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** One node of this SDK's own registry, for attacks: requests go through the endpoints, without HTTP. */
final class AttackedRegistry implements ExchangeTarget {
    private static final String AUDIENCE = "packages.example.org";
    private static final String HOST = "npm.example.org";
    private static final JsonLimits LIMITS = JsonLimits.small();

    private final AttackedWorld world;
    private final RegistryPublish publish;

    AttackedRegistry(AttackedWorld world) {
        this.world = world;
        this.publish = RegistryPublish.builder(world.work(), world.keyRing())
                .audience(AUDIENCE)
                .trust(
                        GitHubActions.at(world.provider().issuer()),
                        GitHubActions.at(world.secondProvider().issuer()))
                .publisherRights((publisher, action, name) -> world.isTrusted(publisher.addedBy(), name))
                .http(HttpFetch.acceptLoopbackHttp())
                .tokenPrefix("exr")
                .ownerRights(world::isTrusted)
                .clock(world.clock())
                .build();
    }

    RegistryPublish publish() {
        return publish;
    }

    @Override
    public IdentityProviderServer provider() {
        return world.provider();
    }

    @Override
    public IdentityProviderServer secondProvider() {
        return world.secondProvider();
    }

    @Override
    public String audience() {
        return AUDIENCE;
    }

    @Override
    public PackageName newPackage() {
        PackageName name = newName();
        world.own(name, Subject.user("owner of " + name));
        return name;
    }

    @Override
    public PackageName newName() {
        return PackageName.npm("@acme/widget-" + UUID.randomUUID());
    }

    @Override
    public String register(PublisherSetup setup) {
        var registration = Registration.builder(
                        setup.policy(), world.owner(setup.packages().get(0)))
                .packages(setup.packages().stream().map(PackagePattern::exactly).toList());
        if (setup.isSingleUse()) {
            registration.singleUse();
        }
        if (setup.isStageOnly()) {
            registration.stageOnly();
        }
        if (setup.isPending()) {
            registration.pending();
        }
        return Registry.allowed(publish.publishers().register(registration.build(), world.request("POST")))
                .id();
    }

    @Override
    public void removePublisher(String publisherId) {
        publish.publishers().remove(publisherId, Subject.user("somebody"), world.request("POST"));
    }

    @Override
    public ExchangeAnswer exchange(String identityToken) {
        return exchange(Map.of("token", world.remember(identityToken)));
    }

    private ExchangeAnswer exchange(Map<String, Object> members) {
        byte[] body = JsonText.write(members).getBytes(StandardCharsets.UTF_8);
        return answer(publish.exchangeEndpoint().handle(world.request("POST"), body));
    }

    @Override
    public String audienceFor(PackageName packageName) {
        return "npm:" + HOST;
    }

    @Override
    public ExchangeAnswer exchangeFor(PackageName packageName, String identityToken) {
        RequestContext request = world.request("POST", "Bearer " + world.remember(identityToken));
        return answer(publish.npmExchangeEndpoint(HOST).handle(request, packageName.text()));
    }

    private ExchangeAnswer answer(EndpointAnswer answer) {
        String body = new String(answer.body(), StandardCharsets.UTF_8);
        var json = StrictJson.object(body, LIMITS);
        ExchangeAnswer read;
        if (answer.status() == 200 || answer.status() == 201) {
            read = ExchangeAnswer.granted(world.remember(json.string("token")));
        } else if (answer.status() == 503) {
            read = ExchangeAnswer.unavailable(json.string("code"));
        } else {
            read = ExchangeAnswer.refused(json.string("code"));
        }
        return read.seenAs(answer.headers() + body)
                .cacheControl(answer.headers().getOrDefault("Cache-Control", ""));
    }

    @Override
    public ExchangeAnswer exchangeForDigest(String sha256, String identityToken) {
        return exchange(Map.of("token", world.remember(identityToken), "sha256", List.of(sha256)));
    }

    @Override
    public ExchangeAnswer use(String apiToken, TokenUse use) {
        RequestContext request = world.request("PUT", "Bearer " + apiToken);
        Release release = Release.of(use.packageName(), use.version());
        RequestedAccess access = RequestedAccess.of(use.action(), release);
        String digest = use.sha256();
        return publish.tokens()
                .authenticate(request, digest == null ? access : access.sha256(digest))
                .then(grant -> uploaded(grant, use, release, request))
                .fold(
                        granted -> ExchangeAnswer.granted(),
                        refusal -> ExchangeAnswer.refused(refusal.reason().code())
                                .seenAs(new String(refusal.toProblem().toJson(), StandardCharsets.UTF_8)),
                        outage -> ExchangeAnswer.unavailable(outage.reason().code()));
    }

    /** What a host does in the transaction of an upload: the job's publication is recorded, or refused. */
    private Decision<Grant> uploaded(Grant grant, TokenUse use, Release release, RequestContext request) {
        boolean publishes =
                use.action().equals(Action.PUBLISH_VERSION) || use.action().equals(Action.PUBLISH_NEW_PACKAGE);
        return publishes && grant.workload() != null
                ? publish.publications().record(grant, release, request).map(publication -> grant)
                : Decision.allowed(grant);
    }

    @Override
    public void revoke(String apiToken) {
        RequestContext request = world.request("DELETE", "Bearer " + apiToken);
        assertThat(publish.exchangeEndpoint().handle(request, new byte[0]).status())
                .isEqualTo(204);
    }

    @Override
    public String ownersToken(PackageName packageName) {
        TokenRequest request = TokenRequest.builder(world.owner(packageName))
                .name("laptop")
                .actions(Action.PUBLISH_VERSION, Action.STAGE)
                .packages(PackagePattern.exactly(packageName))
                .expiresAt(world.clock().instant().plus(Duration.ofDays(30)))
                .build();
        return world.remember(publish.tokens()
                .issue(request, Assurance.PHISHING_RESISTANT, world.request("POST"))
                .orElseThrow(failure -> new AssertionError(failure.toString()))
                .secret()
                .reveal());
    }

    @Override
    public void requireTrustedPublishing(PackageName packageName) {
        publish.publishers()
                .requireTrustedPublishing(
                        PackagePattern.exactly(packageName), world.owner(packageName), world.request("POST"));
    }

    @Override
    public void allowTokens(PackageName packageName) {
        publish.publishers()
                .allowTokens(PackagePattern.exactly(packageName), world.owner(packageName), world.request("POST"));
    }

    @Override
    public void transfer(PackageName packageName) {
        publish.publishers().removeAllOf(packageName, world.owner(packageName), world.request("POST"));
        world.own(packageName, Subject.user("new owner of " + packageName));
    }

    @Override
    public void suspendOwner(PackageName packageName) {
        world.suspend(packageName);
    }

    @Override
    public void advance(Duration time) {
        world.clock().advance(time);
    }

    @Override
    public Duration leeway() {
        return Duration.ofSeconds(60);
    }

    @Override
    public Duration keyLifetime() {
        return Duration.ofMinutes(15);
    }

    @Override
    public Duration staleLimit() {
        return Duration.ofHours(6);
    }

    @Override
    public Duration refetchCooldown() {
        return Duration.ofSeconds(30);
    }

    @Override
    public Duration tokenLifetime() {
        return Duration.ofMinutes(15);
    }

    @Override
    public ExchangeTarget restarted() {
        return new AttackedRegistry(world);
    }

    @Override
    public ExchangeTarget secondNode() {
        return new AttackedRegistry(world);
    }

    @Override
    public void breakStore() {
        world.breakStore(true);
    }

    @Override
    public void repairStore() {
        world.breakStore(false);
    }

    @Override
    public void runHousekeeping() {
        publish.housekeeping().runOnce(1_000);
    }

    @Override
    public List<String> events(PackageName packageName) {
        return publish.events().ofPackage(packageName, 100).stream()
                .map(Registry::typeAndReason)
                .toList();
    }

    @Override
    public String everythingKept() {
        return world.everythingKept();
    }
}
