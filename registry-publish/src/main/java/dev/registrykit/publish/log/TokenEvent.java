package dev.registrykit.publish.log;

import dev.registrykit.core.name.PackageName;
import dev.registrykit.core.subject.Subject;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What happened to API tokens. */
public sealed interface TokenEvent extends PublishEvent {

    /** {@code token.issued}: an account got a token. */
    record Issued(
            Subject account,
            String tokenId,
            String name,
            String scope,
            @Nullable Instant expiresAt) implements TokenEvent {
        @Override
        public String type() {
            return "token.issued";
        }

        @Override
        public @Nullable PackageName packageName() {
            return null;
        }

        @Override
        public Map<String, String> details() {
            return EventDetails.of(
                    "token", tokenId, "name", name, "scope", scope, "expires", expiresAt == null ? "" : "" + expiresAt);
        }
    }

    /**
     * {@code token.revoked}: a token stopped working because {@code by} wanted it to.
     *
     * @param packageName a package of the scope when the token was a workload's, which has no account whose log it is
     */
    record Revoked(
            @Nullable Subject account, @Nullable PackageName packageName, String tokenId, String name, Subject by)
            implements TokenEvent {
        @Override
        public String type() {
            return "token.revoked";
        }

        @Override
        public Map<String, String> details() {
            return EventDetails.of("token", tokenId, "name", name, "by", by.toString());
        }
    }

    /** {@code token.returned}: a CI job ended the token that it had got, because its work was done. */
    record Returned(
            String tokenId,
            @Nullable String repository,
            @Nullable String run) implements TokenEvent {
        @Override
        public String type() {
            return "token.returned";
        }

        @Override
        public @Nullable Subject account() {
            return null;
        }

        @Override
        public @Nullable PackageName packageName() {
            return null;
        }

        @Override
        public Map<String, String> details() {
            return EventDetails.of("token", tokenId, "repository", repository, "run", run);
        }
    }

    /**
     * {@code token.refused}: a known token was presented and not accepted.
     *
     * @param packageName the package, when the token's scope and its owner's rights cover it; otherwise strangers could
     *     write into its log
     * @param asked what was tried: action and package in text form, empty for none
     */
    record Refused(
            @Nullable Subject account,
            @Nullable PackageName packageName,
            String tokenId,
            String name,
            String reason,
            String asked)
            implements TokenEvent {
        @Override
        public String type() {
            return "token.refused";
        }

        @Override
        public Map<String, String> details() {
            return EventDetails.of("token", tokenId, "name", name, "reason", reason, "asked", asked);
        }
    }
}
