package dev.registrykit.attest.statement;

import dev.registrykit.core.decision.Decision;
import dev.registrykit.core.json.JsonFormatException;
import dev.registrykit.core.json.JsonLimits;
import dev.registrykit.core.json.JsonObject;
import dev.registrykit.core.json.StrictJson;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What the readers of predicates share. A member that is null is read as one that is absent, as producers that write
 * protocol buffers expect (in-toto attestation framework, {@code README.md}, parsing rules); unknown members are ignored.
 */
final class PredicateReader {
    private static final JsonObject EMPTY = StrictJson.object("{}", JsonLimits.small());

    private PredicateReader() {}

    /** What {@code reader} makes of the predicate, when it is of one of these types. */
    static <T> Decision<T> read(Statement statement, Set<String> types, Function<JsonObject, T> reader) {
        if (!types.contains(statement.predicateType())) {
            return Decision.refused(
                    StatementReason.PREDICATE_TYPE_MISMATCH, "The statement's predicate is of another type.");
        }
        JsonObject predicate = statement.predicate();
        try {
            return Decision.allowed(reader.apply(predicate == null ? EMPTY : predicate));
        } catch (JsonFormatException malformed) {
            return Decision.refused(
                    StatementReason.PREDICATE_MALFORMED,
                    "The statement's predicate cannot be read: " + malformed.getMessage() + ".");
        }
    }

    private static boolean isAbsent(JsonObject from, String name) {
        return !from.has(name) || from.isNull(name);
    }

    static @Nullable String textOrNull(JsonObject from, String name) {
        return isAbsent(from, name) ? null : from.string(name);
    }

    /** The text, which is not empty. */
    static String text(JsonObject from, String name) {
        String text = from.string(name);
        if (text.isEmpty()) {
            throw new JsonFormatException("member '" + name + "' must not be empty");
        }
        return text;
    }

    static JsonObject objectOrEmpty(JsonObject from, String name) {
        return isAbsent(from, name) ? EMPTY : from.object(name);
    }

    static List<JsonObject> objects(JsonObject from, String name) {
        return isAbsent(from, name) ? List.of() : from.objects(name);
    }

    /** The time of a time stamp in the form of RFC 3339. */
    static @Nullable Instant timeOrNull(JsonObject from, String name) {
        String text = textOrNull(from, name);
        try {
            return text == null ? null : OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException malformed) {
            throw new JsonFormatException("member '" + name + "' must be a time");
        }
    }

    /** The digests by the names of their algorithms. */
    static Map<String, String> digests(JsonObject from) {
        JsonObject stated = objectOrEmpty(from, "digest");
        Map<String, String> digests = new TreeMap<>();
        for (String algorithm : stated.names()) {
            digests.put(algorithm, stated.string(algorithm));
        }
        return digests;
    }
}
