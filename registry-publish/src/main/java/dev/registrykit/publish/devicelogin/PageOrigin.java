package dev.registrykit.publish.devicelogin;

import dev.registrykit.core.request.RequestContext;
import java.net.URI;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Where a browser says that a request comes from: {@code Origin} (RFC 6454 section 7) and {@code Sec-Fetch-Site} (Fetch
 * Metadata). A page cannot change either, and a command line sends neither.
 */
final class PageOrigin {
    private static final Map<String, Integer> DEFAULT_PORTS = Map.of("http", 80, "https", 443);
    private static final Set<String> OWN_SITES = Set.of("same-origin", "none");

    private final String own;

    /** The origin of this address. */
    PageOrigin(URI uri) {
        String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
        boolean usual = uri.getPort() < 0 || Integer.valueOf(uri.getPort()).equals(DEFAULT_PORTS.get(scheme));
        this.own = scheme + "://" + uri.getHost().toLowerCase(Locale.ROOT) + (usual ? "" : ":" + uri.getPort());
    }

    /** Whether a page of another origin sent the request. */
    boolean isForeign(RequestContext context) {
        return !context.headers("Origin").stream().allMatch(own::equals)
                || !OWN_SITES.containsAll(context.headers("Sec-Fetch-Site"));
    }
}
