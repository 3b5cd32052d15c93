package dev.registrykit.publish.token;

import static dev.registrykit.publish.World.ALICE;
import static dev.registrykit.publish.World.WIDGET;
import static dev.registrykit.publish.World.bearing;
import static dev.registrykit.publish.World.code;
import static dev.registrykit.publish.World.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.registrykit.core.decision.Decision;
import dev.registrykit.core.event.RecordedEvent;
import dev.registrykit.core.grant.Action;
import dev.registrykit.core.grant.Grant;
import dev.registrykit.core.name.PackagePattern;
import dev.registrykit.core.request.RequestContext;
import dev.registrykit.core.secret.KeyRing;
import dev.registrykit.core.secret.Secret;
import dev.registrykit.core.store.StoreException;
import dev.registrykit.core.workload.WorkloadIdentity;
import dev.registrykit.publish.RegistryPublish;
import dev.registrykit.publish.World;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.crypto.generators.OpenBSDBCrypt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tokens of a registry's older table: which text moves one, which never does, and what becomes of both rows. */
class LegacyTokensTest {
    private static final String TEXT = "old_0123456789";
    private static final byte[] SALT = bytes("salt");
    private static final byte[] KEY = bytes("a key outside the table");

    private final OldTable table = new OldTable();
    private final World world = new World(builder -> builder.legacyTokens(Pattern.compile("(?s).+"), table));
    private final ApiTokens tokens = world.tokens();

    @AfterEach
    void close() {
        world.close();
    }

    /** As careless as an adapter can be: every row may be of any text. */
    private static class OldTable implements LegacyTokens {
        final List<LegacyToken> rows = new ArrayList<>();
        final List<String> out = new ArrayList<>();
        int asked;
        boolean stuck;

        @Override
        public List<LegacyToken> candidates(Secret presented) {
            asked++;
            return List.copyOf(rows);
        }

        @Override
        public void moved(String id) {
            if (stuck) {
                throw new StoreException("stuck", new IllegalStateException());
            }
            out.add(id);
            rows.removeIf(row -> row.id().equals(id));
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String sha256(String text) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes(text)));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static String hmac(String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(KEY, "HmacSHA256"));
            return HexFormat.of().formatHex(mac.doFinal(bytes(text)));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static String bcrypt(String text) {
        return OpenBSDBCrypt.generate(bytes(text), bytes("0123456789abcdef"), 4);
    }

    private TokenRequest.Builder wanted() {
        return world.request("npm:@acme/*");
    }

    private void row(String id, LegacyHash hash) {
        row(id, hash, wanted());
    }

    private void row(String id, LegacyHash hash, TokenRequest.Builder request) {
        table.rows.add(LegacyToken.builder(id, hash, request.build()).build());
    }

    private Decision<Grant> publishing(String text) {
        return tokens.authenticate(bearing(text), Action.PUBLISH_VERSION, WIDGET);
    }

    private String publish(String text) {
        return code(publishing(text));
    }

    @Test
    void a_token_of_each_scheme_moves_at_its_first_use_and_the_table_is_not_asked_again() {
        row("1", LegacyHash.sha256(sha256("old_1")));
        row("2", LegacyHash.saltedSha256(SALT, sha256("saltold_2")));
        row("3", LegacyHash.sha256WithSaltBehind(SALT, sha256("old_3salt")));
        row("4", LegacyHash.hmacSha256(KEY, hmac("old_4")));
        row("5", LegacyHash.bcrypt(bcrypt("old_5")));
        row("6", LegacyHash.plaintext(Secret.of("old_6")));
        for (int i = 1; i <= 6; i++) {
            assertThat(publish("old_" + i)).isEqualTo("allowed");
        }
        assertThat(table.out).containsExactly("1", "2", "3", "4", "5", "6");
        assertThat(table.asked).isEqualTo(6);
        for (int i = 1; i <= 6; i++) {
            assertThat(publish("old_" + i)).isEqualTo("allowed");
        }
        assertThat(table.asked).as("the second use").isEqualTo(6);
        assertThat(world.eventsOf(ALICE)).containsOnly("token.moved").hasSize(6);
        assertThat(tokens.list(ALICE)).extracting(ApiToken::movedFrom).containsOnlyNulls();
        assertThat(world.count("rk_publish_throttle WHERE used > 0"))
                .as("attempts that found a token")
                .isZero();
    }

