package dev.registrykit.attest.publication;

import dev.registrykit.core.decision.Decision;
import dev.registrykit.core.name.Ecosystem;
import dev.registrykit.core.name.PackageName;
import dev.registrykit.core.name.Release;
import dev.registrykit.core.request.EndpointAnswer;
import dev.registrykit.core.request.RequestContext;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The provenance of a file in PyPI's form (index hosted attestations, PEP 740).
 *
 * <p>{@code GET /integrity/<project>/<version>/<file>/provenance} is answered with {@code {"version": 1,
 * "attestation_bundles": [{"publisher": {…}, "attestations": […]}]}}. Left out are attestations that this form cannot hold: of a
 * plain key, and of a signature without a statement. A file without others is {@code 404}; every failure is a problem document
 * (RFC 9457). Who may see the project is for the host to ask before, and how long an answer may be cached for it to add: the
 * answer says that it may not.
 */
public final class PyPiIntegrityEndpoint {
    /** The media type of an answer. */
    public static final String MEDIA_TYPE = "application/vnd.pypi.integrity.v1+json";

    private static final Pattern PATH = Pattern.compile("/integrity/([^/]+)/([^/]+)/([^/]+)/provenance/?$");

    private final Attestations attestations;

    /** Hosts get this object from the module's entry point. */
    public PyPiIntegrityEndpoint(Attestations attestations) {
        this.attestations = attestations;
    }

    private record Asked(Release release, String file) {}

    /** The answer to one request; the host has routed it here by its path. */
    public EndpointAnswer handle(RequestContext context) {
        return Answers.toGet(
                context,
                () -> asked(context.path())
                        .then(asked -> attestations
                                .found("attestation.serve-pypi", asked.release(), asked.file())
                                .then(PyPiProvenance::of))
                        .fold(document -> Answers.json(MEDIA_TYPE, document), EndpointAnswer::of, EndpointAnswer::of));
    }

    private static Decision<Asked> asked(String path) {
        Matcher parts = PATH.matcher(path);
        if (!parts.find()) {
            return Answers.malformed();
        }
        try {
            PackageName project = PackageName.parse(Ecosystem.PYPI, Answers.decoded(parts.group(1)));
            return Decision.allowed(
                    new Asked(Release.of(project, Answers.decoded(parts.group(2))), Answers.decoded(parts.group(3))));
        } catch (IllegalArgumentException malformed) {
            return Answers.malformed();
        }
    }
}
