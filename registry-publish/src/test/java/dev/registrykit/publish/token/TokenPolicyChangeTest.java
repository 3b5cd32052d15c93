package dev.registrykit.publish.token;

import static dev.registrykit.publish.World.ALICE;
import static dev.registrykit.publish.World.bearing;
import static dev.registrykit.publish.World.code;
import static dev.registrykit.publish.World.request;
import static org.assertj.core.api.Assertions.assertThat;

import dev.registrykit.core.grant.Assurance;
import dev.registrykit.core.secret.Secret;
import dev.registrykit.publish.RegistryPublish;
import dev.registrykit.publish.World;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Tokens that the policy of today would not accept are still known for what they are when somebody reports them. */
class TokenPolicyChangeTest {
    private final World world = new World();

    @AfterEach
    void close() {
        world.close();
    }

    private ApiTokens tokens(UnaryOperator<RegistryPublish.Builder> settings) {
        return settings.apply(world.configure(RegistryPublish.builder(world.database, world.keyRing)))
                .build()
                .tokens();
    }

    private IssuedToken issued(ApiTokens by, TokenRequest.Builder request) {
        return by.issue(request.build(), Assurance.PHISHING_RESISTANT, request())
                .orElseThrow(failure -> new AssertionError(failure.toString()));
    }

    private void assertKnownButRefused(ApiTokens now, IssuedToken token, String presented) {
        assertThat(code(now.authenticate(bearing(presented)))).isEqualTo("token-invalid");
        assertThat(idOf(now, presented)).isEqualTo(token.token().id());
    }

    private static @Nullable String idOf(ApiTokens tokens, String presented) {
        ApiToken found = tokens.identify(List.of(Secret.of(presented))).get(0);
        return found == null ? null : found.id();
    }

    @Test
    void a_kind_that_is_declared_no_more() {
        ApiTokens before =
                tokens(builder -> builder.tokenKinds(TokenKind.named("ci").build()));
        IssuedToken plain = issued(before, world.request("npm:**").kind("ci"));
        IssuedToken macaroon = issued(before, world.request("npm:**").kind("ci").macaroon());
        assertKnownButRefused(world.tokens(), plain, plain.secret().reveal());
        assertKnownButRefused(world.tokens(), macaroon, macaroon.secret().reveal());
    }

    @Test
    void a_prefix_that_was_given_up() {
        IssuedToken plain = world.issued(world.request("npm:**"));
        IssuedToken macaroon = world.issued(world.request("npm:**").macaroon());
        ApiTokens renamed = tokens(builder -> builder.tokenPrefix("acme"));
        assertKnownButRefused(renamed, plain, plain.secret().reveal());
        assertKnownButRefused(renamed, macaroon, macaroon.secret().reveal());
    }

    @Test
    void another_prefix_makes_another_text_of_a_plain_token_but_the_same_macaroon() {
        IssuedToken plain = world.issued(world.request("npm:**"));
        IssuedToken macaroon = world.issued(world.request("npm:**").macaroon());
        ApiTokens renamed = tokens(builder -> builder.tokenPrefix("acme").retiredTokenPrefix("exr"));
        String moved = macaroon.secret().reveal().replace("exr_", "acme_");
        assertThat(code(renamed.authenticate(bearing(moved)))).isEqualTo("allowed");
        assertThat(idOf(renamed, moved)).isEqualTo(macaroon.token().id());
        assertKnownButRefused(world.tokens(), macaroon, moved);
        assertThat(idOf(renamed, plain.secret().reveal().replace("exr_", "acme_")))
                .isNull();
    }

    @Test
    void a_pepper_that_was_taken_back() {
        IssuedToken peppered = issued(tokens(RegistryPublish.Builder::pepperTokens), world.request("npm:**"));
        assertKnownButRefused(world.tokens(), peppered, peppered.secret().reveal());
    }

    @Test
    void what_has_no_checksum_of_this_form_is_not_looked_for() {
        String token = world.token("npm:**");
        world.database.off(true);
        String wrong = token.substring(0, token.length() - 1) + (token.endsWith("0") ? "1" : "0");
        for (String text :
                List.of(wrong, token.substring(4), "Exr_" + token.substring(4), "exr" + token.substring(4))) {
            assertThat(idOf(world.tokens(), text)).isNull();
        }
        world.database.off(false);
        assertThat(world.tokens().list(ALICE)).hasSize(1);
        assertThat(idOf(world.tokens(), token)).isNotNull();
    }
}
