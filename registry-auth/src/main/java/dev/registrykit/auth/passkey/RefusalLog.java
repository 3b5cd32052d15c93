package dev.registrykit.auth.passkey;

import dev.registrykit.auth.account.AuthEvent;
import dev.registrykit.core.event.RecordedEvent;
import dev.registrykit.core.request.RequestContext;
import dev.registrykit.core.secret.KeyRing;
import dev.registrykit.core.store.UnitOfWork;
import dev.registrykit.core.subject.Subject;
import dev.registrykit.core.throttle.ClientNetwork;
import dev.registrykit.core.throttle.Quota;
import dev.registrykit.core.throttle.Throttle;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Keeps {@code passkey.refused} events, each in a transaction of its own: at most 20 of an account in ten minutes, and as
 * many of a client's network where no account is concerned.
 *
 * <p>Anybody can answer wrongly for any name; without a limit they could fill the log and push out of sight what its owner
 * should see.
 */
final class RefusalLog {
    private static final int KEPT = 20;
    private static final Duration WINDOW = Duration.ofMinutes(10);

    private final UnitOfWork<? extends PasskeyStores> unitOfWork;
    private final InstantSource clock;
    private final Throttle throttle;

    RefusalLog(UnitOfWork<? extends PasskeyStores> unitOfWork, KeyRing keyRing, InstantSource clock) {
        this.unitOfWork = unitOfWork;
        this.clock = clock;
        this.throttle = new Throttle(keyRing, "passkey-refused", PasskeyReason.NOT_ACCEPTED);
    }

    void record(@Nullable Subject account, String ceremony, PasskeyObjection objection, RequestContext request) {
        Instant now = clock.instant();
        Quota quota = account == null
                ? Quota.of("network", ClientNetwork.of(request.clientAddress()), KEPT, WINDOW)
                : Quota.of("account", account.toString(), KEPT, WINDOW);
        RecordedEvent event = RecordedEvent.of(
                new AuthEvent.PasskeyRefused(account, ceremony, objection.reason()), now, request.clientAddress());
        unitOfWork.run(stores -> {
            boolean kept =
                    throttle.reserve(stores.throttle(), now, List.of(quota)).isAllowed();
            if (kept) {
                stores.events().append(event);
            }
            return kept;
        });
    }
}
