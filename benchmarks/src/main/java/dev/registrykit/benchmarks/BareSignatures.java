package dev.registrykit.benchmarks;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.jspecify.annotations.Nullable;

/**
 * The signature checks of one bundle and nothing else: as many as a verifier must do, with keys of the same kinds.
 *
 * <p>The keys of logs and authorities are kept, since they are those of the trust root; the signer's is decoded anew each time,
 * since no two bundles have the same. A trust root's own certificates are checked once, not here.
 */
final class BareSignatures {
    private static final int MESSAGE_BYTES = 2048;

    private final BouncyCastleProvider provider = new BouncyCastleProvider();
    private final List<Check> checks = new ArrayList<>();

    private static final class Check {
        private final String algorithm;
        private final PublicKey key;
        private final boolean fresh;
        private final byte[] signature;

        Check(String algorithm, PublicKey key, boolean fresh, byte[] signature) {
            this.algorithm = algorithm;
            this.key = key;
            this.fresh = fresh;
            this.signature = signature;
        }
    }

    /** For a bundle logged in Rekor v1: signer, certificate, certificate log, and the log's promise and checkpoint. */
    static BareSignatures rekor1() {
        return new BareSignatures()
                .ec("SHA256withECDSA", "secp256r1", true)
                .ec("SHA384withECDSA", "secp384r1", false)
                .ec("SHA256withECDSA", "secp256r1", false)
                .ec("SHA256withECDSA", "secp256r1", false)
                .ec("SHA256withECDSA", "secp256r1", false);
    }

    /** For a bundle logged in Rekor v2: signer, certificate, certificate log, the log's checkpoint, and the timestamp. */
    static BareSignatures rekor2() {
        return new BareSignatures()
                .ec("SHA256withECDSA", "secp256r1", true)
                .ec("SHA384withECDSA", "secp384r1", false)
                .ec("SHA256withECDSA", "secp256r1", false)
                .add("Ed25519", "Ed25519", null)
                .ec("SHA256withECDSA", "secp384r1", false);
    }

    private BareSignatures ec(String algorithm, String curve, boolean fresh) {
        return add(algorithm, "EC", curve, fresh);
    }

    private BareSignatures add(String algorithm, String keyType, @Nullable String curve) {
        return add(algorithm, keyType, curve, false);
    }

    private BareSignatures add(String algorithm, String keyType, @Nullable String curve, boolean fresh) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(keyType, provider);
            if (curve != null) {
                generator.initialize(new ECGenParameterSpec(curve));
            }
            KeyPair pair = generator.generateKeyPair();
            Signature signer = Signature.getInstance(algorithm, provider);
            signer.initSign(pair.getPrivate());
            signer.update(new byte[MESSAGE_BYTES]);
            checks.add(new Check(algorithm, pair.getPublic(), fresh, signer.sign()));
            return this;
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** How many of the signatures are good. */
    int check() throws GeneralSecurityException {
        int good = 0;
        var message = new byte[MESSAGE_BYTES];
        for (Check check : checks) {
            Signature verifier = Signature.getInstance(check.algorithm, provider);
            verifier.initVerify(check.fresh ? decoded(check.key) : check.key);
            verifier.update(message);
            good += verifier.verify(check.signature) ? 1 : 0;
        }
        return good;
    }

    int size() {
        return checks.size();
    }

    private PublicKey decoded(PublicKey key) throws GeneralSecurityException {
        return KeyFactory.getInstance(key.getAlgorithm(), provider)
                .generatePublic(new X509EncodedKeySpec(key.getEncoded()));
    }
}
