package dev.registrykit.publish.devicelogin;

import dev.registrykit.core.decision.Decision;
import dev.registrykit.core.request.RequestContext;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of a form (RFC 6749 appendix B): UTF-8, each at most once, those without a value left out (section 3.1).
 *
 * <p>Unknown parameters are ignored, because OAuth says so.
 */
final class FormBody {
    private static final int MAX_BYTES = 16 * 1024;
    private static final String MEDIA_TYPE = "application/x-www-form-urlencoded";

    private final Map<String, String> parameters;

    private FormBody(Map<String, String> parameters) {
        this.parameters = parameters;
    }

    /** The body's parameters; refused with {@link DeviceLoginReason#REQUEST_MALFORMED}. */
    static Decision<FormBody> read(RequestContext context, byte[] body) {
        List<String> types = context.headers("Content-Type");
        String type = types.size() == 1 ? types.get(0).split(";", 2)[0].strip().toLowerCase(Locale.ROOT) : "";
        if (!type.equals(MEDIA_TYPE) || body.length > MAX_BYTES) {
            return malformed("The body must be a form of at most 16 KiB, with one Content-Type that says so.");
        }
        Map<String, String> parameters = new LinkedHashMap<>();
        for (String pair : new String(body, StandardCharsets.ISO_8859_1).split("&", -1)) {
            int equals = pair.indexOf('=');
            String name = decoded(equals < 0 ? pair : pair.substring(0, equals));
            String value = equals < 0 ? "" : decoded(pair.substring(equals + 1));
            if (name == null || value == null) {
                return malformed("The body holds a malformed escape, or text that is not UTF-8.");
            }
            if (!value.isEmpty() && parameters.putIfAbsent(name, value) != null) {
                return malformed("The body repeats a parameter.");
            }
        }
        return Decision.allowed(new FormBody(parameters));
    }

    /** The parameter's value; refused when it is missing. */
    Decision<String> required(String name) {
        String value = parameters.get(name);
        return value == null ? malformed("The body lacks the parameter " + name + ".") : Decision.allowed(value);
    }

    /** The parameter's value, or null when it is missing. */
    @Nullable String optional(String name) {
        return parameters.get(name);
    }

    private static <T> Decision<T> malformed(String detail) {
        return Decision.refused(DeviceLoginReason.REQUEST_MALFORMED, detail);
    }

    /** Null when it cannot be decoded. */
    private static @Nullable String decoded(String raw) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(raw.length());
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            if (c != '%') {
                bytes.write(c == '+' ? ' ' : c);
                continue;
            }
            int high = i + 2 <= raw.length() - 1 ? Character.digit(raw.charAt(i + 1), 16) : -1;
            int low = high < 0 ? -1 : Character.digit(raw.charAt(i + 2), 16);
            if (low < 0) {
                return null;
            }
            bytes.write(high << 4 | low);
            i += 2;
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes.toByteArray()))
                    .toString();
        } catch (CharacterCodingException notText) {
            return null;
        }
    }
}
