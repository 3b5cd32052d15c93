package dev.registrykit.testkit.auth;

import static dev.registrykit.testkit.auth.AuthWorld.ALICE;
import static dev.registrykit.testkit.auth.AuthWorld.MALLORY;
import static dev.registrykit.testkit.auth.AuthWorld.allowed;
import static dev.registrykit.testkit.auth.AuthWorld.inSession;
import static dev.registrykit.testkit.auth.AuthWorld.reason;
import static dev.registrykit.testkit.auth.AuthWorld.user;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.registrykit.auth.account.SignedIn;
import dev.registrykit.auth.passkey.Passkey;
import dev.registrykit.auth.passkey.PasskeyReason;
import dev.registrykit.auth.passkey.Passkeys;
import dev.registrykit.core.decision.Decision;
import dev.registrykit.core.grant.Assurance;
import dev.registrykit.core.json.JsonLimits;
import dev.registrykit.core.json.JsonObject;
import dev.registrykit.core.json.StrictJson;
import dev.registrykit.core.request.RequestContext;
import dev.registrykit.core.subject.Subject;
import dev.registrykit.testkit.Databases;
import dev.registrykit.testkit.contract.Race;
import dev.registrykit.testkit.passkey.SoftwareAuthenticator;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Passkey ceremonies through the public API, honest and attacked, on one kind of database. */
abstract class PasskeyCeremonies {
    private static final RequestContext BROWSER = inSession("browser");

    private final Databases kind;
    private final int poolSize;
    private AuthWorld world;
    private Passkeys passkeys;

    PasskeyCeremonies(Databases kind, int poolSize) {
        this.kind = kind;
        this.poolSize = poolSize;
    }

    @BeforeEach
    void open() {
        world = new AuthWorld(kind, poolSize);
        passkeys = world.passkeys();
    }

    private String startRegistration(Subject account) {
        return allowed(passkeys.startRegistration(user(account), BROWSER)).json();
    }

    private String startSignIn() {
        return allowed(passkeys.startSignIn(BROWSER)).json();
    }

    private String startSignIn(String name, @Nullable Subject account) {
        return allowed(passkeys.startSignIn(name, account, BROWSER)).json();
    }

    /** Why the answers since the last call were refused, as the events say, whoever's they are. */
    private List<String> exactReasons() {
        List<String> reasons = new ArrayList<>();
        world.auth.events().deliver(100, event -> {
            if (event.type().equals("passkey.refused")) {
                reasons.add(event.details().getOrDefault("reason", ""));
            }
        });
        return reasons;
    }

    // ---- honest

    @Test
    void a_registered_passkey_signs_in_without_a_name() {
        Passkey passkey = world.registered(ALICE, world.alicesPhone);
        SignedIn signedIn = allowed(passkeys.finishSignIn(world.alicesPhone.get(startSignIn()), BROWSER));
        assertThat(signedIn.account()).isEqualTo(ALICE);
        assertThat(signedIn.assurance()).isEqualTo(Assurance.PHISHING_RESISTANT);
        assertThat(signedIn.at()).isEqualTo(world.clock.instant());
        assertThat(world.events(ALICE)).containsExactlyInAnyOrder("passkey.signed-in", "passkey.registered");
        assertThat(passkeys.list(ALICE))
                .extracting(Passkey::id, Passkey::label, Passkey::lastUsedAt)
                .containsExactly(org.assertj.core.groups.Tuple.tuple(passkey.id(), "Phone", world.clock.instant()));
    }

    @Test
    void a_registered_passkey_signs_in_to_the_account_of_a_name() {
        Passkey passkey = world.registered(ALICE, world.alicesPhone);
        String options = startSignIn("alice", ALICE);
        assertThat(allowedIds(options)).containsExactly(passkey.id());
        assertThat(allowed(passkeys.finishSignIn(world.alicesPhone.get(options), BROWSER))
                        .account())
                .isEqualTo(ALICE);
    }

