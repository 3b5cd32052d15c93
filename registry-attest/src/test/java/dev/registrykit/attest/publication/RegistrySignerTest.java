package dev.registrykit.attest.publication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.time.Instant;
import java.util.Date;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RegistrySignerTest {
    private static final byte[] DATA = "data".getBytes(StandardCharsets.UTF_8);

    @TempDir
    Path directory;

    @Test
    void a_key_in_a_file_signs_and_knows_its_public_key() throws Exception {
        KeyPair pair = TestKeys.p256();
        RegistrySigner signer = RegistrySigner.file(file(TestKeys.pem(pair)));
        assertThat(signer.publicKey().getEncoded()).isEqualTo(pair.getPublic().getEncoded());
        assertThat(verifies(pair.getPublic(), signer.sign(DATA))).isTrue();
        assertThat(signer.toString()).startsWith("RegistrySigner[SHA256:");
    }

    @Test
    void a_file_that_holds_no_key_on_p256_is_refused_without_a_word_of_it() throws Exception {
        KeyPairGenerator rsa = KeyPairGenerator.getInstance("RSA");
        rsa.initialize(2048);
        for (String content : new String[] {
            "",
            "secret",
            TestKeys.pem(TestKeys.pair("secp384r1")),
            TestKeys.pem(rsa.generateKeyPair()),
            TestKeys.pem(TestKeys.p256()).replace("PRIVATE", "EC PRIVATE"),
            TestKeys.pem(TestKeys.p256()) + "more",
            "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----",
            "x".repeat(20_000)
        }) {
            Path file = file(content);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> RegistrySigner.file(file))
                    .withMessageNotContaining("secret");
        }
        assertThatThrownBy(() -> RegistrySigner.file(directory.resolve("missing")))
                .isInstanceOf(IOException.class);
    }

    @Test
    void a_key_on_another_curve_is_refused() {
        KeyPair other = TestKeys.pair("secp384r1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RegistrySigner.of(other.getPrivate(), other.getPublic(), null))
                .withMessageContaining("P-256");
    }

    @Test
    void a_key_in_a_key_store_signs_by_whatever_provider_can_use_it() throws Exception {
        KeyPair pair = TestKeys.p256();
        char[] password = "changeit".toCharArray();
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry("registry", pair.getPrivate(), password, new Certificate[] {certificate(pair)});

        RegistrySigner signer = RegistrySigner.keyStore(store, "registry", password);
        assertThat(verifies(pair.getPublic(), signer.sign(DATA))).isTrue();
        assertThatIllegalArgumentException().isThrownBy(() -> RegistrySigner.keyStore(store, "another", password));

        KeyStore ofBouncyCastle = KeyStore.getInstance("PKCS12", new BouncyCastleProvider());
        ofBouncyCastle.load(null, null);
        ofBouncyCastle.setKeyEntry("registry", pair.getPrivate(), password, new Certificate[] {certificate(pair)});
        assertThat(verifies(
                        pair.getPublic(),
                        RegistrySigner.keyStore(ofBouncyCastle, "registry", password)
                                .sign(DATA)))
                .isTrue();
    }

    private Path file(String content) throws IOException {
        return Files.writeString(Files.createTempFile(directory, "key", ".pem"), content);
    }

    private static boolean verifies(PublicKey key, byte[] signature) throws GeneralSecurityException {
        Signature check = Signature.getInstance("SHA256withECDSA");
        check.initVerify(key);
        check.update(DATA);
        return check.verify(signature);
    }

    private static Certificate certificate(KeyPair pair) throws Exception {
        X500Name name = new X500Name("CN=registry");
        var builder = new JcaX509v3CertificateBuilder(
                name,
                BigInteger.ONE,
                Date.from(Instant.EPOCH),
                Date.from(Instant.ofEpochSecond(4_000_000_000L)),
                name,
                pair.getPublic());
        return new JcaX509CertificateConverter()
                .getCertificate(builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate())));
    }
}
