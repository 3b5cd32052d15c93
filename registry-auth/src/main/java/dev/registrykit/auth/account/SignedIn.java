package dev.registrykit.auth.account;

import dev.registrykit.core.grant.Assurance;
import dev.registrykit.core.subject.Subject;
import java.time.Instant;
import java.util.Objects;

/** An account that has just proved itself: which one, how surely, and when. */
public final class SignedIn {
    private final Subject account;
    private final Assurance assurance;
    private final Instant at;

    private SignedIn(Subject account, Assurance assurance, Instant at) {
        this.account = Objects.requireNonNull(account, "account");
        this.assurance = Objects.requireNonNull(assurance, "assurance");
        this.at = Objects.requireNonNull(at, "at");
    }

    /** The account that proved itself at {@code at}; what verifies a factor makes this value. */
    public static SignedIn of(Subject account, Assurance assurance, Instant at) {
        return new SignedIn(account, assurance, at);
    }

    /** Who it is. */
    public Subject account() {
        return account;
    }

    /** How surely. */
    public Assurance assurance() {
        return assurance;
    }

    /** When the proof was accepted. */
    public Instant at() {
        return at;
    }

    @Override
    public String toString() {
        return "SignedIn[" + account + ", " + assurance + ", " + at + "]";
    }
}
