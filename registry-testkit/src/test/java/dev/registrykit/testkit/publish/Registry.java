package dev.registrykit.testkit.publish;

import static org.assertj.core.api.Assertions.assertThat;

import dev.registrykit.core.decision.Decision;
import dev.registrykit.core.event.RecordedEvent;
import dev.registrykit.core.grant.Action;
import dev.registrykit.core.grant.Assurance;
import dev.registrykit.core.grant.Grant;
import dev.registrykit.core.http.HttpFetch;
import dev.registrykit.core.name.PackageName;
import dev.registrykit.core.name.PackagePattern;
import dev.registrykit.core.request.RequestContext;
import dev.registrykit.core.secret.KeyRing;
import dev.registrykit.core.store.UnitOfWork;
import dev.registrykit.core.subject.Subject;
import dev.registrykit.publish.PublishStores;
import dev.registrykit.publish.RegistryPublish;
import dev.registrykit.publish.oidc.IdentityToken;
import dev.registrykit.publish.provider.GitHubActions;
import dev.registrykit.publish.publisher.PublisherRights;
import dev.registrykit.publish.publisher.Registration;
import dev.registrykit.publish.publisher.TrustedPublisher;
import dev.registrykit.publish.token.IssuedToken;
import dev.registrykit.publish.token.TokenRequest;
import dev.registrykit.testkit.clock.TestClock;
import dev.registrykit.testkit.oidc.GitHubJob;
import dev.registrykit.testkit.oidc.IdentityProviderServer;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/** A registry that trusts one provider, with the words in which the tests speak. */
final class Registry {
    static final String AUDIENCE = "packages.example.org";
    static final PackageName WIDGET = PackageName.maven("com.acme", "widget");
    static final Subject ALICE = Subject.user("alice");
    static final GitHubJob JOB = GitHubJob.of("acme/widget").ref("refs/tags/v1.0.0");

    private final RegistryPublish publish;
    private final UnitOfWork<PublishStores> work;
    private final IdentityProviderServer provider;
    private final TestClock clock;

    Registry(UnitOfWork<PublishStores> work, IdentityProviderServer provider, TestClock clock) {
        this(work, provider, clock, builder -> {});
    }

    Registry(
            UnitOfWork<PublishStores> work,
            IdentityProviderServer provider,
            TestClock clock,
            Consumer<RegistryPublish.Builder> settings) {
        this.work = work;
        this.provider = provider;
        this.clock = clock;
        RegistryPublish.Builder builder = RegistryPublish.builder(work, KeyRing.ephemeral())
                .audience(AUDIENCE)
                .trust(GitHubActions.at(provider.issuer()))
                .publisherRights(PublisherRights.whileRegistered())
                .http(HttpFetch.acceptLoopbackHttp())
                .tokenPrefix("exr")
                .ownerRights((owner, action, name) -> owner.equals(ALICE))
                .clock(clock);
        settings.accept(builder);
        this.publish = builder.build();
    }

    RegistryPublish publish() {
        return publish;
    }

    /** Registers the job's repository and workflow for the widget. */
    TrustedPublisher register(GitHubJob job) {
        var policy = GitHubActions.at(provider.issuer())
                .policy(job.repository())
                .repositoryId(job.repositoryId())
                .ownerId(job.ownerId())
                .workflow(job.workflow())
                .build();
        return allowed(publish.publishers()
                .register(
                        Registration.builder(policy, ALICE)
                                .packages(PackagePattern.exactly(WIDGET))
                                .build(),
                        from("198.51.100.1")));
    }

    String identityToken() {
        return provider.token(JOB, AUDIENCE);
    }

    Decision<IssuedToken> exchange(String identityToken) {
        return publish.trustedPublishing().exchange(IdentityToken.of(identityToken), from("192.0.2.1"));
    }

    IssuedToken issue() {
        return issue(Action.PUBLISH_VERSION);
    }

    IssuedToken issue(Action... actions) {
        return allowed(publish.tokens()
                .issue(
                        TokenRequest.builder(ALICE)
                                .name("laptop")
                                .actions(actions)
                                .packages(PackagePattern.exactly(WIDGET))
                                .expiresAt(clock.instant().plus(Duration.ofDays(30)))
                                .build(),
                        Assurance.PHISHING_RESISTANT,
                        from("192.0.2.1")));
    }

    /** A token that the managing one issues. */
    IssuedToken issueWith(IssuedToken manager) {
        RequestContext request = RequestContext.builder("POST", "/tokens")
                .header("Authorization", "Bearer " + manager.secret().reveal())
                .clientAddress("192.0.2.1")
                .build();
        TokenRequest wanted = TokenRequest.builder(ALICE)
                .name("made by a token")
                .actions(Action.PUBLISH_VERSION)
                .packages(PackagePattern.exactly(WIDGET))
                .build();
        return allowed(publish.tokens()
                .authenticate(request, Action.MANAGE_TOKENS)
                .then(grant -> publish.tokens().issueWith(grant, wanted, request)));
    }

    Decision<Grant> publishWith(String token) {
        return publishWith(token, WIDGET);
    }

    Decision<Grant> publishWith(String token, PackageName name) {
        RequestContext request = RequestContext.builder("PUT", "/maven/x")
                .header("Authorization", "Bearer " + token)
                .clientAddress("192.0.2.1")
                .build();
        return publish.tokens().authenticate(request, Action.PUBLISH_VERSION, name);
    }

    /** The widget's events, newest first, as type and reason. */
    List<String> widgetEvents() {
        return work.run(stores -> stores.events().ofPackage(WIDGET, 1000)).stream()
                .map(Registry::typeAndReason)
                .toList();
    }

    static String typeAndReason(RecordedEvent event) {
        String reason = event.details().getOrDefault("reason", "");
        return reason.isEmpty() ? event.type() : event.type() + " " + reason;
    }

    static RequestContext from(String address) {
        return RequestContext.builder("POST", "/oidc/exchange")
                .clientAddress(address)
                .build();
    }

    /** {@code allowed}, or the outcome and its reason's code. */
    static String outcome(Decision<?> decision) {
        return decision.fold(
                value -> "allowed",
                refusal -> "refused " + refusal.reason().code(),
                outage -> "unavailable " + outage.reason().code());
    }

    static <T> T allowed(Decision<T> decision) {
        assertThat(outcome(decision)).isEqualTo("allowed");
        return decision.orElseThrow(failure -> new AssertionError(failure.toString()));
    }
}
