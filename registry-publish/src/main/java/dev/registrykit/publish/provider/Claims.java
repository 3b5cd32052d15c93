package dev.registrykit.publish.provider;

import dev.registrykit.core.decision.Decision;
import dev.registrykit.core.decision.Reason;
import dev.registrykit.core.json.JsonFormatException;
import dev.registrykit.core.json.JsonObject;
import dev.registrykit.core.workload.WorkloadReason;
import dev.registrykit.publish.oidc.OidcReason;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads claims that must be of one type and form; the first that is not ends the mapping with its refusal.
 *
 * <p>Nothing is converted: text that looks like a number is text, and {@code "false"} is not false.
 */
final class Claims {
    private final JsonObject claims;

    private Claims(JsonObject claims) {
        this.claims = claims;
    }

    /** What {@code mapping} makes of the claims, or the refusal of the first claim that it could not take. */
    static <T> Decision<T> map(JsonObject claims, Function<Claims, T> mapping) {
        try {
            return Decision.allowed(mapping.apply(new Claims(claims)));
        } catch (NotTakenException refused) {
            return Decision.refused(refused.reason, refused.detail);
        }
    }

    String required(String name, Form form) {
        return present(name, optional(name, form));
    }

    /** The claim, or null when the token does not have it or states it as empty. */
    @Nullable String optional(String name, Form form) {
        String value = text(name);
        if (value == null || value.isEmpty()) {
            return null;
        }
        if (!form.fits(value)) {
            throw malformed(name);
        }
        return value;
    }

    /** As {@link #optional}, for a provider that writes null for what there is not. */
    @Nullable String optionalOrNull(String name, Form form) {
        return claims.isNull(name) ? null : optional(name, form);
    }

    /** A whole number that is not negative, as text; a number that is written as text is refused. */
    String requiredInteger(String name) {
        return present(name, optionalInteger(name));
    }

    @Nullable String optionalInteger(String name) {
        Long value = typed(name, claims::integerOrNull);
        if (value == null) {
            return null;
        }
        if (value < 0) {
            throw malformed(name);
        }
        return value.toString();
    }

    /** A JSON boolean; {@code "true"} is none. */
    boolean requiredFlag(String name) {
        return present(name, typed(name, claims::booleanOrNull));
    }

    /** A list of text, empty when the token does not have it. */
    List<String> texts(String name, Form form) {
        if (!claims.has(name)) {
            return List.of();
        }
        List<String> values = present(name, typed(name, claims::strings));
        for (String value : values) {
            if (!form.fits(value)) {
                throw malformed(name);
            }
        }
        return values;
    }

    /** Whether the token has the claim as text that is not empty. */
    boolean states(String name) {
        return optional(name, Forms.LINE) != null;
    }

    private @Nullable String text(String name) {
        try {
            return claims.stringOrNull(name);
        } catch (JsonFormatException anotherType) {
            throw malformed(name);
        }
    }

    private static <V> V present(String name, @Nullable V value) {
        if (value == null) {
            throw new NotTakenException(OidcReason.CLAIM_MISSING, "The identity token has no claim '" + name + "'.");
        }
        return value;
    }

    private static <V> @Nullable V typed(String name, Function<String, @Nullable V> getter) {
        try {
            return getter.apply(name);
        } catch (JsonFormatException anotherType) {
            throw malformed(name);
        }
    }

    /** To be thrown when a claim contradicts another one. */
    static RuntimeException malformed(String name) {
        return new NotTakenException(
                OidcReason.CLAIM_MALFORMED, "The claim '" + name + "' has not the form it must have.");
    }

    /** To be thrown for a job that must not publish, whatever a policy says. */
    static RuntimeException jobRefused(String sentence) {
        return new NotTakenException(WorkloadReason.JOB_REFUSED, sentence);
    }

    private static final class NotTakenException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final transient Reason reason;
        private final String detail;

        NotTakenException(Reason reason, String detail) {
            super(detail, null, false, false);
            this.reason = reason;
            this.detail = detail;
        }
    }
}
