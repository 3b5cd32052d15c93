package dev.registrykit.auth;

import dev.registrykit.auth.passkey.Passkeys;
import dev.registrykit.auth.passkey.RelyingParty;
import dev.registrykit.auth.password.PasswordHashing;
import dev.registrykit.auth.password.Passwords;
import dev.registrykit.core.decision.DecisionListener;
import dev.registrykit.core.event.EventLog;
import dev.registrykit.core.secret.KeyRing;
import dev.registrykit.core.store.Housekeeping;
import dev.registrykit.core.store.JdbcUnitOfWork;
import dev.registrykit.core.store.Schema;
import dev.registrykit.core.store.UnitOfWork;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Who are you? Passkeys and passwords for a package registry, built from a database, a key ring and an origin.
 *
 * <p>The host keeps accounts and browser sessions, and says which account a name belongs to; this module proves that
 * whoever asks is that account's owner. All parts are immutable and safe to share between threads, and many nodes may
 * work on one database.
 */
public final class RegistryAuth {
    private static final Duration KEEP_DELIVERED_EVENTS = Duration.ofDays(400);

    private final Passkeys passkeys;
    private final Passwords passwords;
    private final EventLog events;
    private final Housekeeping housekeeping;

    private RegistryAuth(Builder builder, RelyingParty relyingParty) {
        UnitOfWork<AuthStores> unitOfWork = builder.unitOfWork;
        this.passkeys = new Passkeys(
                unitOfWork, builder.keyRing, relyingParty, builder.clock, builder.random, builder.listener);
        this.passwords = new Passwords(
                unitOfWork, builder.keyRing, builder.hashing, builder.clock, builder.random, builder.listener);
        this.events = EventLog.of(unitOfWork, AuthStores::events, builder.clock);
        InstantSource clock = builder.clock;
        this.housekeeping = limit -> {
            Instant now = clock.instant();
            return unitOfWork.run(stores -> stores.challenges().purge(now, limit)
                    + stores.throttle().purge(now, limit)
                    + stores.events().purgeDelivered(now.minus(KEEP_DELIVERED_EVENTS), limit));
        };
    }

    /** A builder whose stores are the tables of {@link #schema()} in {@code dataSource}'s database. */
    public static Builder builder(DataSource dataSource, KeyRing keyRing) {
        return builder(new JdbcUnitOfWork<>(dataSource, AuthStores::jdbc), keyRing);
    }

    /** A builder with the host's own stores, or its own transactions. */
    public static Builder builder(UnitOfWork<AuthStores> unitOfWork, KeyRing keyRing) {
        return new Builder(unitOfWork, keyRing);
    }

    /** The module's tables, all named {@code rk_auth_…}; its Flyway history is {@code rk_auth_history}. */
    public static Schema schema() {
        return Schema.of(RegistryAuth.class, "dev/registrykit/auth/sql", "rk_auth_history", "V1__auth.sql");
    }

    /** Registering passkeys, and signing in with them. */
    public Passkeys passkeys() {
        return passkeys;
    }

    /** Setting and verifying passwords. */
    public Passwords passwords() {
        return passwords;
    }

    /** What happened to accounts. */
    public EventLog events() {
        return events;
    }

    /** Removes expired challenges, ended counts of attempts, and delivered events after 400 days. */
    public Housekeeping housekeeping() {
        return housekeeping;
    }

    /** Collects what the module is built from. */
    public static final class Builder {
        private final UnitOfWork<AuthStores> unitOfWork;
        private final KeyRing keyRing;
        private final List<String> origins = new ArrayList<>();
        private @Nullable String rpId;
        private @Nullable String registryName;
        private PasswordHashing hashing = PasswordHashing.standard();
        private InstantSource clock = InstantSource.system();
        private SecureRandom random = new SecureRandom();
        private DecisionListener listener = DecisionListener.NONE;

        private Builder(UnitOfWork<AuthStores> unitOfWork, KeyRing keyRing) {
            this.unitOfWork = Objects.requireNonNull(unitOfWork, "unitOfWork");
            this.keyRing = Objects.requireNonNull(keyRing, "keyRing");
        }

        /**
         * Adds an exact origin of the registry's pages, for example {@code https://packages.example.org}; required.
         *
         * <p>With its port when that is not the scheme's default. {@code http} is for localhost alone.
         */
        public Builder origin(String origin) {
            origins.add(origin);
            return this;
        }

        /**
         * The domain that passkeys are bound to, a parent of each origin's host; otherwise the first origin's host. It
         * cannot be changed later without losing all passkeys.
         */
        public Builder relyingPartyId(String domain) {
            this.rpId = domain;
            return this;
        }

        /** What browsers show as the registry's name, 1 to 64 characters; otherwise the domain. */
        public Builder registryName(String name) {
            this.registryName = name;
            return this;
        }

        /** What a password hash costs; otherwise {@link PasswordHashing#standard()}. */
        public Builder passwordHashing(PasswordHashing hashing) {
            this.hashing = hashing;
            return this;
        }

        /** The clock; otherwise the system's. */
        public Builder clock(InstantSource clock) {
            this.clock = clock;
            return this;
        }

        /** Where challenges and salts come from; otherwise the JDK's default. */
        public Builder random(SecureRandom random) {
            this.random = random;
            return this;
        }

        /** Who is told of every decision. */
        public Builder decisions(DecisionListener listener) {
            this.listener = listener;
            return this;
        }

        /**
         * The module.
         *
         * @throws IllegalArgumentException if the origin is missing, or is none where browsers offer passkeys
         */
        public RegistryAuth build() {
            String domain = rpId == null ? RelyingParty.of("-", origins).id() : rpId;
            String name = registryName == null ? shortened(domain) : registryName;
            return new RegistryAuth(this, RelyingParty.of(domain, name, origins));
        }

        private static String shortened(String domain) {
            return domain.substring(0, Math.min(domain.length(), 64));
        }
    }
}
