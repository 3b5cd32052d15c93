package dev.registrykit.auth.password;

import dev.registrykit.auth.account.AuthEvent;
import dev.registrykit.auth.account.SignedIn;
import dev.registrykit.core.decision.Decision;
import dev.registrykit.core.decision.DecisionListener;
import dev.registrykit.core.decision.Decisions;
import dev.registrykit.core.event.RecordedEvent;
import dev.registrykit.core.grant.Assurance;
import dev.registrykit.core.request.RequestContext;
import dev.registrykit.core.secret.KeyRing;
import dev.registrykit.core.secret.Secret;
import dev.registrykit.core.store.UnitOfWork;
import dev.registrykit.core.subject.Subject;
import dev.registrykit.core.throttle.Attempt;
import dev.registrykit.core.throttle.ClientNetwork;
import dev.registrykit.core.throttle.Quota;
import dev.registrykit.core.throttle.Throttle;
import java.security.SecureRandom;
import java.text.Normalizer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Sets and verifies passwords as the first factor: 15 to 256 characters, normalised to NFKC, kept as Argon2id hashes.
 *
 * <p>There are no rules of composition and no expiry (NIST SP 800-63B-4 section 3.1.1). Sign-in attempts are limited to
 * 10 in five minutes for the name that was typed, 30 in five minutes for the client's network (an IPv4 address, or the
 * /64 of an IPv6 one; not at all when the request has no address), and 100 a day for the account; each is counted before
 * the hash is computed and given back on success. Safe to share between threads.
 */
public final class Passwords {
    /** Stands in for the account of a name that is nobody's; robots have no password, so it has none either. */
    private static final Subject NOBODY = Subject.robot("nobody");

    private static final Duration SHORT = Duration.ofMinutes(5);
    private static final Duration DAY = Duration.ofDays(1);
    private static final int PER_IDENTIFIER = 10;
    private static final int PER_NETWORK = 30;
    private static final int PER_ACCOUNT_AND_DAY = 100;

    private final UnitOfWork<? extends PasswordStores> unitOfWork;
    private final PasswordHashing hashing;
    private final InstantSource clock;
    private final SecureRandom random;
    private final Decisions decisions;
    private final Throttle throttle;
    private final Semaphore gate;
    private final Argon2.Hash hashOfNobody;

    /** Passwords in these stores; hosts get this object from {@code RegistryAuth}. */
    public Passwords(
            UnitOfWork<? extends PasswordStores> unitOfWork,
            KeyRing keyRing,
            PasswordHashing hashing,
            InstantSource clock,
            SecureRandom random,
            DecisionListener listener) {
        this.unitOfWork = unitOfWork;
        this.hashing = hashing;
        this.clock = clock;
        this.random = random;
        this.decisions = new Decisions(listener, PasswordReason.STORE_UNAVAILABLE);
        this.throttle = new Throttle(keyRing, "password", PasswordReason.TOO_MANY_ATTEMPTS);
        this.gate = new Semaphore(hashing.atOnce(), true);
        this.hashOfNobody = Argon2.ofNobody(hashing.cost(), random);
    }

    /**
     * Gives the account this password, in place of any other.
     *
     * <p>The host makes sure that whoever asks may change it. The event is kept in the same transaction.
     *
     * @param account a user: organisations and robots do not sign in
     * @return the account; refused when the password is too short, too long or not Unicode, or when the client's network
     *     has set 30 in five minutes; unavailable when too many hashes are being computed or the store is down
     * @throws IllegalArgumentException if {@code account} is not a user
     */
    public Decision<Subject> set(Subject account, Secret password, RequestContext request) {
        if (account.kind() != Subject.Kind.USER) {
            throw new IllegalArgumentException("only a user has a password");
        }
        return decisions.decide("password.set", () -> {
            PasswordReason objection = PasswordText.objection(password);
            PasswordText text = PasswordText.of(password);
            if (objection != null || text == null) {
                return Decision.refused(
                        objection == null ? PasswordReason.MALFORMED : objection, "This password cannot be chosen.");
            }
            return reserve(network("set", request)).then(attempt -> {
                Decision<String> hashed = hash(text);
                if (hashed instanceof Decision.Unavailable) {
                    refund(attempt);
                }
                return hashed.map(hash -> unitOfWork.run(stores -> {
                    stores.passwords().put(account, hash, clock.instant());
                    append(stores, new AuthEvent.PasswordSet(account), request);
                    return account;
                }));
            });
        });
    }

    private Decision<Attempt> reserve(List<Quota> quotas) {
        return unitOfWork.run(stores -> throttle.reserve(stores.throttle(), clock.instant(), quotas));
    }

    /** Takes the account's password away; false when it had none. The event is kept in the same transaction. */
    public boolean remove(Subject account, RequestContext request) {
        return unitOfWork.run(stores -> {
            boolean removed = stores.passwords().remove(account);
            if (removed) {
                append(stores, new AuthEvent.PasswordRemoved(account), request);
            }
            return removed;
        });
    }

