package dev.registrykit.examples.registry;

import dev.registrykit.core.event.RecordedEvent;
import dev.registrykit.core.grant.Action;
import dev.registrykit.core.grant.Assurance;
import dev.registrykit.core.http.HttpFetch;
import dev.registrykit.core.name.PackageName;
import dev.registrykit.core.name.PackagePattern;
import dev.registrykit.core.request.RequestContext;
import dev.registrykit.core.secret.KeyRing;
import dev.registrykit.core.workload.WorkloadPolicy;
import dev.registrykit.examples.registry.accounts.Account;
import dev.registrykit.examples.registry.accounts.Accounts;
import dev.registrykit.publish.oidc.IdentityProvider;
import dev.registrykit.publish.provider.GitHubActions;
import dev.registrykit.publish.publisher.Registration;
import dev.registrykit.publish.token.IssuedToken;
import dev.registrykit.publish.token.TokenRequest;
import dev.registrykit.testkit.clock.TestClock;
import dev.registrykit.testkit.oidc.GitHubJob;
import dev.registrykit.testkit.oidc.IdentityProviderServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** A registry on a free port with an H2 database in memory, a clock, and a CI system that it trusts. */
final class World implements AutoCloseable {
    final TestClock clock = TestClock.atPresent();
    final IdentityProviderServer ci = IdentityProviderServer.start(clock);
    final GitHubActions provider = GitHubActions.at(ci.issuer());
    final RequestContext request = RequestContext.builder("POST", "/test").build();
    final Forge forge = new Forge(ci.issuer());
    final ReferenceRegistry registry;

    private World(
            Path directory,
            String jdbcUrl,
            Function<IdentityProviderServer, IdentityProvider> other,
            UnaryOperator<Settings.Builder> change)
            throws IOException {
        this.registry = ReferenceRegistry.start(change.apply(Settings.builder(directory, KeyRing.ephemeral())
                        .listen(InetAddress.getLoopbackAddress(), 0)
                        .database(jdbcUrl, null, null)
                        .trust(other.apply(ci))
                        .resolve(forge)
                        .http(HttpFetch.acceptLoopbackHttp())
                        .clock(clock))
                .build());
    }

    static World in(Path directory) throws IOException {
        return trusting(server -> GitHubActions.at(server.issuer()), directory);
    }

    /** A registry that trusts one CI system, at an issuer of the given server. */
    static World trusting(Function<IdentityProviderServer, IdentityProvider> system, Path directory)
            throws IOException {
        return new World(directory, "jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1", system, same -> same);
    }

    static World on(String jdbcUrl, Path directory) throws IOException {
        return new World(directory, jdbcUrl, server -> GitHubActions.at(server.issuer()), same -> same);
    }

    /** A registry with other settings. */
    static World with(UnaryOperator<Settings.Builder> change, Path directory) throws IOException {
        return new World(
                directory,
                "jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1",
                server -> GitHubActions.at(server.issuer()),
                change);
    }

    URI at(String path) {
        return registry.origin().resolve(path);
    }

    Account account(String userName, String... namespaces) {
        Account account =
                Objects.requireNonNull(registry.accounts().create(Accounts.newSubject(), userName), "name is taken");
        for (String namespace : namespaces) {
            registry.catalog().grantNamespace(PackagePattern.parse(namespace), account.subject());
        }
        return account;
    }

    /** A token for publishing to these packages, valid for an hour. */
    IssuedToken token(Account account, String... patterns) {
        return token(account, List.of(Action.PUBLISH_VERSION, Action.PUBLISH_NEW_PACKAGE), patterns);
    }

    IssuedToken token(Account account, List<Action> actions, String... patterns) {
        return registry.publish()
                .tokens()
                .issue(
                        TokenRequest.builder(account.subject())
                                .name("Test")
                                .actions(actions.toArray(new Action[0]))
                                .packages(List.of(patterns).stream()
                                        .map(PackagePattern::parse)
                                        .toList())
                                .expiresAt(clock.instant().plus(Duration.ofHours(1)))
                                .build(),
                        Assurance.PHISHING_RESISTANT,
                        request)
                .orElseThrow(failure -> new AssertionError(failure.toString()));
    }

    /** Makes the package for the account and registers the job's workflow as its trusted publisher. */
    void trust(GitHubJob job, PackageName packageName, Account owner) {
        trust(
                provider.policy(job.repository())
                        .repositoryId(job.repositoryId())
                        .ownerId(job.ownerId())
                        .workflow(job.workflow())
                        .build(),
                packageName,
                owner);
    }

    /** Makes the package for the account and registers its trusted publisher. */
    void trust(WorkloadPolicy policy, PackageName packageName, Account owner) {
        registry.catalog().create(packageName, owner.subject(), clock.instant());
        registry.publish()
                .publishers()
                .register(
                        Registration.builder(policy, owner.subject())
                                .packages(PackagePattern.exactly(packageName))
                                .build(),
                        request);
    }

    /** A package's events of one type. */
    List<RecordedEvent> events(PackageName packageName, String type) {
        return registry.publish().events().ofPackage(packageName, 100).stream()
                .filter(event -> event.type().equals(type))
                .toList();
    }

    @Override
    public void close() {
        registry.close();
        ci.close();
    }
}
