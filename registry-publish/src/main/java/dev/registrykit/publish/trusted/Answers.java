package dev.registrykit.publish.trusted;

import dev.registrykit.core.decision.Decision;
import dev.registrykit.core.decision.Failure;
import dev.registrykit.core.decision.Refusal;
import dev.registrykit.core.json.JsonText;
import dev.registrykit.core.request.EndpointAnswer;
import dev.registrykit.core.request.RequestContext;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** What the exchanges' endpoints have in common: JSON answers, the methods that they take, the end of a token. */
final class Answers {
    static final String JSON = "application/json";

    private static final int NO_CONTENT = 204;

    private Answers() {}

    static EndpointAnswer json(int status, String mediaType, Map<String, ?> members) {
        return EndpointAnswer.of(status, mediaType, JsonText.write(members).getBytes(StandardCharsets.UTF_8));
    }

    /** The answer to a method that the endpoint does not take, with those that it takes (RFC 9110 section 15.5.6). */
    static EndpointAnswer methodNotAllowed(Function<Failure, EndpointAnswer> error, String... allowed) {
        String methods = String.join(", ", List.of(allowed));
        return error.apply(Refusal.of(ExchangeReason.METHOD_NOT_ALLOWED, "This address takes only " + methods + "."))
                .header("Allow", methods);
    }

    /** Ends the token that the request bears. */
    static EndpointAnswer revoked(
            TrustedPublishing publishing, RequestContext context, Function<Failure, EndpointAnswer> error) {
        Decision<Boolean> revoked = publishing.revoke(context);
        return revoked.fold(ended -> EndpointAnswer.of(NO_CONTENT, "text/plain", new byte[0]), error, error);
    }
}
