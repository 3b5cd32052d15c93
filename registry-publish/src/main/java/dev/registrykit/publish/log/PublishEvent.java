package dev.registrykit.publish.log;

import dev.registrykit.core.event.SecurityEvent;
import dev.registrykit.core.name.PackageName;
import dev.registrykit.core.subject.Subject;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What happened to tokens and trusted publishers.
 *
 * <p>An event that concerns several packages is stored once for each. Refused attempts are events too, because they are
 * what an owner wants to see after an attack.
 */
public sealed interface PublishEvent extends SecurityEvent {

    /** {@code token.issued}: an account got a token. */
    record TokenIssued(
            Subject account,
            String tokenId,
            String name,
            String scope,
            @Nullable Instant expiresAt) implements PublishEvent {
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
            return PublishEvent.details(
                    "token", tokenId, "name", name, "scope", scope, "expires", expiresAt == null ? "" : "" + expiresAt);
        }
    }

    /** {@code token.revoked}: a token stopped working because {@code by} wanted it to. */
    record TokenRevoked(@Nullable Subject account, String tokenId, String name, Subject by) implements PublishEvent {
        @Override
        public String type() {
            return "token.revoked";
        }

        @Override
        public @Nullable PackageName packageName() {
            return null;
        }

        @Override
        public Map<String, String> details() {
            return PublishEvent.details("token", tokenId, "name", name, "by", by.toString());
        }
    }

    /**
     * {@code token.refused}: a known token was presented and not accepted.
     *
     * @param packageName the package, when the token's scope and its owner's rights cover it; otherwise strangers could
     *     write into its log
     * @param asked what was tried: action and package in text form, empty for none
     */
    record TokenRefused(
            @Nullable Subject account,
            @Nullable PackageName packageName,
            String tokenId,
            String name,
            String reason,
            String asked)
            implements PublishEvent {
        @Override
        public String type() {
            return "token.refused";
        }

        @Override
        public Map<String, String> details() {
            return PublishEvent.details("token", tokenId, "name", name, "reason", reason, "asked", asked);
        }
    }

    /** {@code publisher.added}: a trusted publisher was registered. */
    record PublisherAdded(
            Subject account,
            @Nullable PackageName packageName,
            String publisherId,
            String packages,
            String repository,
            @Nullable String workflow)
            implements PublishEvent {
        @Override
        public String type() {
            return "publisher.added";
        }

        @Override
        public Map<String, String> details() {
            return PublishEvent.details(
                    "publisher",
                    publisherId,
                    "by",
                    account.toString(),
                    "packages",
                    packages,
                    "repository",
                    repository,
                    "workflow",
                    workflow);
        }
    }

    /** {@code publisher.removed}: a trusted publisher was removed; its tokens no longer work. */
    record PublisherRemoved(
            Subject account, @Nullable PackageName packageName, String publisherId, String packages, String repository)
            implements PublishEvent {
        @Override
        public String type() {
            return "publisher.removed";
        }

        @Override
        public Map<String, String> details() {
            return PublishEvent.details(
                    "publisher", publisherId, "by", account.toString(), "packages", packages, "repository", repository);
        }
    }

    /** {@code exchange.granted}: a CI job got a token by trusted publishing. */
    record ExchangeGranted(
            @Nullable Subject account,
            @Nullable PackageName packageName,
            String publisherId,
            String tokenId,
            String issuer,
            @Nullable String repository,
            @Nullable String run)
            implements PublishEvent {
        @Override
        public String type() {
            return "exchange.granted";
        }

        @Override
        public Map<String, String> details() {
            return PublishEvent.details(
                    "publisher", publisherId, "token", tokenId, "issuer", issuer, "repository", repository, "run", run);
        }
    }

    /**
     * {@code exchange.refused}: an identity token was verified, and not exchanged.
     *
     * @param reason the code of the refusal
     * @param packageName the package, when the closest publisher covers it; otherwise strangers could write into its log
     * @param issuer who issued the identity, which was verified
     * @param publisherId the publisher that matched or nearly matched, or null
     */
    record ExchangeRefused(
            @Nullable Subject account,
            @Nullable PackageName packageName,
            String reason,
            String issuer,
            @Nullable String repository,
            @Nullable String run,
            @Nullable String publisherId)
            implements PublishEvent {
        @Override
        public String type() {
            return "exchange.refused";
        }

        @Override
        public Map<String, String> details() {
            return PublishEvent.details(
                    "reason", reason, "issuer", issuer, "repository", repository, "run", run, "publisher", publisherId);
        }
    }

    /** Names and values in turn; what is null or empty is left out. */
    private static Map<String, String> details(@Nullable String... namesAndValues) {
        Map<String, String> details = new LinkedHashMap<>();
        for (int i = 0; i + 1 < namesAndValues.length; i += 2) {
            String name = namesAndValues[i];
            String value = namesAndValues[i + 1];
            if (name != null && value != null && !value.isEmpty()) {
                details.put(name, value.length() > 500 ? value.substring(0, 500) : value);
            }
        }
        return details;
    }
}
