package dev.registrykit.publish.log;

import dev.registrykit.core.name.PackageName;
import dev.registrykit.core.subject.Subject;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What happened to log-ins from command lines; {@code from} is the address that the client began at. */
public sealed interface LoginEvent extends PublishEvent {

    @Override
    default @Nullable PackageName packageName() {
        return null;
    }

    /** {@code login.approved}: an account allowed a client to collect a token. */
    record Approved(Subject account, String client, String from, String scope, Instant tokenExpiresAt)
            implements LoginEvent {
        @Override
        public String type() {
            return "login.approved";
        }

        @Override
        public Map<String, String> details() {
            return EventDetails.of("client", client, "from", from, "scope", scope, "expires", "" + tokenExpiresAt);
        }
    }

    /** {@code login.denied}: an account refused a client, or took its approval back before the token was collected. */
    record Denied(Subject account, String client, String from) implements LoginEvent {
        @Override
        public String type() {
            return "login.denied";
        }

        @Override
        public Map<String, String> details() {
            return EventDetails.of("client", client, "from", from);
        }
    }

    /** {@code login.redeemed}: the client collected its token. */
    record Redeemed(Subject account, String client, String from, String tokenId) implements LoginEvent {
        @Override
        public String type() {
            return "login.redeemed";
        }

        @Override
        public Map<String, String> details() {
            return EventDetails.of("client", client, "from", from, "token", tokenId);
        }
    }

    /** {@code login.refused}: somebody with the device code of a log-in that this account approved got no token for it. */
    record Refused(Subject account, String client, String from, String reason) implements LoginEvent {
        @Override
        public String type() {
            return "login.refused";
        }

        @Override
        public Map<String, String> details() {
            return EventDetails.of("client", client, "from", from, "reason", reason);
        }
    }
}
