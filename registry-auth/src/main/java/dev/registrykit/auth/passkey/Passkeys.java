package dev.registrykit.auth.passkey;

import dev.registrykit.auth.account.AuthEvent;
import dev.registrykit.auth.account.SignedIn;
import dev.registrykit.auth.passkey.PendingChallenge.Ceremony;
import dev.registrykit.core.decision.Decision;
import dev.registrykit.core.decision.DecisionListener;
import dev.registrykit.core.decision.Decisions;
import dev.registrykit.core.event.RecordedEvent;
import dev.registrykit.core.grant.Assurance;
import dev.registrykit.core.json.StrictBase64;
import dev.registrykit.core.request.RequestContext;
import dev.registrykit.core.secret.KeyRing;
import dev.registrykit.core.store.UnitOfWork;
import dev.registrykit.core.subject.Subject;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Registers passkeys and signs in with them (WebAuthn Level 3), always with user verification.
 *
 * <p>Each ceremony is started, taken to the browser, and finished with what the browser's {@code toJSON()} gives. Its
 * challenge is 32 random bytes, bound to the ceremony, the account and the host's browser session
 * ({@link RequestContext#sessionId()} is required); it is good for five minutes and for one answer, right or wrong: it is
 * taken out of the store before anything is verified. Pages in frames of other origins are refused. Attestation is not
 * asked for, and a statement that comes all the same is dropped unread. Refused answers are kept as events, at most 20 of
 * an account in ten minutes. Safe to share between threads and nodes.
 */
public final class Passkeys {
    /** The most passkeys of one account; a few more are possible when several are registered at the same moment. */
    public static final int MAX_PER_ACCOUNT = 25;

    /** The longest label, in characters (code points). */
    public static final int MAX_LABEL_CHARACTERS = 64;

    private static final Duration TIME_TO_ANSWER = Duration.ofMinutes(5);
    private static final int RANDOM_BYTES = 32;

    /** Checked before a store is asked, because databases fail on some characters. */
    private static final Pattern PASSKEY_ID = Pattern.compile("[A-Za-z0-9_-]{1,1364}");

    private final UnitOfWork<? extends PasskeyStores> unitOfWork;
    private final KeyRing keyRing;
    private final RelyingParty relyingParty;
    private final CeremonyChecks checks;
    private final InstantSource clock;
    private final SecureRandom random;
    private final Decisions decisions;
    private final RefusalLog refusals;

    /** Passkeys in these stores; hosts get this object from {@code RegistryAuth}. */
    public Passkeys(
            UnitOfWork<? extends PasskeyStores> unitOfWork,
            KeyRing keyRing,
            RelyingParty relyingParty,
            InstantSource clock,
            SecureRandom random,
            DecisionListener listener) {
        this.unitOfWork = unitOfWork;
        this.keyRing = keyRing;
        this.relyingParty = relyingParty;
        this.checks = new CeremonyChecks(relyingParty);
        this.clock = clock;
        this.random = random;
        this.decisions = new Decisions(listener, PasskeyReason.STORE_UNAVAILABLE);
        this.refusals = new RefusalLog(unitOfWork, keyRing, clock);
    }

    /**
     * Options for a new passkey of this account, which the host has signed in.
     *
     * <p>The browser is asked for a discoverable passkey, and not to make a second one on the same authenticator.
     */
    public Decision<PasskeyOptions> startRegistration(PasskeyUser user, RequestContext request) {
        return decisions.decide(
                "passkey.start-registration",
                () -> withSession(request, session -> {
                    byte[] challenge = randomBytes();
                    byte[] candidate = randomBytes();
                    return unitOfWork.run(stores -> {
                        List<Passkey> registered = stores.passkeys().ofAccount(user.account());
                        if (registered.size() >= MAX_PER_ACCOUNT) {
                            return tooMany().refusal();
                        }
                        byte[] kept = stores.passkeys().userHandle(user.account());
                        byte[] handle = kept == null ? candidate : kept;
                        PendingChallenge pending =
                                pending(challenge, session, Ceremony.REGISTRATION, user.account(), handle);
                        stores.challenges().add(pending);
                        return Decision.allowed(OptionsJson.creation(
                                relyingParty, user, handle, challenge, TIME_TO_ANSWER, descriptors(registered)));
                    });
                }));
    }

    /**
     * Verifies the browser's answer and keeps the new passkey, with its event, in one transaction.
     *
     * @param account whom the host has signed in: the same as when the registration was started
     * @param responseJson what {@code PublicKeyCredential.toJSON()} gave; at most 128 KiB
     * @param label what the owner calls the passkey
     */
    public Decision<Passkey> finishRegistration(
            Subject account, String responseJson, String label, RequestContext request) {
        return decisions.decide(
                "passkey.finish-registration",
                () -> withSession(request, session -> {
                    Responses.Registration response = Responses.registration(responseJson);
                    String checkedLabel = checkedLabel(label);
                    PendingChallenge pending = unitOfWork.<@Nullable PendingChallenge>run(
                            stores -> consume(stores, response.clientData(), session));
                    if (pending == null) {
                        throw challengeUnknown();
                    }
                    try {
                        checkPending(pending, Ceremony.REGISTRATION);
                        if (!Objects.equals(account, pending.account())) {
                            throw new PasskeyObjection(
                                    PasskeyReason.ACCOUNT_MISMATCH,
                                    "The registration was started for another account.");
                        }
                        return keep(checks.registration(account, response), handle(pending), checkedLabel, request);
                    } catch (PasskeyObjection objection) {
                        refusals.record(pending.account(), "registration", objection, request);
                        return objection.refusal();
                    }
                }));
    }

    private static byte[] handle(PendingChallenge pending) {
        String handle = pending.userHandle();
        if (handle == null) {
            throw new IllegalStateException("the challenge store has lost a registration's user handle");
        }
        return StrictBase64.decodeUrl(handle);
    }

    /** The passkey keeps the handle that its authenticator has, also if the account got another one meanwhile. */
    private Decision<Passkey> keep(Passkey.Builder verified, byte[] handle, String label, RequestContext request)
            throws PasskeyObjection {
        Passkey draft = verified.label(label).createdAt(clock.instant()).build();
        Passkey passkey = draft.toBuilder().keys(handle, draft.publicKey()).build();
        Decision<Passkey> kept = unitOfWork.run(stores -> {
            PasskeyStore passkeys = stores.passkeys();
            if (passkeys.ofAccount(passkey.account()).size() >= MAX_PER_ACCOUNT) {
                return tooMany().<Passkey>refusal();
            }
            passkeys.userHandle(passkey.account(), handle);
            if (!passkeys.insertIfAbsent(passkey)) {
                return Decision.<Passkey>refused(
                        PasskeyReason.ALREADY_REGISTERED, "This passkey is registered already.");
            }
            append(stores, new AuthEvent.PasskeyRegistered(passkey.account(), passkey.id(), passkey.label()), request);
            return Decision.allowed(passkey);
        });
        if (kept instanceof Decision.Refused<Passkey> no) {
            throw new PasskeyObjection(
                    (PasskeyReason) no.refusal().reason(), no.refusal().detail());
        }
        return kept;
    }

    /** Options for signing in with whichever passkey the person chooses: no name has to be typed. */
    public Decision<PasskeyOptions> startSignIn(RequestContext request) {
        return decisions.decide(
                "passkey.start-sign-in",
                () -> withSession(request, session -> {
                    byte[] challenge = randomBytes();
                    unitOfWork.run(stores -> {
                        stores.challenges().add(pending(challenge, session, Ceremony.SIGN_IN, null, null));
                        return true;
                    });
                    return Decision.allowed(OptionsJson.request(relyingParty, challenge, TIME_TO_ANSWER, List.of()));
                }));
    }

    /**
     * Options for signing in to the account of a name that was typed.
     *
     * <p>The browser is told the ids of the account's passkeys. A name that is nobody's, or whose account has none, gets
     * one that looks real and stays the same, so that the answer does not tell who has an account.
     *
     * @param identifier what the person typed
     * @param account whom the host found under that name, or null when nobody
     */
    public Decision<PasskeyOptions> startSignIn(String identifier, @Nullable Subject account, RequestContext request) {
        return decisions.decide(
                "passkey.start-sign-in",
                () -> withSession(request, session -> {
                    byte[] challenge = randomBytes();
                    OptionsJson.Descriptor decoy = Decoy.of(keyRing, identifier);
                    List<Passkey> registered = unitOfWork.run(stores -> {
                        stores.challenges().add(pending(challenge, session, Ceremony.ACCOUNT_SIGN_IN, account, null));
                        return stores.passkeys().ofAccount(account == null ? CeremonyChecks.NOBODY : account);
                    });
                    return Decision.allowed(OptionsJson.request(
                            relyingParty,
                            challenge,
                            TIME_TO_ANSWER,
                            registered.isEmpty() ? List.of(decoy) : descriptors(registered)));
                }));
    }

    /**
     * Verifies the browser's answer to either kind of sign-in; notes the use and the event in one transaction.
     *
     * @param responseJson what {@code PublicKeyCredential.toJSON()} gave; at most 128 KiB
     * @return the passkey's owner, phishing-resistant; an answer whose passkey is unknown, another account's or not the
     *     signer's gets one and the same refusal, {@link PasskeyReason#NOT_ACCEPTED}, and its event the exact reason
     */
    public Decision<SignedIn> finishSignIn(String responseJson, RequestContext request) {
        return decisions.decide(
                "passkey.finish-sign-in",
                () -> withSession(request, session -> {
                    Responses.SignIn response = Responses.signIn(responseJson);
                    Redeemed redeemed = unitOfWork.run(stores -> new Redeemed(
                            consume(stores, response.clientData(), session),
                            stores.passkeys().find(response.id())));
                    PendingChallenge pending = redeemed.challenge;
                    if (pending == null) {
                        throw challengeUnknown();
                    }
                    Passkey passkey = redeemed.passkey;
                    Subject concerned =
                            pending.account() != null || passkey == null ? pending.account() : passkey.account();
                    try {
                        checkPending(pending, Ceremony.SIGN_IN, Ceremony.ACCOUNT_SIGN_IN);
                        return advance(checks.signIn(pending, passkey, response), response, request);
                    } catch (PasskeyObjection objection) {
                        refusals.record(concerned, "sign-in", objection, request);
                        return objection.signInRefusal();
                    }
                }));
    }

    private record Redeemed(
            @Nullable PendingChallenge challenge, @Nullable Passkey passkey) {}

    private Decision<SignedIn> advance(Passkey passkey, Responses.SignIn response, RequestContext request)
            throws PasskeyObjection {
        Subject account = passkey.account();
        Instant now = clock.instant();
        AuthenticatorData data = response.authenticatorData();
        PasskeyObjection objection = unitOfWork.<@Nullable PasskeyObjection>run(stores -> {
            if (stores.passkeys().advance(passkey.id(), account, data.signCount(), data.backedUp(), now)) {
                append(stores, new AuthEvent.PasskeySignedIn(account, passkey.id()), request);
                return null;
            }
            Passkey current = stores.passkeys().find(passkey.id());
            if (current == null || !current.account().equals(account)) {
                return CeremonyChecks.credentialUnknown();
            }
            append(
                    stores,
                    new AuthEvent.PasskeyCountWentBack(account, passkey.id(), current.signCount(), data.signCount()),
                    request);
            return new PasskeyObjection(PasskeyReason.COUNT_WENT_BACK, "There may be a copy of this passkey.");
        });
        if (objection != null) {
            throw objection;
        }
        return Decision.allowed(SignedIn.of(account, Assurance.PHISHING_RESISTANT, now));
    }

    /** The account's passkeys, oldest first. */
    public List<Passkey> list(Subject account) {
        return unitOfWork.run(stores -> stores.passkeys().ofAccount(account));
    }

    /** Gives the account's passkey another label; refused as unknown when it has none of this id. */
    public Decision<Passkey> rename(Subject account, String id, String label, RequestContext request) {
        return decisions.decide(
                "passkey.rename",
                () -> answered(() -> {
                    checkId(id);
                    String checked = checkedLabel(label);
                    Passkey renamed = unitOfWork.<@Nullable Passkey>run(stores -> {
                        if (!stores.passkeys().rename(id, account, checked)) {
                            return null;
                        }
                        append(stores, new AuthEvent.PasskeyRenamed(account, id, checked), request);
                        return stores.passkeys().find(id);
                    });
                    if (renamed == null) {
                        throw CeremonyChecks.credentialUnknown();
                    }
                    return Decision.allowed(renamed);
                }));
    }

    /**
     * Removes the account's passkey; refused as unknown when it has none of this id.
     *
     * <p>Whether the account keeps another way to sign in is for the host to see to. Of two removals at once, one is
     * allowed.
     *
     * @return the passkey that was removed
     */
    public Decision<Passkey> remove(Subject account, String id, RequestContext request) {
        return decisions.decide(
                "passkey.remove",
                () -> answered(() -> {
                    checkId(id);
                    Passkey removed = unitOfWork.<@Nullable Passkey>run(stores -> {
                        Passkey passkey = stores.passkeys().find(id);
                        if (passkey == null || !stores.passkeys().remove(id, account)) {
                            return null;
                        }
                        append(stores, new AuthEvent.PasskeyRemoved(account, id, passkey.label()), request);
                        return passkey;
                    });
                    if (removed == null) {
                        throw CeremonyChecks.credentialUnknown();
                    }
                    return Decision.allowed(removed);
                }));
    }

    private @Nullable PendingChallenge consume(PasskeyStores stores, ClientData clientData, String session) {
        return stores.challenges().consume(hash(clientData.challenge().getBytes()), session);
    }

    private void checkPending(PendingChallenge pending, Ceremony... expected) throws PasskeyObjection {
        if (!clock.instant().isBefore(pending.expiresAt())) {
            throw new PasskeyObjection(PasskeyReason.CHALLENGE_EXPIRED, "The answer came too late.");
        }
        if (!Arrays.asList(expected).contains(pending.ceremony())) {
            throw new PasskeyObjection(PasskeyReason.CEREMONY_MISMATCH, "The challenge was given for another purpose.");
        }
    }

    private PendingChallenge pending(
            byte[] challenge,
            String session,
            Ceremony ceremony,
            @Nullable Subject account,
            byte @Nullable [] userHandle) {
        return new PendingChallenge(
                hash(challenge),
                session,
                ceremony,
                account,
                clock.instant().plus(TIME_TO_ANSWER),
                userHandle == null ? null : StrictBase64.encodeUrl(userHandle));
    }

    /** A step that ends in a decision or an objection. */
    private interface Step<T> {
        Decision<T> take() throws PasskeyObjection;
    }

    /** A step that needs the hash of the browser session's id. */
    private interface SessionStep<T> {
        Decision<T> take(String session) throws PasskeyObjection;
    }

    private static <T> Decision<T> answered(Step<T> step) {
        try {
            return step.take();
        } catch (PasskeyObjection objection) {
            return objection.refusal();
        }
    }

    private static <T> Decision<T> withSession(RequestContext request, SessionStep<T> step) {
        String session = request.sessionId();
        if (session == null || session.isEmpty()) {
            return Decision.refused(PasskeyReason.SESSION_MISSING, "The request belongs to no browser session.");
        }
        return answered(() -> step.take(StrictBase64.encodeUrl(Sha256.of(session))));
    }

    private static void checkId(String id) throws PasskeyObjection {
        if (!PASSKEY_ID.matcher(id).matches()) {
            throw CeremonyChecks.credentialUnknown();
        }
    }

    private static String checkedLabel(String label) throws PasskeyObjection {
        String trimmed = label.strip();
        if (trimmed.isEmpty()
                || trimmed.codePointCount(0, trimmed.length()) > MAX_LABEL_CHARACTERS
                || trimmed.chars().anyMatch(Character::isISOControl)) {
            throw new PasskeyObjection(PasskeyReason.LABEL_INVALID, "The passkey cannot be called that.");
        }
        return trimmed;
    }

    private static List<OptionsJson.Descriptor> descriptors(List<Passkey> passkeys) {
        return passkeys.stream().map(OptionsJson.Descriptor::of).toList();
    }

    private static String hash(byte[] challenge) {
        return StrictBase64.encodeUrl(Sha256.of(challenge));
    }

    private static PasskeyObjection tooMany() {
        return new PasskeyObjection(PasskeyReason.TOO_MANY, "The account has as many passkeys as it may have.");
    }

    private static PasskeyObjection challengeUnknown() {
        return new PasskeyObjection(
                PasskeyReason.CHALLENGE_UNKNOWN, "The challenge is not open in this browser session.");
    }

    private byte[] randomBytes() {
        byte[] bytes = new byte[RANDOM_BYTES];
        random.nextBytes(bytes);
        return bytes;
    }

    private void append(PasskeyStores stores, AuthEvent event, RequestContext request) {
        stores.events().append(RecordedEvent.of(event, clock.instant(), request.clientAddress()));
    }
}