    @Test
    void a_second_passkey_is_for_another_authenticator_and_the_same_user_handle() {
        world.registered(ALICE, world.alicesPhone);
        String options = startRegistration(ALICE);
        assertThatThrownBy(() -> world.alicesPhone.create(options)).hasMessageContaining("InvalidStateError");
        world.registered(ALICE, new SoftwareAuthenticator());
        assertThat(passkeys.list(ALICE)).hasSize(2);
        assertThat(passkeys.list(ALICE).get(0).userHandle())
                .isEqualTo(passkeys.list(ALICE).get(1).userHandle())
                .hasSize(32);
    }

    @Test
    void of_two_first_registrations_at_once_both_passkeys_sign_in() {
        SoftwareAuthenticator laptop = new SoftwareAuthenticator();
        String onPhone = world.alicesPhone.create(startRegistration(ALICE));
        String onLaptop = laptop.create(startRegistration(ALICE));
        allowed(passkeys.finishRegistration(ALICE, onPhone, "Phone", BROWSER));
        allowed(passkeys.finishRegistration(ALICE, onLaptop, "Laptop", BROWSER));
        allowed(passkeys.finishSignIn(world.alicesPhone.get(startSignIn()), BROWSER));
        allowed(passkeys.finishSignIn(laptop.get(startSignIn()), BROWSER));
    }

    @Test
    void an_attestation_statement_is_dropped_whatever_it_holds() {
        byte[] nonsense = {(byte) 0xa2, 0x61, 'x', 0x01, 0x61, 'y', (byte) 0x82, 0x41, 0, (byte) 0xf6};
        world.alicesPhone.withAttestation("packed", nonsense);
        world.registered(ALICE, world.alicesPhone);
        world.alicesPhone.behave();
        assertThat(passkeys.finishSignIn(world.alicesPhone.get(startSignIn()), BROWSER)
                        .isAllowed())
                .isTrue();
    }

    @Test
    void a_renamed_passkey_keeps_signing_in_and_a_removed_one_does_not() {
        Passkey passkey = world.registered(ALICE, world.alicesPhone);
        assertThat(allowed(passkeys.rename(ALICE, passkey.id(), "  Old phone ", BROWSER))
                        .label())
                .isEqualTo("Old phone");
        assertThat(passkeys.finishSignIn(world.alicesPhone.get(startSignIn()), BROWSER)
                        .isAllowed())
                .isTrue();
        String late = world.alicesPhone.get(startSignIn());
        assertThat(allowed(passkeys.remove(ALICE, passkey.id(), BROWSER)).id()).isEqualTo(passkey.id());
        assertThat(reason(passkeys.finishSignIn(late, BROWSER))).isEqualTo(PasskeyReason.NOT_ACCEPTED);
        assertThat(exactReasons()).containsExactly(PasskeyReason.CREDENTIAL_UNKNOWN.code());
        assertThat(passkeys.list(ALICE)).isEmpty();
        assertThat(world.events(ALICE)).contains("passkey.renamed", "passkey.removed");
    }

    @Test
    void signatures_that_are_counted_sign_in_again_and_again() {
        world.alicesPhone.countSignatures();
        world.registered(ALICE, world.alicesPhone);
        for (int i = 1; i <= 3; i++) {
            assertThat(passkeys.finishSignIn(world.alicesPhone.get(startSignIn()), BROWSER)
                            .isAllowed())
                    .isTrue();
            assertThat(passkeys.list(ALICE).get(0).signCount()).isEqualTo(i);
        }
    }

    // ---- attacked

