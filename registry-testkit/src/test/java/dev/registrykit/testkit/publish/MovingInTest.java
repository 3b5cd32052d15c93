package dev.registrykit.testkit.publish;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.registrykit.core.grant.Action;
import dev.registrykit.core.grant.Assurance;
import dev.registrykit.core.request.RequestContext;
import dev.registrykit.core.secret.KeyRing;
import dev.registrykit.core.secret.Secret;
import dev.registrykit.core.store.StoreException;
import dev.registrykit.publish.RegistryPublish;
import dev.registrykit.publish.token.ApiToken;
import dev.registrykit.publish.token.IssuedToken;
import dev.registrykit.publish.token.LegacyToken;
import dev.registrykit.publish.token.LegacyTokens;
import dev.registrykit.testkit.TableDump;
import dev.registrykit.testkit.clock.TestClock;
import dev.registrykit.testkit.contract.Race;
import dev.registrykit.testkit.publish.OldRegistry.Scheme;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A registry that moves in with a table of tokens that were kept in four ways, by the adapter that the page on API tokens
 * shows; the four steps of that page in the first test. The adapter shares the module's pool, also where that has one
 * connection.
 */
class MovingInTest {
    private static final Pattern FORM = Pattern.compile("acme_[0-9a-f]{40}|[!-~]{60,64}");
    private static final RequestContext REQUEST = Registry.from("192.0.2.1");

    private final TestClock clock = TestClock.at(Instant.parse("2026-11-01T12:00:00Z"));
    private final KeyRing keys = KeyRing.ephemeral();
    private HikariDataSource pool;
    private OldRegistry old;
    private Watched table;

    /** The page's adapter, counted, and broken where a test wants that. */
    private static final class Watched implements LegacyTokens {
        private final LegacyTokens adapter;
        private final AtomicInteger asked = new AtomicInteger();
        private volatile boolean broken;
        private volatile boolean stuck;

        Watched(LegacyTokens adapter) {
            this.adapter = adapter;
        }

        @Override
        public List<LegacyToken> candidates(Secret presented) {
            asked.incrementAndGet();
            if (broken) {
                throw new StoreException("the old table is down", new SQLException("down", "08001"));
            }
            return adapter.candidates(presented);
        }

        @Override
        public void moved(String id) {
            if (stuck) {
                throw new StoreException("the old table cannot be written", new SQLException("read only", "25006"));
            }
            adapter.moved(id);
        }
    }

    private RegistryPublish open(StoresParameter stores) throws SQLException {
        pool = stores.emptyDataSource();
        old = OldRegistry.on(pool);
        table = new Watched(new ApiTokensGuideTest.OldTokens(pool, OldRegistry.hmacKey()));
        return settings().legacyTokens(FORM, table).build();
    }

    private RegistryPublish.Builder settings() {
        return RegistryPublish.builder(pool, keys)
                .tokenPrefix("exr")
                .ownerRights((owner, action, name) -> owner.equals(Registry.ALICE))
                .clock(clock);
    }

    @AfterEach
    void close() throws SQLException {
        old.close();
    }

    private static String use(RegistryPublish publish, String text) {
        RequestContext request = RequestContext.builder("PUT", "/maven/x")
                .header("Authorization", "Bearer " + text)
                .clientAddress("192.0.2.1")
                .build();
        return Registry.outcome(publish.tokens().authenticate(request, Action.PUBLISH_VERSION, Registry.WIDGET));
    }

    private static List<String> events(RegistryPublish publish) {
        return publish.events().ofAccount(Registry.ALICE, 1000).stream()
                .map(Registry::typeAndReason)
                .toList();
    }

