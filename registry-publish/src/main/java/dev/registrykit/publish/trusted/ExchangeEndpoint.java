package dev.registrykit.publish.trusted;

import dev.registrykit.core.json.JsonFormatException;
import dev.registrykit.core.json.JsonObject;
import dev.registrykit.core.name.PackageName;
import dev.registrykit.core.request.EndpointAnswer;
import dev.registrykit.core.request.RequestContext;
import dev.registrykit.publish.oidc.IdentityToken;
import dev.registrykit.publish.token.IssuedToken;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The exchange over HTTP, with this SDK's own form of requests and answers.
 *
 * <p>{@code POST} of {@code {"token": "<identity token>"}} is answered with {@code {"token": "<API token>", "expires":
 * "<ISO 8601 time>"}} and status 200. These members narrow the API token, see {@link ExchangeRequest}; each may be left
 * out, and a member of another name is refused:
 *
 * <ul>
 *   <li>{@code package}: {@code npm:@acme/widget}, or a package URL without a version
 *   <li>{@code version}: {@code 1.2.0}
 *   <li>{@code sha256}: a list of digests in hexadecimal, one for each file
 *   <li>{@code single_use}, {@code stage_only}: {@code true}
 * </ul>
 *
 * <p>{@code DELETE} with the API token as Bearer ends it and is answered with status 204, also when it had ended before: a
 * job that ends its token in the last step should not fail because the token's time was over (RFC 7009 section 2.2).
 *
 * <p>Everything else is a problem document (RFC 9457). No answer may be cached.
 */
public final class ExchangeEndpoint {
    private static final Set<String> MEMBERS =
            Set.of("token", "package", "version", "sha256", "single_use", "stage_only");

    private final TrustedPublishing publishing;

    /** Hosts get this object from {@code RegistryPublish}. */
    public ExchangeEndpoint(TrustedPublishing publishing) {
        this.publishing = publishing;
    }

    /** The answer to one request; the host has routed it here by its path. */
    public EndpointAnswer handle(RequestContext context, byte[] body) {
        return switch (context.method()) {
            case "POST" -> exchange(context, body);
            case "DELETE" -> Answers.revoked(publishing, context, EndpointAnswer::of);
            default -> Answers.methodNotAllowed(EndpointAnswer::of, "POST", "DELETE");
        };
    }

    private record Asked(IdentityToken token, ExchangeRequest request) {}

    private EndpointAnswer exchange(RequestContext context, byte[] body) {
        return RequestBody.read(body, MEMBERS, ExchangeEndpoint::asked)
                .then(asked -> publishing.exchange(asked.token(), asked.request(), context))
                .fold(ExchangeEndpoint::answer, EndpointAnswer::of, EndpointAnswer::of);
    }

    private static Asked asked(JsonObject body) {
        ExchangeRequest.Builder request = ExchangeRequest.builder();
        String name = body.stringOrNull("package");
        if (name != null) {
            request.packageName(name.startsWith("pkg:") ? PackageName.ofPurl(name) : PackageName.ofString(name));
        }
        String version = body.stringOrNull("version");
        if (version != null) {
            request.version(version);
        }
        if (body.has("sha256")) {
            List<String> digests = body.strings("sha256");
            if (digests.isEmpty()) {
                throw new JsonFormatException("an empty list would allow every file or none");
            }
            digests.forEach(request::sha256);
        }
        if (Boolean.TRUE.equals(body.booleanOrNull("single_use"))) {
            request.singleUse();
        }
        if (Boolean.TRUE.equals(body.booleanOrNull("stage_only"))) {
            request.stageOnly();
        }
        return new Asked(IdentityToken.of(body.string("token")), request.build());
    }

    private static EndpointAnswer answer(IssuedToken issued) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("token", issued.secret().reveal());
        members.put("expires", String.valueOf(issued.token().expiresAt()));
        return Answers.json(200, Answers.JSON, members);
    }
}
