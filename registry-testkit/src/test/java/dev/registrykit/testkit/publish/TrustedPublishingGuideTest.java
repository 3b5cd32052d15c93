package dev.registrykit.testkit.publish;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.registrykit.core.decision.Decision;
import dev.registrykit.core.grant.Action;
import dev.registrykit.core.grant.Grant;
import dev.registrykit.core.http.HttpFetch;
import dev.registrykit.core.name.PackageName;
import dev.registrykit.core.name.PackagePattern;
import dev.registrykit.core.name.Release;
import dev.registrykit.core.request.RequestContext;
import dev.registrykit.core.secret.KeyRing;
import dev.registrykit.core.store.JdbcUnitOfWork;
import dev.registrykit.core.subject.Subject;
import dev.registrykit.core.workload.WorkloadPolicy;
import dev.registrykit.publish.PublishStores;
import dev.registrykit.publish.RegistryPublish;
import dev.registrykit.publish.oidc.IdentityToken;
import dev.registrykit.publish.provider.CircleCi;
import dev.registrykit.publish.provider.GitHubActions;
import dev.registrykit.publish.provider.GitLab;
import dev.registrykit.publish.publisher.LintFinding;
import dev.registrykit.publish.publisher.Registration;
import dev.registrykit.publish.publisher.TrustedPublisher;
import dev.registrykit.publish.token.TokenSearch;
import dev.registrykit.publish.trusted.Publication;
import dev.registrykit.testkit.Databases;
import dev.registrykit.testkit.oidc.GitHubJob;
import dev.registrykit.testkit.oidc.IdentityProviderServer;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The code of the page on trusted publishing, in the order of the page. */
class TrustedPublishingGuideTest {
    private static final Subject ALICE = Subject.user("alice");
    private static final Subject STAFF = Subject.user("staff");
    private static final PackageName WIDGET = PackageName.maven("com.acme", "widget");
    private static final GitHubJob JOB =
            GitHubJob.of("acme/widget").ref("refs/tags/v1.0.0").environment("release");

    private final IdentityProviderServer provider = IdentityProviderServer.start();
    private final HikariDataSource pool = Databases.H2.pool(3);
    private final KeyRing keys = KeyRing.ephemeral();
    private final Set<PackageName> frozen = new HashSet<>();
    private final RequestContext request =
            RequestContext.builder("POST", "/").clientAddress("192.0.2.1").build();

    @AfterEach
    void close() {
        pool.close();
        provider.close();
    }

    private RegistryPublish onTheInternet(DataSource database) {
        HttpFetch http = HttpFetch.https();
        GitHubActions github = GitHubActions.cloud();
        GitLab gitlab = GitLab.at("https://git.example.org");
        return RegistryPublish.builder(database, keys)
                .audience("packages.example.org")
                .trust(github, gitlab, CircleCi.root())
                .resolve(github.resolver(http), gitlab.resolver(http))
                .publisherRights((publisher, action, packageName) -> !frozen.contains(packageName))
                .tokenPrefix("exr")
                .build();
    }

    private RegistryPublish onLoopback() {
        RegistryPublish.schema().createIn(pool);
        return configured(RegistryPublish.builder(pool, keys)).build();
    }

    private RegistryPublish.Builder configured(RegistryPublish.Builder builder) {
        return builder.audience("packages.example.org")
                .trust(GitHubActions.at(provider.issuer()))
                .publisherRights((publisher, action, packageName) -> !frozen.contains(packageName))
                .http(HttpFetch.acceptLoopbackHttp())
                .tokenPrefix("exr");
    }

    private Decision<TrustedPublisher> register(RegistryPublish publish, GitHubActions github) {
        WorkloadPolicy policy = github.policy("acme/widget")
                .pinOnFirstUse()
                .workflow(".github/workflows/publish.yml")
                .environment("release")
                .versionTag("v{version}")
                .build();
        Registration registration = Registration.builder(policy, ALICE)
                .packages(PackagePattern.exactly(WIDGET))
                .pending()
                .build();
        List<LintFinding> findings = publish.publishers().lint(registration);
        Decision<TrustedPublisher> added = publish.publishers().register(registration, request);
        assertThat(findings).extracting(LintFinding::code).contains("pinned-later");
        return added;
    }

    private Decision<Publication> upload(Grant grant, Release release) throws Exception {
        try (Connection connection = pool.getConnection()) {
            connection.setAutoCommit(false);
            // Store the files on this connection, then:
            RegistryPublish here = configured(
                            RegistryPublish.builder(JdbcUnitOfWork.joining(connection, PublishStores::jdbc), keys))
                    .build();
            Decision<Publication> recorded = here.publications().record(grant, release, request);
            if (recorded.isAllowed()) {
                connection.commit();
            } else {
                connection.rollback();
            }
            return recorded;
        }
    }

    @Test
    void what_the_page_shows_for_the_internet_builds_without_fetching_anything() {
        assertThat(onTheInternet(pool).publishers()).isNotNull();
    }

    @Test
    void what_the_page_shows_works_from_registration_to_incident() throws Exception {
        RegistryPublish publish = onLoopback();
        TrustedPublisher waiting = Registry.allowed(register(publish, GitHubActions.at(provider.issuer())));
        assertThat(waiting.isPending()).isTrue();

        String token = Registry.allowed(publish.trustedPublishing()
                        .exchange(IdentityToken.of(provider.token(JOB, "packages.example.org")), request))
                .secret()
                .reveal();
        RequestContext put = RequestContext.builder("PUT", "/maven/x")
                .header("Authorization", "Bearer " + token)
                .build();
        Release release = Release.of(WIDGET, "1.0.0");
        Grant grant = Registry.allowed(publish.tokens().authenticate(put, Action.PUBLISH_NEW_PACKAGE, release));
        Registry.allowed(upload(grant, release));
        assertThat(publish.publishers().ofPackage(WIDGET))
                .singleElement()
                .satisfies(publisher -> assertThat(publisher.isPending()).isFalse());

        Instant to = Instant.now().plusSeconds(1);
        Instant from = to.minus(Duration.ofHours(1));
        String issuer = provider.issuer();
        String repositoryId = JOB.repositoryId();
        List<Publication> suspect = publish.publications().publishedBy(issuer, repositoryId, from, to);
        TokenSearch search = TokenSearch.builder()
                .workload(issuer, repositoryId)
                .issuedBetween(from, to)
                .build();
        int ended = publish.tokens().revokeAll(search, STAFF, request);
        assertThat(suspect).extracting(Publication::release).containsExactly(release);
        assertThat(ended).isEqualTo(1);
        assertThat(Registry.outcome(publish.tokens().authenticate(put, Action.PUBLISH_VERSION, release)))
                .isEqualTo("refused token-revoked");
    }
}
