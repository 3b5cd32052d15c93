package dev.registrykit.attest.sigstore;

import dev.registrykit.attest.bundle.AttestReason;
import dev.registrykit.attest.bundle.Bundle;
import dev.registrykit.attest.bundle.LogEntry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.cert.X509CertificateHolder;
import org.jspecify.annotations.Nullable;

/** One bundle against one trust root, after its signature was found to hold: log entries, times, certificate. */
final class Verification {
    private final Bundle bundle;
    private final Signed signed;
    private final PreparedRoot root;
    private final VerificationOptions options;
    private final List<VerifiedTime> times = new ArrayList<>(2);
    private final List<VerifiedLogEntry> entries = new ArrayList<>(1);
    /** The log of an entry that states no time itself. */
    private final List<PreparedRoot.Log> timelessLogs = new ArrayList<>(1);

    Verification(Bundle bundle, Signed signed, PreparedRoot root) {
        this.bundle = bundle;
        this.signed = signed;
        this.root = root;
        this.options = root.options();
    }

    List<VerifiedTime> times() {
        return times;
    }

    List<VerifiedLogEntry> entries() {
        return entries;
    }

    /** Refuses the bundle unless all of it hangs on the trust root; {@code issuer} is null for a plain key. */
    void check(@Nullable AuthorityChain issuer) throws RefusedException {
        checkEntries();
        for (byte[] timestamp : bundle.timestamps()) {
            times.add(Timestamps.check(timestamp, signed.facts().signature(), root));
        }
        if (distinctAuthorities() < options.verifiedTimes()) {
            throw new RefusedException(
                    AttestReason.TIMESTAMP_MISSING,
                    times.isEmpty()
                            ? "Nothing signed says when this was signed."
                            : "Fewer authorities than demanded say when this was signed.");
        }
        for (PreparedRoot.Log log : timelessLogs) {
            for (VerifiedTime time : times) {
                checkInUse(log, time.time());
            }
        }
        SignerCertificate certificate = signed.certificate();
        if (issuer != null && certificate != null) {
            checkCertificate(certificate, issuer);
        } else {
            for (VerifiedTime time : times) {
                signed.checkKeyInUse(time.time());
            }
        }
    }

    private void checkEntries() throws RefusedException {
        Set<String> logs = new HashSet<>();
        for (LogEntry entry : bundle.logEntries()) {
            PreparedRoot.Log log = root.transparencyLog(entry.logId());
            if (log == null) {
                throw new RefusedException(AttestReason.LOG_KEY_UNTRUSTED, "The log is not one of the trust root's.");
            }
            EntryBody.check(entry, signed.facts());
            LogProof proof = new LogProof(bundle, entry, log, options);
            Instant time = proof.checkPromise();
            boolean included = proof.checkInclusion(entry.promise() != null);
            if (time == null) {
                timelessLogs.add(log);
            } else {
                checkInUse(log, time);
                times.add(new VerifiedTime(VerifiedTime.Source.TRANSPARENCY_LOG, log.url(), time));
            }
            entries.add(new VerifiedLogEntry(
                    log.url(), log.id(), entry.index(), entry.kind() + ":" + entry.version(), included));
            logs.add(log.id());
        }
        if (logs.size() < options.logEntries()) {
            throw new RefusedException(
                    AttestReason.LOG_ENTRY_MISSING,
                    logs.isEmpty()
                            ? "The bundle holds no entry of a transparency log."
                            : "The bundle holds entries of fewer transparency logs than demanded.");
        }
    }

    private static void checkInUse(PreparedRoot.Log log, Instant time) throws RefusedException {
        if (!log.usedAt(time)) {
            throw new RefusedException(
                    AttestReason.LOG_KEY_UNTRUSTED, "The log did not use this key at the time of the entry.");
        }
    }

    /** Two times by one authority are one authority's word. */
    private int distinctAuthorities() {
        Set<String> authorities = new HashSet<>();
        for (VerifiedTime time : times) {
            authorities.add(time.source() + " " + time.authority());
        }
        return authorities.size();
    }

    /** Every time that somebody signed must lie within the validity of each certificate on the way. */
    private void checkCertificate(SignerCertificate signer, AuthorityChain issuer) throws RefusedException {
        X509CertificateHolder certificate = signer.certificate();
        if (!Certificates.isSigner(certificate, KeyPurposeId.id_kp_codeSigning)) {
            throw new RefusedException(
                    AttestReason.CERTIFICATE_UNTRUSTED, "The certificate is not one for signing code.");
        }
        for (VerifiedTime time : times) {
            if (!signer.validity().contains(time.time())) {
                throw new RefusedException(
                        AttestReason.CERTIFICATE_EXPIRED, "The certificate was not valid when this was signed.");
            }
            if (!issuer.isTrustedAt(time.time())) {
                throw new RefusedException(
                        AttestReason.CERTIFICATE_UNTRUSTED,
                        "The certificate's authority was not trusted when this was signed.");
            }
        }
        CertificateTimestamps.check(certificate, issuer, root, options.certificateTimestamps());
    }
}