    @Test
    void what_a_column_of_hashes_holds_is_never_a_token_even_in_a_mixed_table() {
        List<String> stolen =
                List.of(sha256(TEXT), sha256("salt" + TEXT), sha256(TEXT + "salt"), hmac(TEXT), bcrypt(TEXT));
        row("1", LegacyHash.sha256(stolen.get(0)));
        row("2", LegacyHash.saltedSha256(SALT, stolen.get(1)));
        row("3", LegacyHash.sha256WithSaltBehind(SALT, stolen.get(2)));
        row("4", LegacyHash.hmacSha256(KEY, stolen.get(3)));
        row("5", LegacyHash.bcrypt(stolen.get(4)));
        row("6", LegacyHash.plaintext(Secret.of("old_6")));
        for (String hash : stolen) {
            assertThat(publish(hash)).isEqualTo("token-invalid");
        }
        table.rows.clear();
        for (String hash : stolen) {
            row(hash.substring(0, 5), LegacyHash.plaintext(Secret.of(hash)));
        }
        for (String hash : stolen) {
            assertThat(publish(hash)).as("in a column of texts").isEqualTo("token-invalid");
        }
        assertThat(tokens.list(ALICE)).isEmpty();
        assertThat(world.eventsOf(ALICE)).isEmpty();
    }

    @Test
    void a_bcrypt_row_is_never_of_a_text_that_bcrypt_does_not_look_at_whole() {
        String long72 = "old_" + "a".repeat(68);
        row("1", LegacyHash.bcrypt(bcrypt(long72)));
        row("2", LegacyHash.bcrypt(bcrypt("old_2")));
        assertThat(publish(long72 + "b")).isEqualTo("token-invalid");
        assertThat(publish("old_2\0old_2")).isEqualTo("token-invalid");
        assertThat(publish(long72)).isEqualTo("allowed");
    }

    @Test
    void the_table_is_asked_for_what_has_its_form_alone() {
        OldTable other = new OldTable();
        RegistryPublish publish = world.configure(RegistryPublish.builder(world.work(), KeyRing.ephemeral()))
                .legacyTokens(Pattern.compile("old_[a-z\\x00]+"), other)
                .build();
        String own = world.token("npm:**");
        for (String text : List.of("old_1", "xold_a", "old_a b", own, own + "x", "old_" + "a".repeat(509), "old_\0")) {
            code(publish.tokens().authenticate(bearing(text)));
        }
        assertThat(other.asked).isZero();
        assertThat(code(publish.tokens().authenticate(bearing("old_" + "a".repeat(508)))))
                .isEqualTo("token-invalid");
        assertThat(other.asked).isEqualTo(1);
    }

    @Test
    void what_fails_before_authentication_looks_alike() {
        row("1", LegacyHash.sha256(sha256(TEXT)));
        assertThat(publishing("old_unknown"))
                .hasToString(publishing("exr_unknown").toString());
        table.rows.clear();
        for (int i = 0; i < 8; i++) {
            row("x" + i, LegacyHash.sha256(sha256("other")));
        }
        row("9", LegacyHash.sha256(sha256(TEXT)));
        assertThat(publish(TEXT)).as("the ninth row").isEqualTo("token-invalid");
    }

