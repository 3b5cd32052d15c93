package dev.registrykit.attest.expectation;

import dev.registrykit.attest.bundle.DigestAlgorithm;
import dev.registrykit.attest.sigstore.VerifiedAttestation;
import dev.registrykit.attest.statement.NpmPublish;
import dev.registrykit.attest.statement.SlsaProvenance;
import dev.registrykit.attest.statement.Statement;
import dev.registrykit.core.decision.Decision;
import dev.registrykit.core.name.Ecosystem;
import dev.registrykit.core.name.InvalidNameException;
import dev.registrykit.core.name.Release;

/**
 * What an npm registry demands of attestations: they are about exactly this version, in every place that says so.
 *
 * <p>For an upload, which brings provenance alone:
 *
 * <pre>{@code
 * var accepted = attest.verify(bundle, ArtifactDigest.of(tarball), policy)
 *         .then(provenance -> NpmExpectation.checkProvenance(provenance, release));
 * }</pre>
 *
 * For what another registry serves, which has signed that it took the version in:
 *
 * <pre>{@code
 * var verified = NpmAttestations.read(json).then(both -> attest.verify(both.publish(), digest, SignerPolicy.key(keyIds))
 *         .then(publish -> attest.verify(both.provenance(), digest, policy)
 *                 .then(provenance -> NpmExpectation.of("https://registry.npmjs.org")
 *                         .check(publish, provenance, release))));
 * }</pre>
 */
public final class NpmExpectation {
    private final String registry;

    private NpmExpectation(String registry) {
        this.registry = registry;
    }

    /** The expectation of versions that the registry at this address published. */
    public static NpmExpectation of(String registry) {
        return new NpmExpectation(withoutSlash(registry));
    }

    private static String withoutSlash(String url) {
        return url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
    }

    /**
     * What the provenance says, when it is about this version.
     *
     * <p>It has exactly one subject, whose name is the release's package URL and whose SHA-512 is the tarball's; a CI job
     * signed it, no plain key; its predicate is SLSA provenance v1 or v0.2. Whether its builder and source are the expected
     * ones is for {@link SlsaExpectation}. Refused with an {@link ExpectationReason} or a
     * {@link dev.registrykit.attest.statement.StatementReason}.
     */
    public static Decision<SlsaProvenance> checkProvenance(VerifiedAttestation provenance, Release release) {
        if (provenance.signer() == null) {
            return Decision.refused(
                    ExpectationReason.SIGNER_KIND_REFUSED, "A plain key signed the provenance, not a CI job.");
        }
        return checkSubject(provenance, release).then(SlsaProvenance::read);
    }

    /**
     * What the provenance says, when both attestations are about this version: as {@link #checkProvenance}, and the publish
     * attestation of this registry, signed by a plain key, says the same name, version and SHA-512 in its subject and the
     * same name and version in its predicate.
     */
    public Decision<SlsaProvenance> check(
            VerifiedAttestation publish, VerifiedAttestation provenance, Release release) {
        if (publish.keyHint() == null) {
            return Decision.refused(
                    ExpectationReason.SIGNER_KIND_REFUSED,
                    "The publish attestation is not signed by a registry's key.");
        }
        return checkSubject(publish, release)
                .then(NpmPublish::read)
                .then(published -> checkPublished(published, release))
                .then(published -> checkProvenance(provenance, release));
    }

    private Decision<NpmPublish> checkPublished(NpmPublish published, Release release) {
        if (!published.name().equals(release.packageName().text())
                || !published.version().equals(release.version())) {
            return Decision.refused(
                    ExpectationReason.RELEASE_MISMATCH, "The registry published another package or version.");
        }
        return withoutSlash(published.registry()).equals(registry)
                ? Decision.allowed(published)
                : Decision.refused(ExpectationReason.REGISTRY_MISMATCH, "Another registry published this version.");
    }

    private static Decision<Statement> checkSubject(VerifiedAttestation attestation, Release release) {
        return Subjects.only(attestation, DigestAlgorithm.SHA512)
                .then(subject -> isRelease(subject.name(), release)
                        ? Subjects.statement(attestation)
                        : Decision.refused(
                                ExpectationReason.RELEASE_MISMATCH,
                                "The attestation is about another package or version."));
    }

    private static boolean isRelease(String purl, Release release) {
        try {
            return release.packageName().ecosystem() == Ecosystem.NPM
                    && Release.ofPurl(purl).equals(release);
        } catch (InvalidNameException other) {
            return false;
        }
    }
}
