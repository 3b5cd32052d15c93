package dev.registrykit.publish.macaroon;

import dev.registrykit.core.json.JsonFormatException;
import dev.registrykit.core.json.JsonLimits;
import dev.registrykit.core.json.JsonObject;
import dev.registrykit.core.json.JsonText;
import dev.registrykit.core.json.StrictBase64;
import dev.registrykit.core.json.StrictJson;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Version 2 as JSON: {@code v}, {@code l}ocation, {@code i}dentifier, {@code c}aveats and {@code s}ignature.
 *
 * <p>A value is text, or base64url under the same name with {@code 64} behind it; never both.
 */
final class V2Json {
    private static final JsonLimits LIMITS = JsonLimits.of(MacaroonCodec.MAX_INPUT, 3, 1_000);
    private static final long VERSION = 2;
    private static final Set<String> MACAROON = Set.of("v", "l", "l64", "i", "i64", "c", "s", "s64");
    private static final Set<String> CAVEAT = Set.of("l", "l64", "i", "i64", "v", "v64");

    private V2Json() {}

    static Macaroon read(byte[] input) {
        try {
            JsonObject object = StrictJson.object(input, LIMITS);
            demand(MACAROON.containsAll(object.names()));
            // Some libraries leave out the version, and the list when it is empty.
            demand(!object.has("v") || object.integer("v") == VERSION);
            List<Caveat> caveats = new ArrayList<>();
            for (JsonObject caveat : object.has("c") ? object.objects("c") : List.<JsonObject>of()) {
                demand(CAVEAT.containsAll(caveat.names()));
                caveats.add(Caveat.read(required(caveat, "i"), optional(caveat, "v"), location(caveat)));
            }
            return new Macaroon(location(object), required(object, "i"), caveats, required(object, "s"));
        } catch (JsonFormatException otherJson) {
            throw malformed();
        }
    }

    private static String location(JsonObject object) {
        byte[] location = optional(object, "l");
        return location == null ? "" : Utf8.text(location);
    }

    private static byte[] required(JsonObject object, String name) {
        byte[] value = optional(object, name);
        if (value == null) {
            throw malformed();
        }
        return value;
    }

    private static byte @Nullable [] optional(JsonObject object, String name) {
        String text = object.stringOrNull(name);
        String base64 = object.stringOrNull(name + "64");
        demand(text == null || base64 == null);
        if (base64 == null) {
            return text == null ? null : text.getBytes(StandardCharsets.UTF_8);
        }
        try {
            return StrictBase64.decodeUrl(base64);
        } catch (IllegalArgumentException notCanonical) {
            throw malformed();
        }
    }

    private static void demand(boolean holds) {
        if (!holds) {
            throw malformed();
        }
    }

    private static MacaroonFormatException malformed() {
        return new MacaroonFormatException("the bytes are no macaroon of version 2 as JSON");
    }

    static byte[] write(Macaroon macaroon) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("v", VERSION);
        putLocation(object, macaroon.location());
        put(object, "i", macaroon.rawIdentifier());
        List<Object> caveats = new ArrayList<>();
        for (Caveat caveat : macaroon.caveats()) {
            Map<String, Object> members = new LinkedHashMap<>();
            put(members, "i", caveat.rawIdentifier());
            byte[] verificationId = caveat.verificationId();
            if (verificationId != null) {
                members.put("v64", StrictBase64.encodeUrl(verificationId));
                putLocation(members, caveat.location());
            }
            caveats.add(members);
        }
        object.put("c", caveats);
        object.put("s64", StrictBase64.encodeUrl(macaroon.signature()));
        return JsonText.write(object).getBytes(StandardCharsets.UTF_8);
    }

    private static void putLocation(Map<String, Object> members, String location) {
        if (!location.isEmpty()) {
            members.put("l", location);
        }
    }

    private static void put(Map<String, Object> members, String name, byte[] value) {
        String text = Utf8.textOrNull(value);
        if (text == null) {
            members.put(name + "64", StrictBase64.encodeUrl(value));
        } else {
            members.put(name, text);
        }
    }
}
