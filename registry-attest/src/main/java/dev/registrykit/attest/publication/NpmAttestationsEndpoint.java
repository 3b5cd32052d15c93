package dev.registrykit.attest.publication;

import dev.registrykit.core.decision.Decision;
import dev.registrykit.core.json.JsonLimits;
import dev.registrykit.core.json.StrictJson;
import dev.registrykit.core.name.PackageName;
import dev.registrykit.core.name.Release;
import dev.registrykit.core.request.EndpointAnswer;
import dev.registrykit.core.request.RequestContext;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The attestations of a release in npm's form.
 *
 * <p>{@code GET /-/npm/v1/attestations/<name>@<version>} is answered with {@code {"attestations": [{"predicateType": …,
 * "bundle": {…}}]}}; the scope's slash may be escaped. A release without attestations is {@code 404}; every failure is a problem
 * document (RFC 9457). Who may see the package is for the host to ask before, and how long an answer may be cached for it to
 * add: the answer says that it may not.
 */
public final class NpmAttestationsEndpoint {
    private static final String PATH = "/-/npm/v1/attestations/";
    private static final JsonLimits BUNDLE = JsonLimits.of(1 << 20, 64, 40_000);

    private final Attestations attestations;

    /** Hosts get this object from the module's entry point. */
    public NpmAttestationsEndpoint(Attestations attestations) {
        this.attestations = attestations;
    }

    /** The answer to one request; the host has routed it here by its path. */
    public EndpointAnswer handle(RequestContext context) {
        return Answers.toGet(
                context,
                () -> release(context.path())
                        .then(release -> attestations.found("attestation.serve-npm", release, null))
                        .map(NpmAttestationsEndpoint::document)
                        .fold(
                                document -> Answers.json(Answers.JSON, document),
                                EndpointAnswer::of,
                                EndpointAnswer::of));
    }

    private static Decision<Release> release(String path) {
        int start = path.indexOf(PATH);
        if (start < 0) {
            return Answers.malformed();
        }
        try {
            String name = Answers.decoded(path.substring(start + PATH.length()));
            int at = name.lastIndexOf('@');
            if (at < 1) {
                return Answers.malformed();
            }
            return Decision.allowed(Release.of(PackageName.npm(name.substring(0, at)), name.substring(at + 1)));
        } catch (IllegalArgumentException malformed) {
            return Answers.malformed();
        }
    }

    private static Map<String, Object> document(List<KeptAttestation> kept) {
        List<Map<String, Object>> listed = new ArrayList<>();
        List<String> ids = new ArrayList<>();
        for (KeptAttestation attestation : kept) {
            // One that is about several files of the release is one attestation.
            if (!ids.contains(attestation.id())) {
                ids.add(attestation.id());
                Map<String, Object> one = new LinkedHashMap<>();
                one.put(
                        "predicateType",
                        Objects.requireNonNullElse(attestation.facts().predicateType(), ""));
                one.put("bundle", StrictJson.object(attestation.bundle(), BUNDLE));
                listed.add(one);
            }
        }
        return Map.of("attestations", listed);
    }
}
