package dev.registrykit.publish.devicelogin;

import dev.registrykit.core.decision.Failure;
import dev.registrykit.core.request.EndpointAnswer;
import dev.registrykit.core.request.RequestContext;
import dev.registrykit.publish.token.IssuedToken;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * npm's web login: {@code POST /-/v1/login} below the registry's address, and the address that the client asks until there
 * is a token.
 *
 * <p>The client shows {@code loginUrl} to the person, and asks {@code doneUrl}: 202 with {@code Retry-After} means not yet, 200
 * with {@code token} ends the log-in. After any 4xx or 500 the client takes web log-in for missing and asks the person for a
 * password in the terminal. So no answer here has such a status: a log-in that does not begin is a 503, one that was denied or is
 * over is a 200 without a token, which the client takes for an invalid answer and ends, and it prints the reason from
 * {@code npm-notice}.
 *
 * <p>The device code is a part of {@code doneUrl}, because the protocol has no other place for it: keep it out of access logs, or
 * their readers away for ten minutes.
 */
public final class NpmLoginEndpoint {
    private static final int UNAVAILABLE = 503;
    private static final String START_AGAIN_SECONDS = "60";

    private final LoginFlow flow;
    private final URI doneUri;

    /**
     * Hosts get this object from {@code RegistryPublish}.
     *
     * @param doneUri the address below which the host routes to {@link #done}, without a slash at the end: on the
     *     registry's own host, so that the client's proxies and certificates fit
     * @throws IllegalArgumentException if it is not an https address (http for a loopback host) without query and fragment
     * @throws IllegalStateException if the settings do not allow {@link DeviceClient#npm()}
     */
    public NpmLoginEndpoint(DeviceLogin login, URI doneUri) {
        if (login.settings().client(DeviceClient.NPM) == null) {
            throw new IllegalStateException(
                    "npm's log-in needs DeviceLoginSettings.Builder.clients(DeviceClient.npm())");
        }
        this.flow = login.flow();
        this.doneUri = DeviceLoginSettings.checked(doneUri);
    }

    /** The answer to {@code POST /-/v1/login}. What the client sends in the body changes nothing. */
    public EndpointAnswer start(RequestContext context) {
        if (!context.method().equals("POST")) {
            return OAuthAnswers.only("POST");
        }
        return flow.start(DeviceClient.NPM, null, context)
                .fold(this::started, NpmLoginEndpoint::notStarted, NpmLoginEndpoint::notStarted);
    }

    private EndpointAnswer started(StartedLogin login) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("loginUrl", login.verificationUriComplete().toString());
        members.put("doneUrl", doneUri + "/" + login.deviceCode().reveal());
        return OAuthAnswers.json(200, members);
    }

    private static EndpointAnswer notStarted(Failure failure) {
        return OAuthAnswers.json(UNAVAILABLE, error(failure)).header("Retry-After", START_AGAIN_SECONDS);
    }

    /**
     * The answer to {@code GET} of the done URL.
     *
     * <p>Another method is answered with 405 and changes nothing.
     *
     * @param deviceCode what the path has after {@code doneUri} and a slash
     */
    public EndpointAnswer done(RequestContext context, String deviceCode) {
        if (!context.method().equals("GET")) {
            // A HEAD would use the log-in up, and its answer has no place for the token.
            return OAuthAnswers.only("GET");
        }
        return flow.collect(deviceCode, DeviceClient.NPM, context)
                .fold(NpmLoginEndpoint::token, NpmLoginEndpoint::noToken, NpmLoginEndpoint::unavailable);
    }

    private static EndpointAnswer token(IssuedToken issued) {
        return OAuthAnswers.json(200, Map.of("token", issued.secret().reveal()));
    }

    private static EndpointAnswer noToken(Failure failure) {
        if (failure.reason() == DeviceLoginReason.LOGIN_PENDING) {
            return OAuthAnswers.json(202, Map.of())
                    .header("Retry-After", String.valueOf(LoginFlow.INTERVAL.toSeconds()));
        }
        if (failure.reason() == DeviceLoginReason.SLOW_DOWN) {
            return OAuthAnswers.json(202, Map.of())
                    .header("Retry-After", String.valueOf(LoginFlow.LONGEST_INTERVAL.toSeconds()));
        }
        return OAuthAnswers.json(200, error(failure))
                .header("npm-notice", failure.detail() + " " + failure.reason().nextStep());
    }

    private static EndpointAnswer unavailable(Failure outage) {
        return OAuthAnswers.json(UNAVAILABLE, error(outage)).retryHint(outage);
    }

    private static Map<String, Object> error(Failure failure) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("error", failure.detail() + " " + failure.reason().nextStep());
        members.put("code", failure.reason().code());
        return members;
    }
}
