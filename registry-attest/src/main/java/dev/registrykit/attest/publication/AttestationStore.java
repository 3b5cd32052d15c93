package dev.registrykit.attest.publication;

import dev.registrykit.core.name.Release;
import dev.registrykit.core.store.JdbcSession;
import java.time.Instant;
import java.util.List;

/**
 * Keeps attestations with the files of releases. All verbs act within the unit of work that handed out the store, and throw
 * {@link dev.registrykit.core.store.StoreException} when the store is broken.
 */
public interface AttestationStore {

    /** What became of an attestation that was to be kept. */
    enum Outcome {
        /** It is kept now. */
        KEPT,
        /** This file has it already; nothing changed. */
        KNOWN,
        /** The release has no room for it; nothing changed. */
        FULL
    }

    /** The store on the module's tables. */
    static AttestationStore jdbc(JdbcSession session) {
        return new JdbcAttestationStore(session);
    }

    /**
     * Keeps an attestation with its file, and its bundle once for the whole release; of many at once no more are kept than
     * {@code limits} allow. A bundle that is known keeps its facts, times and state of the source.
     *
     * @param checkAt from when on its source is to be looked for, if it names one
     */
    Outcome keep(KeptAttestation attestation, AttestationLimits limits, Instant checkAt);

    /** The attestations of all files of a release, by file, then oldest first, then by id. */
    List<KeptAttestation> ofRelease(Release release);

    /** The attestations of one file of a release, oldest first, then by id. */
    List<KeptAttestation> ofFile(Release release, String file);

    /** Removes all attestations of a release; returns how many, each file's for itself. */
    int deleteRelease(Release release);

    /**
     * Takes sources that are to be looked for at {@code now}, the longest due first, at most {@code limit}; two callers never
     * take one at a time.
     *
     * @param until from when on others may take them again
     */
    List<SourceClaim> claimSources(int limit, Instant now, Instant until);

    /**
     * Writes down what was found of a source; false, and nothing changes, when the attestation is gone or its state is not
     * {@code claim.state()} any more.
     *
     * @param checkAt from when on it is to be looked for again
     */
    boolean recordSource(SourceClaim claim, SourceState found, Instant now, Instant checkAt);
}
