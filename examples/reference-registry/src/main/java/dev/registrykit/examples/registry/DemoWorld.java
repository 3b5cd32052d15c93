package dev.registrykit.examples.registry;

import dev.registrykit.core.grant.Action;
import dev.registrykit.core.grant.Assurance;
import dev.registrykit.core.http.HttpFetch;
import dev.registrykit.core.name.PackageName;
import dev.registrykit.core.name.PackagePattern;
import dev.registrykit.core.request.RequestContext;
import dev.registrykit.core.secret.Secret;
import dev.registrykit.core.workload.WorkloadPolicy;
import dev.registrykit.examples.registry.accounts.Account;
import dev.registrykit.examples.registry.accounts.Accounts;
import dev.registrykit.publish.provider.GitHubActions;
import dev.registrykit.publish.provider.GitLab;
import dev.registrykit.publish.publisher.Publishers;
import dev.registrykit.publish.publisher.Registration;
import dev.registrykit.publish.token.IssuedToken;
import dev.registrykit.publish.token.TokenRequest;
import dev.registrykit.testkit.oidc.CiJob;
import dev.registrykit.testkit.oidc.CiJobs;
import dev.registrykit.testkit.oidc.GitHubJob;
import dev.registrykit.testkit.oidc.IdentityProviderServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A registry with something in it: an account with a namespace and a token, a published package, and a CI system on the
 * loopback interface whose jobs are trusted publishers.
 *
 * <p>It is set up through the same calls and requests as everything else. Its secrets are printed: nothing here is worth
 * keeping secret, and nobody else can reach it.
 */
final class DemoWorld {
    private static final String USER = "demo";
    private static final CiJob GITLAB_JOB = CiJobs.gitLab("acme/gadget").claim("project_visibility", "private");
    private static final Duration TOKEN_LIFE = Duration.ofHours(12);

    private final Path data;
    private final ReferenceRegistry registry;
    private final IdentityProviderServer ci;
    private final IdentityProviderServer gitLabCi;
    private final GitHubActions gitHub;
    private final GitLab gitLab;
    private final RequestContext request =
            RequestContext.builder("POST", "/demo").build();

    private DemoWorld(
            Path data,
            ReferenceRegistry registry,
            IdentityProviderServer ci,
            IdentityProviderServer gitLabCi,
            GitHubActions gitHub,
            GitLab gitLab) {
        this.data = data;
        this.registry = registry;
        this.ci = ci;
        this.gitLabCi = gitLabCi;
        this.gitHub = gitHub;
        this.gitLab = gitLab;
    }

    /** Starts the registry with its demo world. */
    static Main.Running start(Options options) throws IOException, InterruptedException {
        IdentityProviderServer ci = IdentityProviderServer.start();
        IdentityProviderServer gitLabCi = IdentityProviderServer.start();
        try {
            GitHubActions gitHub = GitHubActions.at(ci.issuer());
            GitLab gitLab = GitLab.at(gitLabCi.playing(GITLAB_JOB).issuer());
            Settings.Builder settings =
                    options.settings().trust(gitHub).trust(gitLab).resolve().http(HttpFetch.acceptLoopbackHttp());
            return new DemoWorld(options.data(), Main.start(options, settings), ci, gitLabCi, gitHub, gitLab).setUp();
        } catch (IOException | RuntimeException failed) {
            ci.close();
            gitLabCi.close();
            throw failed;
        }
    }

    private Main.Running setUp() throws IOException, InterruptedException {
        Account account = account();
        String password = randomText();
        registry.auth()
                .passwords()
                .set(account.subject(), Secret.of(password), request)
                .orElseThrow(failure -> new IllegalStateException(failure.detail()));
        registry.catalog().grantNamespace(PackagePattern.parse("maven:com.example.**"), account.subject());
        String token = token(account).secret().reveal();
        publishHello(token);
        GitHubJob job = job();
        trustGitHub(account, job);
        trustGitLab(account);
        DemoFiles.write(data, token);
        return new Main.Running(
                registry,
                List.of(ci, gitLabCi),
                DemoText.lines(registry.origin(), data, USER, password, token, ci.run(job), gitLabToken()));
    }

