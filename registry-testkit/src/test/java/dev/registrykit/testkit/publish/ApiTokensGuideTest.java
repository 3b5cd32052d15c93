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
import dev.registrykit.core.secret.Secret;
import dev.registrykit.core.store.StoreException;
import dev.registrykit.core.subject.Subject;
import dev.registrykit.publish.RegistryPublish;
import dev.registrykit.publish.devicelogin.DeviceClient;
import dev.registrykit.publish.devicelogin.DeviceLoginSettings;
import dev.registrykit.publish.devicelogin.LoginRequest;
import dev.registrykit.publish.devicelogin.LoginScope;
import dev.registrykit.publish.leak.SecretScanner;
import dev.registrykit.publish.token.IssuedToken;
import dev.registrykit.publish.token.LegacyHash;
import dev.registrykit.publish.token.LegacyToken;
import dev.registrykit.publish.token.LegacyTokens;
import dev.registrykit.publish.token.Restriction;
import dev.registrykit.publish.token.TokenKind;
import dev.registrykit.publish.token.TokenRequest;
import dev.registrykit.publish.token.TokenSearch;
import dev.registrykit.testkit.Databases;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The code of the pages on API tokens, leaked tokens and log-ins from the command line, in the order of the pages. */
class ApiTokensGuideTest {
    private static final Subject ALICE = Subject.user("alice");
    private static final Subject STAFF = Subject.user("staff");
    private static final byte[] HMAC_KEY = OldRegistry.hmacKey();
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

    @Test
    void an_older_table_moves_in_as_the_page_shows() throws SQLException {
        RegistryPublish.schema().createIn(pool);
        try (OldRegistry old = OldRegistry.on(pool)) {
            String text = old.issued("alice", OldRegistry.Scheme.BCRYPT);
            RegistryPublish publish = moving(pool, text);
            RequestContext put = bearing(text);
            assertThat(Registry.outcome(publish.tokens().authenticate(put, Action.PUBLISH_VERSION, WIDGET)))
                    .isEqualTo("allowed");
            assertThat(Registry.outcome(moved(pool).tokens().authenticate(put, Action.PUBLISH_VERSION, WIDGET)))
                    .isEqualTo("allowed");
        }
    }

    private RegistryPublish moving(DataSource database, String text) {
        assertThat(text).startsWith("acme_");
        return RegistryPublish.builder(database, keys)
                .tokenPrefix("exr")
                .legacyTokens(Pattern.compile("acme_[0-9a-f]{40}"), new OldTokens(database, HMAC_KEY))
                .ownerRights((owner, action, packageName) -> maintainers.contains(owner))
                .build();
    }

    private RegistryPublish moved(DataSource database) {
        return RegistryPublish.builder(database, keys)
                .tokenPrefix("exr")
                .movedTokens(Pattern.compile("acme_[0-9a-f]{40}"))
                .ownerRights((owner, action, packageName) -> maintainers.contains(owner))
                .build();
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
        return bearing(issued.secret().reveal());
    }

    private static RequestContext bearing(String text) {
        return RequestContext.builder("PUT", "/maven/x")
                .header("Authorization", "Bearer " + text)
                .clientAddress("192.0.2.1")
                .build();
    }

    /** The adapter that the page shows, on the table of {@link OldRegistry}. */
    static final class OldTokens implements LegacyTokens {
        private final DataSource database;
        private final byte[] hmacKey;

        OldTokens(DataSource database, byte[] hmacKey) {
            this.database = database;
            this.hmacKey = hmacKey.clone();
        }

        @Override
        public List<LegacyToken> candidates(Secret presented) {
            // The old registry kept the first 12 characters, to show them in its list.
            String shown = presented.reveal().substring(0, 12);
            try (Connection connection = database.getConnection();
                    PreparedStatement select =
                            connection.prepareStatement("SELECT * FROM old_token WHERE shown = ? AND active = TRUE")) {
                select.setString(1, shown);
                try (ResultSet row = select.executeQuery()) {
                    List<LegacyToken> found = new ArrayList<>();
                    while (row.next()) {
                        found.add(token(row));
                    }
                    return found;
                }
            } catch (SQLException broken) {
                throw new StoreException("the old table could not be read", broken);
            }
        }

        private LegacyToken token(ResultSet row) throws SQLException {
            TokenRequest.Builder becomes = TokenRequest.builder(Subject.user(row.getString("account")))
                    .name(row.getString("label"))
                    .actions(Action.PUBLISH_NEW_PACKAGE, Action.PUBLISH_VERSION)
                    .packages(PackagePattern.parse("maven:**"));
            Timestamp expires = row.getTimestamp("expires");
            TokenRequest request =
                    (expires == null ? becomes.acceptNoExpiry() : becomes.expiresAt(expires.toInstant())).build();
            return LegacyToken.builder(row.getString("id"), hash(row), request)
                    .createdAt(row.getTimestamp("created").toInstant())
                    .build();
        }

        private LegacyHash hash(ResultSet row) throws SQLException {
            String kept = row.getString("secret");
            return switch (row.getString("scheme")) {
                case "salted" -> LegacyHash.saltedSha256(row.getString("salt").getBytes(StandardCharsets.UTF_8), kept);
                case "bcrypt" -> LegacyHash.bcrypt(kept);
                case "hmac" -> LegacyHash.hmacSha256(hmacKey, kept);
                case "plain" -> LegacyHash.plaintext(Secret.of(kept));
                default -> throw new IllegalArgumentException("an unknown scheme");
            };
        }

        @Override
        public void moved(String id) {
            try (Connection connection = database.getConnection();
                    PreparedStatement end = connection.prepareStatement(
                            "UPDATE old_token SET active = FALSE, secret = '' WHERE id = ?")) {
                end.setString(1, id);
                end.executeUpdate();
            } catch (SQLException broken) {
                throw new StoreException("the old table could not be written", broken);
            }
        }
    }
}