    static Stream<Arguments> misbehaviour() {
        return Stream.of(
                wrong(
                        "no user verification",
                        SoftwareAuthenticator::withoutUserVerification,
                        PasskeyReason.USER_NOT_VERIFIED),
                wrong("no user presence", SoftwareAuthenticator::withoutUserPresence, PasskeyReason.USER_NOT_PRESENT),
                wrong(
                        "phishing origin",
                        a -> a.withOrigin("https://registry.example.evil.example"),
                        PasskeyReason.ORIGIN_MISMATCH),
                wrong("other port", a -> a.withOrigin("https://registry.example:8443"), PasskeyReason.ORIGIN_MISMATCH),
                wrong("subdomain", a -> a.withOrigin("https://evil.registry.example"), PasskeyReason.ORIGIN_MISMATCH),
                wrong("plain http", a -> a.withOrigin("http://registry.example"), PasskeyReason.ORIGIN_MISMATCH),
                wrong("foreign frame", SoftwareAuthenticator::inForeignFrame, PasskeyReason.CROSS_ORIGIN),
                wrong("top origin", a -> a.withTopOrigin("https://evil.example"), PasskeyReason.CROSS_ORIGIN),
                wrong(
                        "other relying party",
                        a -> a.withRelyingParty("evil.example"),
                        PasskeyReason.RELYING_PARTY_MISMATCH),
                wrong("other kind of answer", a -> a.withType("payment.get"), PasskeyReason.CEREMONY_MISMATCH),
                wrong(
                        "impossible backup",
                        SoftwareAuthenticator::withImpossibleBackup,
                        PasskeyReason.RESPONSE_MALFORMED),
                wrong(
                        "a challenge that nobody gave",
                        a -> a.withChallenge("A".repeat(43)),
                        PasskeyReason.CHALLENGE_UNKNOWN),
                wrong(
                        "a challenge with another spelling",
                        a -> a.withChallenge("A".repeat(42) + "B"),
                        PasskeyReason.RESPONSE_MALFORMED),
                wrong(
                        "a member twice",
                        a -> a.withClientData(
                                json -> json.replace("\"crossOrigin\"", "\"crossOrigin\":true,\"crossOrigin\"")),
                        PasskeyReason.RESPONSE_MALFORMED),
                wrong(
                        "text after the client data",
                        a -> a.withClientData(json -> json + "{}"),
                        PasskeyReason.RESPONSE_MALFORMED),
                wrong(
                        "large client data",
                        a -> a.withClientData(
                                json -> json.replaceFirst("\\{", "{\"pad\":\"" + "x".repeat(9000) + "\",")),
                        PasskeyReason.RESPONSE_MALFORMED));
    }

