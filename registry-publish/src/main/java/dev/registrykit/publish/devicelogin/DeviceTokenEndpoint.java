package dev.registrykit.publish.devicelogin;

import dev.registrykit.core.decision.Decision;
import dev.registrykit.core.request.EndpointAnswer;
import dev.registrykit.core.request.RequestContext;
import dev.registrykit.publish.token.ApiToken;
import dev.registrykit.publish.token.IssuedToken;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * Where a client asks for the token of its log-in (RFC 8628 sections 3.4 and 3.5).
 *
 * <p>{@code POST} of a form with {@code grant_type}, {@code device_code} and {@code client_id} is answered with
 * {@code access_token}, {@code token_type}, {@code expires_in} in seconds and {@code scope} once somebody approved, and
 * with the error {@code authorization_pending} until then. There are no refresh tokens: a new token is a new log-in.
 */
public final class DeviceTokenEndpoint {
    /** The grant type of device authorization. */
    public static final String GRANT_TYPE = "urn:ietf:params:oauth:grant-type:device_code";

    private final LoginFlow flow;

    /** Hosts get this object from {@code RegistryPublish}. */
    public DeviceTokenEndpoint(DeviceLogin login) {
        this.flow = login.flow();
    }

    /** The answer to one request; the host has routed it here by its path. */
    public EndpointAnswer handle(RequestContext context, byte[] body) {
        if (!context.method().equals("POST")) {
            return OAuthAnswers.only("POST");
        }
        return FormBody.read(context, body)
                .then(form -> collect(form, context))
                .fold(DeviceTokenEndpoint::answer, OAuthAnswers::error, OAuthAnswers::error);
    }

    private Decision<IssuedToken> collect(FormBody form, RequestContext context) {
        return form.required("grant_type").then(type -> {
            if (!type.equals(GRANT_TYPE)) {
                return LoginFlow.refused(
                        DeviceLoginReason.GRANT_TYPE_UNSUPPORTED, "This address knows device codes alone.");
            }
            return form.required("device_code")
                    .then(code -> form.required("client_id").then(client -> flow.collect(code, client, context)));
        });
    }

    private static EndpointAnswer answer(IssuedToken issued) {
        ApiToken token = issued.token();
        Instant expiresAt = Objects.requireNonNull(token.expiresAt());
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("access_token", issued.secret().reveal());
        members.put("token_type", "Bearer");
        members.put("expires_in", Duration.between(token.createdAt(), expiresAt).toSeconds());
        members.put("scope", LoginScope.of(token.actions(), token.packages()).toString());
        return OAuthAnswers.json(200, members);
    }
}
