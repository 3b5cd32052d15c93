package dev.registrykit.auth.passkey;

import static dev.registrykit.auth.AuthFixture.allowed;
import static dev.registrykit.auth.AuthFixture.reason;
import static org.assertj.core.api.Assertions.assertThat;

import dev.registrykit.auth.AuthFixture;
import dev.registrykit.auth.RegistryAuth;
import dev.registrykit.auth.account.SignedIn;
import dev.registrykit.core.decision.Decision;
import dev.registrykit.core.event.RecordedEvent;
import dev.registrykit.core.request.RequestContext;
import dev.registrykit.core.subject.Subject;
import java.security.KeyPair;
import java.security.interfaces.ECPublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What somebody without a passkey can find out, or leave behind, by answering all the same. */
class PasskeyAttacksTest {
    private static final Subject ALICE = Subject.user("alice");
    private static final Subject MALLORY = Subject.user("mallory");
    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");
    private static final RequestContext REQUEST = RequestContext.builder("POST", "/sign-in")
            .clientAddress("192.0.2.1")
            .sessionId("session")
            .build();
    private static final String ALICES = "A".repeat(22);
    private static final String MALLORYS = "Q".repeat(22);
    private static final String UNKNOWN = "g".repeat(22);
    private static final byte[] ALICES_HANDLE = {1};
    private static final byte[] MALLORYS_HANDLE = {2};

    private final AtomicReference<Instant> now = new AtomicReference<>(NOW);
    private final AuthFixture fixture = new AuthFixture();
    private final KeyPair alicesKey = P256.newKeys();
    private final KeyPair mallorysKey = P256.newKeys();
    private final RegistryAuth auth =
            fixture.builder().origin(Answers.ORIGIN).clock(now::get).build();
    private final Passkeys passkeys = auth.passkeys();

    @BeforeEach
    void both_have_a_passkey() {
        keep(ALICES, ALICE, ALICES_HANDLE, alicesKey);
        keep(MALLORYS, MALLORY, MALLORYS_HANDLE, mallorysKey);
    }

    private void keep(String id, Subject account, byte[] handle, KeyPair keys) {
        Passkey passkey = Passkey.builder(id, account)
                .keys(handle, P256.cose((ECPublicKey) keys.getPublic()))
                .label("Key")
                .createdAt(NOW)
                .build();
        fixture.unitOfWork().run(stores -> stores.passkeys().insertIfAbsent(passkey));
    }

    private Decision<SignedIn> signIn(String name, @Nullable Subject account, Answers answers) {
        return passkeys.finishSignIn(answers.to(allowed(passkeys.startSignIn(name, account, REQUEST))), REQUEST);
    }

    private Decision<SignedIn> signIn(Answers answers) {
        return passkeys.finishSignIn(answers.to(allowed(passkeys.startSignIn(REQUEST))), REQUEST);
    }

    private List<String> refusals(Subject account) {
        return auth.events().ofAccount(account, 1_000).stream()
                .filter(event -> event.type().equals("passkey.refused"))
                .map(event -> event.details().getOrDefault("reason", ""))
                .toList();
    }

    @Test
    void an_honest_answer_signs_in() {
        Answers honest = Answers.of(ALICES, ALICES_HANDLE, alicesKey.getPrivate());
        assertThat(allowed(signIn("alice", ALICE, honest)).account()).isEqualTo(ALICE);
        assertThat(allowed(signIn(honest)).account()).isEqualTo(ALICE);
    }

