package dev.registrykit.attest.openpgp;

import java.time.Instant;
import org.bouncycastle.openpgp.PGPException;
import org.bouncycastle.openpgp.PGPPublicKey;
import org.bouncycastle.openpgp.PGPSignature;
import org.bouncycastle.openpgp.operator.bc.BcPGPContentVerifierBuilderProvider;

/** One signature tried with one key, while the artifact passes by. */
final class Attempt {
    private final DocumentSignature signature;
    private final Certificate certificate;
    private final PGPPublicKey key;
    private final PGPSignature running;
    /** Whether key and signature fit each other at all. */
    private final boolean begun;

    private Attempt(
            DocumentSignature signature,
            Certificate certificate,
            PGPPublicKey key,
            PGPSignature running,
            boolean begun) {
        this.signature = signature;
        this.certificate = certificate;
        this.key = key;
        this.running = running;
        this.begun = begun;
    }

    static Attempt begin(DocumentSignature signature, Certificate certificate, PGPPublicKey key)
            throws RefusedException {
        PGPSignature running = signature.fresh();
        try {
            running.init(new BcPGPContentVerifierBuilderProvider(), key);
            return new Attempt(signature, certificate, key, running, true);
        } catch (PGPException | RuntimeException unfit) {
            return new Attempt(signature, certificate, key, running, false);
        }
    }

    void update(byte[] bytes, int length) {
        if (begun) {
            running.update(bytes, 0, length);
        }
    }

    /** The key's own failings come first: they say more than that a signature by such a key is not good. */
    VerifiedSignature finish(Instant now) throws RefusedException {
        certificate.check(key, signature.createdAt(), now);
        if (!isGood()) {
            throw new RefusedException(
                    OpenPgpReason.SIGNATURE_INVALID, "the signature is not by this key over this artifact");
        }
        return new VerifiedSignature(
                certificate.fingerprint(),
                CertificateParts.fingerprint(key),
                signature.createdAt(),
                signature.hashAlgorithm());
    }

    private boolean isGood() {
        try {
            return begun && running.verify();
        } catch (PGPException | RuntimeException undecided) {
            // Numbers out of range: no signature by this key.
            return false;
        }
    }
}