    @Test
    void costly_checks_are_throttled_by_network_and_given_back_when_they_find_a_token() {
        row("1", LegacyHash.bcrypt(bcrypt(TEXT)));
        for (int i = 0; i < CostlyChecks.PER_NETWORK - 1; i++) {
            assertThat(from("2001:db8::" + i, "old_wrong")).isEqualTo("token-invalid");
        }
        row("2", LegacyHash.bcrypt(bcrypt("old_2")));
        assertThat(from("2001:db8::1", TEXT)).isEqualTo("allowed");
        assertThat(from("2001:db8::2", "old_2")).isEqualTo("allowed");
        row("3", LegacyHash.bcrypt(bcrypt("old_3")));
        assertThat(from("2001:db8::1", "old_wrong")).isEqualTo("token-invalid");
        assertThat(from("2001:db8::3", "old_3")).isEqualTo("too-many-attempts");
        assertThat(from("2001:db8::3", TEXT)).as("moved before").isEqualTo("allowed");
        assertThat(from("2001:db8:0:1::3", "old_wrong")).isEqualTo("token-invalid");
        assertThat(from("", "old_wrong")).isEqualTo("token-invalid");
        world.clock.advance(Duration.ofMinutes(10));
        assertThat(from("2001:db8::3", "old_3")).isEqualTo("allowed");
    }

    @Test
    void cheap_checks_are_not_throttled() {
        row("1", LegacyHash.sha256(sha256(TEXT)));
        for (int i = 0; i <= CostlyChecks.PER_NETWORK; i++) {
            assertThat(publish("old_wrong")).isEqualTo("token-invalid");
        }
        assertThat(world.count("rk_publish_throttle")).isZero();
    }

    private String from(String address, String text) {
        RequestContext context = RequestContext.builder("GET", "/")
                .clientAddress(address)
                .header("Authorization", text)
                .build();
        return code(tokens.authenticate(context));
    }

    @Test
    void a_moved_token_is_what_its_row_says_and_judged_like_any_other() {
        TokenRequest request = wanted().expiresAt(world.clock.instant().plus(Duration.ofDays(400)))
                .build();
        table.rows.add(LegacyToken.builder("row 7".replace(' ', '-'), LegacyHash.sha256(sha256(TEXT)), request)
                .createdAt(world.clock.instant().minus(Duration.ofDays(500)))
                .build());
        assertThat(code(tokens.authenticate(bearing(TEXT), Action.YANK, WIDGET)))
                .isEqualTo("action-not-in-scope");
        ApiToken moved = tokens.list(ALICE).get(0);
        assertThat(moved.id()).isEqualTo(LegacyToken.movedId("row-7"));
        assertThat(moved.createdAt()).isEqualTo(world.clock.instant().minus(Duration.ofDays(500)));
        assertThat(moved.expiresAt()).isEqualTo(request.expiresAt());
        assertThat(moved.packages()).containsExactly(PackagePattern.parse("npm:@acme/*"));
        assertThat(moved.issuedFrom()).isEmpty();

        world.rights((owner, action, name) -> false);
        assertThat(publish(TEXT)).isEqualTo("owner-may-not");
        world.rights((owner, action, name) -> true);
        tokens.limitLifetime(PackagePattern.exactly(WIDGET), Duration.ofDays(30), ALICE, request());
        assertThat(publish(TEXT)).isEqualTo("long-lived-token");
        tokens.allowAnyLifetime(PackagePattern.exactly(WIDGET), ALICE, request());
        assertThat(publish(TEXT)).isEqualTo("allowed");
        world.clock.advance(Duration.ofDays(400));
        assertThat(publish(TEXT)).isEqualTo("token-expired");
    }

    @Test
    void one_that_names_no_end_gets_the_usual_one_from_its_move_on() {
        TokenRequest.Builder unending = TokenRequest.builder(ALICE)
                .name("ci")
                .actions(Action.PUBLISH_VERSION)
                .packages(PackagePattern.parse("npm:**"));
        row("1", LegacyHash.sha256(sha256("old_1")), unending);
        assertThat(publish("old_1")).isEqualTo("allowed");
        assertThat(tokens.list(ALICE).get(0).expiresAt())
                .isEqualTo(world.clock.instant().plus(Duration.ofDays(7)));
        row("2", LegacyHash.sha256(sha256("old_2")), unending.acceptNoExpiry());
        assertThat(publish("old_2")).isEqualTo("allowed");
        world.clock.advance(Duration.ofDays(3650));
        assertThat(publish("old_1")).isEqualTo("token-expired");
        assertThat(publish("old_2")).isEqualTo("allowed");
    }

