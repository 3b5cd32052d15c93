package dev.registrykit.testkit.publish;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.registrykit.core.decision.Decision;
import dev.registrykit.core.grant.Action;
import dev.registrykit.core.grant.Assurance;
import dev.registrykit.core.grant.Grant;
import dev.registrykit.core.name.PackageName;
import dev.registrykit.core.name.PackagePattern;
import dev.registrykit.core.name.Release;
import dev.registrykit.core.request.AddressRange;
import dev.registrykit.core.request.EndpointAnswer;
import dev.registrykit.core.request.RequestContext;
import dev.registrykit.core.secret.KeyRing;
import dev.registrykit.core.subject.Subject;
import dev.registrykit.publish.RegistryPublish;
import dev.registrykit.publish.devicelogin.DeviceClient;
import dev.registrykit.publish.devicelogin.DeviceLoginSettings;
import dev.registrykit.publish.devicelogin.LoginRequest;
import dev.registrykit.publish.devicelogin.LoginScope;
import dev.registrykit.publish.leak.SecretScanner;
import dev.registrykit.publish.token.IssuedToken;
import dev.registrykit.publish.token.Restriction;
import dev.registrykit.publish.token.TokenKind;
import dev.registrykit.publish.token.TokenRequest;
import dev.registrykit.publish.token.TokenSearch;
import dev.registrykit.testkit.Databases;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The code of the pages on API tokens, leaked tokens and log-ins from the command line, in the order of the pages. */
class ApiTokensGuideTest {
    private static final Subject ALICE = Subject.user("alice");
    private static final Subject STAFF = Subject.user("staff");
    private static final PackageName WIDGET = PackageName.maven("com.acme", "widget");

    private final HikariDataSource pool = Databases.H2.pool(3);
    private final KeyRing keys = KeyRing.ephemeral();
    private final Set<Subject> maintainers = Set.of(ALICE);
    private final RequestContext request =
            RequestContext.builder("POST", "/").clientAddress("192.0.2.1").build();

    @AfterEach
    void close() {
        pool.close();
    }

    private RegistryPublish built(DataSource database) {
        return RegistryPublish.builder(database, keys)
                .tokenPrefix("exr")
                .tokenKinds(
                        TokenKind.standard()
                                .longestLifetime(Duration.ofDays(30))
                                .build(),
                        TokenKind.named("cli")
                                .longestLifetime(Duration.ofHours(12))
                                .build())
                .actions(Action.named("verify"))
                .pepperTokens()
                .ownerRights((owner, action, packageName) -> maintainers.contains(owner))
                .build();
    }

    private Decision<IssuedToken> issue(RegistryPublish publish) {
        TokenRequest wanted = TokenRequest.builder(ALICE)
                .name("Release from my laptop")
                .actions(Action.PUBLISH_VERSION)
                .packages(PackagePattern.parse("maven:com.acme.**"))
                .addresses(AddressRange.parse("192.0.2.0/24"))
                .build();
        return publish.tokens().issue(wanted, Assurance.PHISHING_RESISTANT, request);
    }

