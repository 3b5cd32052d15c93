package dev.registrykit.testkit.publish;

import static dev.registrykit.testkit.publish.CommandLine.ALICE;
import static dev.registrykit.testkit.publish.CommandLine.BROWSER;
import static dev.registrykit.testkit.publish.CommandLine.CLIENT;
import static dev.registrykit.testkit.publish.CommandLine.TERMINAL;
import static dev.registrykit.testkit.publish.CommandLine.WIDGET;
import static dev.registrykit.testkit.publish.CommandLine.code;
import static dev.registrykit.testkit.publish.CommandLine.error;
import static dev.registrykit.testkit.publish.Registry.allowed;
import static dev.registrykit.testkit.publish.Registry.outcome;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.registrykit.core.grant.Action;
import dev.registrykit.core.grant.Assurance;
import dev.registrykit.core.json.JsonObject;
import dev.registrykit.core.name.PackageName;
import dev.registrykit.core.request.EndpointAnswer;
import dev.registrykit.core.request.RequestContext;
import dev.registrykit.core.secret.KeyRing;
import dev.registrykit.core.store.UnitOfWork;
import dev.registrykit.core.subject.Subject;
import dev.registrykit.publish.PublishStores;
import dev.registrykit.publish.RegistryPublish;
import dev.registrykit.publish.devicelogin.DeviceClient;
import dev.registrykit.publish.devicelogin.DeviceLogin;
import dev.registrykit.publish.devicelogin.DeviceLoginSettings;
import dev.registrykit.publish.devicelogin.LoginRequest;
import dev.registrykit.publish.devicelogin.LoginScope;
import dev.registrykit.publish.token.ApiToken;
import dev.registrykit.publish.token.TokenKind;
import dev.registrykit.testkit.clock.TestClock;
import dev.registrykit.testkit.memory.InMemoryPublish;
import dev.registrykit.testkit.publish.CommandLine.Started;
import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Log-ins from a command line, honest ones and others (RFC 8628). */
class DeviceLoginTest {
    private static final String NOBODYS_CODE = "A".repeat(43);

    private final TestClock clock = TestClock.atPresent();
    private final CommandLine registry = new CommandLine(InMemoryPublish.unitOfWork(), KeyRing.ephemeral(), clock);

    @Test
    void a_client_gets_a_token_for_what_was_approved_and_twelve_hours() {
        Started login = registry.begin();
        assertThat(login.userCode()).matches("[BCDFGHJKLMNPQRSTVWXZ]{4}-[BCDFGHJKLMNPQRSTVWXZ]{4}");
        assertThat(login.whole().string("verification_uri")).isEqualTo("https://packages.example.org/device");
        assertThat(login.whole().string("verification_uri_complete"))
                .isEqualTo("https://packages.example.org/device?code=" + login.userCode());
        assertThat(error(registry.ask(login))).isEqualTo("400 authorization_pending login-pending");
        registry.approve(login);
        clock.advance(Duration.ofMinutes(1));

        JsonObject answer = CommandLine.json(registry.ask(login));

        assertThat(answer.string("token_type")).isEqualTo("Bearer");
        assertThat(answer.string("scope"))
                .isEqualTo("read publish-version publish-new-package maven:** npm:** pypi:** cargo:** generic:**");
        String token = answer.string("access_token");
        assertThat(outcome(registry.use(token, Action.PUBLISH_VERSION, WIDGET))).isEqualTo("allowed");
        assertThat(outcome(registry.use(token, Action.DELETE, WIDGET))).isEqualTo("refused action-not-in-scope");
        clock.advance(Duration.ofHours(12).minusMinutes(1).minusMillis(1));
        assertThat(outcome(registry.use(token, Action.PUBLISH_VERSION, WIDGET))).isEqualTo("allowed");
        clock.advance(Duration.ofMillis(1));
        assertThat(outcome(registry.use(token, Action.PUBLISH_VERSION, WIDGET))).isEqualTo("refused token-expired");
    }

