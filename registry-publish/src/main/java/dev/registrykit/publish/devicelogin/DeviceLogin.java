package dev.registrykit.publish.devicelogin;

import dev.registrykit.core.decision.Decision;
import dev.registrykit.core.decision.DecisionListener;
import dev.registrykit.core.decision.Decisions;
import dev.registrykit.core.grant.Assurance;
import dev.registrykit.core.request.RequestContext;
import dev.registrykit.core.secret.KeyRing;
import dev.registrykit.core.store.UnitOfWork;
import dev.registrykit.core.subject.Subject;
import dev.registrykit.core.throttle.ClientNetwork;
import dev.registrykit.core.throttle.Quota;
import dev.registrykit.core.throttle.Throttle;
import dev.registrykit.publish.log.LoginEvent;
import dev.registrykit.publish.log.PublishEvent;
import dev.registrykit.publish.token.ApiTokens;
import dev.registrykit.publish.token.TokenPolicy;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the page behind the verification address needs: it shows a log-in that a client began, and approves or denies it.
 *
 * <p>A client begins at {@link DeviceAuthorizationEndpoint} or {@link NpmLoginEndpoint} and gets a secret device code and a
 * short user code. A person who is signed in types the user code, or follows a link that has it, and decides. The client
 * asks with the device code until then, and gets an API token once; the token is made in that moment and kept nowhere. A
 * log-in lives ten minutes. Safe to share between threads.
 *
 * <p>The page is the host's: it signs people in, protects its forms against other sites (CSRF), and may not be framed.
 */
public final class DeviceLogin {
    /** Guesses at user codes; one that is right is given back. Twenty letters to the eighth are 25,600,000,000 codes. */
    private static final int GUESSES_PER_ACCOUNT = 10;

    private static final int GUESSES_PER_NETWORK = 50;
    private static final Duration GUESSES_WINDOW = Duration.ofMinutes(10);

    private final UnitOfWork<? extends DeviceLoginStores> unitOfWork;
    private final DeviceLoginSettings settings;
    private final LoginCodes codes;
    private final LoginLog log;
    private final InstantSource clock;
    private final Decisions decisions;
    private final Throttle guesses;
    private final LoginFlow flow;

    /**
     * Hosts get this object from {@code RegistryPublish.deviceLogin()}.
     *
     * @throws IllegalStateException if the policy would refuse tokens that the settings promise
     */
    public DeviceLogin(
            UnitOfWork<? extends DeviceLoginStores> unitOfWork,
            KeyRing keyRing,
            ApiTokens tokens,
            TokenPolicy tokenPolicy,
            DeviceLoginSettings settings,
            SecureRandom random,
            InstantSource clock,
            DecisionListener listener) {
        settings.requireAllowedBy(tokenPolicy);
        this.unitOfWork = unitOfWork;
        this.settings = settings;
        this.codes = new LoginCodes(keyRing, random);
        this.log = new LoginLog(keyRing);
        this.clock = clock;
        this.decisions = new Decisions(listener, DeviceLoginReason.STORE_UNAVAILABLE);
        this.guesses = new Throttle(keyRing, "login-code", DeviceLoginReason.TOO_MANY_ATTEMPTS);
        this.flow = new LoginFlow(unitOfWork, keyRing, codes, tokens, settings, log, clock, decisions);
    }

    /** What clients do. */
    LoginFlow flow() {
        return flow;
    }

    DeviceLoginSettings settings() {
        return settings;
    }

    /**
     * The log-in that waits for the decision of whoever has this user code, in any case, with or without its hyphen.
     *
     * <p>Wrong codes are counted: ten of an account and fifty of a network in ten minutes, and then
     * {@link DeviceLoginReason#TOO_MANY_ATTEMPTS}. Refused with {@link DeviceLoginReason#LOGIN_UNKNOWN},
     * {@link DeviceLoginReason#LOGIN_DECIDED} or {@link DeviceLoginReason#LOGIN_EXPIRED}; unavailable when the store is
     * broken.
     *
     * @param account who is signed in
     */
    public Decision<LoginRequest> pending(String userCode, Subject account, RequestContext context) {
        return decisions.decide("login.pending", () -> find(userCode, account, context, now()));
    }

