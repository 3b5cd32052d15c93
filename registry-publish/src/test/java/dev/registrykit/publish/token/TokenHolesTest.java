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
import dev.registrykit.core.subject.Subject;
import dev.registrykit.publish.World;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Ways around the rules of tokens that were open once. */
class TokenHolesTest {

    private static IssuedToken allowed(Decision<IssuedToken> decision) {
        return decision.orElseThrow(failure -> new AssertionError(failure.toString()));
    }

    @Test
    void a_restriction_is_stored_only_when_it_can_be_read_again() {
        List<PackagePattern> many = IntStream.range(0, 310)
                .mapToObj(i -> PackagePattern.parse("npm:" + "a".repeat(200) + i))
                .toList();
        assertThatIllegalStateException()
                .isThrownBy(() -> Restriction.builder().packages(many).build())
                .withMessageContaining("8,192");
        Restriction most = Restriction.builder().packages(many.subList(0, 39)).build();
        assertThat(most.caveats())
                .allSatisfy(line ->
                        assertThat(Restriction.ofCaveat(line).isAllowed()).isTrue());
        try (World world = new World()) {
            IssuedToken token = world.issued(world.request("npm:**"));
            String id = token.token().id();
            while (world.tokens().narrow(id, ALICE, most, request())) {
                assertThat(world.tokens().list(ALICE)).hasSize(1);
            }
            assertThat(world.tokens().revoke(id, ALICE, request())).isTrue();
        }
    }

    @Test
    void a_token_takes_64_restrictions() {
        try (World world = new World()) {
            String id = world.issued(world.request("npm:**")).token().id();
            Restriction small = Restriction.builder().version("1").build();
            for (int i = 0; i < 64; i++) {
                assertThat(world.tokens().narrow(id, ALICE, small, request())).isTrue();
            }
            assertThat(world.tokens().narrow(id, ALICE, small, request())).isFalse();
        }
    }

