package dev.registrykit.testkit.auth;

import dev.registrykit.auth.AuthStores;
import dev.registrykit.auth.RegistryAuth;
import dev.registrykit.auth.passkey.Passkey;
import dev.registrykit.auth.passkey.PasskeyUser;
import dev.registrykit.auth.passkey.Passkeys;
import dev.registrykit.auth.password.PasswordHashing;
import dev.registrykit.core.decision.Decision;
import dev.registrykit.core.decision.Reason;
import dev.registrykit.core.request.RequestContext;
import dev.registrykit.core.secret.KeyRing;
import dev.registrykit.core.store.UnitOfWork;
import dev.registrykit.core.subject.Subject;
import dev.registrykit.testkit.Databases;
import dev.registrykit.testkit.clock.TestClock;
import dev.registrykit.testkit.passkey.SoftwareAuthenticator;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A registry at https://registry.example with an empty database, a clock, and Alice's and Mallory's browsers. */
final class AuthWorld {
    static final String ORIGIN = "https://registry.example";
    static final Subject ALICE = Subject.user("alice");
    static final Subject MALLORY = Subject.user("mallory");

    final TestClock clock = TestClock.at(Instant.parse("2026-11-23T12:00:00Z"));
    final KeyRing keyRing = KeyRing.ephemeral();
    final AuthDatabase database;
    final RegistryAuth auth;
    final SoftwareAuthenticator alicesPhone = new SoftwareAuthenticator();
    final SoftwareAuthenticator mallorysPhone = new SoftwareAuthenticator();

    AuthWorld(Databases kind, int poolSize) {
        database = AuthDatabase.empty(kind, poolSize);
        auth = another(PasswordHashing.weakForTests());
    }

    /** Another node of the same registry. */
    RegistryAuth another(PasswordHashing hashing) {
        return RegistryAuth.builder(database.dataSource(), keyRing)
                .origin(ORIGIN)
                .registryName("Registry")
                .passwordHashing(hashing)
                .clock(clock)
                .build();
    }

    /** A node for which something happens right after its first unit of work, while it verifies. */
    RegistryAuth interrupted(Consumer<AuthStores> meanwhile) {
        UnitOfWork<AuthStores> real = database.unitOfWork();
        AtomicBoolean first = new AtomicBoolean(true);
        UnitOfWork<AuthStores> racing = new UnitOfWork<>() {
            @Override
            public <T extends @Nullable Object> T run(Function<? super AuthStores, ? extends T> work) {
                T result = real.<T>run(work);
                if (first.getAndSet(false)) {
                    real.run(stores -> {
                        meanwhile.accept(stores);
                        return true;
                    });
                }
                return result;
            }
        };
        return RegistryAuth.builder(racing, keyRing)
                .origin(ORIGIN)
                .passwordHashing(PasswordHashing.weakForTests())
                .clock(clock)
                .build();
    }

    Passkeys passkeys() {
        return auth.passkeys();
    }

    /** A request of this browser session. */
    static RequestContext inSession(String session) {
        return RequestContext.builder("POST", "/sign-in")
                .clientAddress("192.0.2.1")
                .sessionId(session)
                .build();
    }

    static PasskeyUser user(Subject account) {
        return PasskeyUser.of(account, account.id(), account.id());
    }

    /** A passkey of this account on this authenticator. */
    Passkey registered(Subject account, SoftwareAuthenticator authenticator) {
        RequestContext request = inSession("registration of " + account);
        String answer = authenticator.create(
                allowed(passkeys().startRegistration(user(account), request)).json());
        return allowed(passkeys().finishRegistration(account, answer, "Phone", request));
    }

    static <T> T allowed(Decision<T> decision) {
        return decision.orElseThrow(failure -> new AssertionError("not allowed: " + failure));
    }

    /** Why it was not allowed. */
    static Reason reason(Decision<?> decision) {
        return decision.fold(
                value -> {
                    throw new AssertionError("allowed: " + value);
                },
                refusal -> refusal.reason(),
                outage -> outage.reason());
    }

    /** The account's events as type and reason. */
    List<String> events(Subject account) {
        return auth.events().ofAccount(account, 100).stream()
                .map(event -> (event.type() + " " + event.details().getOrDefault("reason", "")).strip())
                .toList();
    }
}
