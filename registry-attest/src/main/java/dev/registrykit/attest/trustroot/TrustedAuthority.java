package dev.registrykit.attest.trustroot;

import java.time.Instant;
import java.util.List;
import org.bouncycastle.cert.X509CertificateHolder;

/** An authority that a trust root names, for signers' certificates or for timestamps. */
public final class TrustedAuthority {
    private final String url;
    private final List<X509CertificateHolder> certificates;
    private final TrustRoot.Validity validity;

    TrustedAuthority(String url, List<X509CertificateHolder> certificates, TrustRoot.Validity validity) {
        this.url = url;
        this.certificates = List.copyOf(certificates);
        this.validity = validity;
    }

    /** Its address, for example {@code https://fulcio.sigstore.dev}. */
    public String url() {
        return url;
    }

    /** Its chain, at least one certificate, the root last. */
    public List<X509CertificateHolder> certificates() {
        return certificates;
    }

    /** Whether it is trusted at {@code time}, both ends included; never when no start is stated. */
    public boolean usedAt(Instant time) {
        return validity.startsBy(time) && !validity.endsBefore(time);
    }

    @Override
    public String toString() {
        return "TrustedAuthority[" + url + "]";
    }
}
