package dev.registrykit.publish.token;

import static dev.registrykit.publish.World.ALICE;
import static dev.registrykit.publish.World.WIDGET;
import static dev.registrykit.publish.World.bearing;
import static dev.registrykit.publish.World.code;
import static dev.registrykit.publish.World.request;
import static org.assertj.core.api.Assertions.assertThat;

import dev.registrykit.core.decision.Decision;
import dev.registrykit.core.grant.Action;
import dev.registrykit.core.grant.Assurance;
import dev.registrykit.core.grant.Grant;
import dev.registrykit.core.name.PackageName;
import dev.registrykit.core.name.PackagePattern;
import dev.registrykit.core.subject.Subject;
import dev.registrykit.publish.World;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What managing tokens issued: found again, ended together, and not a way around a package's limit. */
class IssuedByTokenTest {
    private static final Subject STAFF = Subject.user("staff");
    private static final PackageName OTHER = PackageName.npm("@acme/other");
    private static final Duration DAY = Duration.ofDays(1);

    private final World world = new World();
    private final ApiTokens tokens = world.tokens();

    @AfterEach
    void close() {
        world.close();
    }

    private static <T> T allowed(Decision<T> decision) {
        return decision.orElseThrow(failure -> new AssertionError(failure.toString()));
    }

    private IssuedToken manager(Duration lifetime) {
        return world.issued(world.request("npm:**")
                .actions(Action.MANAGE_TOKENS)
                .expiresAt(world.clock.instant().plus(lifetime)));
    }

    private IssuedToken issuedBy(IssuedToken manager) {
        Grant grant = allowed(tokens.authenticate(bearing(manager.secret().reveal()), Action.MANAGE_TOKENS));
        TokenRequest request = world.request("npm:@acme/*")
                .expiresAt(world.clock.instant().plus(DAY))
                .build();
        return allowed(tokens.issueWith(grant, request, request()));
    }

    private String publishing(IssuedToken token) {
        return code(tokens.authenticate(bearing(token.secret().reveal()), Action.PUBLISH_VERSION, WIDGET));
    }

    private List<String> idsIssuedBy(IssuedToken manager) {
        TokenSearch search =
                TokenSearch.builder().issuedBy(manager.token().id()).build();
        return tokens.find(search).stream().map(ApiToken::id).toList();
    }

    @Test
    void what_a_managing_token_issued_is_found_by_its_id() {
        IssuedToken manager = manager(Duration.ofDays(30));
        IssuedToken other = manager(Duration.ofDays(30));
        IssuedToken first = issuedBy(manager);
        world.clock.advance(Duration.ofSeconds(1));
        IssuedToken second = issuedBy(manager);
        issuedBy(other);

        assertThat(first.token().issuedBy()).isEqualTo(manager.token().id());
        assertThat(manager.token().issuedBy()).isNull();
        assertThat(idsIssuedBy(manager))
                .containsExactly(first.token().id(), second.token().id());
    }

    @Test
    void revoking_a_managing_token_leaves_what_it_issued_until_that_is_searched_for() {
        IssuedToken manager = manager(Duration.ofDays(30));
        IssuedToken child = issuedBy(manager);
        tokens.revoke(manager.token().id(), ALICE, request());
        assertThat(publishing(child)).isEqualTo("allowed");

        TokenSearch search =
                TokenSearch.builder().issuedBy(manager.token().id()).build();
        assertThat(tokens.revokeAll(search, STAFF, request())).isEqualTo(1);
        assertThat(publishing(child)).isEqualTo("token-revoked");
        assertThat(publishing(world.issued(world.request("npm:**"))))
                .as("another one of the account's")
                .isEqualTo("allowed");
    }

    @Test
    void a_token_that_takes_anothers_place_is_found_by_who_issued_that() {
        IssuedToken manager = manager(Duration.ofDays(30));
        IssuedToken child = issuedBy(manager);
        IssuedToken next = allowed(
                tokens.rotate(child.token().id(), ALICE, Assurance.PHISHING_RESISTANT, Duration.ZERO, request()));
        IssuedToken nextManager =
                allowed(tokens.rotate(manager.token().id(), ALICE, Assurance.PHISHING_RESISTANT, DAY, request()));
        IssuedToken ofNext = issuedBy(nextManager);

        assertThat(idsIssuedBy(manager))
                .containsExactlyInAnyOrder(child.token().id(), next.token().id());
        assertThat(idsIssuedBy(nextManager)).containsExactly(ofNext.token().id());
    }

    @Test
    void a_managing_token_does_not_get_round_a_packages_limit_by_a_new_token_each_day() {
        IssuedToken manager = manager(Duration.ofDays(30));
        tokens.limitLifetime(PackagePattern.exactly(WIDGET), Duration.ofDays(7), STAFF, request());
        assertThat(publishing(manager)).isEqualTo("long-lived-token");

        world.clock.advance(Duration.ofDays(6));
        IssuedToken inTime = issuedBy(manager);
        assertThat(publishing(inTime)).isEqualTo("allowed");
        world.clock.advance(Duration.ofMillis(1));
        IssuedToken late = issuedBy(manager);
        assertThat(publishing(late)).isEqualTo("long-lived-token");
        assertThat(code(tokens.authenticate(bearing(late.secret().reveal()), Action.PUBLISH_VERSION, OTHER)))
                .isEqualTo("allowed");

        IssuedToken rotated = allowed(
                tokens.rotate(late.token().id(), ALICE, Assurance.PHISHING_RESISTANT, Duration.ZERO, request()));
        assertThat(publishing(rotated)).as("a person has signed in for it").isEqualTo("allowed");
    }
}
