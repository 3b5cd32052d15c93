package dev.registrykit.attest;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** Changes a bundle in one place. */
public final class Mutated {
    private Mutated() {}

    /** The bundle after {@code change} to its JSON. */
    public static byte[] bundle(byte[] bundle, Consumer<JsonObject> change) {
        JsonObject json = JsonParser.parseString(new String(bundle, StandardCharsets.UTF_8))
                .getAsJsonObject();
        change.accept(json);
        return json.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** The element at a path such as {@code verificationMaterial/tlogEntries/0/logId}. */
    public static JsonElement at(JsonObject root, String path) {
        JsonElement element = root;
        for (String step : path.split("/", -1)) {
            element = element.isJsonArray()
                    ? element.getAsJsonArray().get(Integer.parseInt(step))
                    : element.getAsJsonObject().get(step);
        }
        return element;
    }

    /** Replaces the text at a path. */
    public static Consumer<JsonObject> text(String path, UnaryOperator<String> change) {
        return root -> {
            int slash = path.lastIndexOf('/');
            JsonElement parent = slash < 0 ? root : at(root, path.substring(0, slash));
            String name = path.substring(slash + 1);
            if (parent.isJsonArray()) {
                int index = Integer.parseInt(name);
                String old = parent.getAsJsonArray().get(index).getAsString();
                parent.getAsJsonArray().set(index, new JsonPrimitive(change.apply(old)));
            } else {
                String old = parent.getAsJsonObject().get(name).getAsString();
                parent.getAsJsonObject().addProperty(name, change.apply(old));
            }
        };
    }

    /** Flips the lowest bit of one byte of the base64 text at a path; a negative index counts from the end. */
    public static Consumer<JsonObject> bit(String path, int index) {
        return text(path, base64 -> {
            byte[] bytes = Base64.getDecoder().decode(base64);
            bytes[index < 0 ? bytes.length + index : index] ^= 1;
            return Base64.getEncoder().encodeToString(bytes);
        });
    }
}