    @Test
    void a_row_that_asks_for_an_undeclared_kind_or_action_stays_where_it_is() {
        row("1", LegacyHash.sha256(sha256("old_1")), wanted().kind("robot"));
        row("2", LegacyHash.sha256(sha256("old_2")), wanted().actions(Action.named("fly")));
        assertThat(publish("old_1")).isEqualTo("kind-unknown");
        assertThat(publish("old_2")).isEqualTo("action-unknown");
        assertThat(publish("old_3")).isEqualTo("token-invalid");
        assertThat(tokens.list(ALICE)).isEmpty();
        assertThat(table.out).isEmpty();
        List<Secret> leaked = List.of(Secret.of("old_1"), Secret.of("old_2"));
        assertThat(tokens.identify(leaked)).containsOnlyNulls();
        assertThat(tokens.identifyLeaked(leaked))
                .as("leaked ones are kept, but have ended")
                .extracting(token -> token == null ? "" : token.id())
                .containsExactly(LegacyToken.movedId("1"), LegacyToken.movedId("2"));
        assertThat(publish("old_1")).isEqualTo("token-invalid");
        assertThat(publish("old_2")).isEqualTo("token-revoked");
        assertThat(tokens.list(ALICE))
                .hasSize(2)
                .allSatisfy(token -> assertThat(token.revokedAt()).isEqualTo(world.clock.instant()));
    }

    @Test
    void a_moved_token_of_a_kind_that_is_undeclared_later_is_none() {
        row("1", LegacyHash.sha256(sha256(TEXT)), wanted().kind("robot"));
        RegistryPublish before = with(builder ->
                builder.tokenKinds(TokenKind.named("robot").build()).legacyTokens(Pattern.compile("old_.*"), table));
        assertThat(code(before.tokens().authenticate(bearing(TEXT)))).isEqualTo("allowed");
        assertThat(code(tokens.authenticate(bearing(TEXT)))).isEqualTo("token-invalid");
    }

    private RegistryPublish with(UnaryOperator<RegistryPublish.Builder> settings) {
        return settings.apply(world.configure(RegistryPublish.builder(world.work(), world.keyRing)))
                .build();
    }

    @Test
    void when_the_table_is_gone_only_what_moved_counts_and_only_while_its_form_is_named() {
        row("1", LegacyHash.sha256(sha256("old_1")));
        row("2", LegacyHash.sha256(sha256("old_2")));
        assertThat(publish("old_1")).isEqualTo("allowed");
        RegistryPublish after = with(builder -> builder.movedTokens(Pattern.compile("old_.*")));
        assertThat(code(after.tokens().authenticate(bearing("old_1")))).isEqualTo("allowed");
        assertThat(code(after.tokens().authenticate(bearing("old_2")))).isEqualTo("token-invalid");
        RegistryPublish without = with(builder -> builder.movedTokens(Pattern.compile("none")));
        assertThat(code(without.tokens().authenticate(bearing("old_1")))).isEqualTo("token-invalid");
    }

    @Test
    void a_revoked_token_stays_revoked_while_its_old_row_is_in_use() {
        table.stuck = true;
        row("1", LegacyHash.sha256(sha256(TEXT)));
        assertThat(publish(TEXT)).as("a stuck table").isEqualTo("allowed");
        String id = LegacyToken.movedId("1");
        assertThat(tokens.revoke(id, ALICE, request())).isTrue();
        world.clock.advance(Duration.ofDays(31));
        world.publish.housekeeping().runOnce(100);
        assertThat(table.rows).as("still in use").hasSize(1);
        assertThat(publish(TEXT)).isEqualTo("token-revoked");

        table.stuck = false;
        world.publish.housekeeping().runOnce(100);
        assertThat(table.out).containsExactly("1");
        world.publish.housekeeping().runOnce(100);
        assertThat(tokens.list(ALICE)).as("purged").isEmpty();
        assertThat(publish(TEXT)).isEqualTo("token-invalid");
    }

