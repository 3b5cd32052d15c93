package dev.registrykit.publish.log;

import dev.registrykit.core.name.PackageName;
import dev.registrykit.core.subject.Subject;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What happened to API tokens. */
public sealed interface TokenEvent extends PublishEvent {

    /**
     * {@code token.issued}: an account got a token.
     *
     * @param kind the name of its kind, or null for the standard one
     * @param by the id of the token that made it, or null when a person did
     */
    record Issued(
            Subject account,
            String tokenId,
            String name,
            @Nullable String kind,
            String scope,
            @Nullable Instant expiresAt,
            @Nullable String by)
            implements TokenEvent {
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
                    "token",
                    tokenId,
                    "name",
                    name,
                    "kind",
                    kind,
                    "scope",
                    scope,
                    "expires",
                    expiresAt == null ? "" : "" + expiresAt,
                    "by-token",
                    by);
        }
    }

    /**
     * {@code token.moved}: a token of the registry's older table was presented for the first time and is kept here from now
     * on.
     *
     * @param kind the name of its kind, or null for the standard one
     */
    record Moved(
            Subject account,
            String tokenId,
            String name,
            @Nullable String kind,
            String scope,
            @Nullable Instant expiresAt)
            implements TokenEvent {
        @Override
        public String type() {
            return "token.moved";
        }

        @Override
        public @Nullable PackageName packageName() {
            return null;
        }

        @Override
        public Map<String, String> details() {
            return EventDetails.of(
                    "token",
                    tokenId,
                    "name",
                    name,
                    "kind",
                    kind,
                    "scope",
                    scope,
                    "expires",
                    expiresAt == null ? "" : "" + expiresAt);
        }
    }

    /** {@code token.narrowed}: from now on a token may do less. */
    record Narrowed(Subject account, String tokenId, String name, String restriction) implements TokenEvent {
        @Override
        public String type() {
            return "token.narrowed";
        }

        @Override
        public @Nullable PackageName packageName() {
            return null;
        }

        @Override
        public Map<String, String> details() {
            return EventDetails.of("token", tokenId, "name", name, "restriction", restriction);
        }
    }

    /** {@code token.rotated}: another token takes the place of one, which ends at {@code until}. */
    record Rotated(Subject account, String tokenId, String name, String successor, Instant until)
            implements TokenEvent {
        @Override
        public String type() {
            return "token.rotated";
        }

        @Override
        public @Nullable PackageName packageName() {
            return null;
        }

        @Override
        public Map<String, String> details() {
            return EventDetails.of("token", tokenId, "name", name, "successor", successor, "until", until.toString());
        }
    }

    /** {@code token.expiring}: a token ends soon; told once. */
    record Expiring(Subject account, String tokenId, String name, Instant expiresAt) implements TokenEvent {
        @Override
        public String type() {
            return "token.expiring";
        }

        @Override
        public @Nullable PackageName packageName() {
            return null;
        }

        @Override
        public Map<String, String> details() {
            return EventDetails.of("token", tokenId, "name", name, "expires", expiresAt.toString());
        }
    }

    /** {@code token.lifetime-limited}: tokens that can live longer than this may not publish these packages any more. */
    record LifetimeLimited(Subject account, @Nullable PackageName packageName, String packages, Duration longest)
            implements TokenEvent {
        @Override
        public String type() {
            return "token.lifetime-limited";
        }

        @Override
        public Map<String, String> details() {
            return EventDetails.of("by", account.toString(), "packages", packages, "longest", longest.toString());
        }
    }

    /** {@code token.lifetime-unlimited}: tokens may publish these packages however long they live. */
    record LifetimeUnlimited(Subject account, @Nullable PackageName packageName, String packages)
            implements TokenEvent {
        @Override
        public String type() {
            return "token.lifetime-unlimited";
        }

        @Override
        public Map<String, String> details() {
            return EventDetails.of("by", account.toString(), "packages", packages);
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
