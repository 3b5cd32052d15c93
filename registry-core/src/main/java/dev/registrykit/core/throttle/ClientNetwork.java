package dev.registrykit.core.throttle;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.regex.Pattern;

/**
 * What attempts from one client are counted for: an IPv4 address, or the /64 that an IPv6 client chooses from.
 *
 * <p>A site usually gets a whole /64 (RFC 4291 section 2.5.4), so a count of single IPv6 addresses would limit nobody.
 */
public final class ClientNetwork {
    private static final Pattern IPV6 = Pattern.compile("[0-9A-Fa-f:][0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*|:[0-9A-Fa-f:.]*");
    private static final int PREFIX_BYTES = 8;

    private ClientNetwork() {}

    /**
     * The network of {@code address}, in one spelling whatever the spelling of the address.
     *
     * <p>Text that is no IPv6 literal is returned as it is: an IPv4 address, a name, the empty text of a request without an
     * address. No name server is asked, whatever the text.
     */
    public static String of(String address) {
        if (!IPV6.matcher(address).matches()) {
            return address;
        }
        try {
            // What begins so and has a colon is parsed, never looked up; a mapped IPv4 address comes back as four
            // bytes.
            byte[] bytes = InetAddress.getByName(address).getAddress();
            byte[] network = Arrays.copyOf(bytes, Math.min(bytes.length, PREFIX_BYTES));
            return InetAddress.getByAddress(Arrays.copyOf(network, bytes.length))
                    .getHostAddress();
        } catch (UnknownHostException notAnAddress) {
            return address;
        }
    }

    /** Whether both addresses are known and of one network: the empty text is of none, not even its own. */
    public static boolean isSame(String one, String other) {
        return !one.isEmpty() && !other.isEmpty() && of(one).equals(of(other));
    }
}
