package dev.registrykit.auth.account;

import dev.registrykit.core.decision.Reason;
import dev.registrykit.core.event.SecurityEvent;
import dev.registrykit.core.name.PackageName;
import dev.registrykit.core.subject.Subject;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What happened to an account's ways of signing in.
 *
 * <p>Details name a passkey by its credential id, which is public, and a refusal by its reason's code.
 */
public sealed interface AuthEvent extends SecurityEvent {

    /** None of these events belongs to a package. */
    @Override
    default @Nullable PackageName packageName() {
        return null;
    }

    /** {@code passkey.registered}: an account has one more passkey. */
    record PasskeyRegistered(Subject account, String passkey, String label) implements AuthEvent {
        @Override
        public String type() {
            return "passkey.registered";
        }

        @Override
        public Map<String, String> details() {
            return Map.of("passkey", passkey, "label", label);
        }
    }

    /** {@code passkey.renamed}: a passkey has a new label. */
    record PasskeyRenamed(Subject account, String passkey, String label) implements AuthEvent {
        @Override
        public String type() {
            return "passkey.renamed";
        }

        @Override
        public Map<String, String> details() {
            return Map.of("passkey", passkey, "label", label);
        }
    }

    /** {@code passkey.removed}: a passkey can no longer sign in. */
    record PasskeyRemoved(Subject account, String passkey, String label) implements AuthEvent {
        @Override
        public String type() {
            return "passkey.removed";
        }

        @Override
        public Map<String, String> details() {
            return Map.of("passkey", passkey, "label", label);
        }
    }

    /** {@code passkey.signed-in}: an account signed in with a passkey. */
    record PasskeySignedIn(Subject account, String passkey) implements AuthEvent {
        @Override
        public String type() {
            return "passkey.signed-in";
        }

        @Override
        public Map<String, String> details() {
            return Map.of("passkey", passkey);
        }
    }

    /**
     * {@code passkey.refused}: a response to a challenge was refused.
     *
     * @param account the account that the challenge was for, or null when it was for whoever holds a passkey
     * @param ceremony {@code registration} or {@code sign-in}
     */
    record PasskeyRefused(@Nullable Subject account, String ceremony, Reason reason) implements AuthEvent {
        @Override
        public String type() {
            return "passkey.refused";
        }

        @Override
        public Map<String, String> details() {
            return Map.of("ceremony", ceremony, "reason", reason.code());
        }
    }

    /** {@code passkey.count-went-back}: a passkey's signature counter did not grow, so there may be a copy of it. */
    record PasskeyCountWentBack(Subject account, String passkey, long stored, long presented) implements AuthEvent {
        @Override
        public String type() {
            return "passkey.count-went-back";
        }

        @Override
        public Map<String, String> details() {
            return Map.of("passkey", passkey, "stored", Long.toString(stored), "presented", Long.toString(presented));
        }
    }

    /** {@code password.set}: an account has a new password. */
    record PasswordSet(Subject account) implements AuthEvent {
        @Override
        public String type() {
            return "password.set";
        }

        @Override
        public Map<String, String> details() {
            return Map.of();
        }
    }

    /** {@code password.removed}: an account has no password any more. */
    record PasswordRemoved(Subject account) implements AuthEvent {
        @Override
        public String type() {
            return "password.removed";
        }

        @Override
        public Map<String, String> details() {
            return Map.of();
        }
    }

    /** {@code password.signed-in}: an account signed in with its password. */
    record PasswordSignedIn(Subject account) implements AuthEvent {
        @Override
        public String type() {
            return "password.signed-in";
        }

        @Override
        public Map<String, String> details() {
            return Map.of();
        }
    }

    /** {@code password.refused}: a sign-in was refused; without an account when the name is nobody's. */
    record PasswordRefused(@Nullable Subject account, Reason reason) implements AuthEvent {
        @Override
        public String type() {
            return "password.refused";
        }

        @Override
        public Map<String, String> details() {
            return Map.of("reason", reason.code());
        }
    }
}
