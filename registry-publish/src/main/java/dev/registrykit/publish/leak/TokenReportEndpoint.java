package dev.registrykit.publish.leak;

import dev.registrykit.core.decision.Decision;
import dev.registrykit.core.json.JsonFormatException;
import dev.registrykit.core.json.JsonLimits;
import dev.registrykit.core.json.JsonObject;
import dev.registrykit.core.json.StrictJson;
import dev.registrykit.core.request.EndpointAnswer;
import dev.registrykit.core.request.RequestContext;
import dev.registrykit.core.secret.Secret;
import java.util.Set;

/**
 * Takes over HTTP a token that anyone has found: whoever holds a token may end it.
 *
 * <p>{@code POST} of {@code {"token": "…"}} is answered with 202 and nothing else, whether the text is a token, was one, or
 * never was; a member of another name is refused. A token is revoked at once and its owner told by a {@code token.leaked}
 * event, so whoever reports one knows no more about it than that it does not work. Nobody has to sign in. At most 30
 * reports in ten minutes from one network are taken, those of requests without an address together; further ones are
 * refused with {@link LeakReason#TOO_MANY_REPORTS}. Safe to share between threads.
 */
public final class TokenReportEndpoint {
    private static final int ACCEPTED = 202;
    /** A macaroon may have many caveats. */
    private static final JsonLimits LIMITS = JsonLimits.of(64 * 1024, 2, 10);

    private static final Set<String> MEMBERS = Set.of("token");

    private final LeakIntake intake;

    /** Hosts get this object from {@code RegistryPublish}. */
    public TokenReportEndpoint(LeakIntake intake) {
        this.intake = intake;
    }

    /** The answer to one request; the host has routed it here by its path. */
    public EndpointAnswer handle(RequestContext context, byte[] body) {
        if (!context.method().equals("POST")) {
            return LeakEndpoint.methodNotAllowed();
        }
        Decision<Boolean> taken = token(body).then(token -> intake.take(token, context));
        return EndpointAnswer.of(ACCEPTED, taken);
    }

    private static Decision<Secret> token(byte[] body) {
        try {
            JsonObject object = StrictJson.object(body, LIMITS);
            if (object.names().equals(MEMBERS)) {
                return Decision.allowed(Secret.of(object.string("token")));
            }
        } catch (JsonFormatException malformed) {
            // Refused below.
        }
        return Decision.refused(
                LeakReason.REPORT_MALFORMED, "The body is not a JSON object with the one member token, which is text.");
    }
}
