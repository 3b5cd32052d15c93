package dev.registrykit.publish.leak;

import dev.registrykit.core.json.JsonFormatException;
import dev.registrykit.core.json.JsonLimits;
import dev.registrykit.core.json.JsonObject;
import dev.registrykit.core.json.StrictJson;
import dev.registrykit.core.secret.Secret;
import java.time.Instant;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** One element of a scanner's report: a text that looks like a token, and where it was found. */
final class Finding {
    static final int MOST = 10_000;

    private static final JsonLimits LIMITS = JsonLimits.of(LeakEndpoint.MAX_BODY, 8, 20 * MOST);
    private static final Pattern WORD = Pattern.compile("[A-Za-z0-9._:-]{1,64}");

    private final Secret token;
    private final @Nullable String type;
    private final String url;
    private final String source;

    private Finding(JsonObject element) {
        this.token = Secret.of(element.string("token"));
        this.type = element.stringOrNull("type");
        this.url = textOrEmpty(element, "url");
        this.source = textOrEmpty(element, "source");
    }

    private static String textOrEmpty(JsonObject element, String name) {
        String text = element.isNull(name) ? null : element.stringOrNull(name);
        return text == null ? "" : text;
    }

    /**
     * The findings of a report, in its order. Members of other names are passed over, because scanners add some as time
     * goes by.
     *
     * @throws JsonFormatException if the body is no list of objects with a {@code token}
     */
    static List<Finding> parse(byte[] body) {
        return StrictJson.objects(body, LIMITS).stream().map(Finding::new).toList();
    }

    Secret token() {
        return token;
    }

    /** The scanner's name for this kind of token, exactly as it came, or null. */
    @Nullable String type() {
        return type;
    }

    /** This finding of a token that is known; what the scanner says of it is made harmless. */
    Leak of(String tokenId, String scanner, Instant now) {
        String text = token.reveal();
        return Leak.of(tokenId, scanner, word(type == null ? "" : type), word(source), PublicUrl.of(url, text), now);
    }

    /** A word, which has nothing of the token in it, or empty. */
    private String word(String said) {
        return WORD.matcher(said).matches() && !said.contains(token.reveal()) ? said : "";
    }
}
