package dev.registrykit.core.json;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An immutable JSON object that was read strictly, with getters that insist on a type.
 *
 * <p>A getter throws {@link JsonFormatException} when the member is there with another type; the {@code …OrNull}
 * getters return null only when the member is absent. A member that is present as JSON {@code null} is of no type but
 * null, so every typed getter refuses it. There is no conversion: {@code "1"} is not a number and {@code 1} is not text.
 */
public final class JsonObject {
    private final Map<String, Object> members;

    /** Takes the map over: whoever made it changes it no more. */
    JsonObject(Map<String, Object> members) {
        this.members = members;
    }

    /** The member names, in the order of the document. */
    public Set<String> names() {
        return Collections.unmodifiableSet(members.keySet());
    }

    /** Whether a member of this name is present, even as null. */
    public boolean has(String name) {
        return members.containsKey(name);
    }

    /** Whether a member of this name is present as null. */
    public boolean isNull(String name) {
        return members.get(name) == JsonNull.NULL;
    }

    /** The text member. */
    public String string(String name) {
        return required(name, stringOrNull(name));
    }

    /** The text member, or null when absent. */
    public @Nullable String stringOrNull(String name) {
        return typed(name, String.class, "a string");
    }

    /** The whole number, which fits 64 bits and was written without fraction or exponent. */
    public long integer(String name) {
        return required(name, integerOrNull(name));
    }

    /** The whole number, or null when absent. */
    public @Nullable Long integerOrNull(String name) {
        return typed(name, Long.class, "an integer");
    }

    /** The boolean, or null when absent. */
    public @Nullable Boolean booleanOrNull(String name) {
        return typed(name, Boolean.class, "true or false");
    }

    /** The object member. */
    public JsonObject object(String name) {
        return required(name, objectOrNull(name));
    }

    /** The object member, or null when absent. */
    public @Nullable JsonObject objectOrNull(String name) {
        return typed(name, JsonObject.class, "an object");
    }

    /** The array member, all of whose elements are objects; empty when the array is empty. */
    public List<JsonObject> objects(String name) {
        return elements(name, JsonObject.class, "objects");
    }

    /** The array member, all of whose elements are strings; empty when the array is empty. */
    public List<String> strings(String name) {
        return elements(name, String.class, "strings");
    }

    /** This object with the member {@code name} set to {@code value}: in its place when it is there, else at the end. */
    public JsonObject with(String name, JsonObject value) {
        Map<String, Object> changed = new LinkedHashMap<>(members);
        changed.put(name, value);
        return new JsonObject(changed);
    }

    private <T> List<T> elements(String name, Class<T> type, String what) {
        List<?> array = required(name, typed(name, List.class, "an array"));
        List<T> elements = new ArrayList<>(array.size());
        for (Object element : array) {
            if (!type.isInstance(element)) {
                throw new JsonFormatException("member '" + name + "' must be an array of " + what);
            }
            elements.add(type.cast(element));
        }
        return Collections.unmodifiableList(elements);
    }

    private <T> @Nullable T typed(String name, Class<T> type, String what) {
        Object value = members.get(name);
        if (value == null) {
            return null;
        }
        if (!type.isInstance(value)) {
            throw new JsonFormatException("member '" + name + "' must be " + what);
        }
        return type.cast(value);
    }

    private static <T> T required(String name, @Nullable T value) {
        if (value == null) {
            throw new JsonFormatException("member '" + name + "' is missing");
        }
        return value;
    }

    /** The document as maps, lists, strings, {@link Long}s, {@link Double}s and booleans, for {@link JsonText#write}. */
    Map<String, Object> members() {
        return Collections.unmodifiableMap(members);
    }

    /** Shows the member names only: values may be secret. */
    @Override
    public String toString() {
        return "JsonObject" + members.keySet();
    }
}
