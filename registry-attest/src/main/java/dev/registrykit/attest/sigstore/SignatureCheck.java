package dev.registrykit.attest.sigstore;

import dev.registrykit.attest.bundle.ArtifactDigest;
import dev.registrykit.attest.bundle.DsseEnvelope;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import org.bouncycastle.jce.provider.BouncyCastleProvider;

/** Verifies the signature of a certificate's key, over a digest or over an envelope's exact bytes. */
final class SignatureCheck {
    private final BouncyCastleProvider provider;

    SignatureCheck(BouncyCastleProvider provider) {
        this.provider = provider;
    }

    /** Whether {@code signature} is ECDSA with SHA-256 over the artifact of this digest. */
    boolean holds(ECPublicKey key, ArtifactDigest digest, byte[] signature) {
        return verify(
                "NONEwithECDSA", key, digest.bytes(dev.registrykit.attest.bundle.DigestAlgorithm.SHA256), signature);
    }

    /** Whether the envelope's signature is over its type and payload, with the hash that suits the key's size. */
    boolean holds(ECPublicKey key, DsseEnvelope envelope) {
        int bits = key.getParams().getOrder().bitLength();
        String algorithm = bits > 384 ? "SHA512withECDSA" : bits > 256 ? "SHA384withECDSA" : "SHA256withECDSA";
        return verify(algorithm, key, envelope.preAuthEncoding(), envelope.signature());
    }

    private boolean verify(String algorithm, ECPublicKey key, byte[] signed, byte[] signature) {
        try {
            Signature verifier = Signature.getInstance(algorithm, provider);
            verifier.initVerify(key);
            verifier.update(signed);
            return verifier.verify(signature);
        } catch (GeneralSecurityException | IllegalArgumentException malformed) {
            return false;
        }
    }
}
