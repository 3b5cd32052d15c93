package dev.registrykit.publish.log;

import dev.registrykit.core.name.PackageName;
import dev.registrykit.core.subject.Subject;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What happened to trusted publishers, and to the rule which packages only they may publish. */
public sealed interface PublisherEvent extends PublishEvent {

    /** {@code publisher.added}: a trusted publisher was registered. */
    record Added(
            Subject account,
            @Nullable PackageName packageName,
            String publisherId,
            String packages,
            String repository,
            @Nullable String workflow)
            implements PublisherEvent {
        @Override
        public String type() {
            return "publisher.added";
        }

        @Override
        public Map<String, String> details() {
            return EventDetails.of(
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
    record Removed(
            Subject account, @Nullable PackageName packageName, String publisherId, String packages, String repository)
            implements PublisherEvent {
        @Override
        public String type() {
            return "publisher.removed";
        }

        @Override
        public Map<String, String> details() {
            return EventDetails.of(
                    "publisher", publisherId, "by", account.toString(), "packages", packages, "repository", repository);
        }
    }

    /** {@code publisher.pinned}: the first full match of a publisher wrote the repository's ids into its policy. */
    record Pinned(
            @Nullable Subject account,
            @Nullable PackageName packageName,
            String publisherId,
            String repository,
            @Nullable String repositoryId,
            @Nullable String ownerId,
            @Nullable String run)
            implements PublisherEvent {
        @Override
        public String type() {
            return "publisher.pinned";
        }

        @Override
        public Map<String, String> details() {
            return EventDetails.of(
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
     * {@code publisher.confirmed}: the package of a pending publisher was published for the first time, by that publisher.
     */
    record Confirmed(Subject account, PackageName packageName, String publisherId) implements PublisherEvent {
        @Override
        public String type() {
            return "publisher.confirmed";
        }

        @Override
        public Map<String, String> details() {
            return EventDetails.of("publisher", publisherId);
        }
    }

    /** {@code publisher.pending-expiring}: a pending publisher ends soon unless its package is published. */
    record PendingExpiring(Subject account, String publisherId, PackageName pendingFor, Instant until)
            implements PublisherEvent {
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
            return EventDetails.of(
                    "publisher", publisherId, "pending-for", pendingFor.toString(), "until", until.toString());
        }
    }

    /** {@code publisher.pending-expired}: a pending publisher ended, its package was not published in time. */
    record PendingExpired(Subject account, String publisherId, PackageName pendingFor) implements PublisherEvent {
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
            return EventDetails.of("publisher", publisherId, "pending-for", pendingFor.toString());
        }
    }

    /**
     * {@code publisher.pending-lost}: a pending publisher ended because somebody else created the package first. It is told
     * to the account alone: the package's log is not the losers' business.
     */
    record PendingLost(Subject account, String publisherId, PackageName pendingFor) implements PublisherEvent {
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
            return EventDetails.of("publisher", publisherId, "pending-for", pendingFor.toString());
        }
    }

    /** {@code publishing.restricted}: from now on only trusted publishers may publish these packages, not tokens. */
    record TrustedPublishingRequired(
            Subject account, @Nullable PackageName packageName, String packages) implements PublisherEvent {
        @Override
        public String type() {
            return "publishing.restricted";
        }

        @Override
        public Map<String, String> details() {
            return EventDetails.of("by", account.toString(), "packages", packages);
        }
    }

    /** {@code publishing.unrestricted}: tokens of accounts may publish these packages again. */
    record TokensAllowed(Subject account, @Nullable PackageName packageName, String packages)
            implements PublisherEvent {
        @Override
        public String type() {
            return "publishing.unrestricted";
        }

        @Override
        public Map<String, String> details() {
            return EventDetails.of("by", account.toString(), "packages", packages);
        }
    }
}