    @ParameterizedTest
    @EnumSource
    void four_steps_move_a_registry_without_logging_anybody_out(StoresParameter stores) throws SQLException {
        RegistryPublish publish = open(stores);
        String salted = old.issued("alice", Scheme.SALTED);
        String bcrypt = old.issued("alice", Scheme.BCRYPT);
        String hmac = old.issued("alice", Scheme.HMAC);
        String plain = old.issued("alice", Scheme.PLAIN);
        String forgotten = old.issued("alice", Scheme.PLAIN);
        List<String> kept = old.secrets();

        for (String text : List.of(salted, bcrypt, hmac, plain)) {
            assertThat(use(publish, text)).isEqualTo("allowed");
            assertThat(use(publish, text)).isEqualTo("allowed");
        }
        assertThat(table.asked).as("once a token").hasValue(4);
        assertThat(events(publish)).containsOnly("token.moved").hasSize(4);
        assertThat(old.left()).isEqualTo(1);
        assertThat(publish.tokens().list(Registry.ALICE))
                .hasSize(4)
                .allSatisfy(token -> assertThat(token.movedFrom()).isNull())
                .extracting(ApiToken::name)
                .containsExactlyInAnyOrder("token 1", "token 2", "token 3", "token 4");
        assertThat(TableDump.of(pool, "rk_publish_"))
                .doesNotContain(salted, bcrypt, hmac, plain)
                .doesNotContain(kept.get(0), kept.get(1), kept.get(2));

        RegistryPublish after = settings().movedTokens(FORM).build();
        for (String text : List.of(salted, bcrypt, hmac, plain)) {
            assertThat(use(after, text)).isEqualTo("allowed");
        }
        assertThat(use(after, forgotten)).isEqualTo("refused token-invalid");
    }

