package dev.registrykit.attest.trustroot;

import java.time.Instant;
import java.util.List;
import org.bouncycastle.cert.X509CertificateHolder;
import org.jspecify.annotations.Nullable;

/** An authority that a trust root names, for signers' certificates or for timestamps. */
public final class TrustedAuthority {
    private final String url;
    private final List<X509CertificateHolder> certificates;
    private final @Nullable Instant start;
    private final @Nullable Instant end;

    TrustedAuthority(
            String url, List<X509CertificateHolder> certificates, @Nullable Instant start, @Nullable Instant end) {
        this.url = url;
        this.certificates = List.copyOf(certificates);
        this.start = start;
        this.end = end;
    }

    /** Its address. */
    public String url() {
        return url;
    }

    /** Its chain, the root last. */
    public List<X509CertificateHolder> certificates() {
        return certificates;
    }

    /** Whether it is trusted at {@code time}, both ends included; never when no start is stated. */
    public boolean usedAt(Instant time) {
        return start != null && !time.isBefore(start) && (end == null || !time.isAfter(end));
    }
}