    /**
     * Signs an account in by its password.
     *
     * <p>A name that is nobody's, an account without password and a wrong password cost the same and get the same
     * refusal. A hash of another cost than today's is replaced. Sign-in, event and the returned attempt are kept in one
     * transaction; a password that was changed meanwhile does not sign in.
     *
     * @param identifier what the person typed as name or address; attempts are counted for it without regard to case
     * @param account whom the host found under that name, or null when nobody
     */
    public Decision<SignedIn> verify(
            String identifier, @Nullable Subject account, Secret password, RequestContext request) {
        return decisions.decide("password.verify", () -> {
            List<Quota> quotas = quotas(identifier, account, request);
            return open(quotas, account).then(opened -> {
                Argon2.Hash hash = opened.stored == null ? hashOfNobody : Argon2.Hash.parse(opened.stored);
                if (hash == null) {
                    refund(opened.attempt);
                    return Decision.unavailable(
                            PasswordReason.STORE_UNAVAILABLE, "The stored password could not be read.");
                }
                Decision<Boolean> matches = matches(hash, PasswordText.of(password));
                if (matches instanceof Decision.Unavailable) {
                    refund(opened.attempt);
                }
                return matches.then(right -> right && account != null && opened.stored != null
                        ? accept(account, opened.stored, hash, opened.attempt, password, request)
                        : refuse(account, request));
            });
        });
    }

    private record Opened(Attempt attempt, @Nullable String stored) {}

    /** The reservation is kept before the hash is computed, so that many guesses at once are counted all the same. */
    private Decision<Opened> open(List<Quota> quotas, @Nullable Subject account) {
        return unitOfWork.run(stores -> throttle.reserve(stores.throttle(), clock.instant(), quotas)
                .map(attempt -> new Opened(attempt, stores.passwords().find(account == null ? NOBODY : account))));
    }

    private void refund(Attempt attempt) {
        unitOfWork.run(stores -> {
            attempt.refund(stores.throttle());
            return true;
        });
    }

    private Decision<SignedIn> accept(
            Subject account,
            String stored,
            Argon2.Hash hash,
            Attempt attempt,
            Secret password,
            RequestContext request) {
        String replacement = hash.cost().equals(hashing.cost()) ? null : rehashed(password);
        Instant now = clock.instant();
        boolean current = unitOfWork.run(stores -> {
            PasswordStore passwords = stores.passwords();
            boolean unchanged = replacement == null
                    ? passwords.used(account, stored, now)
                    : passwords.rehash(account, stored, replacement, now);
            if (unchanged) {
                attempt.refund(stores.throttle());
                append(stores, new AuthEvent.PasswordSignedIn(account), request);
            }
            return unchanged;
        });
        return current ? Decision.allowed(SignedIn.of(account, Assurance.PASSWORD, now)) : refuse(account, request);
    }

    private Decision<SignedIn> refuse(@Nullable Subject account, RequestContext request) {
        unitOfWork.run(stores -> {
            append(stores, new AuthEvent.PasswordRefused(account, PasswordReason.WRONG), request);
            return true;
        });
        return Decision.refused(PasswordReason.WRONG, "The name or the password is wrong.");
    }

    private Decision<Boolean> matches(Argon2.Hash hash, @Nullable PasswordText text) {
        byte[] utf8 = text == null ? new byte[0] : text.utf8();
        return gated(() -> {
            boolean same = hash.matches(utf8) && text != null;
            Arrays.fill(utf8, (byte) 0);
            return same;
        });
    }

    private Decision<String> hash(PasswordText text) {
        return gated(() -> Argon2.hash(hashing.cost(), random, text.utf8()).phc());
    }

    /** A hash at today's cost; null when it is not the moment for it, because the next sign-in can do it as well. */
    private @Nullable String rehashed(Secret password) {
        PasswordText text = PasswordText.of(password);
        return text != null && hash(text) instanceof Decision.Allowed<String> hash ? hash.value() : null;
    }

    private <T> Decision<T> gated(Supplier<T> work) {
        if (!enter()) {
            return Decision.unavailable(PasswordReason.BUSY, "Too many passwords are being checked right now.");
        }
        try {
            return Decision.allowed(work.get());
        } finally {
            gate.release();
        }
    }

    private boolean enter() {
        try {
            return gate.tryAcquire(hashing.maxWait().toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static List<Quota> quotas(String identifier, @Nullable Subject account, RequestContext request) {
        String typed = Normalizer.normalize(identifier, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
        List<Quota> quotas = new ArrayList<>();
        quotas.add(Quota.of("identifier", typed, PER_IDENTIFIER, SHORT));
        quotas.addAll(network("network", request));
        quotas.add(
                account == null
                        ? Quota.of("nobody", typed, PER_ACCOUNT_AND_DAY, DAY)
                        : Quota.of("account", account.toString(), PER_ACCOUNT_AND_DAY, DAY));
        return quotas;
    }

    /** The quota of the client's network; none when the request has no address, for that is nobody's in particular. */
    private static List<Quota> network(String dimension, RequestContext request) {
        String address = request.clientAddress();
        return address.isEmpty()
                ? List.of()
                : List.of(Quota.of(dimension, ClientNetwork.of(address), PER_NETWORK, SHORT));
    }

    private void append(PasswordStores stores, AuthEvent event, RequestContext request) {
        stores.events().append(RecordedEvent.of(event, clock.instant(), request.clientAddress()));
    }
}
