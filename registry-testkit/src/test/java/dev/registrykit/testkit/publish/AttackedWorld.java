package dev.registrykit.testkit.publish;

import dev.registrykit.core.grant.Action;
import dev.registrykit.core.name.PackageName;
import dev.registrykit.core.request.RequestContext;
import dev.registrykit.core.secret.KeyRing;
import dev.registrykit.core.store.StoreException;
import dev.registrykit.core.store.UnitOfWork;
import dev.registrykit.core.subject.Subject;
import dev.registrykit.publish.PublishStores;
import dev.registrykit.testkit.clock.TestClock;
import dev.registrykit.testkit.oidc.IdentityProviderServer;
import java.sql.SQLException;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What the nodes of an attacked registry share: the database, the keys, who owns what, and the providers that they trust. */
final class AttackedWorld implements AutoCloseable {
    private final KeyRing keyRing = KeyRing.ephemeral();
    private final TestClock clock = TestClock.atPresent();
    private final IdentityProviderServer provider = IdentityProviderServer.start(clock);
    private final IdentityProviderServer secondProvider = provider.path("/tenant-two");
    private final Map<PackageName, Subject> owners = new ConcurrentHashMap<>();
    private final Set<PackageName> suspended = ConcurrentHashMap.newKeySet();
    private final Set<String> secrets = ConcurrentHashMap.newKeySet();
    private final AtomicInteger requests = new AtomicInteger();
    private final UnitOfWork<PublishStores> database;
    private final Supplier<String> dump;
    private volatile boolean broken;

    /** @param dump all that the database holds, as text */
    AttackedWorld(UnitOfWork<PublishStores> database, Supplier<String> dump) {
        this.database = database;
        this.dump = dump;
    }

    KeyRing keyRing() {
        return keyRing;
    }

    TestClock clock() {
        return clock;
    }

    IdentityProviderServer provider() {
        return provider;
    }

    IdentityProviderServer secondProvider() {
        return secondProvider;
    }

    /** The database, which can be made to fail. */
    UnitOfWork<PublishStores> work() {
        return new UnitOfWork<>() {
            @Override
            public <T extends @Nullable Object> T run(Function<? super PublishStores, ? extends T> work) {
                if (broken) {
                    throw new StoreException("the database is down", new SQLException("no connection"));
                }
                return database.run(work);
            }
        };
    }

    void breakStore(boolean down) {
        broken = down;
    }

    String everythingKept() {
        return dump.get();
    }

    /** Notes a token, which must never be found in logs or rows. */
    String remember(String secret) {
        secrets.add(secret);
        return secret;
    }

    Set<String> secrets() {
        return secrets;
    }

    void own(PackageName name, Subject owner) {
        owners.put(name, owner);
    }

    void suspend(PackageName name) {
        suspended.add(name);
    }

    /** The owner of the package; of one that does not exist, an account that nobody else has. */
    Subject owner(PackageName name) {
        return Objects.requireNonNullElseGet(owners.get(name), () -> Subject.user("account " + UUID.randomUUID()));
    }

    /** Whether a publisher that {@code by} added counts: of a package without an owner, whoever's it is. */
    boolean isTrusted(Subject by, PackageName name) {
        Subject owner = owners.get(name);
        return !suspended.contains(name) && (owner == null || owner.equals(by));
    }

    boolean isTrusted(Subject by, Action action, PackageName name) {
        return isTrusted(by, name);
    }

    /** Each request comes from an address of its own, so that no attack is stopped for what another one did. */
    RequestContext request(String method) {
        return builder(method).build();
    }

    RequestContext request(String method, String authorization) {
        return builder(method).header("Authorization", authorization).build();
    }

    private RequestContext.Builder builder(String method) {
        int number = requests.incrementAndGet();
        return RequestContext.builder(method, "/x")
                .clientAddress("10." + (number >> 16 & 255) + "." + (number >> 8 & 255) + "." + (number & 255));
    }

    @Override
    public void close() {
        provider.close();
    }
}
