package dev.registrykit.attest.sigstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.Date;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERTaggedObject;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.Test;

/** Certificates as Fulcio might make them, and as it must not. */
class SignerCertificateTest {
    private static final String ISSUER = "https://issuer.example.org";
    private static final GeneralName URI =
            new GeneralName(GeneralName.uniformResourceIdentifier, "https://example.org/build.yml@refs/heads/main");

    private final BouncyCastleProvider provider = new BouncyCastleProvider();
    private final KeyPair pair = pair();
    private final X509v3CertificateBuilder certificate = new JcaX509v3CertificateBuilder(
            new X500Name("CN=ca"),
            BigInteger.ONE,
            Date.from(Instant.EPOCH),
            Date.from(Instant.EPOCH.plusSeconds(600)),
            new X500Name(new org.bouncycastle.asn1.x500.RDN[0]),
            pair.getPublic());

    private KeyPair pair() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC", provider);
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (java.security.GeneralSecurityException impossible) {
            throw new AssertionError(impossible);
        }
    }

    private SignerCertificateTest names(GeneralName... names) throws IOException {
        certificate.addExtension(Extension.subjectAlternativeName, true, new GeneralNames(names));
        return this;
    }

    private SignerCertificateTest raw(int arc, String text) throws IOException {
        certificate.addExtension(id(arc), false, text.getBytes(StandardCharsets.UTF_8));
        return this;
    }

    private SignerCertificateTest der(int arc, String text) throws IOException {
        certificate.addExtension(id(arc), false, new DERUTF8String(text));
        return this;
    }

    private static ASN1ObjectIdentifier id(int arc) {
        return new ASN1ObjectIdentifier("1.3.6.1.4.1.57264.1." + arc);
    }

    private SignerCertificate parse() throws Exception {
        return SignerCertificate.parse(
                certificate
                        .build(new JcaContentSignerBuilder("SHA256withECDSA")
                                .setProvider(provider)
                                .build(pair.getPrivate()))
                        .getEncoded(),
                provider);
    }

    @Test
    void an_email_address_a_uri_and_fulcios_own_form_are_names() throws Exception {
        ASN1Encodable other = new DERSequence(new ASN1Encodable[] {
            new ASN1ObjectIdentifier("1.3.6.1.4.1.57264.1.7"),
            new DERTaggedObject(true, 0, new DERUTF8String("foo!bar"))
        });

        assertThat(names(new GeneralName(GeneralName.otherName, other))
                        .der(8, ISSUER)
                        .parse()
                        .signer())
                .isEqualTo(SignerIdentity.of("foo!bar", ISSUER));
        assertThat(new SignerCertificateTest()
                        .names(new GeneralName(GeneralName.rfc822Name, "a@example.org"))
                        .raw(1, ISSUER)
                        .parse()
                        .signer())
                .isEqualTo(SignerIdentity.of("a@example.org", ISSUER));
    }

    @Test
    void a_signer_has_exactly_one_name() throws Exception {
        names(URI, new GeneralName(GeneralName.rfc822Name, "a@example.org")).der(8, ISSUER);

        assertThatThrownBy(this::parse).isInstanceOf(IOException.class);
    }

    @Test
    void a_name_of_another_form_is_malformed() throws Exception {
        names(new GeneralName(GeneralName.dNSName, "example.org")).der(8, ISSUER);

        assertThatThrownBy(this::parse)
                .isInstanceOf(IOException.class)
                .isNotInstanceOf(SignerCertificate.UnsupportedCertificateException.class);
    }

    @Test
    void a_certificate_names_its_issuer_and_only_one() throws Exception {
        names(URI).raw(1, ISSUER).der(8, ISSUER + "/");

        assertThatThrownBy(this::parse).isInstanceOf(IOException.class).hasMessageContaining("two issuers");
        assertThatThrownBy(() -> new SignerCertificateTest().names(URI).parse())
                .isInstanceOf(IOException.class)
                .hasMessageContaining("no issuer");
    }

    @Test
    void old_and_new_claims_must_agree() throws Exception {
        names(URI).der(8, ISSUER).raw(5, "acme/widget").der(12, "https://github.com/acme/gadget");

        assertThatThrownBy(this::parse).isInstanceOf(IOException.class).hasMessageContaining("two different claims");
        assertThat(new SignerCertificateTest()
                        .names(URI)
                        .der(8, ISSUER)
                        .raw(5, "acme/widget")
                        .der(12, "https://github.com/acme/widget")
                        .parse()
                        .workload())
                .isNotNull();
    }

    @Test
    void raw_text_where_der_belongs_is_refused() throws Exception {
        names(URI).der(8, ISSUER).raw(14, "refs/heads/main");

        assertThatThrownBy(this::parse).isInstanceOf(IOException.class);
    }

    @Test
    void claims_of_a_later_day_are_ignored() throws Exception {
        assertThat(names(URI).der(8, ISSUER).raw(99, "whatever").parse().signer())
                .isEqualTo(SignerIdentity.of("https://example.org/build.yml@refs/heads/main", ISSUER));
    }
}