    @Test
    void a_row_that_could_not_be_taken_out_of_use_is_tried_again_at_the_next_use_and_no_more() {
        table.stuck = true;
        row("1", LegacyHash.sha256(sha256(TEXT)));
        assertThat(publish(TEXT)).isEqualTo("allowed");
        assertThat(tokens.list(ALICE).get(0).movedFrom()).isEqualTo("1");
        table.stuck = false;
        assertThat(publish(TEXT)).isEqualTo("allowed");
        assertThat(publish(TEXT)).isEqualTo("allowed");
        assertThat(table.out).containsExactly("1");
        assertThat(table.asked).isEqualTo(1);
        assertThat(tokens.list(ALICE).get(0).movedFrom()).isNull();
    }

    @Test
    void a_row_whose_text_changed_after_it_moved_is_of_no_token() {
        row("1", LegacyHash.sha256(sha256("old_1")));
        assertThat(publish("old_1")).isEqualTo("allowed");
        row("1", LegacyHash.sha256(sha256("old_2")));
        assertThat(publish("old_2")).isEqualTo("token-invalid");
        assertThat(publish("old_1")).isEqualTo("allowed");
    }

    @Test
    void a_leaked_token_is_moved_so_that_it_can_be_revoked_for_good() {
        row("1", LegacyHash.bcrypt(bcrypt("old_1")));
        row("2", LegacyHash.sha256(sha256("old_2")));
        List<ApiToken> found = new ArrayList<>();
        for (ApiToken token :
                tokens.identifyLeaked(List.of(Secret.of("old_x"), Secret.of("old_1"), Secret.of("old_2")))) {
            if (token != null) {
                found.add(token);
            }
        }
        assertThat(found).extracting(ApiToken::id).containsExactly(LegacyToken.movedId("1"), LegacyToken.movedId("2"));
        found.forEach(token -> tokens.revokeAsOperator(token.id(), ALICE, request()));
        assertThat(publish("old_1")).isEqualTo("token-revoked");
        assertThat(publish("old_2")).isEqualTo("token-revoked");
    }

    @Test
    void a_report_has_few_costly_checks() {
        row("1", LegacyHash.bcrypt(bcrypt(TEXT)));
        List<Secret> report = new ArrayList<>();
        for (int i = 0; i < CostlyChecks.PER_REPORT; i++) {
            report.add(Secret.of("old_wrong" + i));
        }
        report.add(Secret.of(TEXT));
        assertThatThrownBy(() -> tokens.identifyLeaked(report))
                .as("the sender asks again: it is not said that this is no token")
                .isInstanceOf(StoreException.class)
                .hasMessage("too many texts to compare with the older table at once");
        assertThat(tokens.identifyLeaked(report.subList(1, report.size())))
                .last()
                .isNotNull();
    }

    @Test
    void checks_of_a_report_that_find_their_token_do_not_count() {
        RegistryPublish exact = with(builder -> builder.legacyTokens(Pattern.compile("old_.*"), new OldTable() {
            @Override
            public List<LegacyToken> candidates(Secret presented) {
                return List.of(LegacyToken.builder(
                                "row-of-" + presented.reveal().length(),
                                LegacyHash.bcrypt(bcrypt(presented.reveal())),
                                wanted().build())
                        .build());
            }
        }));
        List<Secret> report = new ArrayList<>();
        for (int i = 0; i <= CostlyChecks.PER_REPORT; i++) {
            report.add(Secret.of("old_" + "x".repeat(i)));
        }
        assertThat(exact.tokens().identifyLeaked(report)).doesNotContainNull();
    }

    @Test
    void what_costs_nothing_is_compared_before_a_limit_is_reached() {
        row("1", LegacyHash.bcrypt(bcrypt("old_other")));
        for (int i = 0; i < CostlyChecks.PER_NETWORK; i++) {
            assertThat(from("2001:db8::1", "old_wrong")).isEqualTo("token-invalid");
        }
        assertThat(from("2001:db8::1", "old_wrong")).isEqualTo("too-many-attempts");
        row("2", LegacyHash.sha256(sha256(TEXT)));
        assertThat(from("2001:db8::1", TEXT)).isEqualTo("allowed");
    }

