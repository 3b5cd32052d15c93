package dev.registrykit.attest.publication;

import dev.registrykit.core.decision.Decision;
import dev.registrykit.core.decision.Refusal;
import dev.registrykit.core.json.JsonText;
import dev.registrykit.core.request.EndpointAnswer;
import dev.registrykit.core.request.RequestContext;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.Supplier;

/** What the endpoints that serve attestations have in common. */
final class Answers {
    static final String JSON = "application/json";

    private Answers() {}

    /** The answer to {@code GET}; the refusal of any other method. */
    static EndpointAnswer toGet(RequestContext context, Supplier<EndpointAnswer> answer) {
        return context.method().equals("GET")
                ? answer.get()
                : EndpointAnswer.of(Refusal.of(PublicationReason.METHOD_NOT_ALLOWED, "This address takes only GET."))
                        .header("Allow", "GET");
    }

    static EndpointAnswer json(String mediaType, Map<String, ?> members) {
        return EndpointAnswer.of(200, mediaType, JsonText.write(members).getBytes(StandardCharsets.UTF_8));
    }

    static <T> Decision<T> malformed() {
        return Decision.refused(PublicationReason.ADDRESS_MALFORMED, "The address is not of this endpoint's form.");
    }

    /**
     * The text of a part of a path (RFC 3986 section 2.1), decoded once.
     *
     * @throws IllegalArgumentException if an escape is malformed, or the bytes are not UTF-8
     */
    static String decoded(String raw) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(raw.length());
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            if (c > 0x7f) {
                throw new IllegalArgumentException("a path is ASCII");
            }
            if (c != '%') {
                bytes.write(c);
                continue;
            }
            int high = i + 2 < raw.length() ? Character.digit(raw.charAt(i + 1), 16) : -1;
            int low = i + 2 < raw.length() ? Character.digit(raw.charAt(i + 2), 16) : -1;
            if (high < 0 || low < 0) {
                throw new IllegalArgumentException("an escape in a path has two hexadecimal digits");
            }
            bytes.write(high << 4 | low);
            i += 2;
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes.toByteArray()))
                    .toString();
        } catch (CharacterCodingException malformed) {
            throw new IllegalArgumentException("a path is UTF-8", malformed);
        }
    }
}
