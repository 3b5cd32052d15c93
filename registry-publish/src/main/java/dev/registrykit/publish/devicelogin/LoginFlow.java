package dev.registrykit.publish.devicelogin;

import dev.registrykit.core.decision.Decision;
import dev.registrykit.core.decision.Decisions;
import dev.registrykit.core.decision.Reason;
import dev.registrykit.core.grant.Action;
import dev.registrykit.core.grant.Assurance;
import dev.registrykit.core.request.RequestContext;
import dev.registrykit.core.secret.KeyRing;
import dev.registrykit.core.secret.Secret;
import dev.registrykit.core.store.UnitOfWork;
import dev.registrykit.core.subject.Subject;
import dev.registrykit.core.throttle.ClientNetwork;
import dev.registrykit.core.throttle.Quota;
import dev.registrykit.core.throttle.Throttle;
import dev.registrykit.publish.log.LoginEvent;
import dev.registrykit.publish.token.ApiTokens;
import dev.registrykit.publish.token.IssuedToken;
import dev.registrykit.publish.token.TokenRequest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What clients do, whatever protocol they speak: begin a log-in, and ask for its token until there is one. */
final class LoginFlow {
    /** How long a log-in lives. */
    static final Duration LIFETIME = Duration.ofMinutes(10);

    /** How long a client waits between two requests at first (RFC 8628 section 3.2). */
    static final Duration INTERVAL = Duration.ofSeconds(5);

    /** By how much longer it waits after each request that came too soon (RFC 8628 section 3.5). */
    private static final Duration MORE = Duration.ofSeconds(5);

    static final Duration LONGEST_INTERVAL = Duration.ofSeconds(30);
    /** Requests that leave on time do not arrive evenly. */
    private static final Duration LEEWAY = Duration.ofSeconds(1);

    private static final int STARTS_PER_NETWORK = 60;
    private static final Duration STARTS_WINDOW = Duration.ofMinutes(10);
    private static final int MAX_TRIES = 5;
    private static final int MAX_CLIENT_TEXT = 120;
    private static final int MAX_ADDRESS = 255;

    private final UnitOfWork<? extends DeviceLoginStores> unitOfWork;
    private final LoginCodes codes;
    private final ApiTokens tokens;
    private final DeviceLoginSettings settings;
    private final LoginLog log;
    private final InstantSource clock;
    private final Decisions decisions;
    private final Throttle starts;
    private final PageOrigin pages;

    LoginFlow(
            UnitOfWork<? extends DeviceLoginStores> unitOfWork,
            KeyRing keyRing,
            LoginCodes codes,
            ApiTokens tokens,
            DeviceLoginSettings settings,
            LoginLog log,
            InstantSource clock,
            Decisions decisions) {
        this.unitOfWork = unitOfWork;
        this.codes = codes;
        this.tokens = tokens;
        this.settings = settings;
        this.log = log;
        this.clock = clock;
        this.decisions = decisions;
        this.starts = new Throttle(keyRing, "login-start", DeviceLoginReason.TOO_MANY_ATTEMPTS);
        this.pages = new PageOrigin(settings.verificationUri());
    }

    /**
     * A new log-in that waits for a person; at most 60 of a network in ten minutes.
     *
     * <p>Refused and not counted when a web page of another origin asks: whoever looks at it could otherwise use their whole
     * network's log-ins up.
     *
     * @param scope what the client asks for, null or empty for all that it may ask for
     */
    Decision<StartedLogin> start(String clientId, @Nullable String scope, RequestContext context) {
        return decisions.decide("login.start", () -> {
            if (pages.isForeign(context)) {
                return refused(DeviceLoginReason.CROSS_SITE, "A web page of another site asks for this log-in.");
            }
            if (context.clientAddress().isEmpty() && !settings.anyNetwork()) {
                return refused(
                        DeviceLoginReason.LOGIN_ELSEWHERE,
                        "The registry does not know the address of this request, to which it would bind the log-in.");
            }
            DeviceClient client = settings.client(clientId);
            if (client == null) {
                return refused(DeviceLoginReason.CLIENT_UNKNOWN, "This registry does not know the client id.");
            }
            return scope(client, scope).then(asked -> started(client, asked, context));
        });
    }

