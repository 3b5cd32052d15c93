package dev.registrykit.publish.provider;

import dev.registrykit.core.decision.Decision;
import dev.registrykit.core.http.FetchException;
import dev.registrykit.core.http.HttpFetch;
import dev.registrykit.core.json.JsonFormatException;
import dev.registrykit.core.json.JsonLimits;
import dev.registrykit.core.json.JsonObject;
import dev.registrykit.core.json.StrictJson;
import dev.registrykit.publish.publisher.PublisherReason;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.Function;

/** Asks a service's API below one address, within limits, and tells "there is none" from "could not ask". */
final class SourceApi {
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final int MAX_BYTES = 512 * 1024;
    private static final JsonLimits LIMITS = JsonLimits.of(MAX_BYTES, 16, 5_000);
    private static final Form PATH = Form.of("[A-Za-z0-9._-]{1,100}(/[A-Za-z0-9._-]{1,100}){0,10}");
    private static final int MAX_PATH = 500;
    private static final int MOVED = 301;
    private static final int NOT_FOUND = 404;

    private final String base;
    private final HttpFetch http;

    SourceApi(String base, HttpFetch http) {
        this.base = base;
        this.http = http;
    }

    /** What {@code reading} makes of the JSON at this path; another form of it is an outage, not an answer. */
    <T> Decision<T> read(String path, Function<JsonObject, T> reading) {
        return bytes(path).then(body -> {
            try {
                return Decision.allowed(reading.apply(StrictJson.object(body, LIMITS)));
            } catch (IllegalArgumentException malformed) {
                return unavailable("The service answered in a form that is not known.");
            }
        });
    }

    /** The text of the file at this path of the API. */
    Decision<String> text(String path) {
        return bytes(path).then(SourceApi::utf8);
    }

    private Decision<byte[]> bytes(String path) {
        try {
            return Decision.allowed(http.get(URI.create(base + path), MAX_BYTES, TIMEOUT));
        } catch (FetchException failed) {
            return switch (failed.status()) {
                case NOT_FOUND -> notResolved("The service knows nothing public of that name.");
                case MOVED -> notResolved("That name was changed; the service knows it by another one.");
                default -> unavailable("The service that knows the name could not be asked.");
            };
        }
    }

    static Decision<String> utf8(byte[] body) {
        try {
            return Decision.allowed(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(body))
                    .toString());
        } catch (CharacterCodingException binary) {
            return notResolved("That file is not text.");
        }
    }

    /** Whether this is a relative path of plain segments, so that it stays below the address that it is appended to. */
    static boolean isPlainPath(String path) {
        return path.length() <= MAX_PATH
                && PATH.fits(path)
                && !("/" + path + "/").contains("/../")
                && !("/" + path + "/").contains("/./");
    }

    /** The name behind the server's address, or the text as it is when it is a name already. */
    static String name(String server, String repository) {
        return repository.startsWith(server + "/") ? repository.substring(server.length() + 1) : repository;
    }

    /** An id that the API writes as a number and identity tokens write as text. */
    static String id(JsonObject object) {
        long id = object.integer("id");
        if (id < 1) {
            throw new JsonFormatException("'id' is no id");
        }
        return Long.toString(id);
    }

    static <T> Decision<T> notResolved(String detail) {
        return Decision.refused(PublisherReason.NAME_NOT_RESOLVED, detail);
    }

    private static <T> Decision<T> unavailable(String detail) {
        return Decision.unavailable(PublisherReason.RESOLVER_UNAVAILABLE, detail);
    }
}
