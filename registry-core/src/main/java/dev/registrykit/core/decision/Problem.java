package dev.registrykit.core.decision;

import dev.registrykit.core.json.JsonText;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A failure as an HTTP problem document (RFC 9457, media type {@code application/problem+json}).
 *
 * <p>{@code type} is {@code urn:registrykit:problem:} followed by the reason's code; the extension member {@code code}
 * repeats the code alone, {@code next} says what to do.
 */
public final class Problem {
    /** The media type of {@link #toJson()}. */
    public static final String MEDIA_TYPE = "application/problem+json";

    private final Failure failure;

    private Problem(Failure failure) {
        this.failure = failure;
    }

    /** The problem that describes {@code failure}. */
    public static Problem of(Failure failure) {
        return new Problem(failure);
    }

    /** The HTTP status, between 400 and 599. */
    public int status() {
        return failure.reason().httpStatus();
    }

    /** The reason's stable code. */
    public String code() {
        return failure.reason().code();
    }

    /** One sentence for a person. */
    public String detail() {
        return failure.detail();
    }

    /** What the caller can do next. */
    public String nextStep() {
        return failure.reason().nextStep();
    }

    /** The document as UTF-8 JSON. */
    public byte[] toJson() {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("type", "urn:registrykit:problem:" + code());
        members.put("title", failure instanceof Outage ? "Could not be checked" : "Refused");
        members.put("status", status());
        members.put("detail", detail());
        members.put("code", code());
        members.put("next", nextStep());
        return JsonText.write(members).getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return "Problem[" + status() + " " + code() + "]";
    }
}