    private static Decision<LoginScope> scope(DeviceClient client, @Nullable String text) {
        LoginScope asked;
        try {
            asked = LoginScope.parse(text == null ? "" : text, client.scope());
        } catch (IllegalArgumentException malformed) {
            return refused(DeviceLoginReason.SCOPE_REFUSED, "The scope is not a list of actions and package patterns.");
        }
        return asked.isWithin(client.scope())
                ? Decision.allowed(asked)
                : refused(DeviceLoginReason.SCOPE_REFUSED, "The scope is more than this client may ask for.");
    }

    private Decision<StartedLogin> started(DeviceClient client, LoginScope asked, RequestContext context) {
        Instant now = now();
        return unitOfWork.run(stores -> {
            if (!context.clientAddress().isEmpty()) {
                String network = ClientNetwork.of(context.clientAddress());
                Decision<?> counted = starts.reserve(
                        stores.throttle(),
                        now,
                        List.of(Quota.of("network", network, STARTS_PER_NETWORK, STARTS_WINDOW)));
                if (counted instanceof Decision.Refused<?> tooMany) {
                    return new Decision.Refused<>(tooMany.refusal());
                }
            }
            for (int tried = 0; tried < MAX_TRIES; tried++) {
                Secret deviceCode = Secret.of(codes.newDeviceCode());
                String userCode = codes.newUserCode();
                if (stores.deviceLogins().insertIfAbsent(login(deviceCode, userCode, client, asked, now, context))) {
                    return Decision.allowed(new StartedLogin(deviceCode, userCode, settings.verificationUri()));
                }
            }
            return Decision.unavailable(DeviceLoginReason.STORE_UNAVAILABLE, "No code is free at the moment.");
        });
    }

    private StoredLogin login(
            Secret deviceCode,
            String userCode,
            DeviceClient client,
            LoginScope asked,
            Instant now,
            RequestContext context) {
        byte[] hash = LoginCodes.deviceHash(deviceCode.reveal());
        if (hash == null) {
            throw new IllegalStateException("a new device code is not of its own form");
        }
        return StoredLogin.builder(hash, codes.mac(userCode))
                .client(client.id(), clientText(context.firstHeader("User-Agent")), address(context))
                .asked(asked)
                .times(now, now.plus(LIFETIME))
                .interval(INTERVAL)
                .build();
    }

    /** Text from a stranger, for a person to read: nothing that looks like other text, or turns the line around. */
    private static String clientText(@Nullable String userAgent) {
        String text = userAgent == null ? "" : userAgent.strip().replaceAll("[^\\x20-\\x7e]", "?");
        return text.length() > MAX_CLIENT_TEXT ? text.substring(0, MAX_CLIENT_TEXT - 3) + "..." : text;
    }

    private static String address(RequestContext context) {
        String address = context.clientAddress();
        return address.length() > MAX_ADDRESS ? address.substring(0, MAX_ADDRESS) : address;
    }

    /**
     * The token of the log-in with this device code, once.
     *
     * <p>Log-in, token and events change together. Of many at once one gets the token, and the others are refused with
     * {@link DeviceLoginReason#LOGIN_USED}. A refusal for an unknown code, another client or another network changes nothing
     * for whoever began the log-in. When the operator's policy refuses the token, too many for the account for example, the
     * log-in goes on until its time is over: each request is refused for the policy's reason until that has gone.
     */
    Decision<IssuedToken> collect(String deviceCode, String clientId, RequestContext context) {
        return decisions.decide("login.collect", () -> {
            byte[] hash = LoginCodes.deviceHash(deviceCode);
            if (hash == null) {
                return unknown();
            }
            Instant now = now();
            return unitOfWork
                    .run(stores -> ready(stores, hash, clientId, now, context))
                    .then(login -> redeemed(login, now, context));
        });
    }

    /** The log-in, when its token can be handed out; what a refusal counts or tells is kept with it. */
    private Decision<StoredLogin> ready(
            DeviceLoginStores stores, byte[] hash, String clientId, Instant now, RequestContext context) {
        StoredLogin login = stores.deviceLogins().find(hash);
        if (login == null || settings.client(login.clientId()) == null) {
            return unknown();
        }
        if (!login.clientId().equals(clientId)) {
            return refusedOf(stores, login, DeviceLoginReason.CLIENT_MISMATCH, now, context);
        }
        if (!settings.anyNetwork() && !ClientNetwork.isSame(login.address(), address(context))) {
            return refusedOf(stores, login, DeviceLoginReason.LOGIN_ELSEWHERE, now, context);
        }
        return switch (login.state()) {
            case DENIED -> refused(DeviceLoginReason.LOGIN_DENIED, "The log-in was denied in the browser.");
            case REDEEMED -> refusedOf(stores, login, DeviceLoginReason.LOGIN_USED, now, context);
            case PENDING -> login.isExpired(now) ? expired() : waiting(stores, login, now);
            case APPROVED -> login.isExpired(now) ? expired() : Decision.allowed(login);
        };
    }

