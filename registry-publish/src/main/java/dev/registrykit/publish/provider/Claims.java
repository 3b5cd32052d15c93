package dev.registrykit.publish.provider;

import dev.registrykit.core.decision.Decision;
import dev.registrykit.core.json.JsonFormatException;
import dev.registrykit.core.json.JsonObject;
import dev.registrykit.publish.oidc.OidcReason;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads claims that must be text of a certain form; the first that is not ends the mapping with its refusal. */
final class Claims {
    private final JsonObject claims;

    private Claims(JsonObject claims) {
        this.claims = claims;
    }

    /** What {@code mapping} makes of the claims, or the refusal of the first claim that it could not take. */
    static <T> Decision<T> map(JsonObject claims, Function<Claims, T> mapping) {
        try {
            return Decision.allowed(mapping.apply(new Claims(claims)));
        } catch (ClaimException refused) {
            return refused.missing
                    ? Decision.refused(
                            OidcReason.CLAIM_MISSING, "The identity token has no claim '" + refused.claim + "'.")
                    : Decision.refused(
                            OidcReason.CLAIM_MALFORMED,
                            "The claim '" + refused.claim + "' has not the form it must have.");
        }
    }

    String required(String name, Pattern form) {
        String value = optional(name, form);
        if (value == null) {
            throw new ClaimException(name, true);
        }
        return value;
    }

    /** The claim, or null when the token does not have it or states it as empty. */
    @Nullable String optional(String name, Pattern form) {
        String value;
        try {
            value = claims.stringOrNull(name);
        } catch (JsonFormatException anotherType) {
            throw new ClaimException(name, false);
        }
        if (value == null || value.isEmpty()) {
            return null;
        }
        if (!form.matcher(value).matches()) {
            throw new ClaimException(name, false);
        }
        return value;
    }

    private static final class ClaimException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final String claim;
        private final boolean missing;

        ClaimException(String claim, boolean missing) {
            super(claim, null, false, false);
            this.claim = claim;
            this.missing = missing;
        }
    }
}
