package dev.registrykit.attest.sigstore;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import org.bouncycastle.asn1.x509.TBSCertificate;
import org.bouncycastle.asn1.x509.Time;
import org.bouncycastle.cert.X509CertificateHolder;

/** When a certificate is valid, both ends included (RFC 5280 section 4.1.2.5); reading that from the certificate is slow. */
final class Validity {
    private static final int DIGITS = 14;
    private static final String UTC = "GMT+00:00";

    private final Instant notBefore;
    private final Instant notAfter;

    private Validity(Instant notBefore, Instant notAfter) {
        this.notBefore = notBefore;
        this.notAfter = notAfter;
    }

    /**
     * The validity of {@code certificate}.
     *
     * @throws RuntimeException if it states no times
     */
    static Validity of(X509CertificateHolder certificate) {
        TBSCertificate signed = certificate.toASN1Structure().getTBSCertificate();
        return new Validity(instant(signed.getStartDate()), instant(signed.getEndDate()));
    }

    /** Bouncy Castle writes both forms of a certificate's time with four digits for the year. */
    private static Instant instant(Time time) {
        String text = time.getTime();
        if (text.length() != DIGITS + UTC.length() || !text.endsWith(UTC)) {
            return time.getDate().toInstant();
        }
        return Instant.ofEpochSecond(LocalDateTime.of(
                        number(text, 0, 4),
                        number(text, 4, 6),
                        number(text, 6, 8),
                        number(text, 8, 10),
                        number(text, 10, 12),
                        number(text, 12, 14))
                .toEpochSecond(ZoneOffset.UTC));
    }

    private static int number(String text, int from, int to) {
        return Integer.parseInt(text, from, to, 10);
    }

    boolean contains(Instant time) {
        return !time.isBefore(notBefore) && !time.isAfter(notAfter);
    }
}
