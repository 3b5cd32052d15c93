package dev.registrykit.testkit.sigstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.registrykit.attest.RegistryAttest;
import dev.registrykit.attest.bundle.ArtifactDigest;
import dev.registrykit.attest.bundle.Bundle;
import dev.registrykit.attest.sigstore.SignerPolicy;
import dev.registrykit.attest.trustroot.TrustRoot;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Map;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.RSAPublicKey;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.DSAParameter;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.DomainParameters;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.Test;

/** Bundles below the limit of size, from somebody whom nobody trusts, that would keep the verifier busy. */
class ExhaustingBundlesTest {
    private static final byte[] ARTIFACT = "artifact".getBytes(StandardCharsets.US_ASCII);
    private static final ASN1ObjectIdentifier ISSUER = new ASN1ObjectIdentifier("1.3.6.1.4.1.57264.1.1");
    /** Not a measure: what used to go on for hours fails after this time. */
    private static final Duration SOON = Duration.ofMinutes(1);

    private static final BigInteger USUAL_EXPONENT = BigInteger.valueOf(65_537);

    private final MiniatureSigstore sigstore = MiniatureSigstore.at(InstantSource.system());
    private final RegistryAttest attest = RegistryAttest.builder()
            .trustRoot(TrustRoot.json(sigstore.trustedRoot()))
            .build();

    private String verify(byte[] bundle) {
        return Bundle.parse(bundle)
                .then(parsed -> attest.verify(
                        parsed, ArtifactDigest.of(ARTIFACT), SignerPolicy.acceptAnySigner("its cost is in question")))
                .fold(value -> "allowed", refusal -> refusal.reason().code(), outage -> "unavailable");
    }

    /** A number of this many bits that no small prime divides. */
    private static BigInteger large(int bits) {
        BigInteger small = BigInteger.ONE;
        for (int prime = 3; prime < 800; prime += 2) {
            small = BigInteger.valueOf(prime).isProbablePrime(20) ? small.multiply(BigInteger.valueOf(prime)) : small;
        }
        BigInteger number = BigInteger.ONE.shiftLeft(bits - 1).setBit(bits / 2).setBit(0);
        while (!number.gcd(small).equals(BigInteger.ONE)) {
            number = number.add(BigInteger.TWO);
        }
        return number;
    }

    /** A bundle with a certificate that an unknown authority issued for this key. */
    private static byte[] withKey(ASN1ObjectIdentifier algorithm, ASN1Encodable parameters, ASN1Encodable key) {
        try {
            X500Name name = new X500Name("CN=anybody");
            Date now = Date.from(Instant.now());
            byte[] certificate = new X509v3CertificateBuilder(
                            name,
                            BigInteger.ONE,
                            now,
                            now,
                            name,
                            new SubjectPublicKeyInfo(new AlgorithmIdentifier(algorithm, parameters), key))
                    .addExtension(
                            Extension.subjectAlternativeName,
                            true,
                            new GeneralNames(new GeneralName(GeneralName.rfc822Name, "anybody@example.org")))
                    .addExtension(ISSUER, false, "https://issuer.example.org".getBytes(StandardCharsets.US_ASCII))
                    .build(new JcaContentSignerBuilder("SHA256withECDSA")
                            .setProvider(Keys.PROVIDER)
                            .build(Keys.p256().getPrivate()))
                    .getEncoded();
            String text = Base64.getEncoder().encodeToString(certificate);
            return MiniatureSigstore.utf8(Map.of(
                    "mediaType",
                    "application/vnd.dev.sigstore.bundle.v0.3+json",
                    "verificationMaterial",
                    Map.of("certificate", Map.of("rawBytes", text), "tlogEntries", List.of()),
                    "messageSignature",
                    Map.of("signature", "AAAA")));
        } catch (IOException | OperatorCreationException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    @Test
    void a_dsa_key_of_any_size_is_refused_before_it_is_looked_at() {
        BigInteger prime = large(40_000);
        byte[] bundle = withKey(
                X9ObjectIdentifiers.id_dsa,
                new DSAParameter(prime, prime.shiftRight(1), BigInteger.TWO),
                new ASN1Integer(prime.shiftRight(2)));

        assertThat(assertTimeoutPreemptively(SOON, () -> verify(bundle))).isEqualTo("unsupported");
    }

    @Test
    void a_diffie_hellman_key_of_any_size_is_refused_before_it_is_looked_at() {
        BigInteger prime = large(40_000);
        byte[] bundle = withKey(
                X9ObjectIdentifiers.dhpublicnumber,
                new DomainParameters(prime, BigInteger.TWO, prime.shiftRight(2), null, null),
                new ASN1Integer(prime.shiftRight(2)));

        assertThat(assertTimeoutPreemptively(SOON, () -> verify(bundle))).isEqualTo("unsupported");
    }

    @Test
    void an_rsa_key_longer_than_authorities_certify_is_refused_before_its_numbers_are_tested() {
        byte[] bundle = withKey(
                PKCSObjectIdentifiers.rsaEncryption, DERNull.INSTANCE, new RSAPublicKey(large(8000), USUAL_EXPONENT));

        assertThat(verify(bundle)).isEqualTo("unsupported");
    }

    @Test
    void an_rsa_key_with_an_exponent_as_long_as_its_modulus_is_refused() {
        byte[] bundle = withKey(
                PKCSObjectIdentifiers.rsaEncryption, DERNull.INSTANCE, new RSAPublicKey(large(4096), large(4095)));

        assertThat(verify(bundle)).isEqualTo("unsupported");
    }
}