    @Test
    void the_account_sees_where_its_token_came_from_and_what_happened() {
        Started login = registry.begin();
        registry.approve(login);
        registry.token(login);

        ApiToken token = registry.publish.tokens().list(ALICE).get(0);
        assertThat(token.name()).isEqualTo("Acme command line log-in from " + TERMINAL);
        assertThat(registry.events(ALICE))
                .containsExactlyInAnyOrder("login.approved", "login.redeemed", "token.issued");
        var approved = registry.publish.events().ofAccount(ALICE, 10).stream()
                .filter(event -> event.type().equals("login.approved"))
                .findFirst()
                .orElseThrow();
        assertThat(approved.clientAddress()).isEqualTo(BROWSER);
        assertThat(approved.details()).containsEntry("client", CLIENT).containsEntry("from", TERMINAL);
    }

    @Test
    void a_person_is_shown_who_asks_for_what_from_where_and_until_when() {
        Started login = registry.begin(Map.of("client_id", CLIENT, "scope", "publish-version npm:@acme/*"));

        LoginRequest shown =
                allowed(registry.look(login.userCode().toLowerCase(Locale.ROOT).replace('-', ' ')));

        assertThat(shown.userCode()).isEqualTo(login.userCode());
        assertThat(shown.clientName()).isEqualTo("Acme command line");
        assertThat(shown.clientText()).isEqualTo("acme/1.0 linux");
        assertThat(shown.address()).isEqualTo(TERMINAL);
        assertThat(shown.asked()).hasToString("publish-version npm:@acme/*");
        assertThat(shown.startedAt()).isEqualTo(clock.instant());
        assertThat(shown.expiresAt()).isEqualTo(clock.instant().plus(Duration.ofMinutes(10)));
        assertThat(shown.tokenLifetime()).isEqualTo(Duration.ofHours(12));
        assertThat(shown.isFromNetworkOf(TERMINAL)).isTrue();
        assertThat(shown.isFromNetworkOf(BROWSER))
                .as("a log-in that somebody else began")
                .isFalse();
        assertThat(shown.isFromNetworkOf("")).isFalse();
    }

    @Test
    void what_a_client_says_of_itself_is_bounded_and_cannot_disguise_itself() {
        RequestContext lying = RequestContext.builder("POST", "/oauth")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .header("User-Agent", "good\r\n\u202eevil\u0000é" + "x".repeat(500))
                .clientAddress(TERMINAL)
                .build();
        String userCode = CommandLine.json(registry.begin(Map.of("client_id", CLIENT), lying))
                .string("user_code");

        assertThat(allowed(registry.look(userCode)).clientText())
                .startsWith("good???evil??xxx")
                .endsWith("xxx...")
                .hasSize(120);
    }

    @Test
    void a_scope_is_what_the_client_asked_for_at_most() {
        Started login = registry.begin(Map.of("client_id", CLIENT, "scope", "publish-version read npm:@acme/*"));
        DeviceLogin page = registry.publish.deviceLogin();
        for (String wider : new String[] {"publish-version npm:**", "delete npm:@acme/*", "read maven:com.acme.**"}) {
            assertThat(outcome(page.approve(
                            login.userCode(),
                            ALICE,
                            Assurance.PHISHING_RESISTANT,
                            LoginScope.parse(wider),
                            CommandLine.browser())))
                    .as(wider)
                    .isEqualTo("refused scope-refused");
        }
        allowed(page.approve(
                login.userCode(),
                ALICE,
                Assurance.PHISHING_RESISTANT,
                LoginScope.parse("publish-version npm:@acme/widget"),
                CommandLine.browser()));

        JsonObject answer = CommandLine.json(registry.ask(login));

        assertThat(answer.string("scope")).isEqualTo("publish-version npm:@acme/widget");
        String token = answer.string("access_token");
        assertThat(outcome(registry.use(token, Action.PUBLISH_VERSION, WIDGET))).isEqualTo("allowed");
        assertThat(outcome(registry.use(token, Action.PUBLISH_VERSION, PackageName.npm("@acme/gadget"))))
                .isEqualTo("refused package-not-in-scope");
        assertThat(outcome(registry.use(token, Action.READ, WIDGET))).isEqualTo("refused action-not-in-scope");
    }

