package dev.registrykit.attest.sigstore;

import dev.registrykit.attest.bundle.ArtifactDigest;
import dev.registrykit.attest.bundle.AttestReason;
import dev.registrykit.attest.bundle.Bundle;
import dev.registrykit.attest.bundle.DsseEnvelope;
import dev.registrykit.attest.bundle.MessageSignature;
import dev.registrykit.attest.sigstore.EntryBody.BundleFacts;
import dev.registrykit.attest.statement.Statement;
import dev.registrykit.attest.trustroot.TrustedKeys.TrustedKey;
import java.io.IOException;
import java.security.Provider;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The innermost part of a bundle, which needs no trust root: a key has signed this artifact or this envelope. */
final class Signed {
    /** Stands for the plain key where a certificate stands for the signer. */
    private static final byte[] NO_KEY = {};

    private final @Nullable SignerCertificate certificate;
    private final @Nullable TrustedKey trustedKey;
    private final BundleFacts facts;

    private Signed(@Nullable SignerCertificate certificate, @Nullable TrustedKey trustedKey, BundleFacts facts) {
        this.certificate = certificate;
        this.trustedKey = trustedKey;
        this.facts = facts;
    }

    /** What was signed and by which key, when the signature holds. */
    static Signed of(Bundle bundle, ArtifactDigest digest, KnownKeys keys) throws RefusedException {
        byte[] der = bundle.certificate();
        SignerCertificate certificate = der == null ? null : certificate(der, keys.provider());
        TrustedKey trusted = certificate != null ? null : keys.trusted(bundle.keyHint());
        VerificationKey key = certificate != null ? certificate.key() : keys.decoded(Objects.requireNonNull(trusted));
        DsseEnvelope envelope = bundle.envelope();
        MessageSignature message = bundle.messageSignature();
        SignedContent content;
        byte[] signature;
        if (envelope != null) {
            if (!envelope.payloadType().equals(Statement.MEDIA_TYPE)) {
                throw new RefusedException(
                        AttestReason.STATEMENT_MALFORMED, "The envelope holds no in-toto statement.");
            }
            content = SignedContent.of(envelope);
            signature = envelope.signature();
        } else {
            content = SignedContent.of(digest);
            signature = checkDigest(Objects.requireNonNull(message), digest).signature();
        }
        if (!key.hasSignedPayload(content, signature)) {
            throw new RefusedException(
                    AttestReason.SIGNATURE_INVALID, "The signature was not made by the signer's key over this.");
        }
        return new Signed(
                certificate,
                trusted,
                new BundleFacts(content, envelope, signature, der, certificate == null ? key.encoded() : NO_KEY));
    }

    private static SignerCertificate certificate(byte[] der, Provider provider) throws RefusedException {
        try {
            return SignerCertificate.parse(der, provider);
        } catch (SignerCertificate.UnsupportedCertificateException unsupported) {
            throw new RefusedException(AttestReason.UNSUPPORTED, "Not verified: " + unsupported.getMessage() + ".");
        } catch (IOException malformed) {
            throw new RefusedException(
                    AttestReason.CERTIFICATE_MALFORMED, "The signer's certificate: " + malformed.getMessage() + ".");
        }
    }

    private static MessageSignature checkDigest(MessageSignature message, ArtifactDigest digest)
            throws RefusedException {
        ArtifactDigest stated = message.statedDigest();
        if (stated != null && !stated.sameArtifact(digest)) {
            boolean comparable = digest.algorithms().containsAll(stated.algorithms());
            throw new RefusedException(
                    AttestReason.DIGEST_MISMATCH,
                    comparable
                            ? "The bundle was made for another file."
                            : "The bundle states a digest by an algorithm by which the file's is not at hand.");
        }
        return message;
    }

    @Nullable SignerCertificate certificate() {
        return certificate;
    }

    BundleFacts facts() {
        return facts;
    }

    void checkKeyInUse(Instant time) throws RefusedException {
        if (trustedKey != null && !trustedKey.usedAt(time)) {
            throw new RefusedException(AttestReason.KEY_EXPIRED, "The key was not in use when this was signed.");
        }
    }
}
