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
import dev.registrykit.core.subject.Subject;
import dev.registrykit.publish.World;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A row that a later version wrote authenticates nothing, and stands in the way of nothing else. */
class TokenOfLaterVersionTest {
    private final World world = new World();
    private final ApiTokens tokens = world.tokens();
    private final IssuedToken strange = world.issued(world.request("npm:**").actions(Action.MANAGE_TOKENS));
    private final IssuedToken plain = world.issued(world.request("npm:**"));

    @AfterEach
    void close() {
        world.close();
    }

    private void set(String change) {
        world.execute("UPDATE rk_publish_token SET " + change + " WHERE id = '"
                + strange.token().id() + "'");
    }

    private String publishing(IssuedToken token) {
        return code(tokens.authenticate(bearing(token.secret().reveal()), Action.PUBLISH_VERSION, WIDGET));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "restrictions = 'moon-phase full'",
                "restrictions = 'version 1.0' || CHAR(10) || 'moon-phase full'",
                "restrictions = ''' '",
                "scope = REPLACE(scope, '{', '{\"moon-phase\": \"full\", ')",
                "scope = REPLACE(scope, 'npm:**', 'moon:**')",
                "scope = REPLACE(scope, 'publish-version', 'Publish!')",
                "scope = REPLACE(scope, '{', '{\"addresses\": [\"here\"], ')",
                "scope = REPLACE(scope, '{', '{\"not-before\": \"soon\", ')",
                "scope = '[]'",
                "workload = '{\"issuer\":\"https://issuer.example\",\"moon-phase\":\"full\"}'",
            })
    void it_is_refused_and_told_listed_found_identified_and_revoked(String change) {
        set(change);
        assertThat(publishing(strange)).isEqualTo("caveat-unknown");
        assertThat(world.count("rk_publish_event WHERE type = 'token.refused' AND details LIKE '%"
                        + strange.token().id() + "%caveat-unknown%'"))
                .isEqualTo(1);
        assertThat(publishing(plain)).isEqualTo("allowed");
        assertThat(tokens.list(ALICE))
                .hasSize(2)
                .anySatisfy(token -> assertThat(token.restrictions())
                        .anySatisfy(one -> assertThat(one.isUnderstood()).isFalse()));
        assertThat(tokens.identify(List.of(strange.secret(), plain.secret())))
                .extracting(token -> token == null ? null : token.id())
                .containsExactly(strange.token().id(), plain.token().id());
        TokenSearch all = TokenSearch.builder().owner(ALICE).build();
        assertThat(tokens.find(all)).hasSize(2);
        assertThat(tokens.revokeAll(all, Subject.user("staff"), request())).isEqualTo(2);
        assertThat(publishing(strange)).isEqualTo("token-revoked");
    }

    @Test
    void nothing_is_made_from_it() {
        Grant before = allowed(tokens.authenticate(bearing(strange.secret().reveal()), Action.MANAGE_TOKENS));
        TokenRequest request = world.request("npm:**").build();
        assertThat(code(tokens.issueWith(before, request, request()))).isEqualTo("allowed");
        set("restrictions = 'moon-phase full'");
        assertThat(code(tokens.issueWith(before, request, request()))).isEqualTo("caveat-unknown");
        assertThat(code(tokens.rotate(
                        strange.token().id(), ALICE, Assurance.PHISHING_RESISTANT, Duration.ZERO, request())))
                .isEqualTo("caveat-unknown");
        assertThat(world.count("rk_publish_token")).isEqualTo(3);
    }

    @Test
    void what_it_says_stays_in_the_store_when_it_is_narrowed_further() {
        set("restrictions = 'moon-phase full'");
        Restriction version = Restriction.builder().version("1.0").build();
        assertThat(tokens.narrow(strange.token().id(), ALICE, version, request()))
                .isTrue();
        assertThat(world.text("SELECT restrictions FROM rk_publish_token WHERE id = '"
                        + strange.token().id() + "'"))
                .isEqualTo("moon-phase full\nversion 1.0");
        assertThat(publishing(strange)).isEqualTo("caveat-unknown");
    }

    private static <T> T allowed(Decision<T> decision) {
        return decision.orElseThrow(failure -> new AssertionError(failure.toString()));
    }
}
