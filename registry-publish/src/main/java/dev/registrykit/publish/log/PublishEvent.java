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

    /**
     * {@code token.revoked}: a token stopped working because {@code by} wanted it to.
     *
     * @param packageName a package of the scope when the token was a workload's, which has no account whose log it is
     */
    record TokenRevoked(
            @Nullable Subject account, @Nullable PackageName packageName, String tokenId, String name, Subject by)
            implements PublishEvent {
        @Override
        public String type() {
            return "token.revoked";
        }

        @Override
        public Map<String, String> details() {
            return PublishEvent.details("token", tokenId, "name", name, "by", by.toString());
        }
    }

    /** {@code token.returned}: a CI job ended the token that it had got, because its work was done. */
    record TokenReturned(
            String tokenId,
            @Nullable String repository,
            @Nullable String run) implements PublishEvent {
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
            return PublishEvent.details("token", tokenId, "repository", repository, "run", run);
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

    /** {@code publisher.pinned}: the first full match of a publisher wrote the repository's ids into its policy. */
    record PublisherPinned(
            @Nullable Subject account,
            @Nullable PackageName packageName,
            String publisherId,
            String repository,
            @Nullable String repositoryId,
            @Nullable String ownerId,
            @Nullable String run)
            implements PublishEvent {
        @Override
        public String type() {
            return "publisher.pinned";
        }

        @Override
        public Map<String, String> details() {
            return PublishEvent.details(
                    "publisher",
                    publisherId,
                    "repository",
                    repository,
                    "repository-id",
                    repositoryId,
                    "owner-id",
                    ownerId,
                    "run",
                    run);
        }
    }

    /**
     * {@code publisher.resurrection-suspected}: a job of a repository with the registered name came with other ids, as
     * after an account or repository was deleted and made anew by somebody else.
     *
     * @param repositoryId the id that was presented
     * @param ownerId the owner's id that was presented
     */
    record ResurrectionSuspected(
            @Nullable Subject account,
            @Nullable PackageName packageName,
            String publisherId,
            String repository,
            @Nullable String repositoryId,
            @Nullable String ownerId,
            @Nullable String run)
            implements PublishEvent {
        @Override
        public String type() {
            return "publisher.resurrection-suspected";
        }

        @Override
        public Map<String, String> details() {
            return PublishEvent.details(
                    "publisher",
                    publisherId,
                    "repository",
                    repository,
                    "presented-repository-id",
                    repositoryId,
                    "presented-owner-id",
                    ownerId,
                    "run",
                    run);
        }
    }

    /**
     * {@code publisher.confirmed}: the package of a pending publisher was published for the first time, by that publisher.
     */
    record PublisherConfirmed(Subject account, PackageName packageName, String publisherId) implements PublishEvent {
        @Override
        public String type() {
            return "publisher.confirmed";
        }

        @Override
        public Map<String, String> details() {
            return PublishEvent.details("publisher", publisherId);
        }
    }

    /** {@code publisher.pending-expiring}: a pending publisher ends soon unless its package is published. */
    record PendingExpiring(Subject account, String publisherId, PackageName pendingFor, Instant until)
            implements PublishEvent {
        @Override
        public String type() {
            return "publisher.pending-expiring";
        }

        @Override
        public @Nullable PackageName packageName() {
            return null;
        }

        @Override
        public Map<String, String> details() {
            return PublishEvent.details(
                    "publisher", publisherId, "pending-for", pendingFor.toString(), "until", until.toString());
        }
    }

    /** {@code publisher.pending-expired}: a pending publisher ended, its package was not published in time. */
    record PendingExpired(Subject account, String publisherId, PackageName pendingFor) implements PublishEvent {
        @Override
        public String type() {
            return "publisher.pending-expired";
        }

        @Override
        public @Nullable PackageName packageName() {
            return null;
        }

        @Override
        public Map<String, String> details() {
            return PublishEvent.details("publisher", publisherId, "pending-for", pendingFor.toString());
        }
    }

    /**
     * {@code publisher.pending-lost}: a pending publisher ended because somebody else created the package first. It is told
     * to the account alone: the package's log is not the losers' business.
     */
    record PendingLost(Subject account, String publisherId, PackageName pendingFor) implements PublishEvent {
        @Override
        public String type() {
            return "publisher.pending-lost";
        }

        @Override
        public @Nullable PackageName packageName() {
            return null;
        }

        @Override
        public Map<String, String> details() {
            return PublishEvent.details("publisher", publisherId, "pending-for", pendingFor.toString());
        }
    }

    /** {@code publishing.restricted}: from now on only trusted publishers may publish these packages, not tokens. */
    record TrustedPublishingRequired(
            Subject account, @Nullable PackageName packageName, String packages) implements PublishEvent {
        @Override
        public String type() {
            return "publishing.restricted";
        }

        @Override
        public Map<String, String> details() {
            return PublishEvent.details("by", account.toString(), "packages", packages);
        }
    }

    /** {@code publishing.unrestricted}: tokens of accounts may publish these packages again. */
    record TokensAllowed(Subject account, @Nullable PackageName packageName, String packages) implements PublishEvent {
        @Override
        public String type() {
            return "publishing.unrestricted";
        }

        @Override
        public Map<String, String> details() {
            return PublishEvent.details("by", account.toString(), "packages", packages);
        }
    }

    /**
     * {@code publisher.environment-unconstrained}: a job ran in a deployment environment, but its publisher names none, so
     * that jobs outside of it may publish as well.
     */
    record EnvironmentUnconstrained(
            @Nullable Subject account,
            @Nullable PackageName packageName,
            String publisherId,
            String environment,
            @Nullable String run)
            implements PublishEvent {
        @Override
        public String type() {
            return "publisher.environment-unconstrained";
        }

        @Override
        public Map<String, String> details() {
            return PublishEvent.details("publisher", publisherId, "environment", environment, "run", run);
        }
    }

    /** {@code release.published}: a first file of a release was accepted, and who brought it was written down. */
    record ReleasePublished(
            @Nullable Subject account,
            PackageName packageName,
            String version,
            String tokenId,
            @Nullable String publisherId,
            @Nullable String repository,
            @Nullable String commit,
            @Nullable String run)
            implements PublishEvent {
        @Override
        public String type() {
            return "release.published";
        }

        @Override
        public Map<String, String> details() {
            return PublishEvent.details(
                    "version",
                    version,
                    "token",
                    tokenId,
                    "publisher",
                    publisherId,
                    "repository",
                    repository,
                    "commit",
                    commit,
                    "run",
                    run);
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