    @Test
    void a_rotation_needs_what_issuing_needs() {
        TokenKind kind = TokenKind.standard().maxPerOwner(2).build();
        try (World world = new World(builder -> builder.tokenKinds(kind))) {
            ApiTokens tokens = world.tokens();
            String first = world.issued(world.request("npm:**")).token().id();
            String second = world.issued(world.request("npm:**")).token().id();
            Duration overlap = Duration.ofHours(1);

            assertThat(code(tokens.rotate(first, ALICE, Assurance.PASSWORD, overlap, request())))
                    .isEqualTo("assurance-too-low");
            String third = allowed(tokens.rotate(first, ALICE, Assurance.MULTI_FACTOR, overlap, request()))
                    .token()
                    .id();
            assertThat(code(tokens.rotate(second, ALICE, Assurance.MULTI_FACTOR, overlap, request())))
                    .as("one more than otherwise, not two")
                    .isEqualTo("too-many-tokens");
            assertThat(code(tokens.rotate(third, ALICE, Assurance.MULTI_FACTOR, overlap, request())))
                    .isEqualTo("too-many-tokens");
            world.clock.advance(overlap);
            assertThat(code(tokens.rotate(second, ALICE, Assurance.MULTI_FACTOR, overlap, request())))
                    .isEqualTo("allowed");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> tokens.rotate(
                            third, ALICE, Assurance.MULTI_FACTOR, ApiTokens.MAX_OVERLAP.plusMillis(1), request()));
        }
    }

    /** Without an overlap the old token has ended afterwards: who narrows it came before, or is told that it is too late. */
    @Test
    void a_narrowing_is_not_lost_to_a_rotation_at_the_same_moment() throws Exception {
        Restriction version = Restriction.builder().version("1").build();
        ExecutorService runners = Executors.newFixedThreadPool(2);
        try (World world = new World()) {
            for (int round = 0; round < 200; round++) {
                String id = world.issued(world.request("npm:**")).token().id();
                CyclicBarrier start = new CyclicBarrier(2);
                Future<Boolean> narrowed = runners.submit(() -> {
                    start.await();
                    return world.tokens().narrow(id, ALICE, version, request());
                });
                Future<ApiToken> rotated = runners.submit(() -> {
                    start.await();
                    return allowed(world.tokens().rotate(id, ALICE, Assurance.MULTI_FACTOR, Duration.ZERO, request()))
                            .token();
                });
                List<Restriction> expected = narrowed.get() ? List.of(version) : List.of();
                assertThat(rotated.get().restrictions()).isEqualTo(expected);
                world.tokens().revoke(rotated.get().id(), ALICE, request());
            }
        } finally {
            runners.shutdownNow();
        }
    }

    @Test
    void a_token_that_was_narrowed_to_a_version_deletes_nothing() {
        try (World world = new World()) {
            IssuedToken token = world.issued(world.request("npm:**").actions(Action.DELETE, Action.READ));
            Release other = Release.of(WIDGET, "9.9.9");
            String secret = token.secret().reveal();
            assertThat(code(world.tokens().authenticate(bearing(secret), Action.DELETE, other)))
                    .isEqualTo("allowed");
            Restriction version = Restriction.builder().version("1.2.3").build();
            world.tokens().narrow(token.token().id(), ALICE, version, request());
            assertThat(code(world.tokens().authenticate(bearing(secret), Action.DELETE, other)))
                    .isEqualTo("action-not-in-scope");
            assertThat(code(world.tokens().authenticate(bearing(secret), Action.READ, other)))
                    .isEqualTo("allowed");
        }
    }

    @Test
    void a_managing_token_that_has_ended_issues_nothing_by_an_older_grant() {
        try (World world = new World()) {
            Grant byRevoked = managing(world);
            world.tokens().revoke(byRevoked.credentialId(), ALICE, request());
            assertThat(issuedWith(world, byRevoked)).isEqualTo("token-revoked");
            Grant byExpired = managing(world);
            world.clock.advance(Duration.ofDays(1));
            assertThat(issuedWith(world, byExpired)).isEqualTo("token-revoked");
        }
    }

    @Test
    void a_managing_token_that_was_narrowed_since_hands_that_on() {
        try (World world = new World()) {
            Grant grant = managing(world);
            Restriction elsewhere = Restriction.builder()
                    .packages(List.of(PackagePattern.parse("npm:elsewhere")))
                    .build();
            world.tokens().narrow(grant.credentialId(), ALICE, elsewhere, request());
            IssuedToken child = allowed(world.tokens().issueWith(grant, child(world), request()));
            assertThat(code(world.tokens()
                            .authenticate(bearing(child.secret().reveal()), Action.PUBLISH_VERSION, WIDGET)))
                    .isEqualTo("package-not-in-scope");
        }
    }

    @Test
    void a_managing_token_issues_nothing_for_an_owner_who_may_not_manage_tokens_now() {
        AtomicBoolean suspended = new AtomicBoolean();
        OwnerRights rights = new OwnerRights() {
            @Override
            public boolean may(Subject owner, Action action, PackageName packageName) {
                return true;
            }

            @Override
            public boolean may(Subject owner, Action action) {
                return !suspended.get();
            }
        };
        try (World world = new World(builder -> builder.ownerRights(rights))) {
            Grant grant = managing(world);
            assertThat(issuedWith(world, grant)).isEqualTo("allowed");
            suspended.set(true);
            assertThat(issuedWith(world, grant)).isEqualTo("owner-may-not");
        }
    }

    private static Grant managing(World world) {
        IssuedToken token = world.issued(world.request("npm:**").actions(Action.MANAGE_TOKENS));
        return world.tokens()
                .authenticate(bearing(token.secret().reveal()))
                .orElseThrow(failure -> new AssertionError(failure.toString()));
    }

    private static String issuedWith(World world, Grant grant) {
        return code(world.tokens().issueWith(grant, child(world), request()));
    }

    private static TokenRequest child(World world) {
        return TokenRequest.builder(ALICE)
                .name("child")
                .actions(Action.PUBLISH_VERSION)
                .packages(PackagePattern.exactly(WIDGET))
                .expiresAt(world.clock.instant().plusSeconds(60))
                .build();
    }

    @Test
    void a_token_that_is_narrowed_to_a_time_that_is_over_is_kept_as_long_as_any_other() {
        try (World world = new World()) {
            IssuedToken token = world.issued(world.request("npm:**"));
            Restriction over = Restriction.builder()
                    .expiresAt(Instant.parse("2001-01-01T00:00:00Z"))
                    .build();
            assertThat(world.tokens().narrow(token.token().id(), ALICE, over, request()))
                    .isTrue();
            assertThat(code(world.tokens().authenticate(bearing(token.secret().reveal()), Action.READ, WIDGET)))
                    .isEqualTo("token-expired");
            world.publish.housekeeping().runOnce(100);
            assertThat(world.tokens().list(ALICE)).hasSize(1);
        }
    }

    @Test
    void refusals_of_an_ended_token_do_not_hide_those_of_another() {
        try (World world = new World()) {
            IssuedToken ended = world.issued(world.request("npm:**"));
            IssuedToken stolen = world.issued(world.request("npm:@acme/*"));
            world.tokens().revoke(ended.token().id(), ALICE, request());
            for (int i = 0; i < 30; i++) {
                world.tokens().authenticate(bearing(ended.secret().reveal()), Action.PUBLISH_VERSION, WIDGET);
            }
            world.tokens()
                    .authenticate(bearing(stolen.secret().reveal()), Action.PUBLISH_VERSION, PackageName.npm("other"));
            assertThat(world.eventsOf(WIDGET)).hasSize(20).containsOnly("token.refused token-revoked");
            assertThat(world.eventsOf(ALICE)).contains("token.refused package-not-in-scope");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\ud83d", "\udc00b", "a\u202eb", "a\u200bb", "a\u0000b"})
    void a_name_has_no_half_characters_and_nothing_that_turns_text(String name) {
        TokenRequest.Builder request = TokenRequest.builder(ALICE);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> request.name(name))
                .withMessageContaining("name");
        assertThat(request.name("Größe \ud83d\ude80")).isSameAs(request);
    }
}