    @Test
    void what_the_page_shows_works_from_issue_to_incident() {
        RegistryPublish.schema().createIn(pool);
        RegistryPublish publish = built(pool);
        IssuedToken issued = Registry.allowed(issue(publish));
        RequestContext put = put(issued);
        Release release = Release.of(WIDGET, "1.0.0");

        Decision<Grant> grant = publish.tokens().authenticate(put, Action.PUBLISH_VERSION, release);
        assertThat(Registry.outcome(grant)).isEqualTo("allowed");
        assertThat(Registry.outcome(publish.tokens().authenticate(put, Action.YANK, release)))
                .isEqualTo("refused action-not-in-scope");

        Restriction narrower = Restriction.builder()
                .packages(List.of(PackagePattern.exactly(WIDGET)))
                .expiresAt(Instant.now().plus(Duration.ofHours(1)))
                .build();
        publish.tokens().narrow(issued.token().id(), ALICE, narrower, request);
        Decision<IssuedToken> next = publish.tokens()
                .rotate(issued.token().id(), ALICE, Assurance.PHISHING_RESISTANT, Duration.ofMinutes(10), request);
        assertThat(Registry.outcome(publish.tokens().authenticate(put, Action.PUBLISH_VERSION, release)))
                .isEqualTo("allowed");

        publish.tokens().limitLifetime(PackagePattern.exactly(WIDGET), Duration.ofMinutes(30), ALICE, request);
        assertThat(Registry.outcome(
                        publish.tokens().authenticate(put(Registry.allowed(next)), Action.PUBLISH_VERSION, release)))
                .isEqualTo("refused long-lived-token");

        Instant to = Instant.now().plusSeconds(1);
        Instant from = to.minus(Duration.ofHours(1));
        TokenSearch suspect = TokenSearch.builder()
                .packageName(WIDGET)
                .issuedBetween(from, to)
                .issuedFrom(AddressRange.parse("192.0.2.0/24"))
                .build();
        int ended = publish.tokens().revokeAll(suspect, STAFF, request);
        assertThat(ended).isEqualTo(2);

        String rule = publish.tokens().scannerRules().gitleaksToml();
        assertThat(rule).contains("exr_");
    }

    @Test
    void what_the_pages_on_leaks_and_log_ins_show_builds() {
        RegistryPublish.schema().createIn(pool);
        assertThat(withLogin(pool).npmLoginEndpoint(URI.create("https://packages.example.org/npm/-/v1/done/")))
                .isNotNull();
        byte[] body = "[]".getBytes(StandardCharsets.UTF_8);
        assertThat(scanned(pool, body)).containsExactly(400, 400);
        assertThat(another().name()).isEqualTo("acme");
        assertThat(decided(withLogin(pool), "BCDF-GHJK", Assurance.PHISHING_RESISTANT))
                .containsOnly("refused login-unknown");
    }

    private List<Integer> scanned(DataSource database, byte[] body) {
        RegistryPublish publish = RegistryPublish.builder(database, keys)
                .tokenPrefix("exr")
                .ownerRights((owner, action, packageName) -> maintainers.contains(owner))
                .secretScanners(SecretScanner.github(), SecretScanner.depsDev())
                .build();

        // POST /secret-scanning
        EndpointAnswer answer = publish.leakEndpoint().handle(request, body);

        // POST /report-token
        EndpointAnswer taken = publish.tokenReportEndpoint().handle(request, body);
        return List.of(answer.status(), taken.status());
    }

    private static SecretScanner another() {
        return SecretScanner.named("acme")
                .headers("Acme-Key-Identifier", "Acme-Key-Signature")
                .keysAt(URI.create("https://scanner.example.org/keys"))
                .build();
    }

    private RegistryPublish withLogin(DataSource database) {
        return RegistryPublish.builder(database, keys)
                .tokenPrefix("exr")
                .ownerRights((owner, action, packageName) -> maintainers.contains(owner))
                .deviceLogin(DeviceLoginSettings.builder(URI.create("https://packages.example.org/device"))
                        .clients(DeviceClient.npm(), DeviceClient.of("acme-cli", "Acme command line"))
                        .build())
                .build();
    }

    private List<String> decided(RegistryPublish publish, String code, Assurance assurance) {
        Subject account = ALICE;
        LoginScope granted = DeviceClient.npm().scope();
        Decision<LoginRequest> shown = publish.deviceLogin().pending(code, account, request);
        Decision<LoginRequest> approved = publish.deviceLogin().approve(code, account, assurance, granted, request);
        Decision<LoginRequest> denied = publish.deviceLogin().deny(code, account, request);
        return List.of(Registry.outcome(shown), Registry.outcome(approved), Registry.outcome(denied));
    }

    private static RequestContext put(IssuedToken issued) {
        return RequestContext.builder("PUT", "/maven/x")
                .header("Authorization", "Bearer " + issued.secret().reveal())
                .clientAddress("192.0.2.1")
                .build();
    }
}
