package dev.registrykit.publish.log;

import dev.registrykit.core.name.PackageName;
import dev.registrykit.core.subject.Subject;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What came of exchanges, and of the uploads that followed them. */
public sealed interface ExchangeEvent extends PublishEvent {

    /** {@code exchange.granted}: a CI job got a token by trusted publishing. */
    record Granted(
            @Nullable Subject account,
            @Nullable PackageName packageName,
            String publisherId,
            String tokenId,
            String issuer,
            @Nullable String repository,
            @Nullable String run)
            implements ExchangeEvent {
        @Override
        public String type() {
            return "exchange.granted";
        }

        @Override
        public Map<String, String> details() {
            return EventDetails.of(
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
    record Refused(
            @Nullable Subject account,
            @Nullable PackageName packageName,
            String reason,
            String issuer,
            @Nullable String repository,
            @Nullable String run,
            @Nullable String publisherId)
            implements ExchangeEvent {
        @Override
        public String type() {
            return "exchange.refused";
        }

        @Override
        public Map<String, String> details() {
            return EventDetails.of(
                    "reason", reason, "issuer", issuer, "repository", repository, "run", run, "publisher", publisherId);
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
            implements ExchangeEvent {
        @Override
        public String type() {
            return "publisher.resurrection-suspected";
        }

        @Override
        public Map<String, String> details() {
            return EventDetails.of(
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
     * {@code publisher.environment-unconstrained}: a job ran in a deployment environment, but its publisher names none, so
     * that jobs outside of it may publish as well.
     */
    record EnvironmentUnconstrained(
            @Nullable Subject account,
            @Nullable PackageName packageName,
            String publisherId,
            String environment,
            @Nullable String run)
            implements ExchangeEvent {
        @Override
        public String type() {
            return "publisher.environment-unconstrained";
        }

        @Override
        public Map<String, String> details() {
            return EventDetails.of("publisher", publisherId, "environment", environment, "run", run);
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
            implements ExchangeEvent {
        @Override
        public String type() {
            return "release.published";
        }

        @Override
        public Map<String, String> details() {
            return EventDetails.of(
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
}
