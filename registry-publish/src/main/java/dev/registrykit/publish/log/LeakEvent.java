package dev.registrykit.publish.log;

import dev.registrykit.core.name.PackageName;
import dev.registrykit.core.subject.Subject;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What happened because secrets were found where anyone can read them. */
public sealed interface LeakEvent extends PublishEvent {

    /**
     * {@code token.leaked}: a token was reported as public, and does not work any more.
     *
     * @param packageName a package of the scope when the token was a workload's, which has no account whose log it is
     * @param scope what it allowed: actions and packages in text form
     * @param scanner who reported it: a scanner's name, or {@code anyone}
     * @param kind the scanner's name for such tokens, or empty
     * @param source what was searched, or empty
     * @param url where it was found: an http or https address without control characters, or empty
     * @param revokedNow whether this report ended it; otherwise it had been revoked before
     */
    record TokenLeaked(
            @Nullable Subject account,
            @Nullable PackageName packageName,
            String tokenId,
            String name,
            String scope,
            String scanner,
            String kind,
            String source,
            String url,
            boolean revokedNow)
            implements LeakEvent {
        @Override
        public String type() {
            return "token.leaked";
        }

        @Override
        public Map<String, String> details() {
            return EventDetails.of(
                    "token",
                    tokenId,
                    "name",
                    name,
                    "scope",
                    scope,
                    "scanner",
                    scanner,
                    "kind",
                    kind,
                    "source",
                    source,
                    "url",
                    url,
                    "revoked",
                    revokedNow ? "now" : "before");
        }
    }

    /**
     * {@code token.revoked}: a token stopped working because the one that issued it was reported as public.
     *
     * @param issuedBy the id of the token that leaked
     */
    record IssuedByLeaked(Subject account, String tokenId, String name, String issuedBy) implements LeakEvent {
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
            return EventDetails.of("token", tokenId, "name", name, "by-token", issuedBy);
        }
    }
}
