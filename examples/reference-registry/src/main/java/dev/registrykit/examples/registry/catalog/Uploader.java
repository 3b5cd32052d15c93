package dev.registrykit.examples.registry.catalog;

import dev.registrykit.core.grant.Grant;
import dev.registrykit.core.request.RequestContext;
import java.time.Instant;

/**
 * Whoever brings something in.
 *
 * @param grant what the token allows
 * @param request the request that carries it
 * @param at when the body was there
 */
public record Uploader(Grant grant, RequestContext request, Instant at) {

    /** As the catalog writes it down. */
    public Publication publication() {
        return new Publication(at, grant.credentialId(), grant.owner(), grant.workload());
    }
}
