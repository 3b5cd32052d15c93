package dev.registrykit.publish.trusted;

import dev.registrykit.core.decision.Decision;
import dev.registrykit.core.decision.Failure;
import dev.registrykit.core.decision.Problem;
import dev.registrykit.core.name.InvalidNameException;
import dev.registrykit.core.name.PackageName;
import dev.registrykit.core.request.EndpointAnswer;
import dev.registrykit.core.request.RequestContext;
import dev.registrykit.publish.oidc.IdentityToken;
import dev.registrykit.publish.token.IssuedToken;
import dev.registrykit.publish.token.PresentedToken;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * npm's own exchange: {@code POST /-/npm/v1/oidc/token/exchange/package/<name>} with the identity token as Bearer,
 * answered with {@code {"token": …}} and status 201, or with an error that the npm client shows.
 *
 * <p>The client asks for the audience {@code npm:<host name of the registry>} and exchanges once for each package; a token
 * whose audience the registry's other exchanges take too is good for one package. Its
 * {@code error} and {@code message} members are what it prints or logs.
 */
public final class NpmExchangeEndpoint {
    private final TrustedPublishing publishing;
    private final String audience;

    /**
     * Hosts get this object from {@code RegistryPublish}.
     *
     * @param registryHost the registry's host name as clients know it, without a port
     */
    public NpmExchangeEndpoint(TrustedPublishing publishing, String registryHost) {
        if (registryHost.isBlank() || registryHost.indexOf('/') >= 0 || registryHost.indexOf(':') >= 0) {
            throw new IllegalArgumentException("expected a host name without scheme, port and path");
        }
        this.publishing = publishing;
        this.audience = "npm:" + registryHost.toLowerCase(Locale.ROOT);
    }

    /**
     * The answer to one request; the host has routed it here by method and path.
     *
     * @param packageName the last part of the path, with the scope's slash decoded or not
     */
    public EndpointAnswer handle(RequestContext context, String packageName) {
        return PresentedToken.in(context)
                .then(presented -> name(packageName)
                        .then(name -> publishing.exchangeForPackage(
                                IdentityToken.of(presented.reveal()), audience, name, context)))
                .fold(NpmExchangeEndpoint::answer, NpmExchangeEndpoint::error, NpmExchangeEndpoint::error);
    }

    private static Decision<PackageName> name(String text) {
        try {
            return Decision.allowed(
                    PackageName.npm(text.replace("%2f", "/").replace("%2F", "/").replace("%40", "@")));
        } catch (InvalidNameException invalid) {
            return Decision.refused(ExchangeReason.REQUEST_MALFORMED, "The path does not end in a valid package name.");
        }
    }

    private static EndpointAnswer answer(IssuedToken issued) {
        return Answers.json(201, Answers.JSON, Map.of("token", issued.secret().reveal()));
    }

    private static EndpointAnswer error(Failure failure) {
        Problem problem = failure.toProblem();
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("error", problem.detail());
        members.put("message", problem.code() + ": " + problem.detail() + " " + problem.nextStep());
        members.put("code", problem.code());
        return Answers.json(problem.status(), Answers.JSON, members).retryHint(failure);
    }
}
