package dev.registrykit.examples.registry.http;

import dev.registrykit.core.request.AddressRange;
import java.util.List;

/**
 * The proxies in front of the registry. Each appends to {@code X-Forwarded-For} the address that it was asked from.
 *
 * <p>What stands left of the first address that is no proxy's was sent by whoever asked, and proves nothing.
 */
public final class TrustedProxies {
    private static final List<AddressRange> ALL = List.of(AddressRange.parse("0.0.0.0/0"), AddressRange.parse("::/0"));

    private final List<AddressRange> ranges;

    /** Proxies at these addresses; none for a registry that clients reach directly. */
    public TrustedProxies(List<AddressRange> ranges) {
        this.ranges = List.copyOf(ranges);
    }

    /**
     * The client's address: the peer of the connection, or, while that is a trusted proxy, the one that it names.
     *
     * @param forwardedFor the values of {@code X-Forwarded-For} in order of arrival; one that holds no plain address ends the
     *     chain at the proxy that sent it
     */
    public String clientAddress(String peer, List<String> forwardedFor) {
        // The server writes IPv6 addresses as in URLs.
        String address = peer.startsWith("[") && peer.endsWith("]") ? peer.substring(1, peer.length() - 1) : peer;
        String[] chain = String.join(",", forwardedFor).split(",", -1);
        for (int i = chain.length - 1; i >= 0 && isIn(ranges, address); i--) {
            String next = chain[i].strip();
            if (!isIn(ALL, next)) {
                return address;
            }
            address = next;
        }
        return address;
    }

    private static boolean isIn(List<AddressRange> ranges, String address) {
        return ranges.stream().anyMatch(range -> range.contains(address));
    }
}
