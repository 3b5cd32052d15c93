package dev.registrykit.publish.devicelogin;

import dev.registrykit.core.request.EndpointAnswer;
import dev.registrykit.core.request.RequestContext;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Where a client begins a log-in (RFC 8628 sections 3.1 and 3.2).
 *
 * <p>{@code POST} of a form with {@code client_id}, and {@code scope} if the client needs less than it may ask for, is
 * answered with {@code device_code}, {@code user_code}, {@code verification_uri}, {@code verification_uri_complete},
 * {@code expires_in} and {@code interval}, both in seconds. Errors have OAuth's form, and this SDK's {@code code} beside it.
 */
public final class DeviceAuthorizationEndpoint {
    private final LoginFlow flow;

    /** Hosts get this object from {@code RegistryPublish}. */
    public DeviceAuthorizationEndpoint(DeviceLogin login) {
        this.flow = login.flow();
    }

    /** The answer to one request; the host has routed it here by its path. */
    public EndpointAnswer handle(RequestContext context, byte[] body) {
        if (!context.method().equals("POST")) {
            return OAuthAnswers.only("POST");
        }
        return FormBody.read(context, body)
                .then(form ->
                        form.required("client_id").then(client -> flow.start(client, form.optional("scope"), context)))
                .fold(DeviceAuthorizationEndpoint::answer, OAuthAnswers::error, OAuthAnswers::error);
    }

    private static EndpointAnswer answer(StartedLogin started) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("device_code", started.deviceCode().reveal());
        members.put("user_code", started.userCode());
        members.put("verification_uri", started.verificationUri().toString());
        members.put(
                "verification_uri_complete", started.verificationUriComplete().toString());
        members.put("expires_in", LoginFlow.LIFETIME.toSeconds());
        members.put("interval", LoginFlow.INTERVAL.toSeconds());
        return OAuthAnswers.json(200, members);
    }
}
