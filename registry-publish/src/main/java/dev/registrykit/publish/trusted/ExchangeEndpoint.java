package dev.registrykit.publish.trusted;

import dev.registrykit.core.decision.Decision;
import dev.registrykit.core.json.JsonFormatException;
import dev.registrykit.core.json.JsonLimits;
import dev.registrykit.core.json.JsonText;
import dev.registrykit.core.json.StrictJson;
import dev.registrykit.core.request.EndpointAnswer;
import dev.registrykit.core.request.RequestContext;
import dev.registrykit.publish.oidc.IdentityToken;
import dev.registrykit.publish.token.IssuedToken;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The exchange over HTTP: {@code POST} of {@code {"token": "<identity token>"}}, answered with
 * {@code {"token": "<API token>", "expires": "<ISO 8601 time>"}} and status 200, or with a problem document (RFC 9457).
 */
public final class ExchangeEndpoint {
    private static final JsonLimits BODY = JsonLimits.of(32 * 1024, 4, 50);

    private final TrustedPublishing publishing;

    /** Hosts get this object from {@code RegistryPublish}. */
    public ExchangeEndpoint(TrustedPublishing publishing) {
        this.publishing = publishing;
    }

    /** The answer to one request; the host has routed it here by method and path. */
    public EndpointAnswer handle(RequestContext context, byte[] body) {
        return token(body)
                .then(token -> publishing.exchange(token, context))
                .fold(ExchangeEndpoint::answer, EndpointAnswer::of, EndpointAnswer::of);
    }

    private static Decision<IdentityToken> token(byte[] body) {
        try {
            return Decision.allowed(
                    IdentityToken.of(StrictJson.object(body, BODY).string("token")));
        } catch (JsonFormatException malformed) {
            return Decision.refused(
                    ExchangeReason.REQUEST_MALFORMED, "The body must be a JSON object with the text member 'token'.");
        }
    }

    private static EndpointAnswer answer(IssuedToken issued) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("token", issued.secret().reveal());
        members.put("expires", String.valueOf(issued.token().expiresAt()));
        return EndpointAnswer.of(
                200, "application/json", JsonText.write(members).getBytes(StandardCharsets.UTF_8));
    }
}
