package dev.registrykit.attest.bundle;

import dev.registrykit.core.json.JsonFormatException;
import dev.registrykit.core.json.JsonObject;
import dev.registrykit.core.json.StrictBase64;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A message of protocol buffers in its JSON form ("ProtoJSON"), with the freedoms that the form obliges a reader to grant
 * and no others.
 *
 * <p>A member is named in lower camel case or as in the {@code .proto} file, null stands for absent, a 64-bit integer is
 * text or a number, and bytes are base64 of either alphabet with or without padding. A member that the message does not
 * have, or has under both names, is refused.
 */
final class ProtoObject {
    private static final int MAX_DIGITS = 19;

    private final JsonObject json;
    /** Whether a member bears the name of the {@code .proto} file. */
    private final boolean renamed;

    private ProtoObject(JsonObject json, boolean renamed) {
        this.json = json;
        this.renamed = renamed;
    }

    /** The message, whose members are all among {@code known}. */
    static ProtoObject of(JsonObject json, Set<String> known) {
        boolean renamed = false;
        for (String name : json.names()) {
            if (known.contains(name)) {
                continue;
            }
            String camelCase = camelCase(name);
            if (!known.contains(camelCase)) {
                throw new JsonFormatException("there is a member that the format does not have");
            }
            if (json.has(camelCase)) {
                throw new JsonFormatException("member '" + camelCase + "' is there twice");
            }
            renamed = true;
        }
        return new ProtoObject(json, renamed);
    }

    private static String camelCase(String name) {
        int underscore = name.indexOf('_');
        if (underscore < 0) {
            return "";
        }
        StringBuilder camel = new StringBuilder(name.length());
        for (int at = 0; at < name.length(); at++) {
            char letter = name.charAt(at);
            boolean raised = at > 0 && name.charAt(at - 1) == '_';
            if (letter != '_') {
                camel.append(raised ? Character.toUpperCase(letter) : letter);
            }
        }
        return snakeCase(camel.toString()).equals(name) ? camel.toString() : "";
    }

    private static String snakeCase(String name) {
        StringBuilder snake = new StringBuilder(name.length() + 4);
        for (int at = 0; at < name.length(); at++) {
            char letter = name.charAt(at);
            if (letter >= 'A' && letter <= 'Z') {
                snake.append('_');
            }
            snake.append(letter);
        }
        return snake.toString().toLowerCase(Locale.ROOT);
    }

    private String spelling(String name) {
        return renamed && !json.has(name) ? snakeCase(name) : name;
    }

    boolean has(String name) {
        String spelling = spelling(name);
        return json.has(spelling) && !json.isNull(spelling);
    }

    String string(String name) {
        String text = has(name) ? json.stringOrNull(spelling(name)) : null;
        if (text == null) {
            throw missing(name);
        }
        return text;
    }

    @Nullable ProtoObject message(String name, Set<String> known) {
        JsonObject member = has(name) ? json.objectOrNull(spelling(name)) : null;
        return member == null ? null : of(member, known);
    }

    ProtoObject required(String name, Set<String> known) {
        ProtoObject message = message(name, known);
        if (message == null) {
            throw missing(name);
        }
        return message;
    }

    List<JsonObject> list(String name) {
        return has(name) ? json.objects(spelling(name)) : List.of();
    }

    List<String> strings(String name) {
        return has(name) ? json.strings(spelling(name)) : List.of();
    }

    /** The bytes; absent ones are refused. */
    byte[] bytes(String name) {
        return decode(string(name), name);
    }

    /** The integer that is not negative; zero when absent, as in protocol buffers. */
    long integer(String name) {
        if (!has(name)) {
            return 0;
        }
        String spelling = spelling(name);
        long value;
        try {
            value = digits(json.string(spelling));
        } catch (JsonFormatException noText) {
            Long number = json.integerOrNull(spelling);
            value = number == null ? -1 : number;
        }
        if (value < 0) {
            throw new JsonFormatException("member '" + name + "' must be a whole number");
        }
        return value;
    }

    private static long digits(String text) {
        int length = text.length();
        if (length == 0 || length > MAX_DIGITS || (length > 1 && text.charAt(0) == '0')) {
            return -1;
        }
        for (int at = 0; at < length; at++) {
            if (text.charAt(at) < '0' || text.charAt(at) > '9') {
                return -1;
            }
        }
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException tooLarge) {
            return -1;
        }
    }

    /** Either alphabet, padded or not, without white space and unused bits: two spellings a value and alphabet. */
    static byte[] decode(String text, String name) {
        try {
            boolean url = text.indexOf('-') >= 0 || text.indexOf('_') >= 0;
            boolean padded = text.length() % 4 == 0;
            if (padded && !url) {
                return StrictBase64.decode(text);
            }
            String bare = padded && text.endsWith("=") ? text.substring(0, text.length() - padding(text)) : text;
            if (url) {
                return StrictBase64.decodeUrl(bare);
            }
            return StrictBase64.decode(bare + "=".repeat((4 - bare.length() % 4) % 4));
        } catch (IllegalArgumentException notCanonical) {
            throw new JsonFormatException("member '" + name + "' must be canonical base64");
        }
    }

    private static int padding(String text) {
        return text.endsWith("==") ? 2 : 1;
    }

    private static JsonFormatException missing(String name) {
        return new JsonFormatException("member '" + name + "' is missing");
    }
}
