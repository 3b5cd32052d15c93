package dev.registrykit.attest.continuity;

import dev.registrykit.attest.bundle.ArtifactDigest;
import dev.registrykit.attest.bundle.DigestAlgorithm;
import dev.registrykit.attest.sigstore.SignerIdentity;
import dev.registrykit.attest.sigstore.VerifiedAttestation;
import dev.registrykit.core.decision.Decision;
import dev.registrykit.core.workload.WorkloadIdentity;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Who signed a release and what it was built from, as far as continuity asks.
 *
 * <p>A source repository is one by its immutable id; its name is compared only where the issuer states no id. The builder is
 * where the job ran and the reusable workflow that ran it, without its ref, if it is from outside of the source repository: the
 * repository's own workflow files are part of the source, and one of them may be renamed. Texts are kept up to 500
 * characters; of a longer one the end is replaced by its SHA-256.
 */
public final class Provenance {
    /** The longest text that is kept, in UTF-16 characters. */
    static final int MAX_LENGTH = 500;

    private static final int HASH_DIGITS = 64;

    private static final Provenance NONE = new Provenance(SignerKind.NONE, "", null, null, null, null, null);

    private final SignerKind kind;
    private final String signer;
    private final @Nullable String source;
    private final @Nullable String sourceId;
    private final @Nullable String ownerId;
    private final @Nullable String runner;
    private final @Nullable String builder;

    private Provenance(
            SignerKind kind,
            String signer,
            @Nullable String source,
            @Nullable String sourceId,
            @Nullable String ownerId,
            @Nullable String runner,
            @Nullable String builder) {
        this.kind = kind;
        this.signer = bounded(signer);
        this.source = source == null ? null : bounded(source);
        this.sourceId = sourceId == null ? null : bounded(sourceId);
        this.ownerId = ownerId == null ? null : bounded(ownerId);
        this.runner = runner == null ? null : bounded(runner);
        this.builder = builder == null ? null : bounded(builder);
    }

    private static String bounded(String text) {
        if (text.length() <= MAX_LENGTH) {
            return text;
        }
        int end = MAX_LENGTH - HASH_DIGITS - 1;
        String start = text.substring(0, Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end);
        return start + "#"
                + ArtifactDigest.of(text.getBytes(StandardCharsets.UTF_8)).hex(DigestAlgorithm.SHA256);
    }

    /** No provenance. */
    public static Provenance none() {
        return NONE;
    }

    /** Of a release that this CI job built and signed. */
    public static Provenance workload(WorkloadIdentity job) {
        return new Provenance(
                SignerKind.WORKLOAD,
                job.issuer(),
                job.sourceRepository(),
                job.sourceRepositoryId(),
                job.sourceRepositoryOwnerId(),
                job.runner(),
                outsideBuilder(job));
    }

    /** Of a release that a person signed; the address is kept, so whoever shows the history shows it. */
    public static Provenance person(SignerIdentity signer) {
        return signer(SignerKind.PERSON, signer.name() + " by " + signer.issuer());
    }

    /** Of a release that a trusted plain key signed; {@code hint} names the key. */
    public static Provenance key(String hint) {
        return signer(SignerKind.KEY, hint);
    }

    /** Of a release that an allowed OpenPGP key signed. */
    public static Provenance openPgp(String fingerprint) {
        return signer(SignerKind.OPENPGP, fingerprint);
    }

    private static Provenance signer(SignerKind kind, String signer) {
        return new Provenance(kind, signer, null, null, null, null, null);
    }

    /** As a store kept it. */
    public static Provenance restored(
            SignerKind kind,
            String signer,
            @Nullable String source,
            @Nullable String sourceId,
            @Nullable String ownerId,
            @Nullable String runner,
            @Nullable String builder) {
        return new Provenance(kind, signer, source, sourceId, ownerId, runner, builder);
    }

    /** What a verified attestation says. */
    public static Provenance of(VerifiedAttestation attestation) {
        WorkloadIdentity job = attestation.workload();
        SignerIdentity signer = attestation.signer();
        if (job != null) {
            return workload(job);
        }
        return signer != null ? person(signer) : key(Objects.requireNonNullElse(attestation.keyHint(), ""));
    }

    /**
     * What all attestations of one release say together: a CI job's count before a person's and those before a key's, and
     * {@link #none()} when there are none.
     *
     * <p>Refused with {@link ContinuityReason#PROVENANCE_AMBIGUOUS} when those that count tell of several signers or
     * sources. Leave out what the registry itself signed.
     */
    public static Decision<Provenance> of(Collection<VerifiedAttestation> attestations) {
        return strongest(attestations.stream().map(Provenance::of).toList());
    }

    static Decision<Provenance> strongest(List<Provenance> all) {
        SignerKind kind = all.stream()
                .map(Provenance::kind)
                .min(Comparator.naturalOrder())
                .orElse(SignerKind.NONE);
        Set<Provenance> counted = all.stream().filter(one -> one.kind == kind).collect(Collectors.toSet());
        return counted.size() > 1
                ? Decision.refused(
                        ContinuityReason.PROVENANCE_AMBIGUOUS,
                        "The attestations of this release tell of several signers or sources.")
                : Decision.allowed(counted.isEmpty() ? NONE : counted.iterator().next());
    }

    /** The workflow of another repository that ran the job, without its ref; null when the source's own did. */
    private static @Nullable String outsideBuilder(WorkloadIdentity job) {
        String signer = job.buildSigner();
        String source = job.sourceRepository();
        if (signer == null || (source != null && signer.startsWith(source + "/"))) {
            return null;
        }
        int ref = signer.indexOf('@');
        return ref < 0 ? signer : signer.substring(0, ref);
    }

    /** What kind of signer signed. */
    public SignerKind kind() {
        return kind;
    }

    /**
     * The issuer that vouches for the CI job; the person's name and issuer; the key's hint; the OpenPGP key's fingerprint;
     * empty when nobody signed.
     */
    public String signer() {
        return signer;
    }

    /** The source repository's name, a URL, or null. */
    public @Nullable String source() {
        return source;
    }

    /** The source repository's immutable id, or null where the issuer states none. */
    public @Nullable String sourceId() {
        return sourceId;
    }

    /** The immutable id of the source repository's owner, or null where the issuer states none. */
    public @Nullable String ownerId() {
        return ownerId;
    }

    /** Where the job ran, for example {@code github-hosted}, or null where the issuer does not state it. */
    public @Nullable String runner() {
        return runner;
    }

    /** The reusable workflow from outside of the source repository that ran the job, without its ref, or null. */
    public @Nullable String builder() {
        return builder;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Provenance that
                && kind == that.kind
                && signer.equals(that.signer)
                && Objects.equals(source, that.source)
                && Objects.equals(sourceId, that.sourceId)
                && Objects.equals(ownerId, that.ownerId)
                && Objects.equals(runner, that.runner)
                && Objects.equals(builder, that.builder);
    }

    @Override
    public int hashCode() {
        return Objects.hash(kind, signer, source, sourceId, ownerId, runner, builder);
    }

    /** For people: the kind, and what was built from where or who signed. */
    @Override
    public String toString() {
        return switch (kind) {
            case NONE -> "none";
            case WORKLOAD ->
                "workload of " + source + (sourceId == null ? "" : " (id " + sourceId + ")") + " at " + signer
                        + (builder == null ? "" : " built by " + builder);
            default -> kind.word() + " " + signer;
        };
    }
}
