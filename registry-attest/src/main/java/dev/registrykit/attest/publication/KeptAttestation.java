package dev.registrykit.attest.publication;

import dev.registrykit.attest.bundle.ArtifactDigest;
import dev.registrykit.attest.bundle.Bundle;
import dev.registrykit.attest.bundle.DsseEnvelope;
import dev.registrykit.attest.bundle.MessageSignature;
import dev.registrykit.core.name.Release;
import dev.registrykit.core.workload.WorkloadIdentity;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** An attestation that was verified and is kept with a file of a release; times are to the millisecond. */
public final class KeptAttestation {
    /** The longest name of a file, in UTF-16 characters. */
    public static final int MAX_FILE_NAME = 255;

    private static final int MAX_SOURCE = 1_000;

    private final Release release;
    private final String file;
    private final ArtifactDigest digest;
    private final String id;
    private final String bundle;
    private final AttestationFacts facts;
    private final Instant verifiedAt;
    private final SourceState sourceState;
    private final Instant sourceSince;

    private KeptAttestation(
            Release release,
            String file,
            ArtifactDigest digest,
            String id,
            String bundle,
            AttestationFacts facts,
            Instant verifiedAt,
            SourceState sourceState,
            Instant sourceSince) {
        this.release = release;
        this.file = file;
        this.digest = digest;
        this.id = id;
        this.bundle = bundle;
        this.facts = facts;
        this.verifiedAt = verifiedAt.truncatedTo(ChronoUnit.MILLIS);
        this.sourceState = sourceState;
        this.sourceSince = sourceSince.truncatedTo(ChronoUnit.MILLIS);
    }

    /**
     * An attestation as it is to be kept.
     *
     * @param id {@link #idOf}: what is signed and the signature, in 64 hexadecimal digits
     * @param bundle as JSON
     * @throws IllegalArgumentException if {@link #isFileName} says no
     */
    public static KeptAttestation of(
            Release release,
            String file,
            ArtifactDigest digest,
            String id,
            String bundle,
            AttestationFacts facts,
            Instant verifiedAt) {
        if (!isFileName(file)) {
            throw new IllegalArgumentException("a file's name has 1 to 255 characters and no control characters");
        }
        SourceState state =
                repository(facts) == null || commit(facts) == null ? SourceState.NOT_STATED : SourceState.UNCHECKED;
        return new KeptAttestation(release, file, digest, id, bundle, facts, verifiedAt, state, verifiedAt);
    }

    /** An attestation as a store kept it. */
    public static KeptAttestation restored(
            Release release,
            String file,
            ArtifactDigest digest,
            String id,
            String bundle,
            AttestationFacts facts,
            Instant verifiedAt,
            SourceState sourceState,
            Instant sourceSince) {
        return new KeptAttestation(release, file, digest, id, bundle, facts, verifiedAt, sourceState, sourceSince);
    }

    /** Whether attestations can be kept with a file of this name: 1 to 255 characters, none of them a control character. */
    public static boolean isFileName(String file) {
        return !file.isEmpty() && file.length() <= MAX_FILE_NAME && file.chars().noneMatch(Character::isISOControl);
    }

    /**
     * What tells attestations apart: the SHA-256 of what is signed and of the signature, so that another spelling of a
     * bundle is no other attestation.
     */
    public static String idOf(Bundle bundle) {
        DsseEnvelope envelope = bundle.envelope();
        if (envelope != null) {
            return id("dsse", envelope.preAuthEncoding(), envelope.signature());
        }
        MessageSignature message = Objects.requireNonNull(bundle.messageSignature(), "a bundle has content");
        return id("message", new byte[0], message.signature());
    }

    static String id(String kind, byte[] signed, byte[] signature) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update((kind + " " + signed.length + " ").getBytes(StandardCharsets.US_ASCII));
            digest.update(signed);
            digest.update(signature);
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("SHA-256 is missing from this JDK", impossible);
        }
    }

    /** The release. */
    public Release release() {
        return release;
    }

    /** The name of the file of the release that it is about. */
    public String file() {
        return file;
    }

    /** The digests of that file. */
    public ArtifactDigest digest() {
        return digest;
    }

    /** {@link #idOf}. */
    public String id() {
        return id;
    }

    /** The bundle, as JSON, as it was uploaded. */
    public String bundle() {
        return bundle;
    }

    /** What its verification found out. */
    public AttestationFacts facts() {
        return facts;
    }

    /** When the registry verified it at upload. */
    public Instant verifiedAt() {
        return verifiedAt;
    }

    /** Whether its source is still there, as far as the registry knows. */
    public SourceState sourceState() {
        return sourceState;
    }

    /** Since when it is known to be so. */
    public Instant sourceSince() {
        return sourceSince;
    }

    /** The source repository that can be looked for: an https address, or null. */
    public @Nullable String sourceRepository() {
        return repository(facts);
    }

    /** The commit that can be looked for, or null. */
    public @Nullable String sourceCommit() {
        return commit(facts);
    }

    private static @Nullable String repository(AttestationFacts facts) {
        WorkloadIdentity job = facts.workload();
        String repository = job == null ? null : job.sourceRepository();
        return repository != null && repository.startsWith("https://") ? plain(repository) : null;
    }

    private static @Nullable String commit(AttestationFacts facts) {
        WorkloadIdentity job = facts.workload();
        String commit = job == null ? null : job.sourceDigest();
        return commit == null ? null : plain(commit);
    }

    /** Printable ASCII alone: whoever looks for it puts it into an address. */
    private static @Nullable String plain(String text) {
        return !text.isEmpty() && text.length() <= MAX_SOURCE && text.chars().allMatch(c -> c > ' ' && c < 0x7f)
                ? text
                : null;
    }

    @Override
    public String toString() {
        return "KeptAttestation[" + release + " " + file + ", " + id + "]";
    }
}