    @Test
    void a_client_asks_for_no_more_than_the_operator_allows_it() {
        for (String scope :
                new String[] {"delete", "manage-owners npm:@acme/*", "READ", "nonsense:x", "npm:@acme/**x", "a\tb"}) {
            assertThat(error(registry.begin(Map.of("client_id", CLIENT, "scope", scope), CommandLine.form(TERMINAL))))
                    .as(scope)
                    .isEqualTo("400 invalid_scope scope-refused");
        }
        assertThat(error(registry.begin(Map.of("client_id", "npm", "scope", "maven:**"), CommandLine.form(TERMINAL))))
                .isEqualTo("400 invalid_scope scope-refused");
        assertThat(error(registry.begin(Map.of("client_id", "who"), CommandLine.form(TERMINAL))))
                .isEqualTo("400 invalid_client client-unknown");
    }

    @Test
    void nobody_collects_without_the_code_from_another_network_or_as_another_client() {
        Started login = registry.begin();
        registry.approve(login);

        for (String guess : new String[] {NOBODYS_CODE, login.userCode(), "", login.deviceCode() + "A", "ä"}) {
            assertThat(error(registry.ask(guess.isEmpty() ? "-" : guess, CLIENT, TERMINAL)))
                    .isEqualTo("400 invalid_grant login-unknown");
        }
        assertThat(error(registry.ask(login.deviceCode(), CLIENT, "203.0.113.9")))
                .isEqualTo("400 invalid_grant login-elsewhere");
        assertThat(error(registry.ask(login.deviceCode(), "npm", TERMINAL)))
                .isEqualTo("400 invalid_grant client-mismatch");

        assertThat(registry.token(login)).as("the honest client's").startsWith("exr_");
        assertThat(registry.events(ALICE)).contains("login.refused login-elsewhere", "login.refused client-mismatch");
    }

    @Test
    void a_stranger_who_asks_does_not_slow_the_client_down() {
        Started login = registry.begin();
        registry.ask(login);
        clock.advance(Duration.ofSeconds(3));
        for (int i = 0; i < 5; i++) {
            registry.ask(login.deviceCode(), CLIENT, "203.0.113.9");
        }
        clock.advance(Duration.ofSeconds(2));
        assertThat(code(registry.ask(login))).isEqualTo("login-pending");
    }

    @Test
    void the_other_addresses_of_an_ipv6_network_collect_too() {
        String userCode;
        EndpointAnswer began = registry.begin(Map.of("client_id", CLIENT), CommandLine.form("2001:db8::1"));
        userCode = CommandLine.json(began).string("user_code");
        Started login = new Started(CommandLine.json(began).string("device_code"), userCode, CommandLine.json(began));
        registry.approve(login);
        assertThat(code(registry.ask(login.deviceCode(), CLIENT, "2001:db8:0:1::1")))
                .isEqualTo("login-elsewhere");
        assertThat(registry.ask(login.deviceCode(), CLIENT, "2001:db8::ffff").status())
                .isEqualTo(200);
    }

    @Test
    void a_node_whose_clock_is_behind_hands_the_token_out_too() {
        Started login = registry.begin();
        registry.approve(login);
        clock.set(clock.instant().minusMillis(50));
        assertThat(registry.ask(login).status()).isEqualTo(200);
    }

    @Test
    void a_token_whose_time_is_over_before_it_was_collected_is_not_made() {
        CommandLine brief = new CommandLine(
                InMemoryPublish.unitOfWork(),
                KeyRing.ephemeral(),
                clock,
                settings -> settings.tokenLifetime(Duration.ofMinutes(5)));
        Started login = brief.begin();
        brief.approve(login);
        clock.advance(Duration.ofMinutes(5));
        assertThat(error(brief.ask(login))).isEqualTo("400 expired_token login-expired");
    }