    /**
     * Allows the client to collect a token of {@code account} for {@code granted}; approval and {@code login.approved} event
     * are kept together.
     *
     * <p>The token expires {@link LoginRequest#tokenLifetime()} from now. What the scope names beyond the account's rights is
     * harmless, it authorises nothing. Refused as {@link #pending}, and with {@link DeviceLoginReason#ASSURANCE_TOO_LOW},
     * which leaves the log-in waiting, or {@link DeviceLoginReason#SCOPE_REFUSED} when {@code granted} is more than the client
     * asked for. Of several decisions at once one counts.
     *
     * @param assurance how surely the account is signed in at this moment
     * @param granted what the person was shown and agreed to: {@link LoginRequest#asked()}, or less
     */
    public Decision<LoginRequest> approve(
            String userCode, Subject account, Assurance assurance, LoginScope granted, RequestContext context) {
        return decisions.decide("login.approve", () -> {
            if (!assurance.atLeast(settings.minimumAssurance())) {
                return Decision.refused(
                        DeviceLoginReason.ASSURANCE_TOO_LOW, "This sign-in is not strong enough to approve a log-in.");
            }
            Instant now = now();
            return find(userCode, account, context, now).then(request -> {
                if (!granted.isWithin(request.asked())) {
                    return Decision.refused(DeviceLoginReason.SCOPE_REFUSED, "That is more than the client asked for.");
                }
                Instant tokenExpiresAt = now.plus(settings.tokenLifetime());
                StoredLogin approved = request.login().toBuilder()
                        .state(LoginState.APPROVED)
                        .decision(account, assurance, granted, tokenExpiresAt)
                        .build();
                LoginEvent event = new LoginEvent.Approved(
                        account,
                        approved.clientId(),
                        approved.address(),
                        PublishEvent.scope(granted.actions(), granted.packages()),
                        tokenExpiresAt);
                return decided(request, approved, event, now, context);
            });
        });
    }

    /**
     * Refuses the client; {@code login.denied} is kept with it. Refused as {@link #pending}.
     *
     * <p>Any sign-in is enough to say no.
     */
    public Decision<LoginRequest> deny(String userCode, Subject account, RequestContext context) {
        return decisions.decide("login.deny", () -> {
            Instant now = now();
            return find(userCode, account, context, now).then(request -> {
                StoredLogin denied = request.login().toBuilder()
                        .state(LoginState.DENIED)
                        .decision(account, null, null, null)
                        .build();
                LoginEvent event = new LoginEvent.Denied(account, denied.clientId(), denied.address());
                return decided(request, denied, event, now, context);
            });
        });
    }

    private Decision<LoginRequest> decided(
            LoginRequest request, StoredLogin decided, LoginEvent event, Instant now, RequestContext context) {
        return unitOfWork.run(stores -> {
            if (!stores.deviceLogins().decide(decided, now)) {
                return LoginFlow.refused(
                        DeviceLoginReason.LOGIN_DECIDED, "Somebody has decided about this log-in already.");
            }
            log.append(stores, event, now, context);
            return Decision.allowed(request);
        });
    }

    /**
     * Takes back what {@code account} approved and no client has collected yet; each with its {@code login.denied} event.
     *
     * <p>Call it where all credentials of an account end: its tokens are revoked, it is suspended, somebody recovered it. A
     * token could otherwise come to life some seconds later. End its sessions before, so that none approves another log-in
     * meanwhile, and revoke its tokens after, so that one that is collected at the same moment is found.
     *
     * @return how many
     * @throws dev.registrykit.core.store.StoreException if the store is broken
     */
    public int takeBack(Subject account, RequestContext context) {
        Instant now = now();
        return unitOfWork.run(stores -> {
            List<StoredLogin> taken = stores.deviceLogins().takeBack(account);
            for (StoredLogin login : taken) {
                log.append(stores, new LoginEvent.Denied(account, login.clientId(), login.address()), now, context);
            }
            return taken.size();
        });
    }

    /** The attempt is counted before the look-up, so that no number of tries at once gets past the limits. */
    private Decision<LoginRequest> find(String userCode, Subject account, RequestContext context, Instant now) {
        String code = LoginCodes.userCode(userCode);
        if (code == null) {
            return unknown();
        }
        List<Quota> quotas = new ArrayList<>();
        quotas.add(Quota.of("account", account.toString(), GUESSES_PER_ACCOUNT, GUESSES_WINDOW));
        if (!context.clientAddress().isEmpty()) {
            quotas.add(Quota.of(
                    "network", ClientNetwork.of(context.clientAddress()), GUESSES_PER_NETWORK, GUESSES_WINDOW));
        }
        return unitOfWork
                .run(stores -> guesses.reserve(stores.throttle(), now, quotas))
                .then(attempt -> {
                    StoredLogin login = unitOfWork.<@Nullable StoredLogin>run(stores -> {
                        StoredLogin found = stores.deviceLogins().findByUserCode(codes.macs(code));
                        if (found != null) {
                            attempt.refund(stores.throttle());
                        }
                        return found;
                    });
                    return undecided(code, login, now);
                });
    }

    private Decision<LoginRequest> undecided(String code, @Nullable StoredLogin login, Instant now) {
        DeviceClient client = login == null ? null : settings.client(login.clientId());
        if (login == null || client == null) {
            return unknown();
        }
        if (login.state() != LoginState.PENDING) {
            return LoginFlow.refused(
                    DeviceLoginReason.LOGIN_DECIDED, "Somebody has decided about this log-in already.");
        }
        if (login.isExpired(now)) {
            return LoginFlow.refused(DeviceLoginReason.LOGIN_EXPIRED, "The time of this log-in is over.");
        }
        return Decision.allowed(new LoginRequest(code, client, login, settings.tokenLifetime()));
    }

    private static <T> Decision<T> unknown() {
        return LoginFlow.refused(DeviceLoginReason.LOGIN_UNKNOWN, "No log-in has this code.");
    }

    /** To the millisecond, as stores keep it. */
    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