    private static Decision<StoredLogin> waiting(DeviceLoginStores stores, StoredLogin login, Instant now) {
        if (stores.deviceLogins().recordPoll(login.deviceHash(), now, LEEWAY)) {
            return refused(DeviceLoginReason.LOGIN_PENDING, "Nobody has approved this log-in yet.");
        }
        stores.deviceLogins().slowDown(login.deviceHash(), MORE, LONGEST_INTERVAL);
        return refused(DeviceLoginReason.SLOW_DOWN, "Nobody has approved this log-in yet, and you asked too soon.");
    }

    private Decision<IssuedToken> redeemed(StoredLogin login, Instant now, RequestContext context) {
        Subject account = login.account();
        LoginScope granted = login.granted();
        Instant tokenExpiresAt = login.tokenExpiresAt();
        Assurance assurance = login.assurance();
        if (account == null || granted == null || tokenExpiresAt == null || assurance == null) {
            throw new IllegalStateException("an approved log-in lacks who approved it");
        }
        if (!tokenExpiresAt.isAfter(now)) {
            return expired();
        }
        // The node that was asked for approval may be ahead; for this one, that end would be later than the policy
        // allows.
        Instant latest = now.plus(settings.tokenLifetime());
        TokenRequest request = TokenRequest.builder(account)
                .kind(settings.tokenKind())
                .name(name(login))
                .actions(granted.actions().toArray(new Action[0]))
                .packages(granted.packages())
                .expiresAt(tokenExpiresAt.isBefore(latest) ? tokenExpiresAt : latest)
                .build();
        Decision<IssuedToken> result = unitOfWork.runAndKeepIf(Decision::isAllowed, stores -> {
            if (!stores.deviceLogins().redeem(login.deviceHash(), now)) {
                return used();
            }
            return tokens.issue(stores, request, assurance, context).map(issued -> {
                LoginEvent event = new LoginEvent.Redeemed(
                        account,
                        login.clientId(),
                        login.address(),
                        issued.token().id());
                log.append(stores, event, now, context);
                return issued;
            });
        });
        if (result instanceof Decision.Refused<IssuedToken> refused) {
            Reason reason = refused.refusal().reason();
            unitOfWork.<Boolean>run(stores -> log.refused(stores, account, login, reason, now, context));
        }
        return result;
    }

    /** What the account finds in its list of tokens. */
    private String name(StoredLogin login) {
        DeviceClient client = settings.client(login.clientId());
        String name = (client == null ? login.clientId() : client.name())
                + (login.address().isEmpty() ? " log-in" : " log-in from " + login.address());
        String printable = name.replaceAll("\\p{Cntrl}", "?");
        return printable.length() > TokenRequest.MAX_NAME_LENGTH
                ? printable.substring(0, TokenRequest.MAX_NAME_LENGTH)
                : printable;
    }

    /** A refusal that the account which approved, if there is one, finds in its log. */
    private Decision<StoredLogin> refusedOf(
            DeviceLoginStores stores,
            StoredLogin login,
            DeviceLoginReason reason,
            Instant now,
            RequestContext context) {
        Subject account = login.account();
        if (account != null && login.assurance() != null) {
            log.refused(stores, account, login, reason, now, context);
        }
        return switch (reason) {
            case CLIENT_MISMATCH -> refused(reason, "This code was issued to another client.");
            case LOGIN_ELSEWHERE -> refused(reason, "This log-in began in another network.");
            default -> used();
        };
    }

    private static <T> Decision<T> used() {
        return refused(DeviceLoginReason.LOGIN_USED, "The token of this log-in was handed out already.");
    }

    private static <T> Decision<T> expired() {
        return refused(DeviceLoginReason.LOGIN_EXPIRED, "The time of this log-in is over.");
    }

    private static <T> Decision<T> unknown() {
        return refused(DeviceLoginReason.LOGIN_UNKNOWN, "No log-in has this code.");
    }

    static <T> Decision<T> refused(DeviceLoginReason reason, String detail) {
        return Decision.refused(reason, detail);
    }

    /** To the millisecond, as stores keep it. */
    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
