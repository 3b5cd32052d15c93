package dev.registrykit.testkit.publish;

import static dev.registrykit.testkit.publish.CommandLine.ALICE;
import static dev.registrykit.testkit.publish.CommandLine.code;
import static dev.registrykit.testkit.publish.CommandLine.error;
import static dev.registrykit.testkit.publish.Registry.outcome;
import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.registrykit.core.grant.Assurance;
import dev.registrykit.core.secret.KeyRing;
import dev.registrykit.core.store.JdbcUnitOfWork;
import dev.registrykit.core.subject.Subject;
import dev.registrykit.publish.PublishStores;
import dev.registrykit.publish.devicelogin.LoginScope;
import dev.registrykit.publish.token.TokenKind;
import dev.registrykit.testkit.Captured;
import dev.registrykit.testkit.TableDump;
import dev.registrykit.testkit.clock.TestClock;
import dev.registrykit.testkit.contract.Race;
import dev.registrykit.testkit.publish.CommandLine.Started;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What only a real database decides about log-ins, and what is left in it. */
class DeviceLoginOnDatabasesTest {
    private static final byte[] OLD_KEY = "an old key of thirty-two bytes..".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] NEW_KEY = "a new key, also thirty-two bytes".getBytes(StandardCharsets.US_ASCII);

    private final TestClock clock = TestClock.atPresent();

    @ParameterizedTest
    @EnumSource
    void of_many_who_ask_at_once_one_gets_the_token(StoresParameter stores) {
        CommandLine registry = registry(stores.emptyDataSource(), KeyRing.ephemeral());
        for (int round = 0; round < 3; round++) {
            Started login = registry.begin();
            registry.approve(login);

            List<String> answers = Race.of(8, runner -> code(registry.ask(login)));

            assertThat(Collections.frequency(answers, "token")).isEqualTo(1);
            assertThat(Collections.frequency(answers, "login-used")).isEqualTo(7);
            assertThat(registry.publish.tokens().list(ALICE)).hasSize(round + 1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_token_that_the_policy_refuses_uses_no_log_in_up(StoresParameter stores) {
        TokenKind one = TokenKind.named("cli").maxPerOwner(1).build();
        CommandLine registry = new CommandLine(
                new JdbcUnitOfWork<>(stores.emptyDataSource(), PublishStores::jdbc),
                KeyRing.ephemeral(),
                clock,
                settings -> settings,
                one);
        Started first = registry.begin();
        registry.approve(first);
        registry.token(first);
        Started second = registry.begin();
        registry.approve(second);
        for (int i = 0; i < 3; i++) {
            assertThat(error(registry.ask(second))).isEqualTo("400 access_denied too-many-tokens");
        }
        assertThat(registry.events(ALICE))
                .filteredOn("login.refused too-many-tokens"::equals)
                .hasSize(3);
        assertThat(registry.publish.tokens().list(ALICE)).hasSize(1);

        String held = registry.publish.tokens().list(ALICE).get(0).id();
        registry.publish.tokens().revoke(held, ALICE, CommandLine.browser());

        assertThat(registry.token(second)).startsWith("exr_cli_");
        assertThat(error(registry.ask(second))).isEqualTo("400 invalid_grant login-used");
    }

    @ParameterizedTest
    @EnumSource
    void a_token_that_the_policy_refuses_can_be_had_until_the_log_in_is_over(StoresParameter stores) {
        TokenKind one = TokenKind.named("cli").maxPerOwner(1).build();
        CommandLine registry = new CommandLine(
                new JdbcUnitOfWork<>(stores.emptyDataSource(), PublishStores::jdbc),
                KeyRing.ephemeral(),
                clock,
                settings -> settings,
                one);
        Started first = registry.begin();
        registry.approve(first);
        registry.token(first);
        Started second = registry.begin();
        registry.approve(second);
        assertThat(code(registry.ask(second))).isEqualTo("too-many-tokens");
        clock.advance(Duration.ofMinutes(10));
        assertThat(error(registry.ask(second))).isEqualTo("400 expired_token login-expired");
    }

    @ParameterizedTest
    @EnumSource
    void of_many_who_decide_at_once_one_decides(StoresParameter stores) {
        CommandLine registry = registry(stores.emptyDataSource(), KeyRing.ephemeral());
        Started login = registry.begin();
        List<String> outcomes = Race.of(
                6,
                runner -> outcome(registry.publish
                        .deviceLogin()
                        .approve(
                                login.userCode(),
                                Subject.user("u" + runner),
                                Assurance.PHISHING_RESISTANT,
                                LoginScope.parse("read npm:**"),
                                CommandLine.browser())));
        assertThat(Collections.frequency(outcomes, "allowed")).isEqualTo(1);
        assertThat(Collections.frequency(outcomes, "refused login-decided")).isEqualTo(5);
        registry.token(login);
        Subject winner = Subject.user("u" + outcomes.indexOf("allowed"));
        assertThat(registry.publish.tokens().list(winner)).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource
    void a_guesser_who_tries_many_codes_at_once_gets_no_more_tries(StoresParameter stores) {
        CommandLine registry = registry(stores.emptyDataSource(), KeyRing.ephemeral());
        List<String> outcomes = Race.of(24, runner -> outcome(registry.look("BBBB-BBBB")));
        assertThat(Collections.frequency(outcomes, "refused login-unknown")).isEqualTo(10);
        assertThat(Collections.frequency(outcomes, "refused too-many-attempts")).isEqualTo(14);
    }

    @ParameterizedTest
    @EnumSource(names = {"H2", "POSTGRESQL"})
    void a_token_whose_event_cannot_be_kept_is_not_handed_out_and_the_log_in_goes_on(StoresParameter stores)
            throws SQLException {
        try (HikariDataSource pool = stores.ownDataSource()) {
            CommandLine registry = registry(pool, KeyRing.ephemeral());
            Started login = registry.begin();
            registry.approve(login);
            execute(pool, "ALTER TABLE rk_publish_event RENAME TO rk_publish_event_away");

            var answer = registry.ask(login);

            assertThat(error(answer)).isEqualTo("503 temporarily_unavailable store-unavailable");
            assertThat(answer.headers()).containsKey("Retry-After");
            assertThat(registry.publish.tokens().list(ALICE)).isEmpty();
            execute(pool, "ALTER TABLE rk_publish_event_away RENAME TO rk_publish_event");
            registry.token(login);
            assertThat(registry.publish.tokens().list(ALICE)).hasSize(1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void whoever_steals_the_database_finds_no_code_and_no_token(StoresParameter stores) throws Exception {
        HikariDataSource pool = stores.emptyDataSource();
        CommandLine registry = registry(pool, KeyRing.of("k1", OLD_KEY));
        StringBuilder secrets = new StringBuilder();

        String logged = Captured.outputOf(() -> {
            Started waiting = registry.begin();
            Started login = registry.begin();
            registry.approve(login);
            secrets.append(registry.token(login))
                    .append('\n')
                    .append(waiting.deviceCode())
                    .append('\n');
            secrets.append(login.deviceCode())
                    .append('\n')
                    .append(waiting.userCode())
                    .append('\n');
            secrets.append(waiting.userCode().replace("-", ""));
        });

        String dump = TableDump.of(pool, "rk_publish_");
        assertThat(dump).contains("PENDING", "REDEEMED");
        for (String secret : secrets.toString().split("\n", -1)) {
            assertThat(dump).doesNotContain(secret);
            assertThat(logged).doesNotContain(secret);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"H2", "POSTGRESQL"})
    void without_the_key_ring_nobody_can_try_user_codes_on_a_stolen_database(StoresParameter stores) throws Exception {
        HikariDataSource pool = stores.emptyDataSource();
        Started login = registry(pool, KeyRing.of("k1", OLD_KEY)).begin();
        String plain = login.userCode().replace("-", "");
        var sha256 = MessageDigest.getInstance("SHA-256");

        assertThat(TableDump.of(pool, "rk_publish_"))
                .doesNotContain(HexFormat.of().formatHex(sha256.digest(plain.getBytes(StandardCharsets.US_ASCII))));
        assertThat(outcome(registry(pool, KeyRing.of("k1", NEW_KEY)).look(login.userCode())))
                .isEqualTo("refused login-unknown");
        CommandLine rotated = registry(pool, KeyRing.of("k2", NEW_KEY).withRetired("k1", OLD_KEY));
        assertThat(outcome(rotated.look(login.userCode())))
                .as("while keys are rotated, log-ins go on")
                .isEqualTo("allowed");
    }

    @ParameterizedTest
    @EnumSource(names = {"H2", "POSTGRESQL"})
    void without_the_store_nothing_is_approved_and_nothing_refused(StoresParameter stores) {
        HikariDataSource pool = stores.ownDataSource();
        CommandLine registry = registry(pool, KeyRing.ephemeral());
        Started login = registry.begin();
        pool.close();

        assertThat(error(registry.ask(login))).isEqualTo("503 temporarily_unavailable store-unavailable");
        assertThat(outcome(registry.look(login.userCode()))).isEqualTo("unavailable store-unavailable");
        assertThat(outcome(registry.publish.deviceLogin().deny(login.userCode(), ALICE, CommandLine.browser())))
                .isEqualTo("unavailable store-unavailable");
        assertThat(error(registry.begin(
                        Map.of("client_id", CommandLine.CLIENT), CommandLine.form(CommandLine.TERMINAL))))
                .isEqualTo("503 temporarily_unavailable store-unavailable");
    }

    @ParameterizedTest
    @EnumSource
    void taking_back_races_with_collecting_and_one_of_them_wins(StoresParameter stores) {
        CommandLine registry = registry(stores.emptyDataSource(), KeyRing.ephemeral());
        for (int round = 0; round < 5; round++) {
            Started login = registry.begin();
            registry.approve(login);
            List<String> outcomes = Race.of(
                    2,
                    runner -> runner == 0
                            ? code(registry.ask(login))
                            : "" + registry.publish.deviceLogin().takeBack(ALICE, CommandLine.browser()));
            assertThat(outcomes.get(0).equals("token"))
                    .isEqualTo(outcomes.get(1).equals("0"));
            assertThat(code(registry.ask(login))).isIn("login-used", "login-denied");
        }
    }

    private CommandLine registry(HikariDataSource pool, KeyRing keys) {
        return new CommandLine(new JdbcUnitOfWork<>(pool, PublishStores::jdbc), keys, clock);
    }

    private static void execute(HikariDataSource pool, String sql) throws SQLException {
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
