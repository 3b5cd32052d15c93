package dev.registrykit.auth.passkey;

import java.net.URI;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The registry as browsers and authenticators know it: its domain, its name, and the exact origins of its pages.
 *
 * <p>Passkeys are bound to the domain ({@code rpId}): it cannot be changed later without losing them all.
 */
public final class RelyingParty {
    private static final Pattern DOMAIN =
            Pattern.compile("(?=.{1,253}$)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*");
    private static final Pattern IPV4 = Pattern.compile("[0-9.]+");
    private static final String LOCALHOST = "localhost";

    private final String id;
    private final String name;
    private final Set<String> origins;

    private RelyingParty(String id, String name, Set<String> origins) {
        this.id = id;
        this.name = name;
        this.origins = origins;
    }

    /** The relying party whose domain is the host of its only or first origin. */
    public static RelyingParty of(String name, List<String> origins) {
        if (origins.isEmpty()) {
            throw new IllegalArgumentException("an origin is needed, for example https://packages.example.org");
        }
        return of(host(origins.get(0)), name, origins);
    }

    /**
     * The relying party with this domain.
     *
     * @param id the domain: each origin's host, or a parent domain of it
     * @param name what the browser shows, 1 to 64 characters
     * @param origins {@code https://host} or {@code https://host:port} as browsers write them: lower case, no path, no
     *     default port; {@code http} for localhost alone
     * @throws IllegalArgumentException if one of these is not so
     */
    public static RelyingParty of(String id, String name, List<String> origins) {
        if (!isDomain(id)) {
            throw new IllegalArgumentException("the relying party's id must be a domain in lower case: " + id);
        }
        if (name.isBlank() || name.length() > 64) {
            throw new IllegalArgumentException("the registry's name has 1 to 64 characters");
        }
        for (String origin : origins) {
            String host = host(origin);
            if (!host.equals(id) && !host.endsWith("." + id)) {
                throw new IllegalArgumentException("the origin " + origin + " is not in the domain " + id);
            }
        }
        if (origins.isEmpty()) {
            throw new IllegalArgumentException("an origin is needed, for example https://packages.example.org");
        }
        return new RelyingParty(id, name, Set.copyOf(new LinkedHashSet<>(origins)));
    }

    private static String host(String origin) {
        URI uri;
        try {
            uri = URI.create(origin);
        } catch (IllegalArgumentException malformed) {
            throw new IllegalArgumentException("not an origin: " + origin, malformed);
        }
        String host = uri.getHost();
        String scheme = uri.getScheme();
        if (host == null
                || scheme == null
                || !isDomain(host)
                || !origin.equals(serialised(scheme, host, uri.getPort()))) {
            throw new IllegalArgumentException(
                    "an origin is scheme://domain or scheme://domain:port, as browsers write it: " + origin);
        }
        if (!"https".equals(scheme) && !("http".equals(scheme) && LOCALHOST.equals(host))) {
            throw new IllegalArgumentException("browsers offer passkeys on https, and on http://localhost: " + origin);
        }
        return host;
    }

    private static String serialised(String scheme, String host, int port) {
        boolean defaultPort = port == -1;
        if (port == ("https".equals(scheme) ? 443 : 80)) {
            return "";
        }
        return scheme + "://" + host + (defaultPort ? "" : ":" + port);
    }

    private static boolean isDomain(String text) {
        return text.equals(text.toLowerCase(Locale.ROOT))
                && DOMAIN.matcher(text).matches()
                && !IPV4.matcher(text).matches()
                && (text.contains(".") || LOCALHOST.equals(text));
    }

    /** The domain that passkeys are bound to. */
    public String id() {
        return id;
    }

    /** What the browser shows. */
    public String name() {
        return name;
    }

    /** The origins whose pages may ask for passkeys. */
    public Set<String> origins() {
        return origins;
    }

    @Override
    public String toString() {
        return "RelyingParty[" + id + ", " + origins + "]";
    }
}
