package dev.registrykit.attest.sigstore;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.jspecify.annotations.Nullable;

/** Fulcio's own extensions of a certificate (sigstore/fulcio, {@code docs/oid-info.md}), by the last number of their names. */
final class FulcioExtensions {
    static final ASN1ObjectIdentifier FULCIO = new ASN1ObjectIdentifier("1.3.6.1.4.1.57264.1");
    private static final int LAST = 23;
    private static final ASN1ObjectIdentifier[] NAMES = names();
    private static final int UTF8_STRING = 0x0c;

    private final @Nullable Extensions extensions;

    FulcioExtensions(@Nullable Extensions extensions) {
        this.extensions = extensions;
    }

    private static ASN1ObjectIdentifier[] names() {
        ASN1ObjectIdentifier[] names = new ASN1ObjectIdentifier[LAST + 1];
        for (int arc = 0; arc <= LAST; arc++) {
            names[arc] = FULCIO.branch(Integer.toString(arc));
        }
        return names;
    }

    /** What is in the extension, or null when there is none; callers do not change it. */
    byte @Nullable [] bytes(int arc) {
        Extension extension = extensions == null ? null : extensions.getExtension(NAMES[arc]);
        return extension == null ? null : extension.getExtnValue().getOctets();
    }

    /** The DER UTF8String in an extension, which must fill it. */
    @Nullable String text(int arc) throws IOException {
        byte[] der = bytes(arc);
        if (der == null) {
            return null;
        }
        long range = der.length == 0 || der[0] != UTF8_STRING ? -1 : DerRange.content(der, 0);
        if (range < 0 || DerRange.to(range) != der.length) {
            throw new IOException("a certificate extension is no UTF8String");
        }
        return utf8(der, DerRange.from(range), der.length);
    }

    static String utf8(byte[] bytes, int from, int to) throws CharacterCodingException {
        for (int at = from; at < to; at++) {
            if (bytes[at] < 0) {
                return StandardCharsets.UTF_8
                        .newDecoder()
                        .decode(ByteBuffer.wrap(bytes, from, to - from))
                        .toString();
            }
        }
        return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
    }
}
