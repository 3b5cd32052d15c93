package dev.registrykit.publish.token;

import dev.registrykit.core.decision.Decision;
import dev.registrykit.core.json.StrictBase64;
import dev.registrykit.core.request.RequestContext;
import dev.registrykit.core.secret.Secret;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/**
 * Finds the one credential in a request's headers: {@code Authorization} as Bearer (RFC 6750 section 2.1), as the password
 * of Basic (RFC 7617) with any user name, or as the bare token that cargo sends; or {@code X-NuGet-ApiKey}. A query
 * parameter is never looked at: addresses end up in logs.
 */
public final class PresentedToken {
    private static final int MAX_HEADER = 32 * 1024;

    private PresentedToken() {}

    /**
     * The presented secret; refused with {@link TokenReason#TOKEN_MISSING}, {@link TokenReason#TOKEN_REPEATED} or
     * {@link TokenReason#TOKEN_INVALID}.
     */
    public static Decision<Secret> in(RequestContext request) {
        List<String> authorization = request.headers("authorization");
        List<String> apiKey = request.headers("x-nuget-apikey");
        if (authorization.size() + apiKey.size() > 1) {
            return Decision.refused(TokenReason.TOKEN_REPEATED, "The request has more than one credential.");
        }
        if (!apiKey.isEmpty()) {
            return bare(apiKey.get(0));
        }
        return authorization.isEmpty() ? missing() : authorization(authorization.get(0));
    }

    private static Decision<Secret> authorization(String value) {
        int space = value.indexOf(' ');
        if (space < 0) {
            return bare(value);
        }
        if (value.length() > MAX_HEADER) {
            return invalid();
        }
        String credential = value.substring(space + 1).strip();
        return switch (scheme(value, space)) {
            case "bearer" -> credential.isEmpty() ? missing() : Decision.allowed(Secret.of(credential));
            case "basic" -> password(credential);
            default -> missing();
        };
    }

    /** In lower case; of what nearly everybody sends no copy is made. */
    private static String scheme(String value, int space) {
        return value.startsWith("Bearer ")
                ? "bearer"
                : value.substring(0, space).toLowerCase(Locale.ROOT);
    }

    /** A name of a scheme without anything behind it is no token either, which the look-up finds by itself. */
    private static Decision<Secret> bare(String value) {
        String credential = value.strip();
        return credential.isEmpty() || value.length() > MAX_HEADER
                ? invalid()
                : Decision.allowed(Secret.of(credential));
    }

    private static Decision<Secret> password(String base64) {
        String pair;
        try {
            pair = new String(StrictBase64.decode(base64), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException malformed) {
            return invalid();
        }
        int colon = pair.indexOf(':');
        return colon < 0 ? invalid() : Decision.allowed(Secret.of(pair.substring(colon + 1)));
    }

    private static Decision<Secret> missing() {
        return Decision.refused(TokenReason.TOKEN_MISSING, "The request carries no token.");
    }

    static <T> Decision<T> invalid() {
        return Decision.refused(TokenReason.TOKEN_INVALID, "The token is not valid.");
    }
}
