package dev.registrykit.core.request;

import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One IP address, or a block of them in CIDR notation (RFC 4632 section 3.1, RFC 4291 section 2.3).
 *
 * <p>An IPv4 address that is written as an IPv6 one ({@code ::ffff:192.0.2.1}, RFC 4291 section 2.5.5.2) counts as IPv4. No
 * range holds addresses of both families. Only literals are understood: no name server is ever asked.
 */
public final class AddressRange {
    /** A literal that begins so is parsed by the JDK and never looked up. */
    private static final Pattern IPV6 = Pattern.compile("[0-9A-Fa-f:][0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*");

    private static final String BYTE = "(?:0|[1-9][0-9]?|1[0-9][0-9]|2[0-4][0-9]|25[0-5])";
    private static final Pattern IPV4 = Pattern.compile(BYTE + "(?:\\." + BYTE + "){3}");
    private static final Pattern LENGTH = Pattern.compile("0|[1-9][0-9]{0,2}");
    private static final int MAX_TEXT = 64;
    private static final int IPV4_BITS = 32;
    private static final int IPV6_BITS = 128;
    private static final int GROUPS = 8;

    private final byte[] first;
    private final int length;

    private AddressRange(byte[] first, int length) {
        this.first = first;
        this.length = length;
    }

    /**
     * The range that {@code text} writes: an address, or an address, a slash and the number of leading bits that count.
     *
     * @throws IllegalArgumentException if it is none, or a bit is set behind those that count: {@code 192.0.2.1/24} is more
     *     likely a mistake than a wish
     */
    public static AddressRange parse(String text) {
        int slash = text.indexOf('/');
        byte[] address = bytes(slash < 0 ? text : text.substring(0, slash));
        if (address == null) {
            throw malformed();
        }
        int bits = address.length * Byte.SIZE;
        // The length is counted in the family that was written, which is not always the one that is meant.
        int written = text.indexOf(':') < 0 ? IPV4_BITS : IPV6_BITS;
        int length = slash < 0 ? bits : length(text.substring(slash + 1)) - (written - bits);
        if (length < 0 || length > bits) {
            throw malformed();
        }
        if (!Arrays.equals(masked(address, length, false), address)) {
            throw new IllegalArgumentException("an address range has no bit set behind its prefix");
        }
        return new AddressRange(address, length);
    }

    private static int length(String text) {
        if (!LENGTH.matcher(text).matches()) {
            throw malformed();
        }
        return Integer.parseInt(text);
    }

    private static IllegalArgumentException malformed() {
        return new IllegalArgumentException("not an IP address or a range of them in CIDR notation");
    }

    private static byte @Nullable [] bytes(String literal) {
        if (literal.length() > MAX_TEXT
                || !(IPV4.matcher(literal).matches() || IPV6.matcher(literal).matches())) {
            return null;
        }
        try {
            return InetAddress.getByName(literal).getAddress();
        } catch (UnknownHostException notAnAddress) {
            return null;
        }
    }

    /** Whether the range holds the address that {@code literal} writes; false for every other text, a name for example. */
    public boolean contains(String literal) {
        byte[] address = bytes(literal);
        return address != null
                && address.length == first.length
                && Arrays.equals(masked(address, length, false), first);
    }

    /** The bytes with those bits behind the first {@code length} all cleared, or all set. */
    private static byte[] masked(byte[] address, int length, boolean set) {
        byte[] masked = address.clone();
        for (int bit = length; bit < masked.length * Byte.SIZE; bit++) {
            int mask = 0x80 >>> (bit % Byte.SIZE);
            int index = bit / Byte.SIZE;
            masked[index] = (byte) (set ? masked[index] | mask : masked[index] & ~mask);
        }
        return masked;
    }

    /**
     * The first address as text for stores: {@code 4} and 8, or {@code 6} and 32 hexadecimal digits. An address lies in a
     * range if its own text lies between the range's first and last one.
     */
    public String first() {
        return stored(first);
    }

    /** The last address, as {@link #first()} writes it. */
    public String last() {
        return stored(masked(first, length, true));
    }

    private static String stored(byte[] address) {
        return (address.length == 4 ? "4" : "6") + HexFormat.of().formatHex(address);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof AddressRange that && length == that.length && Arrays.equals(first, that.first);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(first) + length;
    }

    /** The one canonical text, that {@link #parse} reads: IPv6 as RFC 5952 has it, and no length for one address. */
    @Override
    public String toString() {
        String address = first.length == 4 ? dotted() : grouped();
        return length == first.length * Byte.SIZE ? address : address + "/" + length;
    }

    private String dotted() {
        return (first[0] & 0xff) + "." + (first[1] & 0xff) + "." + (first[2] & 0xff) + "." + (first[3] & 0xff);
    }

    /** RFC 5952 section 4: lower case, no leading zeros, the first longest run of two or more zero groups as {@code ::}. */
    private String grouped() {
        int[] groups = new int[GROUPS];
        for (int i = 0; i < GROUPS; i++) {
            groups[i] = new BigInteger(1, Arrays.copyOfRange(first, 2 * i, 2 * i + 2)).intValue();
        }
        int start = -1;
        int longest = 1;
        for (int i = 0; i < GROUPS; i++) {
            int end = i;
            while (end < GROUPS && groups[end] == 0) {
                end++;
            }
            if (end - i > longest) {
                start = i;
                longest = end - i;
            }
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < GROUPS; i++) {
            if (i == start) {
                text.append("::");
                i += longest - 1;
            } else {
                text.append(text.length() == 0 || text.charAt(text.length() - 1) == ':' ? "" : ":")
                        .append(Integer.toHexString(groups[i]));
            }
        }
        return text.toString();
    }
}
