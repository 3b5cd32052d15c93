package dev.registrykit.publish.trusted;

import dev.registrykit.core.decision.Decision;
import dev.registrykit.core.json.JsonFormatException;
import dev.registrykit.core.json.JsonLimits;
import dev.registrykit.core.json.JsonObject;
import dev.registrykit.core.json.StrictJson;
import dev.registrykit.core.name.InvalidNameException;
import java.util.Set;
import java.util.function.Function;

/** Reads the bodies of exchanges; a member that is not known is refused, because a mistyped limit would limit nothing. */
final class RequestBody {
    /** An identity token, and the digests of a release. */
    private static final JsonLimits LIMITS = JsonLimits.of(32 * 1024, 4, 200);

    private static final int MAX_SHOWN = 40;

    private RequestBody() {}

    /** What {@code reader} makes of the body; refused with {@link ExchangeReason#REQUEST_MALFORMED}. */
    static <T> Decision<T> read(byte[] body, Set<String> members, Function<JsonObject, T> reader) {
        try {
            JsonObject object = StrictJson.object(body, LIMITS);
            for (String name : object.names()) {
                if (!members.contains(name)) {
                    return malformed(
                            "The body has the member '" + shown(name)
                                    + "', which this endpoint does not know, and ignoring it might give more than was asked for.");
                }
            }
            return Decision.allowed(reader.apply(object));
        } catch (JsonFormatException malformed) {
            return malformed("The body must be a JSON object of the stated form, with the identity token as text.");
        } catch (InvalidNameException invalid) {
            return malformed("The body names a package or a version that cannot be.");
        } catch (IllegalArgumentException | IllegalStateException invalid) {
            return malformed("The body limits the token in a way that cannot be: check its digests.");
        }
    }

    static <T> Decision<T> malformed(String detail) {
        return Decision.refused(ExchangeReason.REQUEST_MALFORMED, detail);
    }

    private static String shown(String name) {
        String printable = name.replaceAll("[^\\x20-\\x7e]", "?");
        return printable.length() > MAX_SHOWN ? printable.substring(0, MAX_SHOWN) + "..." : printable;
    }
}
