package dev.registrykit.attest.sigstore;

import dev.registrykit.attest.bundle.DigestAlgorithm;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.security.MessageDigest;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cms.DefaultCMSSignatureAlgorithmNameGenerator;
import org.bouncycastle.cms.SignerInformationVerifier;
import org.bouncycastle.operator.ContentVerifier;
import org.bouncycastle.operator.ContentVerifierProvider;
import org.bouncycastle.operator.DefaultSignatureAlgorithmIdentifierFinder;
import org.bouncycastle.operator.DigestCalculator;
import org.bouncycastle.operator.OperatorCreationException;
import org.jspecify.annotations.Nullable;

/**
 * Checks the signatures of timestamps (RFC 5652 section 5.6) by a key and in the schemes that count elsewhere too.
 *
 * <p>Bouncy Castle's own verifier checks each signature twice, which doubles the greatest cost of a timestamp.
 */
final class TimestampSignatures {
    private TimestampSignatures() {}

    static SignerInformationVerifier by(VerificationKey key) {
        return new SignerInformationVerifier(
                new DefaultCMSSignatureAlgorithmNameGenerator(),
                new DefaultSignatureAlgorithmIdentifierFinder(),
                new KeyProvider(key),
                algorithm -> new Digest(algorithm));
    }

    private static final class KeyProvider implements ContentVerifierProvider {
        private final VerificationKey key;

        KeyProvider(VerificationKey key) {
            this.key = key;
        }

        @Override
        public boolean hasAssociatedCertificate() {
            return false;
        }

        @Override
        public @Nullable X509CertificateHolder getAssociatedCertificate() {
            return null;
        }

        @Override
        public ContentVerifier get(AlgorithmIdentifier algorithm) throws OperatorCreationException {
            SignatureScheme scheme = SignatureScheme.ofCertificate(algorithm);
            if (scheme == null) {
                throw new OperatorCreationException("the signature algorithm is not known");
            }
            return new KeyVerifier(key, scheme, algorithm);
        }
    }

    private static final class KeyVerifier implements ContentVerifier {
        private final VerificationKey key;
        private final SignatureScheme scheme;
        private final AlgorithmIdentifier algorithm;
        private final ByteArrayOutputStream signed = new ByteArrayOutputStream(512);

        KeyVerifier(VerificationKey key, SignatureScheme scheme, AlgorithmIdentifier algorithm) {
            this.key = key;
            this.scheme = scheme;
            this.algorithm = algorithm;
        }

        @Override
        public AlgorithmIdentifier getAlgorithmIdentifier() {
            return algorithm;
        }

        @Override
        public OutputStream getOutputStream() {
            return signed;
        }

        @Override
        public boolean verify(byte[] signature) {
            return key.hasSigned(scheme, SignedContent.of(signed.toByteArray()), signature);
        }
    }

    private static final class Digest extends OutputStream implements DigestCalculator {
        private final AlgorithmIdentifier algorithm;
        private final MessageDigest digest;

        Digest(AlgorithmIdentifier algorithm) throws OperatorCreationException {
            DigestAlgorithm known = SignatureScheme.digest(algorithm.getAlgorithm());
            if (known == null) {
                throw new OperatorCreationException("the digest algorithm does not count");
            }
            this.algorithm = algorithm;
            this.digest = known.start();
        }

        @Override
        public AlgorithmIdentifier getAlgorithmIdentifier() {
            return algorithm;
        }

        @Override
        public OutputStream getOutputStream() {
            return this;
        }

        @Override
        public void write(int value) {
            digest.update((byte) value);
        }

        @Override
        public void write(byte[] bytes, int from, int length) {
            digest.update(bytes, from, length);
        }

        @Override
        public byte[] getDigest() {
            return digest.digest();
        }
    }
}