    @Test
    void where_no_address_is_known_no_log_in_begins_and_none_is_collected() {
        assertThat(error(registry.begin(Map.of("client_id", CLIENT), CommandLine.form(""))))
                .isEqualTo("400 invalid_grant login-elsewhere");
        Started login = registry.begin();
        registry.approve(login);
        assertThat(error(registry.ask(login.deviceCode(), CLIENT, ""))).isEqualTo("400 invalid_grant login-elsewhere");
        assertThat(registry.token(login)).startsWith("exr_");
    }

    @Test
    void a_log_in_of_an_unknown_address_is_in_no_network_of_another_unknown_one() {
        UnitOfWork<PublishStores> work = InMemoryPublish.unitOfWork();
        KeyRing keys = KeyRing.ephemeral();
        CommandLine roaming = new CommandLine(work, keys, clock, DeviceLoginSettings.Builder::acceptAnyNetwork);
        JsonObject began = CommandLine.json(roaming.begin(Map.of("client_id", CLIENT), CommandLine.form("")));
        Started login = new Started(began.string("device_code"), began.string("user_code"), began);
        roaming.approve(login);

        CommandLine strict = new CommandLine(work, keys, clock);
        assertThat(code(strict.ask(login.deviceCode(), CLIENT, ""))).isEqualTo("login-elsewhere");

        assertThat(code(roaming.ask(login.deviceCode(), CLIENT, ""))).isEqualTo("token");
    }

    @Test
    void an_operator_can_let_tokens_be_collected_anywhere() {
        CommandLine roaming = new CommandLine(
                InMemoryPublish.unitOfWork(),
                KeyRing.ephemeral(),
                clock,
                DeviceLoginSettings.Builder::acceptAnyNetwork);
        Started login = roaming.begin();
        roaming.approve(login);
        assertThat(roaming.ask(login.deviceCode(), CLIENT, "203.0.113.9").status())
                .isEqualTo(200);
    }

    @Test
    void a_client_that_asks_too_often_is_told_to_slow_down_and_gets_its_token_all_the_same() {
        Started login = registry.begin();
        assertThat(code(registry.ask(login))).isEqualTo("login-pending");
        clock.advance(Duration.ofSeconds(3));
        assertThat(error(registry.ask(login))).isEqualTo("400 slow_down slow-down");
        clock.advance(Duration.ofSeconds(5));
        assertThat(code(registry.ask(login)))
                .as("the interval is ten seconds now")
                .isEqualTo("slow-down");
        clock.advance(Duration.ofSeconds(7));
        assertThat(code(registry.ask(login))).isEqualTo("login-pending");
        registry.approve(login);
        assertThat(registry.token(login)).startsWith("exr_");
    }

    @Test
    void a_token_is_handed_out_once() {
        Started login = registry.begin();
        registry.approve(login);
        String token = registry.token(login);

        assertThat(error(registry.ask(login))).isEqualTo("400 invalid_grant login-used");
        assertThat(registry.publish.tokens().list(ALICE)).hasSize(1);
        assertThat(registry.events(ALICE)).contains("login.refused login-used");
        assertThat(outcome(registry.use(token, Action.READ, WIDGET))).isEqualTo("allowed");
        for (int i = 0; i < 50; i++) {
            registry.ask(login);
        }
        assertThat(registry.events(ALICE))
                .filteredOn("login.refused login-used"::equals)
                .hasSize(20);
    }

