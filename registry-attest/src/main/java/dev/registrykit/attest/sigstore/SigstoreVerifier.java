package dev.registrykit.attest.sigstore;

import dev.registrykit.attest.bundle.ArtifactDigest;
import dev.registrykit.attest.bundle.AttestReason;
import dev.registrykit.attest.bundle.Bundle;
import dev.registrykit.attest.bundle.DigestAlgorithm;
import dev.registrykit.attest.bundle.DsseEnvelope;
import dev.registrykit.attest.bundle.LogEntry;
import dev.registrykit.attest.bundle.MessageSignature;
import dev.registrykit.attest.statement.Statement;
import dev.registrykit.attest.trustroot.TrustRoot;
import dev.registrykit.core.decision.Decision;
import java.io.IOException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.jspecify.annotations.Nullable;

/**
 * Verifies bundles offline against one trust root; safe to share between threads.
 *
 * <p>The steps, each of which refuses with its own reason: what the bundle is made of, the artifact's digest, the
 * signature, the certificate and log entry and timestamps, the times in relation to each other, and last the identity.
 * Hosts use it through {@link dev.registrykit.attest.RegistryAttest}.
 */
public final class SigstoreVerifier {
    private final TrustRoot trustRoot;
    private final BouncyCastleProvider provider = new BouncyCastleProvider();
    private final SignatureCheck signatures = new SignatureCheck(provider);
    private final BundleCryptography cryptography;

    /**
     * A verifier that starts from {@code trustRoot}.
     *
     * @throws dev.registrykit.attest.trustroot.TrustRootException if a key or certificate of the trust root is unusable
     */
    public SigstoreVerifier(TrustRoot trustRoot) {
        this.trustRoot = trustRoot;
        this.cryptography = new SigstoreJavaCryptography(trustRoot);
    }

    /** What is carried from step to step; nothing leaves before the last. */
    private record Claim(
            Bundle bundle,
            ArtifactDigest digest,
            SignerCertificate certificate,
            @Nullable Statement statement,
            List<String> subjectNames) {

        VerifiedAttestation signedAt(Instant time) {
            var facts = new VerifiedAttestation.Facts(bundle, digest);
            facts.signer = certificate.signer();
            facts.workload = certificate.workload();
            facts.times = List.of(new VerifiedTime(VerifiedTime.Source.TRANSPARENCY_LOG, "", time));
            facts.statement = statement;
            facts.subjectNames = subjectNames;
            return new VerifiedAttestation(facts);
        }
    }

    /** The attestation when {@code bundle} is about the artifact of this digest and its signer is expected. */
    public Decision<VerifiedAttestation> verify(Bundle bundle, ArtifactDigest digest, SignerPolicy expected) {
        return verify(bundle, digest, expected::check);
    }

    private Decision<VerifiedAttestation> verify(
            Bundle bundle,
            ArtifactDigest digest,
            Function<VerifiedAttestation, Decision<VerifiedAttestation>> identityCheck) {
        return SupportedShape.check(bundle)
                .then(this::checkLog)
                .then(supported -> claim(supported, digest))
                .then(this::checkSignature)
                .then(claim -> SignedTimes.of(bundle)
                        .then(times -> cryptography.check(bundle, digest).then(checked -> checkTimes(claim, times))))
                .then(identityCheck);
    }

    private Decision<Bundle> checkLog(Bundle bundle) {
        return bundle.logEntries().stream().allMatch(entry -> trustRoot.knowsLog(entry.logId()))
                ? Decision.allowed(bundle)
                : Decision.refused(AttestReason.LOG_KEY_UNTRUSTED, "The log is not one of the trust root's.");
    }

    /** Certificate and statement read, and the digest compared. */
    private Decision<Claim> claim(Bundle bundle, ArtifactDigest digest) {
        return certificate(bundle).then(certificate -> {
            DsseEnvelope envelope = bundle.envelope();
            if (envelope == null) {
                return compareDigest(bundle.messageSignature(), digest)
                        .map(same -> new Claim(bundle, digest, certificate, null, List.of()));
            }
            return Statement.parse(envelope.payload())
                    .then(statement -> statement
                            .subjectsOf(digest)
                            .map(subjects -> new Claim(
                                    bundle,
                                    digest,
                                    certificate,
                                    statement,
                                    subjects.stream()
                                            .map(Statement.Subject::name)
                                            .toList())));
        });
    }

    private Decision<SignerCertificate> certificate(Bundle bundle) {
        byte[] der = bundle.certificate();
        if (der == null) {
            return Decision.refused(AttestReason.UNSUPPORTED, "Signatures by bare public keys are not verified.");
        }
        try {
            return Decision.allowed(SignerCertificate.parse(der, provider));
        } catch (SignerCertificate.UnsupportedCertificateException unsupported) {
            return Decision.refused(AttestReason.UNSUPPORTED, "Not verified: " + unsupported.getMessage() + ".");
        } catch (IOException malformed) {
            return Decision.refused(AttestReason.BUNDLE_MALFORMED, "The signer's certificate cannot be read.");
        }
    }

    private static Decision<ArtifactDigest> compareDigest(@Nullable MessageSignature signature, ArtifactDigest digest) {
        byte[] stated = signature == null ? null : signature.statedSha256();
        return stated == null || MessageDigest.isEqual(stated, digest.bytes(DigestAlgorithm.SHA256))
                ? Decision.allowed(digest)
                : Decision.refused(AttestReason.DIGEST_MISMATCH, "The bundle was made for another file.");
    }

    private Decision<Claim> checkSignature(Claim claim) {
        DsseEnvelope envelope = claim.bundle.envelope();
        MessageSignature signature = claim.bundle.messageSignature();
        boolean holds;
        if (envelope != null) {
            holds = signatures.holds(claim.certificate.key(), envelope);
        } else {
            holds = signature != null && signatures.holds(claim.certificate.key(), claim.digest, signature.signature());
        }
        return holds
                ? Decision.allowed(claim)
                : Decision.refused(
                        AttestReason.SIGNATURE_INVALID,
                        "The signature was not made by the certificate's key over this.");
    }

    /** Every time that somebody signed must lie within the certificate's validity, and within the use of the log's key. */
    private Decision<VerifiedAttestation> checkTimes(Claim claim, SignedTimes times) {
        for (Instant time : times.all()) {
            if (!claim.certificate.validAt(time)) {
                return Decision.refused(
                        AttestReason.CERTIFICATE_EXPIRED, "The certificate was not valid when this was signed.");
            }
        }
        for (LogEntry entry : claim.bundle.logEntries()) {
            Instant entered = entry.promisedTime() == null ? times.earliest() : entry.promisedTime();
            if (!trustRoot.logInUse(entry.logId(), entered)) {
                return Decision.refused(
                        AttestReason.LOG_KEY_UNTRUSTED, "The log did not use this key at the time of the entry.");
            }
        }
        return Decision.allowed(claim.signedAt(times.earliest()));
    }
}