    private static Arguments wrong(String name, Consumer<SoftwareAuthenticator> knob, PasskeyReason reason) {
        return Arguments.of(name, knob, reason);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("misbehaviour")
    void a_misbehaving_authenticator_does_not_register(
            String name, Consumer<SoftwareAuthenticator> knob, PasskeyReason expected) {
        String options = startRegistration(ALICE);
        knob.accept(world.alicesPhone);
        Decision<Passkey> decision =
                passkeys.finishRegistration(ALICE, world.alicesPhone.create(options), "Phone", BROWSER);
        assertThat(reason(decision)).isEqualTo(expected);
        assertThat(passkeys.list(ALICE)).isEmpty();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("misbehaviour")
    void a_misbehaving_authenticator_does_not_sign_in(
            String name, Consumer<SoftwareAuthenticator> knob, PasskeyReason expected) {
        world.registered(ALICE, world.alicesPhone);
        String options = startSignIn();
        knob.accept(world.alicesPhone);
        assertThat(reason(passkeys.finishSignIn(world.alicesPhone.get(options), BROWSER)))
                .isEqualTo(expected);
        assertThat(passkeys.list(ALICE).get(0).lastUsedAt()).isNull();
    }

    @Test
    void a_refused_answer_is_in_the_log_of_the_account_and_burns_the_challenge() {
        world.registered(ALICE, world.alicesPhone);
        String options = startSignIn();
        world.alicesPhone.withSpoiltSignature();
        assertThat(reason(passkeys.finishSignIn(world.alicesPhone.get(options), BROWSER)))
                .isEqualTo(PasskeyReason.NOT_ACCEPTED);
        assertThat(exactReasons()).containsExactly(PasskeyReason.SIGNATURE_INVALID.code());
        assertThat(world.events(ALICE)).contains("passkey.refused passkey-signature-invalid");
        world.alicesPhone.behave();
        assertThat(reason(passkeys.finishSignIn(world.alicesPhone.get(options), BROWSER)))
                .isEqualTo(PasskeyReason.CHALLENGE_UNKNOWN);
    }

    @Test
    void an_answer_is_good_once() {
        world.registered(ALICE, world.alicesPhone);
        String answer = world.alicesPhone.get(startSignIn());
        assertThat(passkeys.finishSignIn(answer, BROWSER).isAllowed()).isTrue();
        assertThat(reason(passkeys.finishSignIn(answer, BROWSER))).isEqualTo(PasskeyReason.CHALLENGE_UNKNOWN);
    }

    @Test
    void of_many_who_finish_one_sign_in_exactly_one_succeeds() {
        world.registered(ALICE, world.alicesPhone);
        String answer = world.alicesPhone.get(startSignIn());
        List<Decision<SignedIn>> decisions = Race.of(16, runner -> passkeys.finishSignIn(answer, BROWSER));
        assertThat(decisions.stream().filter(Decision::isAllowed)).hasSize(1);
        assertThat(decisions.stream().filter(decision -> !decision.isAllowed()))
                .extracting(AuthWorld::reason)
                .containsOnly(PasskeyReason.CHALLENGE_UNKNOWN);
    }

    @Test
    void of_many_who_finish_one_registration_exactly_one_succeeds() {
        String answer = world.alicesPhone.create(startRegistration(ALICE));
        List<Decision<Passkey>> decisions =
                Race.of(16, runner -> passkeys.finishRegistration(ALICE, answer, "Phone", BROWSER));
        assertThat(decisions.stream().filter(Decision::isAllowed)).hasSize(1);
        assertThat(decisions.stream().filter(decision -> !decision.isAllowed()))
                .extracting(AuthWorld::reason)
                .containsOnly(PasskeyReason.CHALLENGE_UNKNOWN);
        assertThat(passkeys.list(ALICE)).hasSize(1);
    }

    @Test
    void an_answer_in_another_browser_session_is_refused_and_burns_nothing() {
        world.registered(ALICE, world.alicesPhone);
        String answer = world.alicesPhone.get(startSignIn());
        assertThat(reason(passkeys.finishSignIn(answer, inSession("mallory's browser"))))
                .isEqualTo(PasskeyReason.CHALLENGE_UNKNOWN);
        assertThat(passkeys.finishSignIn(answer, BROWSER).isAllowed()).isTrue();
    }

    @Test
    void a_request_without_browser_session_starts_and_finishes_nothing() {
        RequestContext none = RequestContext.builder("POST", "/sign-in").build();
        assertThat(reason(passkeys.startSignIn(none))).isEqualTo(PasskeyReason.SESSION_MISSING);
        assertThat(reason(passkeys.startSignIn("alice", ALICE, none))).isEqualTo(PasskeyReason.SESSION_MISSING);
        assertThat(reason(passkeys.startRegistration(user(ALICE), none))).isEqualTo(PasskeyReason.SESSION_MISSING);
        assertThat(reason(passkeys.finishSignIn("{}", none))).isEqualTo(PasskeyReason.SESSION_MISSING);
        assertThat(reason(passkeys.finishRegistration(ALICE, "{}", "Phone", none)))
                .isEqualTo(PasskeyReason.SESSION_MISSING);
    }

    @Test
    void an_answer_after_five_minutes_is_too_late() {
        world.registered(ALICE, world.alicesPhone);
        String inTime = world.alicesPhone.get(startSignIn());
        String late = world.alicesPhone.get(startSignIn());
        String lateRegistration = world.mallorysPhone.create(startRegistration(MALLORY));
        world.clock.advance(Duration.ofMinutes(5).minusMillis(1));
        assertThat(passkeys.finishSignIn(inTime, BROWSER).isAllowed()).isTrue();
        world.clock.advance(Duration.ofMillis(1));
        assertThat(reason(passkeys.finishSignIn(late, BROWSER))).isEqualTo(PasskeyReason.CHALLENGE_EXPIRED);
        assertThat(reason(passkeys.finishRegistration(MALLORY, lateRegistration, "Phone", BROWSER)))
                .isEqualTo(PasskeyReason.CHALLENGE_EXPIRED);
    }

    @Test
    void expired_challenges_are_swept() {
        startSignIn();
        startRegistration(ALICE);
        assertThat(world.auth.housekeeping().runOnce(10)).isZero();
        world.clock.advance(Duration.ofMinutes(5).plusMillis(1));
        assertThat(world.auth.housekeeping().runOnce(10)).isEqualTo(2);
    }

    @Test
    void another_users_passkey_does_not_sign_in_to_the_account_of_a_name() {
        world.registered(ALICE, world.alicesPhone);
        Passkey mallorys = world.registered(MALLORY, world.mallorysPhone);
        // Mallory's browser is asked for Alice's passkeys and answers with Mallory's own.
        String asked = startSignIn("alice", ALICE)
                .replace(world.alicesPhone.credentialIds().get(0), mallorys.id());
        assertThat(reason(passkeys.finishSignIn(world.mallorysPhone.get(asked), BROWSER)))
                .isEqualTo(PasskeyReason.NOT_ACCEPTED);
        assertThat(exactReasons()).containsExactly(PasskeyReason.ACCOUNT_MISMATCH.code());
        assertThat(world.events(ALICE)).contains("passkey.refused passkey-of-another-account");
    }

    @Test
    void a_user_handle_of_another_account_does_not_sign_in() {
        Passkey alices = world.registered(ALICE, world.alicesPhone);
        world.registered(MALLORY, world.mallorysPhone);
        world.mallorysPhone.withUserHandle(alices.userHandle());
        assertThat(reason(passkeys.finishSignIn(world.mallorysPhone.get(startSignIn()), BROWSER)))
                .isEqualTo(PasskeyReason.NOT_ACCEPTED);
        assertThat(exactReasons()).containsExactly(PasskeyReason.ACCOUNT_MISMATCH.code());
    }

    @Test
    void a_signature_by_another_passkey_does_not_sign_in() {
        Passkey alices = world.registered(ALICE, world.alicesPhone);
        world.registered(MALLORY, world.mallorysPhone);
        world.mallorysPhone.withCredentialId(alices.id()).withUserHandle(alices.userHandle());
        assertThat(reason(passkeys.finishSignIn(world.mallorysPhone.get(startSignIn()), BROWSER)))
                .isEqualTo(PasskeyReason.NOT_ACCEPTED);
        assertThat(exactReasons()).containsExactly(PasskeyReason.SIGNATURE_INVALID.code());
    }

    @Test
    void without_a_name_the_authenticator_must_say_whose_passkey_it_is() {
        world.registered(ALICE, world.alicesPhone);
        world.alicesPhone.withoutUserHandle();
        assertThat(reason(passkeys.finishSignIn(world.alicesPhone.get(startSignIn()), BROWSER)))
                .isEqualTo(PasskeyReason.RESPONSE_MALFORMED);
        assertThat(passkeys.finishSignIn(world.alicesPhone.get(startSignIn("alice", ALICE)), BROWSER)
                        .isAllowed())
                .isTrue();
    }

    @Test
    void a_passkey_that_is_not_registered_does_not_sign_in() {
        world.registered(ALICE, world.alicesPhone);
        world.alicesPhone.create(startRegistration(ALICE)
                .replace(world.alicesPhone.credentialIds().get(0), "other"));
        assertThat(reason(passkeys.finishSignIn(world.alicesPhone.get(startSignIn()), BROWSER)))
                .isEqualTo(PasskeyReason.NOT_ACCEPTED);
        assertThat(exactReasons()).containsExactly(PasskeyReason.CREDENTIAL_UNKNOWN.code());
    }

    @Test
    void a_registration_for_one_account_does_not_end_in_another() {
        String answer = world.mallorysPhone.create(startRegistration(MALLORY));
        assertThat(reason(passkeys.finishRegistration(ALICE, answer, "Phone", BROWSER)))
                .isEqualTo(PasskeyReason.ACCOUNT_MISMATCH);
        assertThat(passkeys.list(ALICE)).isEmpty();
    }

    @Test
    void a_challenge_for_signing_in_does_not_register_nor_the_other_way_round() {
        world.registered(ALICE, world.alicesPhone);
        String signIn = challenge(startSignIn());
        String registration = startRegistration(ALICE);
        SoftwareAuthenticator other = new SoftwareAuthenticator().withChallenge(signIn);
        assertThat(reason(passkeys.finishRegistration(ALICE, other.create(registration), "Phone", BROWSER)))
                .isEqualTo(PasskeyReason.CEREMONY_MISMATCH);
        world.alicesPhone.withChallenge(challenge(registration));
        assertThat(reason(passkeys.finishSignIn(world.alicesPhone.get(startSignIn()), BROWSER)))
                .isEqualTo(PasskeyReason.CEREMONY_MISMATCH);
    }

    @Test
    void a_passkey_is_registered_once_whoever_answers_second() {
        Passkey alices = world.registered(ALICE, world.alicesPhone);
        String options = startRegistration(MALLORY);
        String answer = world.mallorysPhone.create(options);
        assertThat(reason(passkeys.finishRegistration(
                        MALLORY,
                        answer.replace(world.mallorysPhone.credentialIds().get(0), alices.id()),
                        "x",
                        BROWSER)))
                .isEqualTo(PasskeyReason.CREDENTIAL_INVALID);
        assertThat(passkeys.list(MALLORY)).isEmpty();
    }

    @Test
    void a_key_of_an_algorithm_that_was_not_offered_is_refused() {
        world.alicesPhone.withAlgorithm(-65535);
        String answer = world.alicesPhone.create(startRegistration(ALICE));
        assertThat(reason(passkeys.finishRegistration(ALICE, answer, "Phone", BROWSER)))
                .isEqualTo(PasskeyReason.ALGORITHM_NOT_ALLOWED);
    }

    @Test
    void a_counter_that_goes_back_is_refused_and_recorded() {
        world.alicesPhone.countSignatures();
        Passkey passkey = world.registered(ALICE, world.alicesPhone);
        allowed(passkeys.finishSignIn(world.alicesPhone.get(startSignIn()), BROWSER));
        allowed(passkeys.finishSignIn(world.alicesPhone.get(startSignIn()), BROWSER));
        for (long count : List.of(2L, 1L, 0L)) {
            world.alicesPhone.withSignCount(count);
            assertThat(reason(passkeys.finishSignIn(world.alicesPhone.get(startSignIn()), BROWSER)))
                    .isEqualTo(PasskeyReason.COUNT_WENT_BACK);
        }
        assertThat(world.events(ALICE).stream().filter("passkey.count-went-back"::equals))
                .hasSize(3);
        assertThat(world.auth.events().ofAccount(ALICE, 100))
                .filteredOn(event -> event.type().equals("passkey.count-went-back"))
                .allSatisfy(event -> assertThat(event.details())
                        .containsEntry("passkey", passkey.id())
                        .containsEntry("stored", "2"));
    }

    @Test
    void a_passkey_that_is_removed_while_it_is_verified_does_not_sign_in() {
        Passkey passkey = world.registered(ALICE, world.alicesPhone);
        String answer = world.alicesPhone.get(startSignIn());
        Passkeys racing = world.interrupted(stores -> stores.passkeys().remove(passkey.id(), ALICE))
                .passkeys();
        assertThat(reason(racing.finishSignIn(answer, BROWSER))).isEqualTo(PasskeyReason.NOT_ACCEPTED);
        assertThat(exactReasons()).containsExactly(PasskeyReason.CREDENTIAL_UNKNOWN.code());
        assertThat(passkeys.list(ALICE)).isEmpty();
    }

    @Test
    void a_passkey_that_can_suddenly_be_backed_up_is_refused() {
        world.registered(ALICE, world.alicesPhone);
        world.alicesPhone.withBackup();
        assertThat(reason(passkeys.finishSignIn(world.alicesPhone.get(startSignIn()), BROWSER)))
                .isEqualTo(PasskeyReason.NOT_ACCEPTED);
        assertThat(exactReasons()).containsExactly(PasskeyReason.BACKUP_ELIGIBILITY_CHANGED.code());
    }

    // ---- who has an account

    @Test
    void a_name_that_is_nobodys_looks_like_one_with_a_passkey() {
        String first = startSignIn("nobody", null);
        String again = startSignIn("nobody", null);
        String withoutPasskey = startSignIn("mallory", MALLORY);
        assertThat(allowedIds(first)).hasSize(1).isEqualTo(allowedIds(again));
        assertThat(allowedIds(withoutPasskey)).hasSize(1);
        assertThat(allowedIds(startSignIn("somebody", null))).isNotEqualTo(allowedIds(first));
        assertThat(allowedIds(startSignIn("NOBODY", null))).isEqualTo(allowedIds(first));
        assertThat(allowedIds(allowed(world.another(dev.registrykit.auth.password.PasswordHashing.standard())
                                .passkeys()
                                .startSignIn("nobody", null, BROWSER))
                        .json()))
                .isEqualTo(allowedIds(first));
        world.registered(ALICE, world.alicesPhone);
        assertThat(StrictJson.object(startSignIn("alice", ALICE), JsonLimits.small())
                        .names())
                .isEqualTo(StrictJson.object(first, JsonLimits.small()).names());
    }

    @Test
    void a_passkey_signs_in_nowhere_under_a_name_that_is_nobodys() {
        Passkey mallorys = world.registered(MALLORY, world.mallorysPhone);
        String options = startSignIn("nobody", null);
        String asked = options.replace(allowedIds(options).get(0), mallorys.id());
        assertThat(reason(passkeys.finishSignIn(world.mallorysPhone.get(asked), BROWSER)))
                .isEqualTo(PasskeyReason.NOT_ACCEPTED);
        assertThat(exactReasons()).containsExactly(PasskeyReason.ACCOUNT_MISMATCH.code());
    }

    // ---- limits

    @Test
    void a_passkey_of_another_account_is_neither_renamed_nor_removed() {
        Passkey alices = world.registered(ALICE, world.alicesPhone);
        assertThat(reason(passkeys.rename(MALLORY, alices.id(), "mine", BROWSER)))
                .isEqualTo(PasskeyReason.CREDENTIAL_UNKNOWN);
        assertThat(reason(passkeys.remove(MALLORY, alices.id(), BROWSER))).isEqualTo(PasskeyReason.CREDENTIAL_UNKNOWN);
        assertThat(passkeys.list(ALICE)).extracting(Passkey::label).containsExactly("Phone");
    }

    @Test
    void a_label_that_cannot_be_shown_is_refused_and_burns_nothing() {
        String answer = world.alicesPhone.create(startRegistration(ALICE));
        for (String label : List.of("", "  ", "x".repeat(65), "a\nb", "a\u0000")) {
            assertThat(reason(passkeys.finishRegistration(ALICE, answer, label, BROWSER)))
                    .isEqualTo(PasskeyReason.LABEL_INVALID);
        }
        assertThat(passkeys.finishRegistration(ALICE, answer, "x".repeat(64), BROWSER)
                        .isAllowed())
                .isTrue();
    }

    @Test
    void an_account_has_at_most_twenty_five_passkeys() {
        String tooLate = null;
        for (int i = 0; i < Passkeys.MAX_PER_ACCOUNT; i++) {
            SoftwareAuthenticator authenticator = new SoftwareAuthenticator();
            tooLate = new SoftwareAuthenticator().create(startRegistration(ALICE));
            world.registered(ALICE, authenticator);
        }
        assertThat(reason(passkeys.startRegistration(user(ALICE), BROWSER))).isEqualTo(PasskeyReason.TOO_MANY);
        assertThat(reason(passkeys.finishRegistration(ALICE, tooLate, "Phone", BROWSER)))
                .isEqualTo(PasskeyReason.TOO_MANY);
        assertThat(passkeys.list(ALICE)).hasSize(Passkeys.MAX_PER_ACCOUNT);
    }

    private static String challenge(String optionsJson) {
        return StrictJson.object(optionsJson, JsonLimits.small()).string("challenge");
    }

    private static List<String> allowedIds(String optionsJson) {
        return StrictJson.object(optionsJson, JsonLimits.small()).objects("allowCredentials").stream()
                .map((JsonObject descriptor) -> descriptor.string("id"))
                .toList();
    }
}
