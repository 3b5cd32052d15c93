package dev.registrykit.attest.expectation;

import dev.registrykit.attest.sigstore.VerifiedAttestation;
import dev.registrykit.attest.statement.SlsaProvenance;

/** A build that is the expected one, as a trusted builder vouches for it. */
public final class SlsaBuild {
    private final VerifiedAttestation attestation;
    private final SlsaProvenance provenance;
    private final int level;

    SlsaBuild(VerifiedAttestation attestation, SlsaProvenance provenance, int level) {
        this.attestation = attestation;
        this.provenance = provenance;
        this.level = level;
    }

    /** The attestation that says so. */
    public VerifiedAttestation attestation() {
        return attestation;
    }

    /** What it says. */
    public SlsaProvenance provenance() {
        return provenance;
    }

    /** The SLSA build level, 1 to 3, up to which the builder is trusted. */
    public int level() {
        return level;
    }

    @Override
    public String toString() {
        return "SlsaBuild[level " + level + ", " + provenance + "]";
    }
}
