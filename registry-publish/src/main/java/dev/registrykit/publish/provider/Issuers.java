package dev.registrykit.publish.provider;

import java.net.URI;
import java.util.Set;
import java.util.regex.Pattern;

/** The shapes that issuers have: exact addresses, so that nothing has to be normalised when a token names one. */
final class Issuers {
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");
    private static final int MAX_LENGTH = 255;
    private static final Pattern ADDRESS =
            Pattern.compile("https?://([a-z0-9.-]{1,200}|\\[::1\\])(:[0-9]{1,5})?(/[A-Za-z0-9._~-]{1,100}){0,12}");

    private Issuers() {}

    /**
     * The issuer when it is an address of the strict shape: https, a lower-case host, a path of plain segments.
     *
     * <p>http is taken for the loopback interface, where a test plays the provider.
     */
    static String address(String issuer) {
        // The length comes first: repeated groups in java.util.regex recurse on long texts.
        boolean strict = issuer.length() <= MAX_LENGTH
                && ADDRESS.matcher(issuer).matches()
                && (issuer + "/").indexOf("/./") < 0
                && (issuer + "/").indexOf("/../") < 0;
        if (!strict || URI.create(issuer).getHost() == null) {
            throw wrong();
        }
        if (!issuer.startsWith("https://") && !isLoopback(issuer)) {
            throw wrong();
        }
        return issuer;
    }

    /** The issuer when it has the provider's own shape, or lies on the loopback interface. */
    static String of(String issuer, Pattern shape) {
        String address = address(issuer);
        if (!isLoopback(address) && !shape.matcher(address).matches()) {
            throw wrong();
        }
        return address;
    }

    /** The last segment of the issuer's path, when it has this form: where providers put a tenant's id. */
    static String lastSegment(String issuer, Form form) {
        return Forms.checked("a tenant's id in the issuer", issuer.substring(issuer.lastIndexOf('/') + 1), form);
    }

    static boolean isLoopback(String issuer) {
        return LOOPBACK.contains(host(issuer));
    }

    static String host(String issuer) {
        String host = URI.create(issuer).getHost();
        if (host == null) {
            throw wrong();
        }
        return host;
    }

    private static IllegalArgumentException wrong() {
        return new IllegalArgumentException(
                "an issuer is an https address of the provider's shape, without user info, query, fragment, dot segments"
                        + " and trailing slash");
    }
}
