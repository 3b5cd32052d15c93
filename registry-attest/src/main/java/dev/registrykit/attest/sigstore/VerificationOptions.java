package dev.registrykit.attest.sigstore;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How much a verification demands from what a trust root names; the defaults are one proven log entry, one verified time
 * and one proof that the certificate was published.
 *
 * <p>Whatever a bundle holds beyond what is demanded is checked too: a bad entry beside a good one is refused.
 */
public final class VerificationOptions {
    private final int logEntries;
    private final int verifiedTimes;
    private final int certificateTimestamps;
    private final boolean promiseAccepted;
    private final boolean rootCertificateAccepted;
    private final @Nullable Set<String> issuers;

    private VerificationOptions(Builder builder) {
        this.logEntries = builder.logEntries;
        this.verifiedTimes = builder.verifiedTimes;
        this.certificateTimestamps = builder.certificateTimestamps;
        this.promiseAccepted = builder.promiseAccepted;
        this.rootCertificateAccepted = builder.rootCertificateAccepted;
        this.issuers = builder.issuers;
    }

    /** The defaults, which suit the public-good instance. */
    public static VerificationOptions defaults() {
        return builder().build();
    }

    /** A builder that starts from the defaults. */
    public static Builder builder() {
        return new Builder();
    }

    int logEntries() {
        return logEntries;
    }

    int verifiedTimes() {
        return verifiedTimes;
    }

    int certificateTimestamps() {
        return certificateTimestamps;
    }

    boolean isPromiseAccepted() {
        return promiseAccepted;
    }

    boolean isRootCertificateAccepted() {
        return rootCertificateAccepted;
    }

    boolean isIssuerAccepted(String issuer) {
        return issuers == null || issuers.contains(issuer);
    }

    /** Collects what is demanded. */
    public static final class Builder {
        private int logEntries = 1;
        private int verifiedTimes = 1;
        private int certificateTimestamps = 1;
        private boolean promiseAccepted;
        private boolean rootCertificateAccepted;
        private @Nullable Set<String> issuers;

        private Builder() {}

        /**
         * Entries in at least this many different logs of the trust root; one by default.
         *
         * @throws IllegalArgumentException if it is less than one
         */
        public Builder logEntries(int least) {
            this.logEntries = atLeastOne(least);
            return this;
        }

        /**
         * Times by at least this many different authorities and logs; one by default.
         *
         * @throws IllegalArgumentException if it is less than one
         */
        public Builder verifiedTimes(int least) {
            this.verifiedTimes = atLeastOne(least);
            return this;
        }

        /**
         * Proofs of publication by at least this many different certificate logs; one by default.
         *
         * @throws IllegalArgumentException if it is less than one
         */
        public Builder certificateTimestamps(int least) {
            this.certificateTimestamps = atLeastOne(least);
            return this;
        }

        /** Only certificates for identities that one of these OpenID Connect issuers vouched for; any issuer by default. */
        public Builder onlyIssuers(String... allowed) {
            this.issuers = Set.of(allowed);
            return this;
        }

        /**
         * In bundles of format v0.1, a log's signed promise counts as its entry. <b>Risk:</b> a promise shows that the log
         * was asked, not that the entry can be found there, so a dishonest log could hide it. For old npm provenance.
         */
        public Builder acceptPromiseWithoutProof() {
            this.promiseAccepted = true;
            return this;
        }

        /**
         * A self-signed certificate in the bundle's chain is passed over. <b>Risk:</b> none for what is verified, since no
         * chain is built on it; the format forbids it. For old bundles.
         */
        public Builder acceptRootCertificateInBundle() {
            this.rootCertificateAccepted = true;
            return this;
        }

        /**
         * No log entry is needed. <b>Risk:</b> a signature that nobody can find cannot be noticed by whom it pretends to be
         * from. For private instances such as GitHub's.
         */
        public Builder acceptNoLogEntry() {
            this.logEntries = 0;
            return this;
        }

        /**
         * No proof of the certificate's publication is needed. <b>Risk:</b> an authority could issue certificates that nobody
         * sees. For private instances such as GitHub's.
         */
        public Builder acceptNoCertificateTimestamp() {
            this.certificateTimestamps = 0;
            return this;
        }

        /**
         * No verified time is needed. <b>Risk:</b> a certificate's validity of ten minutes, and a key's end, then mean nothing:
         * whoever gets hold of the key signs for ever.
         *
         * @param reason why that is acceptable here, for whoever reads the code
         * @throws IllegalArgumentException if the reason is blank
         */
        public Builder acceptNoVerifiedTime(String reason) {
            if (reason.isBlank()) {
                throw new IllegalArgumentException("say why no time is needed");
            }
            this.verifiedTimes = 0;
            return this;
        }

        private static int atLeastOne(int least) {
            if (least < 1) {
                throw new IllegalArgumentException("at least one; a relaxation has its own name");
            }
            return least;
        }

        /** The options. */
        public VerificationOptions build() {
            return new VerificationOptions(this);
        }
    }
}
