package dev.registrykit.attest.sigstore;

import dev.registrykit.attest.bundle.ArtifactDigest;
import dev.registrykit.attest.bundle.AttestReason;
import dev.registrykit.attest.bundle.Bundle;
import dev.registrykit.attest.trustroot.TrustRoot;
import dev.registrykit.attest.trustroot.TrustRootException;
import dev.registrykit.core.decision.Decision;
import dev.sigstore.KeylessVerificationException;
import dev.sigstore.KeylessVerifier;
import dev.sigstore.VerificationOptions;
import dev.sigstore.bundle.BundleParseException;
import dev.sigstore.fulcio.client.FulcioVerificationException;
import dev.sigstore.rekor.client.RekorVerificationException;
import dev.sigstore.timestamp.client.TimestampException;
import dev.sigstore.timestamp.client.TimestampVerificationException;
import dev.sigstore.trustroot.SigstoreConfigurationException;
import dev.sigstore.trustroot.SigstoreTrustedRoot;
import java.io.ByteArrayInputStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The checks as sigstore-java 2.0.0 makes them.
 *
 * <p>It reports in messages only, so the reason is taken from the type of the exception's cause.
 */
final class SigstoreJavaCryptography implements BundleCryptography {
    private static final Logger LOG = LoggerFactory.getLogger(SigstoreJavaCryptography.class);

    private final KeylessVerifier verifier;

    SigstoreJavaCryptography(TrustRoot trustRoot) {
        try {
            SigstoreTrustedRoot root = SigstoreTrustedRoot.from(new ByteArrayInputStream(trustRoot.bytes()));
            this.verifier =
                    KeylessVerifier.builder().trustedRootProvider(() -> root).build();
        } catch (GeneralSecurityException | SigstoreConfigurationException | RuntimeException broken) {
            throw new TrustRootException("the trust root cannot be used: " + broken.getMessage(), broken);
        }
    }

    @Override
    public Decision<Bundle> check(Bundle bundle, ArtifactDigest digest) {
        try {
            var parsed = dev.sigstore.bundle.Bundle.from(
                    new StringReader(new String(bundle.bytes(), StandardCharsets.UTF_8)));
            // The caller compares the identity itself, from the certificate of this very bundle.
            verifier.verify(
                    digest.bytes(dev.registrykit.attest.bundle.DigestAlgorithm.SHA256),
                    parsed,
                    VerificationOptions.empty());
            return Decision.allowed(bundle);
        } catch (BundleParseException malformed) {
            return refuse(AttestReason.BUNDLE_MALFORMED, "The bundle cannot be read.", malformed);
        } catch (KeylessVerificationException refused) {
            return refuse(refused);
        } catch (RuntimeException unexpected) {
            return refuse(AttestReason.BUNDLE_MALFORMED, "A part of the bundle cannot be processed.", unexpected);
        }
    }

    private static Decision<Bundle> refuse(KeylessVerificationException refused) {
        Throwable cause = refused.getCause();
        if (cause instanceof FulcioVerificationException) {
            return refuse(
                    AttestReason.CERTIFICATE_UNTRUSTED,
                    "The certificate does not lead to an authority and a certificate log of the trust root.",
                    refused);
        }
        if (cause instanceof RekorVerificationException) {
            return refuse(
                    AttestReason.LOG_PROOF_INVALID, "The transparency log's proof or promise does not hold.", refused);
        }
        if (cause instanceof CertificateExpiredException || cause instanceof CertificateNotYetValidException) {
            return refuse(
                    AttestReason.CERTIFICATE_EXPIRED,
                    "The certificate was not valid at the time of a signed timestamp.",
                    refused);
        }
        if (cause instanceof TimestampException || cause instanceof TimestampVerificationException) {
            return refuse(AttestReason.TIMESTAMP_INVALID, "A signed timestamp does not hold.", refused);
        }
        // Digest and signature were checked before, so what remains is how they stand in the log entry.
        return refuse(
                AttestReason.LOG_ENTRY_MISMATCH, "The entry of the transparency log does not fit the bundle.", refused);
    }

    private static Decision<Bundle> refuse(AttestReason reason, String detail, Exception why) {
        LOG.debug("{}: {}", reason.code(), why.toString());
        return Decision.refused(reason, detail);
    }
}
