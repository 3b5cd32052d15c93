package dev.registrykit.attest.sigstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.registrykit.attest.bundle.ArtifactDigest;
import dev.registrykit.attest.sigstore.VerificationKey.UnusableKeyException;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VerificationKeyTest {
    private static final byte[] CONTENT = "what is signed".getBytes(StandardCharsets.UTF_8);

    private final BouncyCastleProvider provider = new BouncyCastleProvider();

    private KeyPair pair(String algorithm, String size) throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm, provider);
        if (algorithm.equals("EC")) {
            generator.initialize(new ECGenParameterSpec(size));
        } else if (!size.isEmpty()) {
            generator.initialize(Integer.parseInt(size));
        }
        return generator.generateKeyPair();
    }

    private byte[] signed(String how, KeyPair pair, byte[] content) throws Exception {
        Signature signature = Signature.getInstance(how, provider);
        if (how.equals("SHA256withRSAandMGF1")) {
            signature.setParameter(new PSSParameterSpec("SHA-256", "MGF1", new MGF1ParameterSpec("SHA-256"), 32, 1));
        }
        signature.initSign(pair.getPrivate());
        signature.update(content);
        return signature.sign();
    }

    @ParameterizedTest
    @CsvSource({
        "EC, secp256r1, SHA256withECDSA, PKIX_ECDSA_P256_SHA_256",
        "EC, secp384r1, SHA384withECDSA, PKIX_ECDSA_P384_SHA_384",
        "EC, secp521r1, SHA512withECDSA, PKIX_ECDSA_P521_SHA_512",
        "RSA, 2048, SHA256withRSA, PKIX_RSA_PKCS1V15_2048_SHA256",
        "RSA, 2048, SHA256withRSAandMGF1, PKIX_RSA_PSS_2048_SHA256",
        "Ed25519, '', Ed25519, PKIX_ED25519"
    })
    void a_key_checks_what_it_has_signed_and_nothing_else(String algorithm, String size, String how, String details)
            throws Exception {
        KeyPair pair = pair(algorithm, size);
        VerificationKey key = VerificationKey.of(pair.getPublic(), details, provider);
        byte[] signature = signed(how, pair, CONTENT);

        assertThat(key.hasSigned(SignedContent.of(CONTENT), signature)).isTrue();
        assertThat(key.hasSigned(SignedContent.of("other".getBytes(StandardCharsets.UTF_8)), signature))
                .isFalse();
        signature[signature.length - 1] ^= 1;
        assertThat(key.hasSigned(SignedContent.of(CONTENT), signature)).isFalse();
        assertThat(key.hasSigned(SignedContent.of(CONTENT), new byte[0])).isFalse();
    }

    @Test
    void a_digest_alone_is_enough_except_for_plain_ed25519() throws Exception {
        ArtifactDigest digest = ArtifactDigest.of(CONTENT);
        KeyPair ec = pair("EC", "secp256r1");
        KeyPair rsa = pair("RSA", "2048");
        KeyPair edwards = pair("Ed25519", "");

        assertThat(VerificationKey.of(ec.getPublic(), null, provider)
                        .hasSignedPayload(SignedContent.of(digest), signed("SHA256withECDSA", ec, CONTENT)))
                .isTrue();
        assertThat(VerificationKey.of(rsa.getPublic(), null, provider)
                        .hasSignedPayload(SignedContent.of(digest), signed("SHA256withRSA", rsa, CONTENT)))
                .isTrue();
        assertThat(VerificationKey.of(edwards.getPublic(), null, provider)
                        .hasSignedPayload(SignedContent.of(digest), signed("Ed25519", edwards, CONTENT)))
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource({"EC, secp256k1", "RSA, 1024", "X25519, ''"})
    void a_weak_or_foreign_key_is_unusable(String algorithm, String size) throws Exception {
        KeyPair pair = pair(algorithm, size);

        assertThatThrownBy(() -> VerificationKey.of(pair.getPublic(), null, provider))
                .isInstanceOf(UnusableKeyException.class);
    }

    @Test
    void a_key_of_another_kind_than_stated_is_unusable() throws Exception {
        KeyPair pair = pair("EC", "secp256r1");

        assertThatThrownBy(() -> VerificationKey.of(pair.getPublic(), "PKIX_ED25519", provider))
                .isInstanceOf(UnusableKeyException.class);
    }
}