    @Test
    void a_log_in_lives_ten_minutes_whoever_is_late() {
        Started nobodyCame = registry.begin();
        Started nobodyAsked = registry.begin();
        clock.advance(Duration.ofMinutes(10).minusMillis(1));
        registry.approve(nobodyAsked);
        clock.advance(Duration.ofMillis(1));

        assertThat(error(registry.ask(nobodyCame))).isEqualTo("400 expired_token login-expired");
        assertThat(error(registry.ask(nobodyAsked))).isEqualTo("400 expired_token login-expired");
        assertThat(outcome(registry.look(nobodyCame.userCode()))).isEqualTo("refused login-expired");
        assertThat(outcome(registry.publish
                        .deviceLogin()
                        .approve(
                                nobodyCame.userCode(),
                                ALICE,
                                Assurance.PHISHING_RESISTANT,
                                DeviceClient.npm().scope(),
                                CommandLine.browser())))
                .isEqualTo("refused login-expired");
        assertThat(registry.publish.tokens().list(ALICE)).isEmpty();

        clock.advance(Duration.ofHours(1));
        registry.publish.housekeeping().runOnce(100);
        assertThat(code(registry.ask(nobodyCame))).isEqualTo("login-expired");
        clock.advance(Duration.ofMillis(1));
        registry.publish.housekeeping().runOnce(100);
        assertThat(code(registry.ask(nobodyCame))).isEqualTo("login-unknown");
    }

    @Test
    void what_was_denied_stays_denied() {
        Started login = registry.begin();
        allowed(registry.publish.deviceLogin().deny(login.userCode(), ALICE, CommandLine.browser()));

        assertThat(error(registry.ask(login))).isEqualTo("400 access_denied login-denied");
        assertThat(outcome(registry.look(login.userCode()))).isEqualTo("refused login-decided");
        assertThat(registry.events(ALICE)).containsExactly("login.denied");
        assertThat(registry.publish.tokens().list(ALICE)).isEmpty();
    }

    @Test
    void whoever_is_not_signed_in_surely_enough_does_not_approve() {
        Started login = registry.begin();
        for (Assurance weak : new Assurance[] {Assurance.NONE, Assurance.PASSWORD, Assurance.MULTI_FACTOR}) {
            assertThat(outcome(registry.approve(login, ALICE, weak))).isEqualTo("refused assurance-too-low");
        }
        assertThat(code(registry.ask(login))).as("it still waits").isEqualTo("login-pending");
        registry.approve(login);
        assertThat(registry.token(login)).startsWith("exr_");
    }

