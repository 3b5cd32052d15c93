package dev.registrykit.publish.devicelogin;

import dev.registrykit.core.decision.Reason;
import dev.registrykit.core.event.RecordedEvent;
import dev.registrykit.core.request.RequestContext;
import dev.registrykit.core.secret.KeyRing;
import dev.registrykit.core.subject.Subject;
import dev.registrykit.core.throttle.Quota;
import dev.registrykit.core.throttle.Throttle;
import dev.registrykit.publish.log.LoginEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** The events of log-ins. */
final class LoginLog {
    /** Whoever holds a device code could otherwise fill the account's log by presenting it over and over. */
    private static final int KEPT_REFUSALS = 20;

    private static final Duration REFUSALS_WINDOW = Duration.ofMinutes(10);

    private final Throttle keptRefusals;

    LoginLog(KeyRing keyRing) {
        this.keptRefusals = new Throttle(keyRing, "login-refused", DeviceLoginReason.TOO_MANY_ATTEMPTS);
    }

    void append(DeviceLoginStores stores, LoginEvent event, Instant at, RequestContext context) {
        stores.events().append(RecordedEvent.of(event, at, context.clientAddress()));
    }

    /** A refusal that the account which approved should see, at most 20 in ten minutes; whether it was kept. */
    boolean refused(
            DeviceLoginStores stores,
            Subject account,
            StoredLogin login,
            Reason reason,
            Instant at,
            RequestContext context) {
        List<Quota> quota = List.of(Quota.of("account", account.toString(), KEPT_REFUSALS, REFUSALS_WINDOW));
        boolean kept = keptRefusals.reserve(stores.throttle(), at, quota).isAllowed();
        if (kept) {
            append(
                    stores,
                    new LoginEvent.Refused(account, login.clientId(), login.address(), reason.code()),
                    at,
                    context);
        }
        return kept;
    }
}
