package dev.registrykit.publish.trusted;

import dev.registrykit.core.decision.Failure;
import dev.registrykit.core.decision.Problem;
import dev.registrykit.core.request.EndpointAnswer;
import dev.registrykit.core.request.RequestContext;
import dev.registrykit.publish.oidc.IdentityToken;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The exchange of crates.io over HTTP (Rust RFC 3691), as its authentication action asks for it: one address, {@code
 * /api/v1/trusted_publishing/tokens}.
 *
 * <p>{@code POST} of {@code {"jwt": "<identity token>"}} is answered with {@code {"token": "<API token>"}} and status 200.
 * {@code DELETE} with the API token as Bearer ends it and is answered with status 204, also when it had ended before: the
 * action does so after each job, and reports anything else as a failed job. Errors are {@code {"errors": [{"detail":
 * …}]}}. The action's audience is the registry's address without {@code https://}.
 */
public final class CratesExchangeEndpoint {
    private static final Set<String> MEMBERS = Set.of("jwt");

    private final TrustedPublishing publishing;

    /** Hosts get this object from {@code RegistryPublish}. */
    public CratesExchangeEndpoint(TrustedPublishing publishing) {
        this.publishing = publishing;
    }

    /** The answer to one request; the host has routed it here by its path. */
    public EndpointAnswer handle(RequestContext context, byte[] body) {
        return switch (context.method()) {
            case "POST" -> exchange(context, body);
            case "DELETE" -> Answers.revoked(publishing, context, CratesExchangeEndpoint::error);
            default -> Answers.methodNotAllowed(CratesExchangeEndpoint::error, "POST", "DELETE");
        };
    }

    private EndpointAnswer exchange(RequestContext context, byte[] body) {
        return RequestBody.read(body, MEMBERS, members -> IdentityToken.of(members.string("jwt")))
                .then(token -> publishing.exchange(token, context))
                .fold(
                        issued -> Answers.json(
                                200,
                                Answers.JSON,
                                Map.of("token", issued.secret().reveal())),
                        CratesExchangeEndpoint::error,
                        CratesExchangeEndpoint::error);
    }

    private static EndpointAnswer error(Failure failure) {
        Problem problem = failure.toProblem();
        Map<String, String> error = Map.of("detail", problem.detail() + " " + problem.nextStep());
        return Answers.json(problem.status(), Answers.JSON, Map.of("errors", List.of(error)))
                .retryHint(failure);
    }
}
