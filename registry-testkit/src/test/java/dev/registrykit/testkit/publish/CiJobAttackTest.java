package dev.registrykit.testkit.publish;

import static org.assertj.core.api.Assertions.assertThat;

import dev.registrykit.core.decision.Decision;
import dev.registrykit.core.http.HttpFetch;
import dev.registrykit.core.name.PackageName;
import dev.registrykit.core.name.PackagePattern;
import dev.registrykit.core.request.RequestContext;
import dev.registrykit.core.secret.KeyRing;
import dev.registrykit.core.subject.Subject;
import dev.registrykit.publish.RegistryPublish;
import dev.registrykit.publish.oidc.IdentityProvider;
import dev.registrykit.publish.oidc.IdentityToken;
import dev.registrykit.publish.publisher.PublisherRights;
import dev.registrykit.publish.publisher.Registration;
import dev.registrykit.publish.token.IssuedToken;
import dev.registrykit.testkit.attack.CiJobAttack;
import dev.registrykit.testkit.attack.CiJobAttacks;
import dev.registrykit.testkit.clock.TestClock;
import dev.registrykit.testkit.memory.InMemoryPublish;
import dev.registrykit.testkit.oidc.CiJob;
import dev.registrykit.testkit.oidc.IdentityProviderServer;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;

/** A registry that trusts every CI system exchanges the tokens of their honest jobs, once each, and of no others. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CiJobAttackTest {
    private static final String AUDIENCE = "packages.example.org";

    private final TestClock clock = TestClock.atPresent();
    private final Map<String, IdentityProviderServer> servers = new TreeMap<>();
    private final Map<String, CiJob> honestJobs = CiJobAttack.all()
            .collect(Collectors.toMap(CiJobAttack::provider, CiJobAttack::honestJob, (one, same) -> one, TreeMap::new));
    private RegistryPublish publish;

    @BeforeAll
    void trust_and_register_every_honest_job() {
        Map<String, HonestJob> honest = new TreeMap<>();
        honestJobs.forEach((provider, job) -> {
            // A server each, because the issuers of most providers have no path that would tell them apart.
            IdentityProviderServer server = IdentityProviderServer.start(clock);
            servers.put(provider, server);
            String issuer = server.playing(job).issuer();
            honest.put(provider, HonestJob.of(provider, issuer, job.claims(issuer, AUDIENCE, clock.instant())));
        });
        publish = RegistryPublish.builder(InMemoryPublish.unitOfWork(), KeyRing.ephemeral())
                .audience(AUDIENCE)
                .trust(honest.values().stream().map(HonestJob::provider).toArray(IdentityProvider[]::new))
                .publisherRights(PublisherRights.whileRegistered())
                .http(HttpFetch.acceptLoopbackHttp())
                .tokenPrefix("exr")
                .clock(clock)
                .build();
        honest.forEach((provider, job) -> Registry.allowed(publish.publishers()
                .register(
                        Registration.builder(job.policy(), Subject.user(provider))
                                .packages(PackagePattern.exactly(
                                        PackageName.npm("@acme/" + provider.toLowerCase(Locale.ROOT))))
                                .build(),
                        from(provider))));
    }

    @AfterAll
    void stop_the_providers() {
        servers.values().forEach(IdentityProviderServer::close);
    }

    @Test
    void the_token_of_every_honest_job_is_exchanged_once() {
        assertThat(honestJobs).hasSize(13);
        Map<String, String> outcomes = new TreeMap<>();
        Map<String, String> again = new TreeMap<>();
        honestJobs.forEach((provider, job) -> {
            String token = token(provider, job);
            outcomes.put(provider, Registry.outcome(exchange(provider, token)));
            again.put(provider, Registry.outcome(exchange(provider, token)));
        });
        assertThat(outcomes)
                .allSatisfy(
                        (provider, outcome) -> assertThat(outcome).as(provider).isEqualTo("allowed"));
        assertThat(again)
                .allSatisfy(
                        (provider, outcome) -> assertThat(outcome).as(provider).isEqualTo("refused token-replayed"));
    }

    @ParameterizedTest
    @CiJobAttacks
    void every_job_that_must_not_publish_is_refused_for_its_reason(CiJobAttack attack) {
        Decision<IssuedToken> decision = exchange(attack.toString(), token(attack.provider(), attack.job()));
        assertThat(decision).as("%s", attack).isInstanceOf(Decision.Refused.class);
        String code = decision.fold(value -> "", refusal -> refusal.reason().code(), outage -> "");
        assertThat(code).as("%s", attack).isIn(attack.reasons());
    }

    @Test
    void no_two_attacks_have_one_name() {
        assertThat(CiJobAttack.all().map(CiJobAttack::toString)).doesNotHaveDuplicates();
    }

    private String token(String provider, CiJob job) {
        return servers.get(provider).playing(job).token(job, AUDIENCE);
    }

    private Decision<IssuedToken> exchange(String from, String token) {
        return publish.trustedPublishing().exchange(IdentityToken.of(token), from(from));
    }

    private static RequestContext from(String address) {
        return RequestContext.builder("POST", "/oidc/exchange")
                .clientAddress("from " + address)
                .build();
    }
}
