package dev.registrykit.attest.publication;

import dev.registrykit.core.name.Release;

/**
 * A source that one node has taken to look for.
 *
 * @param release the release whose attestation names it
 * @param attestationId the attestation
 * @param repository the repository's https address
 * @param commit the commit
 * @param state what is known of it
 */
public record SourceClaim(Release release, String attestationId, String repository, String commit, SourceState state) {}
