package dev.registrykit.publish.trusted;

import dev.registrykit.core.decision.Failure;
import dev.registrykit.core.decision.Outage;
import dev.registrykit.core.decision.Problem;
import dev.registrykit.core.request.EndpointAnswer;
import dev.registrykit.core.request.RequestContext;
import dev.registrykit.publish.oidc.IdentityToken;
import dev.registrykit.publish.token.IssuedToken;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * PyPI's exchange over HTTP, as Warehouse answers it and twine, uv and the publishing action of PyPA ask for it.
 *
 * <p>The host routes {@code /_/oidc/audience} to {@link #audience}, and {@code /_/oidc/mint-token} and the older
 * {@code /_/oidc/github/mint-token} to {@link #mintToken}; clients make these addresses from the upload address's host.
 * The description of each error is what they show to people, whatever the status; PyPI's own is always 422.
 */
public final class PyPiExchangeEndpoint {
    private static final int UNPROCESSABLE = 422;
    private static final int TOO_MANY = 429;
    private static final Set<String> MEMBERS = Set.of("token");

    private final TrustedPublishing publishing;

    /** Hosts get this object from {@code RegistryPublish}. */
    public PyPiExchangeEndpoint(TrustedPublishing publishing) {
        this.publishing = publishing;
    }

    /** The answer to {@code GET /_/oidc/audience}: {@code {"audience": …}}, which clients request identity tokens for. */
    public EndpointAnswer audience(RequestContext context) {
        return context.method().equals("GET")
                ? Answers.json(200, Answers.JSON, Map.of("audience", publishing.audience()))
                : Answers.methodNotAllowed(PyPiExchangeEndpoint::error, "GET");
    }

    /**
     * The answer to {@code POST /_/oidc/mint-token} of {@code {"token": "<identity token>"}}: {@code {"success": true,
     * "token": "<API token>", "expires": <Unix time>}}, or {@code {"message": …, "errors": [{"code": …, "description":
     * …}]}}.
     */
    public EndpointAnswer mintToken(RequestContext context, byte[] body) {
        if (!context.method().equals("POST")) {
            return Answers.methodNotAllowed(PyPiExchangeEndpoint::error, "POST");
        }
        return RequestBody.read(body, MEMBERS, members -> IdentityToken.of(members.string("token")))
                .then(token -> publishing.exchange(token, context))
                .fold(PyPiExchangeEndpoint::answer, PyPiExchangeEndpoint::error, PyPiExchangeEndpoint::error);
    }

    private static EndpointAnswer answer(IssuedToken issued) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("success", true);
        members.put("token", issued.secret().reveal());
        Instant expires = issued.token().expiresAt();
        if (expires != null) {
            members.put("expires", expires.getEpochSecond());
        }
        return Answers.json(200, Answers.JSON, members);
    }

    private static EndpointAnswer error(Failure failure) {
        Problem problem = failure.toProblem();
        Map<String, Object> error = new LinkedHashMap<>();
        error.put("code", problem.code());
        error.put("description", problem.detail() + " " + problem.nextStep());
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("message", "Token request failed");
        members.put("errors", List.of(error));
        boolean own = failure instanceof Outage
                || problem.status() == TOO_MANY
                || failure.reason() == ExchangeReason.METHOD_NOT_ALLOWED;
        return Answers.json(own ? problem.status() : UNPROCESSABLE, Answers.JSON, members)
                .retryHint(failure);
    }
}