    @Test
    void a_forged_answer_gets_the_same_refusal_for_a_name_that_is_nobodys() {
        Answers forged = Answers.of(ALICES, ALICES_HANDLE, mallorysKey.getPrivate());
        Map<String, Decision<SignedIn>> decisions = new LinkedHashMap<>();
        decisions.put("bad signature", signIn("alice", ALICE, forged));
        decisions.put(
                "nobody's name", signIn("nobody", null, Answers.of(UNKNOWN, ALICES_HANDLE, mallorysKey.getPrivate())));
        decisions.put("other account's passkey under nobody's name", signIn("nobody", null, forged));
        decisions.put(
                "unknown passkey", signIn("alice", ALICE, Answers.of(UNKNOWN, ALICES_HANDLE, alicesKey.getPrivate())));
        decisions.put(
                "other account's passkey",
                signIn("alice", ALICE, Answers.of(MALLORYS, MALLORYS_HANDLE, mallorysKey.getPrivate())));
        decisions.put(
                "other user handle",
                signIn("alice", ALICE, Answers.of(ALICES, MALLORYS_HANDLE, alicesKey.getPrivate())));
        decisions.put("backup flag", signIn("alice", ALICE, forged.backupEligible()));
        decisions.forEach((what, decision) -> {
            assertThat(reason(decision)).as(what).isEqualTo(PasskeyReason.NOT_ACCEPTED);
            assertThat(decision.toString())
                    .as(what)
                    .isEqualTo(decisions.get("nobody's name").toString());
        });
        assertThat(refusals(ALICE))
                .containsExactlyInAnyOrder(
                        "passkey-signature-invalid",
                        "passkey-unknown",
                        "passkey-of-another-account",
                        "passkey-of-another-account",
                        "passkey-of-another-account",
                        "backup-eligibility-changed");
    }

    @Test
    void an_id_that_was_told_for_a_name_cannot_be_tried_without_the_name() {
        Decision<SignedIn> registered = signIn(Answers.of(ALICES, MALLORYS_HANDLE, mallorysKey.getPrivate()));
        Decision<SignedIn> decoy = signIn(Answers.of(UNKNOWN, MALLORYS_HANDLE, mallorysKey.getPrivate()));
        assertThat(reason(registered)).isEqualTo(PasskeyReason.NOT_ACCEPTED);
        assertThat(registered.toString()).isEqualTo(decoy.toString());
        assertThat(refusals(ALICE)).containsExactly("passkey-of-another-account");
    }

    @Test
    void nobodys_key_is_one_that_verifies_a_signature() throws PasskeyObjection {
        new YubicoVerifier(RelyingParty.of("example.org", "Registry", List.of(Answers.ORIGIN)))
                .signIn(
                        Responses.signIn(Answers.of(UNKNOWN, new byte[] {3}, alicesKey.getPrivate())
                                .to(allowed(passkeys.startSignIn(REQUEST)))),
                        Passkey.builder(UNKNOWN, ALICE)
                                .keys(new byte[32], P256.cose((ECPublicKey) alicesKey.getPublic()))
                                .createdAt(NOW)
                                .build());
    }

    @Test
    void two_hundred_forged_answers_leave_twenty_events_and_push_no_earlier_one_out() {
        signIn(Answers.of(ALICES, ALICES_HANDLE, alicesKey.getPrivate()));
        Answers forged = Answers.of(ALICES, ALICES_HANDLE, mallorysKey.getPrivate());
        for (int i = 0; i < 100; i++) {
            assertThat(reason(signIn("alice", ALICE, forged))).isEqualTo(PasskeyReason.NOT_ACCEPTED);
            assertThat(reason(signIn(forged))).isEqualTo(PasskeyReason.NOT_ACCEPTED);
        }
        assertThat(refusals(ALICE)).hasSize(20);
        assertThat(auth.events().ofAccount(ALICE, 21))
                .extracting(RecordedEvent::type)
                .contains("passkey.signed-in");

        signIn("mallory", MALLORY, forged);
        assertThat(refusals(MALLORY)).hasSize(1);
        now.set(NOW.plus(Duration.ofMinutes(10)));
        signIn("alice", ALICE, forged);
        assertThat(refusals(ALICE)).hasSize(21);
    }

    @Test
    void answers_for_nobody_leave_twenty_events_a_network() {
        Answers forged = Answers.of(UNKNOWN, ALICES_HANDLE, mallorysKey.getPrivate());
        for (int i = 0; i < 50; i++) {
            signIn("nobody", null, forged);
        }
        List<RecordedEvent> delivered = new ArrayList<>();
        auth.events().deliver(1_000, delivered::add);
        assertThat(delivered).hasSize(20).allMatch(event -> event.account() == null);
    }

    @Test
    void a_registration_that_was_only_started_keeps_no_user_handle() {
        Subject newcomer = Subject.user("newcomer");
        allowed(passkeys.startRegistration(PasskeyUser.of(newcomer, "newcomer", "Newcomer"), REQUEST));
        byte[] candidate = {9};
        byte[] kept = fixture.unitOfWork().run(stores -> stores.passkeys().userHandle(newcomer, candidate));
        assertThat(kept).isEqualTo(candidate);
    }
}