    @ParameterizedTest
    @EnumSource
    void what_the_old_table_holds_is_no_token(StoresParameter stores) throws SQLException {
        RegistryPublish publish = open(stores);
        for (Scheme scheme : Scheme.values()) {
            old.issued("alice", scheme);
        }
        List<String> hashes = old.secrets().subList(0, 3);
        // A thief who can also write what is looked for, and a row that was never hashed again.
        for (String hash : hashes) {
            old.execute("UPDATE old_token SET shown = '" + hash.substring(0, 12) + "' WHERE secret = '" + hash + "'");
            assertThat(use(publish, hash)).isEqualTo("refused token-invalid");
        }
        old.execute("UPDATE old_token SET scheme = 'plain'");
        for (String hash : hashes) {
            assertThat(use(publish, hash)).as("marked as a text").isEqualTo("refused token-invalid");
        }
        assertThat(table.asked).hasValue(6);
        assertThat(publish.tokens().list(Registry.ALICE)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void of_many_first_uses_at_once_all_are_allowed_and_one_moves_the_token(StoresParameter stores)
            throws SQLException {
        RegistryPublish publish = open(stores);
        for (Scheme scheme : Scheme.values()) {
            String text = old.issued("alice", scheme);
            List<String> outcomes = Race.of(16, runner -> use(publish, text));
            assertThat(outcomes).containsOnly("allowed");
        }
        assertThat(publish.tokens().list(Registry.ALICE)).hasSize(4);
        assertThat(events(publish)).containsOnly("token.moved").hasSize(4);
        assertThat(old.left()).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void a_moved_token_is_revoked_expires_and_rotates_like_any_other(StoresParameter stores) throws SQLException {
        RegistryPublish publish = open(stores);
        String revoked = old.issued("alice", Scheme.SALTED);
        String revokedId = LegacyToken.movedId(old.lastRow());
        String expiring = old.issued("alice", Scheme.HMAC, clock.instant().plus(Duration.ofDays(10)));
        String rotating = old.issued("alice", Scheme.PLAIN, clock.instant().plus(Duration.ofDays(80)));
        String rotatingId = LegacyToken.movedId(old.lastRow());
        String strangers = old.issued("mallory", Scheme.PLAIN);
        for (String text : List.of(revoked, expiring, rotating)) {
            assertThat(use(publish, text)).isEqualTo("allowed");
        }
        assertThat(use(publish, strangers)).isEqualTo("refused owner-may-not");

        assertThat(publish.tokens().revoke(revokedId, Registry.ALICE, REQUEST)).isTrue();
        assertThat(use(publish, revoked)).isEqualTo("refused token-revoked");

        IssuedToken successor = Registry.allowed(publish.tokens()
                .rotate(rotatingId, Registry.ALICE, Assurance.PHISHING_RESISTANT, Duration.ofHours(1), REQUEST));
        assertThat(successor.secret().reveal()).startsWith("exr_");
        assertThat(use(publish, rotating)).isEqualTo("allowed");
        assertThat(use(publish, successor.secret().reveal())).isEqualTo("allowed");
        clock.advance(Duration.ofDays(10));
        assertThat(use(publish, rotating)).isEqualTo("refused token-expired");
        assertThat(use(publish, expiring)).isEqualTo("refused token-expired");
        assertThat(use(publish, successor.secret().reveal())).isEqualTo("allowed");
        assertThat(table.asked).as("once a token").hasValue(4);
    }

    @ParameterizedTest
    @EnumSource
    void no_purge_brings_a_revoked_token_back(StoresParameter stores) throws SQLException {
        RegistryPublish publish = open(stores);
        table.stuck = true;
        String text = old.issued("alice", Scheme.BCRYPT);
        assertThat(use(publish, text)).isEqualTo("allowed");
        assertThat(publish.tokens().revoke(LegacyToken.movedId(old.lastRow()), Registry.ALICE, REQUEST))
                .isTrue();
        clock.advance(Duration.ofDays(31));
        publish.housekeeping().runOnce(100);
        assertThat(old.left()).isEqualTo(1);
        assertThat(use(publish, text)).isEqualTo("refused token-revoked");

        table.stuck = false;
        publish.housekeeping().runOnce(100);
        publish.housekeeping().runOnce(100);
        assertThat(old.left()).isZero();
        assertThat(publish.tokens().list(Registry.ALICE)).isEmpty();
        assertThat(use(publish, text)).isEqualTo("refused token-invalid");
    }

    @ParameterizedTest
    @EnumSource
    void while_the_old_table_is_down_what_moved_works_and_the_rest_waits(StoresParameter stores) throws SQLException {
        RegistryPublish publish = open(stores);
        String moved = old.issued("alice", Scheme.SALTED);
        String waiting = old.issued("alice", Scheme.SALTED);
        assertThat(use(publish, moved)).isEqualTo("allowed");
        table.broken = true;
        assertThat(use(publish, moved)).isEqualTo("allowed");
        assertThat(use(publish, waiting)).isEqualTo("unavailable store-unavailable");
        table.broken = false;
        assertThat(use(publish, waiting)).isEqualTo("allowed");
    }

    @ParameterizedTest
    @EnumSource
    void a_reported_token_that_never_moved_ends_for_good(StoresParameter stores) throws SQLException {
        RegistryPublish publish = open(stores);
        String leaked = old.issued("alice", Scheme.BCRYPT);
        byte[] body = ("{\"token\":\"" + leaked + "\"}").getBytes(StandardCharsets.UTF_8);
        assertThat(publish.tokenReportEndpoint().handle(REQUEST, body).status()).isEqualTo(202);
        assertThat(events(publish)).containsExactlyInAnyOrder("token.moved", "token.leaked");
        assertThat(use(publish, leaked)).isEqualTo("refused token-revoked");
        assertThat(old.left()).isZero();
        clock.advance(Duration.ofDays(31));
        publish.housekeeping().runOnce(100);
        assertThat(use(publish, leaked)).isEqualTo("refused token-invalid");
    }

    @ParameterizedTest
    @EnumSource
    void a_peppered_registry_keeps_moved_tokens_under_its_key_ring(StoresParameter stores) throws SQLException {
        open(stores);
        RegistryPublish peppered =
                settings().pepperTokens().legacyTokens(FORM, table).build();
        String text = old.issued("alice", Scheme.PLAIN);
        assertThat(List.of(use(peppered, text), use(peppered, text))).containsOnly("allowed");
        assertThat(use(settings().movedTokens(FORM).build(), text)).isEqualTo("refused token-invalid");
    }
}
