package dev.registrykit.publish.trusted;

import dev.registrykit.core.decision.Decision;
import dev.registrykit.core.decision.Refusal;
import dev.registrykit.core.json.JsonObject;
import dev.registrykit.core.request.EndpointAnswer;
import dev.registrykit.core.request.RequestContext;
import dev.registrykit.publish.oidc.IdentityToken;
import dev.registrykit.publish.token.IssuedToken;
import java.net.URI;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Trusted publishing for Python clients that know nothing of the registry but its upload address (PEP 807, draft, revision
 * of 29-Sep-2025).
 *
 * <p>The host routes {@code GET /.well-known/pytp} to {@link #discovery}, and the two addresses that it was given to
 * {@link #audience} and {@link #mintToken}. Answers are of the type {@code application/vnd.pypi.pytp.v1+json}; a request
 * that accepts neither it nor anything is answered with 406. Errors are problem documents (RFC 9457). Tokens live for 15
 * minutes at least, which the draft demands.
 *
 * <p>The draft lets a {@code single-use-token} upload once, where this SDK counts releases: a host that uploads file by
 * file calls {@code ApiTokens.closeRelease} after each upload.
 */
public final class Pep807Endpoint {
    /** The media type of the protocol's answers. */
    public static final String MEDIA_TYPE = "application/vnd.pypi.pytp.v1+json";

    private static final String SINGLE_USE = "single-use-token";
    private static final String MULTI_USE = "multi-use-token";
    private static final Set<String> OFFERED = Set.of(SINGLE_USE, MULTI_USE);
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");
    private static final Set<String> MEMBERS = Set.of("token", "features");

    private final TrustedPublishing publishing;
    private final URI audienceEndpoint;
    private final URI mintEndpoint;
    private final Set<String> uploadPaths;

    /**
     * Hosts get this object from {@code RegistryPublish}.
     *
     * @param audienceEndpoint the full address that is routed to {@link #audience}
     * @param mintEndpoint the full address that is routed to {@link #mintToken}
     * @param uploadPaths the paths of the upload addresses, as clients are given them: {@code /legacy/}
     * @throws IllegalArgumentException if there is no path, or the addresses are not https addresses of one host (http is
     *     taken for the loopback interface)
     */
    public Pep807Endpoint(
            TrustedPublishing publishing, URI audienceEndpoint, URI mintEndpoint, Collection<String> uploadPaths) {
        if (!isTrustworthy(audienceEndpoint)
                || !isTrustworthy(mintEndpoint)
                || !audienceEndpoint.getHost().equalsIgnoreCase(mintEndpoint.getHost())) {
            throw new IllegalArgumentException("clients take https addresses of the upload address's own host only");
        }
        if (uploadPaths.isEmpty()) {
            throw new IllegalArgumentException("name the path of at least one upload address");
        }
        this.publishing = publishing;
        this.audienceEndpoint = audienceEndpoint;
        this.mintEndpoint = mintEndpoint;
        this.uploadPaths = Set.copyOf(uploadPaths);
    }

    private static boolean isTrustworthy(URI uri) {
        String host = uri.getHost();
        return host != null
                && uri.getRawUserInfo() == null
                && ("https".equals(uri.getScheme()) || ("http".equals(uri.getScheme()) && LOOPBACK.contains(host)));
    }

    /**
     * The answer to {@code GET /.well-known/pytp?discover=<path of the upload address>}: where to ask for what.
     *
     * @param discover the query parameter, decoded once; null when it is absent or repeated
     */
    public EndpointAnswer discovery(RequestContext context, @Nullable String discover) {
        EndpointAnswer unfit = unfit(context, "GET");
        if (unfit != null) {
            return unfit;
        }
        if (discover == null) {
            return EndpointAnswer.of(Refusal.of(
                    ExchangeReason.REQUEST_MALFORMED, "The query must hold the parameter 'discover' exactly once."));
        }
        if (!uploadPaths.contains(discover)) {
            return EndpointAnswer.of(Refusal.of(
                    ExchangeReason.NOT_OFFERED, "Trusted publishing is not offered for this upload address."));
        }
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("audience-endpoint", audienceEndpoint.toString());
        members.put("token-mint-endpoint", mintEndpoint.toString());
        members.put("features", List.of(SINGLE_USE, MULTI_USE));
        members.put("default-features", List.of(MULTI_USE));
        return Answers.json(200, MEDIA_TYPE, members);
    }

    /** The answer to {@code GET} of the audience's address: {@code {"audience": …}}. */
    public EndpointAnswer audience(RequestContext context) {
        EndpointAnswer unfit = unfit(context, "GET");
        return unfit != null ? unfit : Answers.json(200, MEDIA_TYPE, Map.of("audience", publishing.audience()));
    }

    /**
     * The answer to {@code POST} of {@code {"token": "<identity token>", "features": […]}}, features being optional:
     * {@code {"token": "<API token>", "expires": <Unix time>}}.
     */
    public EndpointAnswer mintToken(RequestContext context, byte[] body) {
        EndpointAnswer unfit = unfit(context, "POST");
        if (unfit != null) {
            return unfit;
        }
        return RequestBody.read(body, MEMBERS, Pep807Endpoint::asked)
                .then(Pep807Endpoint::offered)
                .then(asked -> publishing.exchange(asked.token(), request(asked), context))
                .fold(Pep807Endpoint::answer, EndpointAnswer::of, EndpointAnswer::of);
    }

    private record Asked(IdentityToken token, Set<String> features) {}

    private static Asked asked(JsonObject body) {
        List<String> features = body.has("features") ? body.strings("features") : List.of(MULTI_USE);
        return new Asked(IdentityToken.of(body.string("token")), Set.copyOf(features));
    }

    /** Both at once contradict each other; a client that names none leaves the choice to the registry. */
    private static Decision<Asked> offered(Asked asked) {
        boolean offered = asked.features().size() < 2 && OFFERED.containsAll(asked.features());
        return offered
                ? Decision.allowed(asked)
                : RequestBody.malformed("The features asked for are not offered, or not together: choose '" + SINGLE_USE
                        + "' or '" + MULTI_USE + "'.");
    }

    private static ExchangeRequest request(Asked asked) {
        return asked.features().contains(SINGLE_USE)
                ? ExchangeRequest.builder().singleUse().build()
                : ExchangeRequest.whole();
    }

    private static @Nullable EndpointAnswer unfit(RequestContext context, String method) {
        if (!context.method().equals(method)) {
            return Answers.methodNotAllowed(EndpointAnswer::of, method);
        }
        return MediaRanges.accept(context, MEDIA_TYPE)
                ? null
                : EndpointAnswer.of(Refusal.of(
                        ExchangeReason.NOT_ACCEPTABLE, "The answer would be of the type " + MEDIA_TYPE + "."));
    }

    private static EndpointAnswer answer(IssuedToken issued) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("token", issued.secret().reveal());
        Instant expires = issued.token().expiresAt();
        if (expires != null) {
            members.put("expires", expires.getEpochSecond());
        }
        return Answers.json(200, MEDIA_TYPE, members);
    }
}
