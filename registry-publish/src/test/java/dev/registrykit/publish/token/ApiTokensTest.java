package dev.registrykit.publish.token;

import static dev.registrykit.publish.World.ALICE;
import static dev.registrykit.publish.World.bearing;
import static dev.registrykit.publish.World.code;
import static dev.registrykit.publish.World.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.registrykit.core.decision.Decision;
import dev.registrykit.core.grant.Action;
import dev.registrykit.core.grant.Assurance;
import dev.registrykit.core.grant.Grant;
import dev.registrykit.core.name.PackageName;
import dev.registrykit.core.name.PackagePattern;
import dev.registrykit.core.name.Release;
import dev.registrykit.core.secret.KeyRing;
import dev.registrykit.core.store.StoreException;
import dev.registrykit.core.subject.Subject;
import dev.registrykit.publish.RegistryPublish;
import dev.registrykit.publish.World;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ApiTokensTest {
    private static final PackageName FOO = PackageName.maven("com.foo", "core");
    private static final Subject BOB = Subject.user("bob");

    private final World world = new World();
    private final ApiTokens tokens = world.tokens();

    @AfterEach
    void close() {
        world.close();
    }

    private Decision<Grant> publish(String token, PackageName packageName) {
        return tokens.authenticate(bearing(token), Action.PUBLISH_VERSION, packageName);
    }

    @Test
    void a_token_allows_what_its_scope_covers() {
        Decision<Grant> decision = publish(world.token("maven:com.foo.**"), FOO);

        Grant grant = decision.orElseThrow(failure -> new AssertionError(failure.detail()));
        assertThat(grant.owner()).isEqualTo(ALICE);
        assertThat(grant.actions()).containsExactly(Action.PUBLISH_VERSION);
        assertThat(grant.packages()).containsExactly(PackagePattern.parse("maven:com.foo.**"));
        assertThat(grant.expiresAt()).isEqualTo(world.clock.instant().plus(Duration.ofDays(1)));
        assertThat(code(grant.expectedWorkload())).isEqualTo("no-workload");
        assertThat(world.decisions).containsExactly("token.issue allowed ", "token.authenticate allowed ");
    }

    @Test
    void a_release_is_judged_by_its_package() {
        String token = world.token("maven:com.foo:core");

        assertThat(code(tokens.authenticate(bearing(token), Action.PUBLISH_VERSION, Release.of(FOO, "1.0"))))
                .isEqualTo("allowed");
        assertThat(code(tokens.authenticate(
                        bearing(token), Action.PUBLISH_VERSION, Release.of(PackageName.maven("com.foo", "x"), "1.0"))))
                .isEqualTo("package-not-in-scope");
    }

    @Test
    void a_token_for_one_group_is_refused_for_a_group_that_begins_alike() {
        assertThat(code(publish(world.token("maven:com.foo.**"), PackageName.maven("com.foobar", "core"))))
                .isEqualTo("package-not-in-scope");
    }

    @Test
    void an_action_that_the_scope_lacks_is_refused_before_the_package_is_looked_at() {
        String readOnly = world.issued(TokenRequest.builder(ALICE)
                        .name("reader")
                        .actions(Action.READ)
                        .packages(PackagePattern.parse("maven:**")))
                .secret()
                .reveal();

        assertThat(code(publish(readOnly, FOO))).isEqualTo("action-not-in-scope");
        assertThat(code(tokens.authenticate(bearing(readOnly), Action.READ, FOO)))
                .isEqualTo("allowed");
    }

    @Test
    void a_token_never_allows_more_than_its_owner_may_at_present() {
        String token = world.token("maven:**");
        world.rights((owner, action, packageName) -> !packageName.equals(FOO));

        assertThat(code(publish(token, FOO))).isEqualTo("owner-may-not");
        assertThat(code(publish(token, PackageName.maven("com.bar", "core")))).isEqualTo("allowed");
    }

    @Test
    void the_owners_rights_may_be_read_from_the_same_pool_of_one_connection() {
        try (World small = new World(1)) {
            String token = small.token("maven:**");
            small.rights((owner, action, packageName) -> {
                try (Connection connection = small.database.getConnection()) {
                    return connection.isValid(1);
                } catch (SQLException broken) {
                    throw new IllegalStateException(broken);
                }
            });

            assertThat(code(small.tokens().authenticate(bearing(token), Action.PUBLISH_VERSION, FOO)))
                    .isEqualTo("allowed");
        }
    }

    @Test
    void a_token_expires_at_the_stated_instant_and_not_before() {
        String token = world.token("maven:**");

        world.clock.advance(Duration.ofDays(1).minusMillis(1));
        assertThat(code(publish(token, FOO))).isEqualTo("allowed");
        world.clock.advance(Duration.ofMillis(1));
        assertThat(code(publish(token, FOO))).isEqualTo("token-expired");
    }

    @Test
    void java_and_sql_agree_on_the_instant_of_expiry() {
        String token = world.token("maven:**");
        world.clock.advance(Duration.ofDays(1));

        assertThat(code(publish(token, FOO))).isEqualTo("token-expired");
        assertThat(tokens.list(ALICE))
                .singleElement()
                .satisfies(kept -> assertThat(kept.lastUsedAt())
                        .as("an expired token is not used")
                        .isNull());
    }

    @Test
    void a_revoked_token_is_refused_for_ever_and_its_owner_sees_the_attempt() {
        String token = world.token("maven:com.foo.**");
        String id = tokens.list(ALICE).get(0).id();

        assertThat(tokens.revoke(id, ALICE, request())).isTrue();
        assertThat(tokens.revoke(id, ALICE, request())).as("second time").isFalse();
        assertThat(code(publish(token, FOO))).isEqualTo("token-revoked");
        assertThat(world.eventsOf(ALICE))
                .containsExactlyInAnyOrder("token.issued", "token.revoked", "token.refused token-revoked");
        assertThat(world.eventsOf(FOO)).containsExactly("token.refused token-revoked");
    }

    @Test
    void nobody_but_the_owner_and_the_operator_revokes_a_token() {
        String token = world.token("maven:**");
        String id = tokens.list(ALICE).get(0).id();

        assertThat(tokens.revoke(id, BOB, request())).isFalse();
        assertThat(code(publish(token, FOO))).isEqualTo("allowed");
        assertThat(tokens.revokeAsOperator(id, BOB, request())).isTrue();
        assertThat(code(publish(token, FOO))).isEqualTo("token-revoked");
    }

    @Test
    void an_id_that_is_none_revokes_nothing() {
        for (String id : List.of("", "x", "\0".repeat(36), "00000000-0000-0000-0000-000000000000", "' OR 1=1 --")) {
            assertThat(tokens.revokeAsOperator(id, ALICE, request())).as(id).isFalse();
        }
    }

    @Test
    void a_mistyped_and_an_unknown_token_look_alike() {
        String unknown = new TokenFormat(TokenPolicy.builder("exr").build(), new SecureRandom()).mint(null);
        String mistyped = unknown.substring(0, 39) + (unknown.endsWith("0") ? "1" : "0");

        Decision<Grant> first = publish(unknown, FOO);
        Decision<Grant> second = publish(mistyped, FOO);

        assertThat(first).asString().isEqualTo(second.toString()).contains("token-invalid");
        assertThat(world.count("rk_publish_event")).isZero();
    }

    @Test
    void a_mistyped_token_is_refused_even_when_the_store_is_down() {
        world.database.off(true);

        assertThat(code(publish("exr_zQWBuTSOoRi4A9spHcVY5ncnsDkxkJ0mLq18", FOO)))
                .isEqualTo("token-invalid");
    }

    @Test
    void a_broken_store_is_unavailable_and_nothing_else() {
        String token = world.token("maven:**");
        world.database.off(true);

        assertThat(code(publish(token, FOO))).isEqualTo("unavailable store-unavailable");
        assertThatExceptionOfType(StoreException.class).isThrownBy(() -> tokens.list(ALICE));
    }

    @Test
    void whoami_asks_nothing_of_the_token() {
        world.rights((owner, action, packageName) -> false);
        String token = world.token("maven:**");

        assertThat(tokens.authenticate(bearing(token))
                        .map(Grant::owner)
                        .fold(Subject::toString, Object::toString, Object::toString))
                .isEqualTo("user:alice");
    }

    @Test
    void the_last_use_is_kept_once_in_five_minutes() {
        String token = world.token("maven:**");
        var first = world.clock.instant();
        publish(token, FOO);
        world.clock.advance(Duration.ofMinutes(5));
        publish(token, FOO);
        assertThat(tokens.list(ALICE).get(0).lastUsedAt()).isEqualTo(first);

        world.clock.advance(Duration.ofMillis(1));
        publish(token, FOO);
        assertThat(tokens.list(ALICE).get(0).lastUsedAt()).isEqualTo(world.clock.instant());
    }

    @Test
    void a_use_never_revives_a_revoked_token() {
        String token = world.token("maven:**");
        tokens.revoke(tokens.list(ALICE).get(0).id(), ALICE, request());
        publish(token, FOO);

        ApiToken kept = tokens.list(ALICE).get(0);
        assertThat(kept.revokedAt()).isEqualTo(world.clock.instant());
        assertThat(kept.lastUsedAt()).isNull();
    }

    @Test
    void a_refused_attempt_is_kept_out_of_the_log_of_a_package_that_the_scope_does_not_cover() {
        PackageName victim = PackageName.maven("org.victim", "core");
        publish(world.token("maven:com.foo.**"), victim);

        assertThat(world.eventsOf(victim)).isEmpty();
        assertThat(world.eventsOf(ALICE)).contains("token.refused package-not-in-scope");
    }

    @Test
    void a_token_that_ended_cannot_be_used_to_fill_the_event_log() {
        String token = world.token("maven:**");
        world.clock.advance(Duration.ofDays(2));
        for (int i = 0; i < 30; i++) {
            assertThat(code(publish(token, FOO))).isEqualTo("token-expired");
        }
        assertThat(world.eventsOf(FOO)).hasSize(20);

        world.clock.advance(Duration.ofMinutes(10));
        publish(token, FOO);
        assertThat(world.eventsOf(FOO)).hasSize(21);
    }

    @Test
    void a_token_whose_owner_has_no_right_writes_nothing_into_the_packages_log() {
        world.rights((owner, action, packageName) -> false);
        String valid = world.token("maven:com.foo.**");
        IssuedToken revoked = world.issued(world.request("maven:com.foo.**"));
        tokens.revoke(revoked.token().id(), ALICE, request());

        assertThat(code(publish(valid, FOO))).isEqualTo("owner-may-not");
        assertThat(code(tokens.authenticate(bearing(valid), Action.YANK, FOO))).isEqualTo("action-not-in-scope");
        assertThat(code(publish(world.token("maven:com.bar.**"), FOO))).isEqualTo("package-not-in-scope");
        assertThat(code(publish(revoked.secret().reveal(), FOO))).isEqualTo("token-revoked");
        world.clock.advance(Duration.ofDays(1));
        assertThat(code(publish(valid, FOO))).isEqualTo("token-expired");

        assertThat(world.eventsOf(FOO)).isEmpty();
        assertThat(world.eventsOf(ALICE))
                .contains(
                        "token.refused owner-may-not",
                        "token.refused action-not-in-scope",
                        "token.refused package-not-in-scope",
                        "token.refused token-revoked",
                        "token.refused token-expired");
    }

    @Test
    void an_owner_of_many_tokens_cannot_fill_the_event_log_either() {
        List<String> many =
                IntStream.range(0, 11).mapToObj(i -> world.token("maven:**")).toList();
        world.clock.advance(Duration.ofDays(2));
        for (String token : many) {
            for (int i = 0; i < 10; i++) {
                assertThat(code(publish(token, FOO))).isEqualTo("token-expired");
            }
        }

        assertThat(world.eventsOf(FOO)).hasSize(100).containsOnly("token.refused token-expired");
    }

    @Test
    void the_largest_scope_can_be_kept() {
        TokenRequest.Builder request = world.request("maven:" + "f".repeat(240) + ":core");
        String group = "g".repeat(240);
        for (int i = 0; i < 999; i++) {
            request.packages(PackagePattern.parse("maven:" + group + i + ":core"));
        }
        world.issued(request);

        assertThat(tokens.list(ALICE).get(0).packages()).hasSize(1000);
        assertThatIllegalStateException()
                .isThrownBy(
                        () -> request.packages(PackagePattern.parse("npm:**")).build())
                .withMessageContaining("1000");
    }

    @Test
    void the_database_and_the_events_hold_no_secret() {
        String token = world.token("maven:**");
        publish(token, FOO);
        tokens.authenticate(bearing(token), Action.YANK, FOO);

        String body = token.substring(4, 34);
        assertThat(world.text("SELECT * FROM rk_publish_token")).doesNotContain(body);
        assertThat(world.text("SELECT * FROM rk_publish_event")).doesNotContain(body);
        assertThat(world.text("SELECT RAWTOHEX(hash) FROM rk_publish_token")).hasSize(64);
    }

    @Test
    void token_and_event_are_kept_together_or_not_at_all() {
        world.execute("DROP TABLE rk_publish_event");

        assertThat(code(tokens.issue(world.request("maven:**").build(), Assurance.PHISHING_RESISTANT, request())))
                .isEqualTo("unavailable store-unavailable");
        assertThat(world.count("rk_publish_token")).isZero();
    }

    @Test
    void without_owner_rights_no_account_gets_a_token_and_old_ones_authorise_nothing() {
        String token = world.token("maven:**");
        ApiTokens bare = RegistryPublish.builder(world.database, KeyRing.ephemeral())
                .tokenPrefix("exr")
                .clock(world.clock)
                .build()
                .tokens();

        assertThatIllegalStateException()
                .isThrownBy(
                        () -> bare.issue(world.request("maven:**").build(), Assurance.PHISHING_RESISTANT, request()))
                .withMessageContaining("ownerRights");
        assertThat(code(bare.authenticate(bearing(token), Action.PUBLISH_VERSION, FOO)))
                .isEqualTo("owner-may-not");
    }

    @Test
    void a_request_must_say_what_it_is_for_and_until_when() {
        TokenRequest.Builder request = TokenRequest.builder(ALICE).name("x");
        assertThatIllegalStateException().isThrownBy(request::build).withMessageContaining("scope");
        request.actions(Action.READ).packages(PackagePattern.parse("npm:**"));
        assertThatIllegalStateException()
                .isThrownBy(() -> TokenRequest.builder(ALICE)
                        .name("x")
                        .actions(Action.READ)
                        .packages(PackagePattern.parse("npm:**"))
                        .expiresAt(world.clock.instant())
                        .acceptNoExpiry()
                        .build())
                .withMessageContaining("acceptNoExpiry");
        assertThatIllegalArgumentException().isThrownBy(() -> request.name("a\nb"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> world.issued(request.expiresAt(world.clock.instant())))
                .withMessageContaining("future");
        assertThat(world.count("rk_publish_token")).isZero();
    }

    @Test
    void a_listed_token_is_what_was_asked_for() {
        world.token("maven:com.foo.**", "npm:@acme/*");

        assertThat(tokens.list(ALICE)).singleElement().satisfies(token -> {
            assertThat(token.name()).isEqualTo("laptop");
            assertThat(token.owner()).isEqualTo(ALICE);
            assertThat(token.packages())
                    .extracting(Object::toString)
                    .containsExactly("maven:com.foo.**", "npm:@acme/*");
            assertThat(token.createdAt()).isEqualTo(world.clock.instant());
            assertThat(token.publisherId()).isNull();
        });
        assertThat(tokens.list(BOB)).isEmpty();
    }
}
