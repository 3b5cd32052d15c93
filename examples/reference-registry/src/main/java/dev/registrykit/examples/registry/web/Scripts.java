package dev.registrykit.examples.registry.web;

import dev.registrykit.auth.passkey.PasskeyOptions;
import dev.registrykit.core.json.JsonFormatException;
import dev.registrykit.core.json.JsonLimits;
import dev.registrykit.core.json.JsonObject;
import dev.registrykit.core.json.JsonText;
import dev.registrykit.core.json.StrictJson;
import dev.registrykit.examples.registry.http.HttpProblem;
import dev.registrykit.examples.registry.http.RegistryReason;
import dev.registrykit.examples.registry.http.Requests;
import io.javalin.http.Context;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the passkey script of our pages sends and gets. */
final class Scripts {
    private static final int MAX_BYTES = 64 * 1024;

    private Scripts() {}

    /** The script's document. */
    static JsonObject read(Context ctx) throws IOException {
        try {
            return StrictJson.object(Requests.body(ctx, MAX_BYTES), JsonLimits.small());
        } catch (JsonFormatException malformed) {
            throw invalid(malformed);
        }
    }

    /** The text member of the script's document. */
    static String text(JsonObject document, String name) {
        try {
            return document.string(name);
        } catch (JsonFormatException malformed) {
            throw invalid(malformed);
        }
    }

    /** The text member of the script's document, or null when it has none. */
    static @Nullable String textOrNull(JsonObject document, String name) {
        return document.has(name) ? text(document, name) : null;
    }

    private static HttpProblem invalid(JsonFormatException malformed) {
        return new HttpProblem(
                RegistryReason.DOCUMENT_INVALID, "The document is refused: " + malformed.getMessage() + ".");
    }

    /** Gives the script the options of a ceremony. */
    static void answer(Context ctx, PasskeyOptions options) {
        ctx.contentType("application/json");
        ctx.result(options.json());
    }

    /** Tells the script which page comes next. */
    static void goTo(Context ctx, String path) {
        ctx.contentType("application/json");
        ctx.result(JsonText.write(Map.of("next", path)));
    }
}
