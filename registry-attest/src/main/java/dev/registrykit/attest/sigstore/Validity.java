package dev.registrykit.attest.sigstore;

import java.time.Instant;
import org.bouncycastle.cert.X509CertificateHolder;

/** When a certificate is valid, both ends included (RFC 5280 section 4.1.2.5); reading that from the certificate is slow. */
final class Validity {
    private final Instant notBefore;
    private final Instant notAfter;

    private Validity(Instant notBefore, Instant notAfter) {
        this.notBefore = notBefore;
        this.notAfter = notAfter;
    }

    /**
     * The validity of {@code certificate}.
     *
     * @throws IllegalStateException if it states no times
     */
    static Validity of(X509CertificateHolder certificate) {
        return new Validity(
                certificate.getNotBefore().toInstant(),
                certificate.getNotAfter().toInstant());
    }

    boolean contains(Instant time) {
        return !time.isBefore(notBefore) && !time.isAfter(notAfter);
    }
}
