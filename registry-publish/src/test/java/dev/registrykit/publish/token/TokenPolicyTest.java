package dev.registrykit.publish.token;

import static dev.registrykit.publish.World.ALICE;
import static dev.registrykit.publish.World.WIDGET;
import static dev.registrykit.publish.World.bearing;
import static dev.registrykit.publish.World.code;
import static dev.registrykit.publish.World.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.registrykit.core.decision.Decision;
import dev.registrykit.core.grant.Action;
import dev.registrykit.core.grant.Assurance;
import dev.registrykit.core.grant.Grant;
import dev.registrykit.core.name.PackagePattern;
import dev.registrykit.core.request.AddressRange;
import dev.registrykit.core.subject.Subject;
import dev.registrykit.publish.RegistryPublish;
import dev.registrykit.publish.World;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the operator lets tokens be, and what a managing token may make. */
class TokenPolicyTest {
    private static final Action SIGN = Action.named("sign");

    private final World world = new World(builder -> builder.actions(SIGN)
            .tokenKinds(
                    TokenKind.named("ci")
                            .longestLifetime(Duration.ofHours(1))
                            .defaultLifetime(Duration.ofHours(2))
                            .minimumAssurance(Assurance.PHISHING_RESISTANT)
                            .actions(Action.PUBLISH_VERSION)
                            .maxPerOwner(2)
                            .build(),
                    TokenKind.named("box")
                            .acceptNoExpiry()
                            .acceptAssurance(Assurance.PASSWORD)
                            .build()));

    @AfterEach
    void close() {
        world.close();
    }

    private Decision<IssuedToken> issued(Assurance assurance, TokenRequest.Builder request) {
        return world.tokens().issue(request.build(), assurance, request());
    }

    private String issuing(TokenRequest.Builder request) {
        return code(issued(Assurance.PHISHING_RESISTANT, request));
    }

    private TokenRequest.Builder bare() {
        return TokenRequest.builder(ALICE)
                .name("bare")
                .actions(Action.PUBLISH_VERSION)
                .packages(PackagePattern.parse("npm:@acme/*"));
    }

    private Instant in(Duration time) {
        return world.clock.instant().plus(time);
    }

    @Test
    void a_token_that_names_no_end_lives_for_a_week() {
        IssuedToken token = world.issued(bare());
        assertThat(token.token().expiresAt()).isEqualTo(in(Duration.ofDays(7)));
        assertThat(token.token().kind()).isNull();
        assertThat(token.token().issuedFrom()).isEqualTo("192.0.2.1");
    }

    @Test
    void writing_lives_for_ninety_days_at_most_and_reading_for_a_year() {
        assertThat(issuing(bare().expiresAt(in(Duration.ofDays(90))))).isEqualTo("allowed");
        assertThat(issuing(bare().expiresAt(in(Duration.ofDays(90)).plusMillis(1))))
                .isEqualTo("lifetime-too-long");
        TokenRequest.Builder reader = TokenRequest.builder(ALICE)
                .name("reader")
                .actions(Action.READ)
                .packages(PackagePattern.parse("npm:**"));
        assertThat(issuing(reader.expiresAt(in(Duration.ofDays(365))))).isEqualTo("allowed");
        assertThat(issuing(reader.expiresAt(in(Duration.ofDays(366))))).isEqualTo("lifetime-too-long");
        assertThat(issuing(reader.actions(Action.YANK).expiresAt(in(Duration.ofDays(91)))))
                .isEqualTo("lifetime-too-long");
    }

    @Test
    void a_token_without_an_end_is_for_kinds_that_accept_it() {
        assertThat(issuing(bare().acceptNoExpiry())).isEqualTo("lifetime-too-long");
        assertThat(world.issued(bare().kind("box").acceptNoExpiry()).token().expiresAt())
                .isNull();
    }

