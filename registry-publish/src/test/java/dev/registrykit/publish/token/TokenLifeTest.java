package dev.registrykit.publish.token;

import static dev.registrykit.publish.World.ALICE;
import static dev.registrykit.publish.World.WIDGET;
import static dev.registrykit.publish.World.bearing;
import static dev.registrykit.publish.World.code;
import static dev.registrykit.publish.World.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.registrykit.core.decision.Decision;
import dev.registrykit.core.grant.Action;
import dev.registrykit.core.grant.Assurance;
import dev.registrykit.core.grant.Grant;
import dev.registrykit.core.name.PackageName;
import dev.registrykit.core.name.PackagePattern;
import dev.registrykit.core.name.Release;
import dev.registrykit.core.request.AddressRange;
import dev.registrykit.core.request.RequestContext;
import dev.registrykit.core.secret.KeyRing;
import dev.registrykit.core.secret.Secret;
import dev.registrykit.core.subject.Subject;
import dev.registrykit.publish.RegistryPublish;
import dev.registrykit.publish.World;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What becomes of a token after it was issued. */
class TokenLifeTest {
    private static final Subject BOB = Subject.user("bob");
    private static final PackageName OTHER = PackageName.npm("@acme/other");

    private final World world = new World();
    private final ApiTokens tokens = world.tokens();

    @AfterEach
    void close() {
        world.close();
    }

    private String publishing(String token, PackageName name) {
        return code(tokens.authenticate(bearing(token), Action.PUBLISH_VERSION, name));
    }

    private boolean narrow(IssuedToken token, Restriction.Builder restriction) {
        return tokens.narrow(token.token().id(), ALICE, restriction.build(), request());
    }

    private static String secret(IssuedToken token) {
        return token.secret().reveal();
    }

    @Test
    void a_token_is_narrowed_for_its_next_use_by_every_restriction() {
        IssuedToken token = world.issued(world.request("npm:@acme/*").actions(Action.YANK, Action.READ));
        assertThat(narrow(token, Restriction.builder().packages(List.of(PackagePattern.exactly(WIDGET)))))
                .isTrue();
        assertThat(publishing(secret(token), OTHER)).isEqualTo("package-not-in-scope");
        assertThat(publishing(secret(token), WIDGET)).isEqualTo("allowed");

        narrow(token, Restriction.builder().packages(List.of(PackagePattern.parse("npm:**"))));
        assertThat(publishing(secret(token), OTHER)).as("never wider").isEqualTo("package-not-in-scope");

        narrow(token, Restriction.builder().actions(List.of(Action.PUBLISH_VERSION, Action.YANK)));
        Grant grant = tokens.authenticate(bearing(secret(token)), Action.YANK, WIDGET)
                .orElseThrow(failure -> new AssertionError(failure.toString()));
        assertThat(grant.actions()).containsExactlyInAnyOrder(Action.PUBLISH_VERSION, Action.YANK);
        assertThat(grant.packages()).containsExactly(PackagePattern.exactly(WIDGET));
        assertThat(grant.restrictions()).hasSize(3).contains("packages npm:@acme/widget");
        assertThat(code(tokens.authenticate(bearing(secret(token)), Action.READ, WIDGET)))
                .isEqualTo("action-not-in-scope");

        narrow(token, Restriction.builder().version("1.0"));
        assertThat(publishing(secret(token), WIDGET)).isEqualTo("release-required");
        assertThat(published(token, "1.1")).isEqualTo("version-not-in-scope");
        assertThat(published(token, "1.0")).isEqualTo("allowed");

        narrow(token, Restriction.builder().sha256(List.of("ab".repeat(32))));
        assertThat(published(token, "1.0")).isEqualTo("digest-required");

        narrow(token, Restriction.builder().expiresAt(world.clock.instant().plusSeconds(60)));
        world.clock.advance(Duration.ofSeconds(60));
        assertThat(publishing(secret(token), WIDGET)).isEqualTo("token-expired");
        assertThat(narrow(token, Restriction.builder().version("1.0"))).isFalse();
        assertThat(world.eventsOf(ALICE)).filteredOn("token.narrowed"::equals).hasSize(6);
    }

    private String published(IssuedToken token, String version) {
        return code(tokens.authenticate(bearing(secret(token)), Action.PUBLISH_VERSION, Release.of(WIDGET, version)));
    }

    @Test
    void nobody_but_its_owner_narrows_a_token() {
        IssuedToken token = world.issued(world.request("npm:**"));
        Restriction version = Restriction.builder().version("1.0").build();
        assertThat(tokens.narrow(token.token().id(), BOB, version, request())).isFalse();
        assertThat(tokens.narrow("x", ALICE, version, request())).isFalse();
        assertThat(tokens.list(ALICE).get(0).restrictions()).isEmpty();
    }