    @Test
    void a_row_that_cannot_be_read_keeps_no_other_leaked_token_from_its_end() {
        row("1", LegacyHash.sha256(sha256("old_1")));
        RegistryPublish broken = with(builder -> builder.legacyTokens(Pattern.compile("old_.*"), new OldTable() {
            @Override
            public List<LegacyToken> candidates(Secret presented) {
                if (presented.reveal().equals("old_bad")) {
                    throw new IllegalStateException("the row is " + presented.reveal());
                }
                return table.candidates(presented);
            }
        }));
        assertThatThrownBy(() -> broken.tokens().identifyLeaked(List.of(Secret.of("old_bad"), Secret.of("old_1"))))
                .isInstanceOf(StoreException.class)
                .hasMessage("a row of the older table cannot be read")
                .hasStackTraceContaining("java.lang.IllegalStateException")
                .satisfies(thrown -> assertThat(thrown.getCause().getMessage()).doesNotContain("old_bad"));
        assertThat(tokens.identify(List.of(Secret.of("old_1")))).doesNotContainNull();
    }

    @Test
    void a_row_that_cannot_be_read_or_a_table_that_is_down_makes_the_decision_unavailable() {
        RegistryPublish broken = with(builder -> builder.legacyTokens(Pattern.compile("old_.*"), new OldTable() {
            @Override
            public List<LegacyToken> candidates(Secret presented) {
                LegacyHash.sha256("no hash");
                return List.of();
            }
        }));
        assertThat(code(broken.tokens().authenticate(bearing(TEXT)))).isEqualTo("unavailable store-unavailable");
        assertThatThrownBy(() -> broken.tokens().identifyLeaked(List.of(Secret.of(TEXT))))
                .isInstanceOf(StoreException.class)
                .hasMessage("a row of the older table cannot be read");
        world.database.off(true);
        assertThat(publish(TEXT)).isEqualTo("unavailable store-unavailable");
    }

    @Test
    void neither_the_text_nor_what_the_row_holds_is_told() {
        row("secret-row", LegacyHash.sha256(sha256(TEXT)));
        StringBuilder shown = new StringBuilder(table.rows.get(0).toString());
        shown.append(publishing(TEXT)).append(publishing("old_wrong"));
        for (RecordedEvent event : world.publish.events().ofAccount(ALICE, 100)) {
            assertThat(event.details().get("token")).isEqualTo(LegacyToken.movedId("secret-row"));
            shown.append(event).append(event.details());
        }
        assertThat(shown.toString())
                .contains("token.moved")
                .doesNotContain(TEXT)
                .doesNotContain(sha256(TEXT));
        assertThat(world.text("SELECT * FROM rk_publish_token")).doesNotContain(TEXT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "ä", "\n"})
    void a_rows_id_is_visible_ascii(String id) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> row(id, LegacyHash.sha256(sha256(TEXT))))
                .withMessage("a row's id has 1 to 200 visible ASCII characters");
    }

    @Test
    void what_cannot_be_an_old_token_is_refused_when_it_is_built() {
        row(TEXT, LegacyHash.plaintext(Secret.of(TEXT)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> publish(TEXT))
                .withMessage("the id of an old table's row is shown and logged; a token is not");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> row("1", LegacyHash.sha256(sha256(TEXT)), wanted().macaroon()))
                .withMessage("a token that moves keeps its text, so it becomes no macaroon");
        TokenRequest.Builder job = TokenRequest.forWorkload(
                        "p", WorkloadIdentity.builder("https://issuer.example").build())
                .name("job")
                .actions(Action.READ)
                .packages(PackagePattern.parse("npm:**"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> row("1", LegacyHash.sha256(sha256(TEXT)), job))
                .withMessage("a workload's token is issued by an exchange alone");
        assertThatIllegalStateException()
                .isThrownBy(() -> RegistryPublish.builder(world.work(), world.keyRing)
                        .tokenPrefix("exr")
                        .legacyTokens(Pattern.compile("old_.*"), table)
                        .build())
                .withMessage("tokens of an older table need Builder.ownerRights");
    }
}
