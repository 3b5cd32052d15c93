package dev.registrykit.core.request;

import dev.registrykit.core.decision.Decision;
import dev.registrykit.core.decision.Failure;
import dev.registrykit.core.decision.Outage;
import dev.registrykit.core.decision.Problem;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * What an endpoint object answers: status, headers and body, for the host to copy into its own response.
 *
 * <p>Every answer carries {@code Cache-Control: no-store}, because it holds a credential or a reason that concerns one
 * caller only. A 401 names the schemes that a token can be sent with, Basic and Bearer, as one list in one {@code
 * WWW-Authenticate} (RFC 9110 sections 11.6.1 and 15.5.2): Basic stands first for clients that read the first alone,
 * Maven's among them.
 *
 * <p>A browser that reads Basic asks the person for a name and a password. Where a page's script is answered, the host
 * replaces this header's value by {@code Bearer realm="registry"}.
 */
public final class EndpointAnswer {
    private static final int UNAUTHORIZED = 401;
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]+");
    private static final String CHALLENGES = "Basic realm=\"registry\", charset=\"UTF-8\", Bearer realm=\"registry\"";

    private final int status;
    private final Map<String, String> headers;
    private final byte[] body;

    private EndpointAnswer(int status, Map<String, String> headers, byte[] body) {
        this.status = status;
        this.headers = headers;
        this.body = body;
    }

    /** An answer with a body of the given media type. */
    public static EndpointAnswer of(int status, String mediaType, byte[] body) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Content-Type", mediaType);
        headers.put("Cache-Control", "no-store");
        if (status == UNAUTHORIZED) {
            headers.put("WWW-Authenticate", CHALLENGES);
        }
        return new EndpointAnswer(status, Map.copyOf(headers), body.clone());
    }

    /** The failure as a problem document; an outage also says when to try again. */
    public static EndpointAnswer of(Failure failure) {
        return of(
                        failure.toProblem().status(),
                        Problem.MEDIA_TYPE,
                        failure.toProblem().toJson())
                .retryHint(failure);
    }

    /** An empty answer with this status when {@code decision} is an allowance; otherwise the failure, as above. */
    public static EndpointAnswer of(int status, Decision<?> decision) {
        return decision.fold(value -> of(status, "text/plain", new byte[0]), EndpointAnswer::of, EndpointAnswer::of);
    }

    /** This answer with {@code Retry-After} when {@code failure} is an outage; otherwise this answer itself. */
    public EndpointAnswer retryHint(Failure failure) {
        return failure instanceof Outage ? header("Retry-After", "5") : this;
    }

    /**
     * This answer with one more header, or with another value of one that it has, however its name is spelled.
     *
     * @throws IllegalArgumentException if the name is no token or the value has a control character (RFC 9110 sections
     *     5.1 and 5.5): a line break would begin a header of its own
     */
    public EndpointAnswer header(String name, String value) {
        if (!NAME.matcher(name).matches() || value.chars().anyMatch(c -> c < ' ' || c == 0x7f)) {
            throw new IllegalArgumentException("a header has a token for a name and no control character in its value");
        }
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.keySet().removeIf(name::equalsIgnoreCase);
        more.put(name, value);
        return new EndpointAnswer(status, Map.copyOf(more), body);
    }

    /** The HTTP status. */
    public int status() {
        return status;
    }

    /** The headers, one value each. */
    public Map<String, String> headers() {
        return headers;
    }

    /** A copy of the body. */
    public byte[] body() {
        return body.clone();
    }

    @Override
    public String toString() {
        return "EndpointAnswer[" + status + ", " + body.length + " bytes]";
    }
}