    @Test
    void a_token_counts_from_its_time_on_and_at_its_addresses_alone() {
        String token = world.issued(world.request("npm:**")
                        .notBefore(world.clock.instant().plusSeconds(60))
                        .addresses(AddressRange.parse("192.0.2.0/24"), AddressRange.parse("2001:db8::/32")))
                .secret()
                .reveal();
        assertThat(publishing(token, WIDGET)).isEqualTo("token-not-yet-valid");
        world.clock.advance(Duration.ofSeconds(60));
        assertThat(publishing(token, WIDGET)).isEqualTo("allowed");
        assertThat(from("2001:db8::9", token)).isEqualTo("allowed");
        assertThat(from("198.51.100.1", token)).isEqualTo("address-not-allowed");
        assertThat(from("", token)).isEqualTo("address-not-allowed");
    }

    private String from(String address, String token) {
        RequestContext context = RequestContext.builder("GET", "/")
                .clientAddress(address)
                .header("Authorization", token)
                .build();
        return code(tokens.authenticate(context));
    }

    @Test
    void a_refusal_names_what_is_missing_and_what_would_do() {
        String token = world.token("npm:@acme/widget");
        assertThat(tokens.authenticate(bearing(token), Action.YANK, WIDGET))
                .asString()
                .contains("does not have the action yank; it needs yank for @acme/widget");
        assertThat(tokens.authenticate(bearing(token), Action.PUBLISH_VERSION, OTHER))
                .asString()
                .contains("does not cover @acme/other; it needs publish-version for @acme/other");
    }

    @Test
    void a_rotated_token_and_its_successor_both_work_until_the_overlap_ends() {
        IssuedToken old = world.issued(world.request("npm:@acme/*").addresses(AddressRange.parse("192.0.2.0/24")));
        narrow(old, Restriction.builder().packages(List.of(PackagePattern.exactly(WIDGET))));
        world.clock.advance(Duration.ofHours(2));

        IssuedToken successor =
                rotated(old, Duration.ofHours(1)).orElseThrow(failure -> new AssertionError(failure.toString()));

        assertThat(publishing(secret(old), WIDGET)).isEqualTo("allowed");
        assertThat(publishing(secret(successor), WIDGET)).isEqualTo("allowed");
        assertThat(publishing(secret(successor), OTHER)).isEqualTo("package-not-in-scope");
        assertThat(successor.token().expiresAt())
                .isEqualTo(world.clock.instant().plus(Duration.ofDays(1)));
        assertThat(successor.token().addresses()).isEqualTo(old.token().addresses());
        assertThat(code(rotated(old, Duration.ofHours(1)))).isEqualTo("token-rotated");
        world.clock.advance(Duration.ofHours(1));
        assertThat(publishing(secret(old), WIDGET)).isEqualTo("token-expired");
        assertThat(publishing(secret(successor), WIDGET)).isEqualTo("allowed");
        assertThat(world.eventsOf(ALICE)).contains("token.rotated");
    }

    private Decision<IssuedToken> rotated(IssuedToken token, Duration overlap) {
        return tokens.rotate(token.token().id(), ALICE, Assurance.PHISHING_RESISTANT, overlap, request());
    }

    @Test
    void a_rotation_gives_nothing_that_the_token_did_not_have() {
        IssuedToken brief = world.issued(world.request("npm:**"));
        rotated(brief, Duration.ofDays(7));
        world.clock.advance(Duration.ofDays(1));
        assertThat(publishing(secret(brief), WIDGET)).as("its own end counts").isEqualTo("token-expired");
        assertThat(code(tokens.rotate(brief.token().id(), BOB, Assurance.PHISHING_RESISTANT, Duration.ZERO, request())))
                .isEqualTo("token-unknown");
        assertThat(code(tokens.rotate("x", ALICE, Assurance.PHISHING_RESISTANT, Duration.ZERO, request())))
                .isEqualTo("token-unknown");
        IssuedToken once = world.issued(world.request("npm:**").singleUse());
        assertThat(code(rotated(once, Duration.ZERO))).isEqualTo("not-rotatable");
        IssuedToken ended = world.issued(world.request("npm:**"));
        tokens.revoke(ended.token().id(), ALICE, request());
        assertThat(code(rotated(ended, Duration.ZERO))).isEqualTo("token-revoked");
        IssuedToken expired = world.issued(world.request("npm:**"));
        world.clock.advance(Duration.ofDays(1));
        assertThat(code(rotated(expired, Duration.ZERO))).isEqualTo("token-expired");
        assertThatIllegalArgumentException().isThrownBy(() -> rotated(expired, Duration.ofSeconds(-1)));
    }

    @Test
    void an_owner_is_reminded_once_of_a_token_that_ends_in_three_days() {
        world.issued(world.request("npm:**").expiresAt(world.clock.instant().plus(Duration.ofDays(10))));
        world.issued(world.request("npm:**").expiresAt(world.clock.instant().plus(Duration.ofDays(2))));
        world.clock.advance(Duration.ofDays(7).minusMillis(1));
        assertThat(tokens.remindExpiring(9)).isZero();
        world.clock.advance(Duration.ofMillis(1));
        assertThat(world.publish.housekeeping().runOnce(9)).isEqualTo(1);
        assertThat(tokens.remindExpiring(9)).isZero();
        assertThat(world.eventsOf(ALICE)).filteredOn("token.expiring"::equals).hasSize(1);
    }