    @Test
    void an_operator_can_accept_a_weaker_sign_in_but_never_none() {
        CommandLine weaker = new CommandLine(
                InMemoryPublish.unitOfWork(),
                KeyRing.ephemeral(),
                clock,
                settings -> settings.acceptAssurance(Assurance.PASSWORD));
        assertThat(outcome(weaker.approve(weaker.begin(), ALICE, Assurance.PASSWORD)))
                .isEqualTo("allowed");
        assertThat(outcome(weaker.approve(weaker.begin(), ALICE, Assurance.NONE)))
                .isEqualTo("refused assurance-too-low");
        assertThatThrownBy(() -> DeviceLoginSettings.builder(URI.create("https://packages.example.org/device"))
                        .acceptAssurance(Assurance.NONE))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void the_first_decision_counts() {
        Started login = registry.begin();
        registry.approve(login);
        assertThat(outcome(registry.publish
                        .deviceLogin()
                        .deny(login.userCode(), Subject.user("mallory"), CommandLine.browser())))
                .isEqualTo("refused login-decided");
        registry.token(login);
        assertThat(registry.publish.tokens().list(ALICE)).hasSize(1);
    }

    @Test
    void an_account_that_guesses_codes_is_stopped_and_others_are_not() {
        Started login = registry.begin();
        for (int i = 0; i < 10; i++) {
            assertThat(outcome(registry.look("BBBB-BBBB"))).isEqualTo("refused login-unknown");
        }
        assertThat(outcome(registry.look("BBBB-BBBB"))).isEqualTo("refused too-many-attempts");
        assertThat(outcome(registry.look(login.userCode())))
                .as("also with a right code, or the limit would tell which one that is")
                .isEqualTo("refused too-many-attempts");
        assertThat(outcome(registry.publish
                        .deviceLogin()
                        .approve(
                                login.userCode(),
                                ALICE,
                                Assurance.PHISHING_RESISTANT,
                                DeviceClient.npm().scope(),
                                CommandLine.browser())))
                .isEqualTo("refused too-many-attempts");
        assertThat(outcome(registry.publish
                        .deviceLogin()
                        .pending(login.userCode(), Subject.user("bob"), CommandLine.browser())))
                .isEqualTo("allowed");
        clock.advance(Duration.ofMinutes(10));
        assertThat(outcome(registry.look("BBBB-BBBB"))).isEqualTo("refused login-unknown");
    }

    @Test
    void a_network_of_accounts_that_guess_codes_is_stopped() {
        String outcome = "";
        for (int i = 0; i < 50; i++) {
            outcome = outcome(
                    registry.publish.deviceLogin().pending("BBBB-BBBB", Subject.user("u" + i), CommandLine.browser()));
        }
        assertThat(outcome).isEqualTo("refused login-unknown");
        assertThat(outcome(registry.publish
                        .deviceLogin()
                        .pending("BBBB-BBBB", Subject.user("u50"), CommandLine.browser())))
                .isEqualTo("refused too-many-attempts");
    }

    @Test
    void right_codes_are_not_counted_and_what_cannot_be_a_code_is_not_looked_up() {
        Started login = registry.begin();
        for (int i = 0; i < 30; i++) {
            assertThat(outcome(registry.look(login.userCode()))).isEqualTo("allowed");
            assertThat(outcome(registry.look("AEIO-UAEI"))).isEqualTo("refused login-unknown");
            assertThat(outcome(registry.look("B".repeat(5_000)))).isEqualTo("refused login-unknown");
        }
    }

    @Test
    void a_network_begins_sixty_log_ins_in_ten_minutes() {
        for (int i = 0; i < 60; i++) {
            registry.begin();
        }
        EndpointAnswer refused = registry.begin(Map.of("client_id", CLIENT), CommandLine.form(TERMINAL));
        assertThat(error(refused)).isEqualTo("429 temporarily_unavailable too-many-attempts");
        assertThat(refused.headers()).containsKey("Retry-After");
        assertThat(registry.begin(Map.of("client_id", CLIENT), CommandLine.form("203.0.113.9"))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void an_account_that_lost_its_rights_in_between_gets_a_token_for_nothing() {
        Started login = registry.begin();
        registry.approve(login);
        registry.suspended.add(ALICE);
        String token = registry.token(login);
        assertThat(outcome(registry.use(token, Action.PUBLISH_VERSION, WIDGET))).isEqualTo("refused owner-may-not");
    }

    @Test
    void an_approval_can_be_taken_back_until_the_token_is_collected() {
        Started collected = registry.begin();
        Started waiting = registry.begin();
        registry.approve(collected);
        registry.token(collected);
        registry.approve(waiting);

        assertThat(registry.publish.deviceLogin().takeBack(ALICE, CommandLine.browser()))
                .isEqualTo(1);
        assertThat(registry.publish.deviceLogin().takeBack(ALICE, CommandLine.browser()))
                .isZero();

        assertThat(error(registry.ask(waiting))).isEqualTo("400 access_denied login-denied");
        assertThat(registry.events(ALICE)).filteredOn("login.denied"::equals).hasSize(1);
        assertThat(registry.publish.tokens().list(ALICE)).hasSize(1);
    }

    @Test
    void a_registry_that_was_built_without_log_ins_says_so() {
        var tokensOnly = RegistryPublish.builder(InMemoryPublish.unitOfWork(), KeyRing.ephemeral())
                .tokenPrefix("exr")
                .build();
        assertThatThrownBy(tokensOnly::deviceLogin).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(tokensOnly::deviceTokenEndpoint).isInstanceOf(IllegalStateException.class);
        DeviceLoginSettings settings = DeviceLoginSettings.builder(URI.create("https://packages.example.org/device"))
                .clients(DeviceClient.npm())
                .build();
        var withoutRights = RegistryPublish.builder(InMemoryPublish.unitOfWork(), KeyRing.ephemeral())
                .tokenPrefix("exr")
                .deviceLogin(settings);
        assertThatThrownBy(withoutRights::build)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("ownerRights");
    }

    @Test
    void a_kind_that_would_refuse_the_tokens_of_log_ins_is_found_when_the_registry_is_built() {
        assertThatThrownBy(() -> withKind(TokenKind.named("cli").actions(Action.READ)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("tokens of the kind cli do not have the action publish-version");
        assertThatThrownBy(() -> withKind(TokenKind.named("cli").longestLifetime(Duration.ofHours(11))))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("tokens of the kind cli do not live for PT12H");
        assertThatThrownBy(() -> withKind(TokenKind.named("cli").longestReadLifetime(Duration.ofHours(11))))
                .as("people may narrow the scope to reading")
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("tokens of the kind cli do not live for PT12H");
        assertThatThrownBy(() -> new CommandLine(
                        InMemoryPublish.unitOfWork(),
                        KeyRing.ephemeral(),
                        clock,
                        settings -> settings.acceptAssurance(Assurance.PASSWORD),
                        TokenKind.named("cli").build()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("tokens of the kind cli need a surer sign-in than PASSWORD: MULTI_FACTOR");
        assertThatThrownBy(() -> new CommandLine(
                        InMemoryPublish.unitOfWork(),
                        KeyRing.ephemeral(),
                        clock,
                        settings ->
                                settings.clients(DeviceClient.of("odd", "Odd").actions(Action.named("sign-off")))))
                .as("an action that nobody declared")
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("tokens of the kind cli do not have the action sign-off");
        withKind(
                TokenKind.named("cli").longestLifetime(Duration.ofHours(12)).longestReadLifetime(Duration.ofHours(12)));
    }

    private void withKind(TokenKind.Builder kind) {
        new CommandLine(InMemoryPublish.unitOfWork(), KeyRing.ephemeral(), clock, settings -> settings, kind.build());
    }

    @Test
    void nothing_wide_hides_in_the_accounts_log_behind_much_that_is_narrow() {
        String narrow = IntStream.range(0, 55)
                .mapToObj(i -> "npm:@acme/a-package-with-a-long-name-" + i)
                .collect(Collectors.joining(" "));
        Started login = registry.begin(
                Map.of("client_id", CLIENT, "scope", "publish-version " + narrow + " npm:@evil/* maven:com.** npm:**"));
        registry.approve(login);
        registry.token(login);

        for (String type : new String[] {"login.approved", "token.issued"}) {
            String told = registry.publish.events().ofAccount(ALICE, 10).stream()
                    .filter(event -> event.type().equals(type))
                    .map(event -> event.details().get("scope"))
                    .findFirst()
                    .orElseThrow();
            assertThat(told)
                    .startsWith("publish-version npm:** maven:com.** npm:@evil/* npm:@acme/a-package")
                    .endsWith(" and 49 more")
                    .hasSizeLessThan(500);
        }
    }

    @Test
    void settings_that_cannot_be_meant_are_refused() {
        for (String page : new String[] {
            "http://packages.example.org/device", "https://packages.example.org/device?x=1", "/device", "urn:x"
        }) {
            assertThatThrownBy(() -> DeviceLoginSettings.builder(URI.create(page)))
                    .as(page)
                    .isInstanceOf(IllegalArgumentException.class);
        }
        var settings = DeviceLoginSettings.builder(URI.create("http://localhost:8080/device"));
        assertThatThrownBy(settings::build).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> settings.tokenLifetime(Duration.ofDays(8)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> settings.clients(DeviceClient.npm(), DeviceClient.of("npm", "Other")))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> DeviceClient.of("a b", "Other")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> DeviceClient.of("a", "line\nbreak")).isInstanceOf(IllegalArgumentException.class);
    }
}
