package dev.registrykit.attest.sigstore;

/**
 * Where the content of a DER value lies among bytes (X.690 section 8.1.3), without reading it: both ends of a range in one
 * number.
 */
final class DerRange {
    private static final int SHORT_FORM = 0x80;
    private static final int MAX_LENGTH_BYTES = 3;

    private DerRange() {}

    /** The content of the value whose tag is at {@code at}; negative when its length is not written as DER writes it. */
    static long content(byte[] der, int at) {
        if (der.length - at < 2) {
            return -1;
        }
        int length = der[at + 1] & 0xff;
        int from = at + 2;
        if (length >= SHORT_FORM) {
            int count = length - SHORT_FORM;
            if (count == 0 || count > MAX_LENGTH_BYTES || count > der.length - from || der[from] == 0) {
                return -1;
            }
            length = 0;
            for (int end = from + count; from < end; from++) {
                length = (length << 8) | (der[from] & 0xff);
            }
            if (length < SHORT_FORM) {
                return -1;
            }
        }
        return length > der.length - from ? -1 : ((long) from << 32) | (from + length);
    }

    static int from(long range) {
        return (int) (range >> 32);
    }

    static int to(long range) {
        return (int) range;
    }
}