    @Test
    void tokens_are_found_and_revoked_in_bulk_with_an_event_each() {
        List<String> hit = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            hit.add(world.token("npm:@acme/*"));
        }
        String missed = world.token("npm:@other/*");
        TokenSearch widget = TokenSearch.builder().packageName(WIDGET).build();
        assertThat(tokens.find(widget)).hasSize(3);
        assertThat(tokens.revokeAll(widget, BOB, request())).isEqualTo(3);
        assertThat(tokens.revokeAll(widget, BOB, request())).isZero();
        assertThat(hit)
                .allSatisfy(token -> assertThat(publishing(token, WIDGET)).isEqualTo("token-revoked"));
        assertThat(publishing(missed, PackageName.npm("@other/x"))).isEqualTo("allowed");
        assertThat(world.eventsOf(ALICE)).filteredOn("token.revoked"::equals).hasSize(3);
        assertThatIllegalStateException().isThrownBy(() -> TokenSearch.builder().build());
        ApiToken last = tokens.find(widget).get(2);
        assertThatIllegalStateException()
                .isThrownBy(() -> TokenSearch.builder().after(last).build());
        assertThat(tokens.find(
                        TokenSearch.builder().packageName(WIDGET).after(last).build()))
                .isEmpty();
    }

    @Test
    void more_tokens_than_are_revoked_at_once_are_revoked_all() {
        world.work().run(stores -> {
            for (int i = 0; i < 1_100; i++) {
                byte[] hash = new byte[32];
                hash[0] = (byte) (i >>> 8);
                hash[1] = (byte) i;
                stores.tokens()
                        .insert(
                                world.request("npm:**")
                                        .build()
                                        .toToken(UUID.randomUUID().toString(), world.clock.instant())
                                        .build(),
                                TokenHash.of(hash, null));
            }
            return true;
        });
        assertThat(tokens.revokeAll(TokenSearch.builder().owner(ALICE).build(), BOB, request()))
                .isEqualTo(1_100);
    }

    @Test
    void a_secret_tells_which_token_it_is_even_when_that_has_ended() {
        IssuedToken live = world.issued(world.request("npm:**"));
        IssuedToken revoked = world.issued(world.request("npm:**"));
        tokens.revoke(revoked.token().id(), ALICE, request());
        String unknown = new TokenFormat(TokenPolicy.builder("exr").build(), new SecureRandom()).mint(null);
        List<Secret> secrets = new ArrayList<>(
                List.of(Secret.of("nonsense"), revoked.secret(), Secret.of(unknown), live.secret(), revoked.secret()));
        for (int i = 0; i < 1_000; i++) {
            secrets.add(Secret.of(new TokenFormat(TokenPolicy.builder("exr").build(), new SecureRandom()).mint(null)));
        }

        List<ApiToken> found = tokens.identify(secrets);

        assertThat(found).hasSize(1_005);
        assertThat(found.subList(0, 5))
                .extracting(token -> token == null ? null : token.id())
                .containsExactly(
                        null,
                        revoked.token().id(),
                        null,
                        live.token().id(),
                        revoked.token().id());
        assertThat(tokens.list(ALICE))
                .allSatisfy(token -> assertThat(token.lastUsedAt()).isNull());
    }

    @Test
    void peppered_tokens_move_to_the_current_key_when_they_are_used() {
        String plain = world.token("npm:**");
        String before = world.text("SELECT RAWTOHEX(hash) FROM rk_publish_token");
        byte[] key = new byte[32];
        ApiTokens first = peppered(KeyRing.of("k1", key));
        assertThat(code(first.authenticate(bearing(plain)))).isEqualTo("allowed");
        assertThat(world.text("SELECT key_id FROM rk_publish_token")).isEqualTo("k1");
        assertThat(world.text("SELECT RAWTOHEX(hash) FROM rk_publish_token")).isNotEqualTo(before);
        assertThat(publishing(plain, WIDGET)).as("without the pepper").isEqualTo("token-invalid");

        byte[] other = new byte[32];
        other[0] = 1;
        ApiTokens second = peppered(KeyRing.of("k2", other).withRetired("k1", key));
        assertThat(second.identify(List.of(Secret.of(plain))).get(0)).isNotNull();
        assertThat(world.text("SELECT key_id FROM rk_publish_token"))
                .as("not used")
                .isEqualTo("k1");
        assertThat(code(second.authenticate(bearing(plain)))).isEqualTo("allowed");
        assertThat(world.text("SELECT key_id FROM rk_publish_token")).isEqualTo("k2");
        assertThat(code(first.authenticate(bearing(plain))))
                .as("under no key of the ring")
                .isEqualTo("token-invalid");
    }

    private ApiTokens peppered(KeyRing ring) {
        return world.configure(RegistryPublish.builder(world.database, ring))
                .pepperTokens()
                .build()
                .tokens();
    }
}