    private void trustGitHub(Account account, GitHubJob job) {
        PackageName widget = PackageName.npm("@demo/widget");
        registry.catalog().create(widget, account.subject(), Instant.now());
        register(
                account,
                widget,
                gitHub.policy(job.repository())
                        .repositoryId(job.repositoryId())
                        .ownerId(job.ownerId())
                        .workflow(job.workflow())
                        .build());
    }

    /** The package is not there yet, and the ids are those of the first job. */
    private void trustGitLab(Account account) {
        register(
                account,
                PackageName.npm("@demo/gadget"),
                gitLab.policy("acme/gadget")
                        .pinOnFirstUse()
                        .workflow(".gitlab-ci.yml")
                        .build());
    }

    private void register(Account account, PackageName packageName, WorkloadPolicy policy) {
        Publishers publishers = registry.publish().publishers();
        // Each start of the demo has a new CI system, so the publishers of an earlier start are of no use.
        publishers.removeAllOf(packageName, account.subject(), request);
        Registration.Builder registration =
                Registration.builder(policy, account.subject()).packages(PackagePattern.exactly(packageName));
        if (!registry.catalog().exists(packageName)) {
            registration.pending();
        }
        publishers
                .register(registration.build(), request)
                .orElseThrow(failure -> new IllegalStateException(failure.detail()));
    }

    private String gitLabToken() {
        String audience = "npm:" + registry.origin().getHost();
        return Objects.requireNonNull(gitLabCi.playing(GITLAB_JOB)
                .run(GITLAB_JOB)
                .idToken("NPM_ID_TOKEN", audience)
                .environment()
                .get("NPM_ID_TOKEN"));
    }

    private static GitHubJob job() {
        // A private repository: npm would otherwise want to add provenance from the public Sigstore.
        return GitHubJob.of("acme/widget")
                .claim("repository_visibility", "private")
                .run(ThreadLocalRandom.current().nextLong(1_000_000_000L, 9_000_000_000L));
    }

    private Account account() {
        Account present = registry.accounts().byName(USER);
        Account account = present != null ? present : registry.accounts().create(Accounts.newSubject(), USER);
        if (account == null) {
            throw new IllegalStateException("the demo account was made at the same time by somebody else");
        }
        return account;
    }

    private IssuedToken token(Account account) {
        return registry.publish()
                .tokens()
                .issue(
                        TokenRequest.builder(account.subject())
                                .name("Demo")
                                .actions(Action.PUBLISH_VERSION, Action.PUBLISH_NEW_PACKAGE)
                                .packages(
                                        PackagePattern.parse("maven:com.example.**"),
                                        PackagePattern.parse("npm:@demo/*"))
                                .expiresAt(Instant.now().plus(TOKEN_LIFE))
                                .build(),
                        Assurance.PHISHING_RESISTANT,
                        request)
                .orElseThrow(failure -> new IllegalStateException(failure.toString()));
    }

    /** By a request, as every client does it. */
    private void publishHello(String token) throws IOException, InterruptedException {
        URI pom = registry.origin().resolve("/maven/com/example/hello/1.0.0/hello-1.0.0.pom");
        String credentials = Base64.getEncoder().encodeToString((USER + ":" + token).getBytes(StandardCharsets.UTF_8));
        int status = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(pom)
                                .header("Authorization", "Basic " + credentials)
                                .PUT(HttpRequest.BodyPublishers.ofString(DemoFiles.HELLO_POM))
                                .build(),
                        BodyHandlers.discarding())
                .statusCode();
        if (status != 201 && status != 200) {
            throw new IllegalStateException("publishing hello was answered with status " + status);
        }
    }

    private static String randomText() {
        byte[] bytes = new byte[15];
        new SecureRandom().nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