    @Test
    void whoever_has_signed_in_too_weakly_gets_no_token() {
        assertThat(code(issued(Assurance.PASSWORD, bare()))).isEqualTo("assurance-too-low");
        assertThat(code(issued(Assurance.MULTI_FACTOR, bare()))).isEqualTo("allowed");
        assertThat(code(issued(Assurance.MULTI_FACTOR, bare().kind("ci")))).isEqualTo("assurance-too-low");
        assertThat(code(issued(Assurance.PASSWORD, bare().kind("box")))).isEqualTo("allowed");
        assertThat(code(issued(Assurance.NONE, bare().kind("box")))).isEqualTo("assurance-too-low");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TokenKind.standard().minimumAssurance(Assurance.PASSWORD));
    }

    @Test
    void a_kind_says_what_its_tokens_look_like_may_do_and_how_long_they_live() {
        IssuedToken token = world.issued(bare().kind("ci"));
        assertThat(token.secret().reveal()).matches("exr_ci_[0-9A-Za-z]{36}");
        assertThat(token.token().expiresAt()).isEqualTo(in(Duration.ofHours(1)));
        assertThat(issuing(bare().kind("ci").actions(Action.YANK))).isEqualTo("action-unknown");
        assertThat(issuing(bare().kind("unheard"))).isEqualTo("kind-unknown");
        assertThat(code(world.tokens().authenticate(bearing(token.secret().reveal()), Action.PUBLISH_VERSION, WIDGET)))
                .isEqualTo("allowed");
        String otherwise = token.secret().reveal().replace("exr_ci_", "exr_");
        assertThat(code(world.tokens().authenticate(bearing(otherwise)))).isEqualTo("token-invalid");
    }

    @Test
    void an_account_has_no_more_live_tokens_of_a_kind_than_it_may() {
        IssuedToken first = world.issued(bare().kind("ci"));
        world.issued(bare().kind("ci"));
        assertThat(issuing(bare().kind("ci"))).isEqualTo("too-many-tokens");
        assertThat(issuing(bare())).isEqualTo("allowed");
        assertThat(issuing(TokenRequest.builder(Subject.robot("alice"))
                        .name("bot")
                        .kind("ci")
                        .actions(Action.PUBLISH_VERSION)
                        .packages(PackagePattern.parse("npm:**"))))
                .isEqualTo("allowed");
        world.tokens().revoke(first.token().id(), ALICE, request());
        assertThat(issuing(bare().kind("ci"))).isEqualTo("allowed");
        world.clock.advance(Duration.ofHours(1));
        assertThat(issuing(bare().kind("ci"))).isEqualTo("allowed");
    }

    @Test
    void only_declared_actions_are_issued_and_authorised() {
        Action undeclared = Action.named("launch");
        assertThat(issuing(bare().actions(undeclared))).isEqualTo("action-unknown");
        String token = world.issued(bare().actions(SIGN)).secret().reveal();
        assertThat(code(world.tokens().authenticate(bearing(token), SIGN, WIDGET)))
                .isEqualTo("allowed");
        assertThat(code(world.tokens().authenticate(bearing(token), undeclared, WIDGET)))
                .isEqualTo("action-not-in-scope");
    }

    @Test
    void a_kind_that_no_text_could_tell_apart_is_refused() {
        for (String name : new String[] {"mac", "", "x", "Ci", "c_i", "1ci", "abcdefghijklmnopq"}) {
            assertThatIllegalArgumentException().isThrownBy(() -> TokenKind.named(name));
        }
        TokenKind twice = TokenKind.named("ci").build();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TokenPolicy.builder("exr").kinds(List.of(twice, twice)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TokenPolicy.builder("exr").retiredPrefix("exr"));
    }

    @Test
    void a_managing_token_issues_within_its_own_scope_and_time_and_is_told_of() {
        Grant manager = manager(bare().actions(Action.MANAGE_TOKENS)
                .addresses(AddressRange.parse("192.0.2.0/24"))
                .expiresAt(in(Duration.ofDays(3))));

        IssuedToken made = issuedWith(manager, bare());

        assertThat(made.token().expiresAt()).isEqualTo(in(Duration.ofDays(3)));
        assertThat(made.token().restrictions())
                .containsExactly(Restriction.builder()
                        .addresses(List.of(AddressRange.parse("192.0.2.0/24")))
                        .build());
        assertThat(world.publish.events().ofAccount(ALICE, 9))
                .anySatisfy(event -> assertThat(event.details()).containsEntry("by-token", manager.credentialId()));
        assertThat(code(made(manager, bare().actions(Action.YANK)))).isEqualTo("action-not-in-scope");
        assertThat(code(made(manager, bare().actions(Action.MANAGE_TOKENS)))).isEqualTo("action-not-in-scope");
        assertThat(code(made(manager, bare().packages(PackagePattern.parse("npm:**")))))
                .isEqualTo("package-not-in-scope");
        assertThat(code(made(manager, bare().expiresAt(in(Duration.ofDays(4))))))
                .isEqualTo("lifetime-too-long");
        assertThat(code(made(manager, bare().kind("box").acceptNoExpiry()))).isEqualTo("lifetime-too-long");
        assertThat(code(made(manager, bare().kind("ci")))).isEqualTo("assurance-too-low");
        assertThat(code(made(
                        manager,
                        TokenRequest.builder(Subject.user("bob"))
                                .name("theirs")
                                .actions(Action.PUBLISH_VERSION)
                                .packages(PackagePattern.parse("npm:@acme/*")))))
                .isEqualTo("action-not-in-scope");
        world.tokens().revoke(manager.credentialId(), ALICE, request());
        assertThat(code(made(manager, bare()))).isEqualTo("token-revoked");
    }

    private Grant manager(TokenRequest.Builder request) {
        String token = world.issued(request).secret().reveal();
        return world.tokens()
                .authenticate(bearing(token), Action.MANAGE_TOKENS)
                .orElseThrow(failure -> new AssertionError(failure.toString()));
    }

    private IssuedToken issuedWith(Grant manager, TokenRequest.Builder request) {
        return made(manager, request).orElseThrow(failure -> new AssertionError(failure.toString()));
    }

    private Decision<IssuedToken> made(Grant manager, TokenRequest.Builder request) {
        return world.tokens().issueWith(manager, request.build(), request());
    }

    @Test
    void a_token_manages_others_only_when_it_says_so_and_its_owner_may() {
        String plain = world.issued(bare()).secret().reveal();
        Decision<Grant> refused = world.tokens().authenticate(bearing(plain), Action.MANAGE_TOKENS);
        assertThat(code(refused)).isEqualTo("action-not-in-scope");
        assertThat(refused).asString().contains("needs manage-tokens");
        Grant whoami = world.tokens()
                .authenticate(bearing(plain))
                .orElseThrow(failure -> new AssertionError(failure.toString()));
        assertThat(code(made(whoami, bare()))).isEqualTo("action-not-in-scope");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> world.tokens().authenticate(bearing(plain), Action.PUBLISH_VERSION));
    }

    @Test
    void tokens_of_a_retired_prefix_go_on_working_and_new_ones_have_the_new() {
        String old = world.token("npm:**");
        ApiTokens renamed = world.configure(RegistryPublish.builder(world.database, world.keyRing))
                .tokenPrefix("acme")
                .retiredTokenPrefix("exr")
                .build()
                .tokens();
        assertThat(code(renamed.authenticate(bearing(old), Action.PUBLISH_VERSION, WIDGET)))
                .isEqualTo("allowed");
        assertThat(renamed.issue(bare().build(), Assurance.PHISHING_RESISTANT, request())
                        .orElseThrow(failure -> new AssertionError(failure.toString()))
                        .secret()
                        .reveal())
                .startsWith("acme_");
    }

    @Test
    void a_package_s_owners_limit_how_long_tokens_live_that_publish_it() {
        String brief =
                world.issued(bare().expiresAt(in(Duration.ofDays(2)))).secret().reveal();
        IssuedToken issued = world.issued(bare().actions(Action.YANK).expiresAt(in(Duration.ofDays(30))));
        String lasting = issued.secret().reveal();
        PackagePattern acme = PackagePattern.parse("npm:@acme/*");
        world.tokens().limitLifetime(acme, Duration.ofDays(2), ALICE, request());
        assertThat(code(world.tokens().authenticate(bearing(brief), Action.PUBLISH_VERSION, WIDGET)))
                .isEqualTo("allowed");
        assertThat(code(world.tokens().authenticate(bearing(lasting), Action.PUBLISH_VERSION, WIDGET)))
                .isEqualTo("long-lived-token");
        assertThat(code(world.tokens().authenticate(bearing(lasting), Action.YANK, WIDGET)))
                .as("nothing is published")
                .isEqualTo("allowed");
        world.tokens().narrow(issued.token().id(), ALICE, ending(Duration.ofDays(2)), request());
        assertThat(code(world.tokens().authenticate(bearing(lasting), Action.PUBLISH_VERSION, WIDGET)))
                .as("it cannot live longer any more")
                .isEqualTo("allowed");
        world.publish.publishers().requireTrustedPublishing(acme, ALICE, request());
        assertThat(code(world.tokens().authenticate(bearing(brief), Action.PUBLISH_VERSION, WIDGET)))
                .isEqualTo("trusted-publishing-required");
        world.publish.publishers().allowTokens(acme, ALICE, request());
        assertThat(world.tokens().allowAnyLifetime(acme, ALICE, request())).isTrue();
        assertThat(world.tokens().allowAnyLifetime(acme, ALICE, request())).isFalse();
        assertThat(world.eventsOf(ALICE)).contains("token.lifetime-limited", "token.lifetime-unlimited");
    }

    private Restriction ending(Duration time) {
        return Restriction.builder().expiresAt(in(time)).build();
    }
}
