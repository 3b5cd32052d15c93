package dev.registrykit.publish.provider;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What an operator settled about one provider: its row, its one issuer, and what was accepted by name. */
record Settings(
        Row row,
        String issuer,
        @Nullable String fixedAudience,
        boolean audienceList,
        Duration maxLifetime,
        boolean mutableIdentity) {
    private static final Duration LONGEST = Duration.ofHours(24);

    static Settings of(Row row, String issuer) {
        return new Settings(row, issuer, null, false, row.maxLifetime(), false);
    }

    Settings acceptFixedAudience(String audience) {
        return new Settings(row, issuer, audience, audienceList, maxLifetime, mutableIdentity);
    }

    Settings acceptAudienceListOfOne() {
        return new Settings(row, issuer, fixedAudience, true, maxLifetime, mutableIdentity);
    }

    Settings acceptLifetime(Duration longest) {
        if (longest.compareTo(row.maxLifetime()) < 0 || longest.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("a longest lifetime is from " + row.maxLifetime() + " to " + LONGEST);
        }
        return new Settings(row, issuer, fixedAudience, audienceList, longest, mutableIdentity);
    }

    Settings acceptMutableIdentity(String reason) {
        if (reason.isBlank()) {
            throw new IllegalArgumentException("accepting names that others may get has a reason");
        }
        return new Settings(row, issuer, fixedAudience, audienceList, maxLifetime, true);
    }
}
