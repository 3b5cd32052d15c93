package dev.registrykit.attest.publication;

import dev.registrykit.attest.bundle.ArtifactDigest;
import dev.registrykit.attest.log.AttestationEvent;
import dev.registrykit.attest.sigstore.VerifiedAttestation;
import dev.registrykit.core.decision.Decision;
import dev.registrykit.core.decision.DecisionListener;
import dev.registrykit.core.decision.Decisions;
import dev.registrykit.core.event.RecordedEvent;
import dev.registrykit.core.name.Release;
import dev.registrykit.core.request.RequestContext;
import dev.registrykit.core.store.UnitOfWork;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps verified attestations with the files of releases, for as long as the releases live.
 *
 * <p>A host calls {@link #keep} in the transaction in which it accepts an upload: it builds the module on that transaction
 * ({@code JdbcUnitOfWork.joining}), so that file and attestation stay together or not at all; and {@link #deleteRelease} in the
 * one in which it deletes a version. Safe to share between threads as far as its unit of work is.
 */
public final class Attestations {
    private static final Logger LOG = LoggerFactory.getLogger(Attestations.class);

    private final UnitOfWork<? extends AttestationStores> unitOfWork;
    private final AttestationLimits limits;
    private final Duration recheckAfter;
    private final InstantSource clock;
    private final Decisions decisions;

    /**
     * Hosts get this object from the module's entry point.
     *
     * @param recheckAfter how long after its upload an attestation's source is first looked for
     */
    public Attestations(
            UnitOfWork<? extends AttestationStores> unitOfWork,
            AttestationLimits limits,
            Duration recheckAfter,
            InstantSource clock,
            DecisionListener listener) {
        this.unitOfWork = unitOfWork;
        this.limits = limits;
        this.recheckAfter = recheckAfter;
        this.clock = clock;
        this.decisions = new Decisions(listener, PublicationReason.STORE_UNAVAILABLE);
    }

    /**
     * Keeps an attestation with a file; one that the file has already is kept once, whatever its spelling.
     *
     * <p>Refused with {@link PublicationReason#TOO_MANY_ATTESTATIONS} or {@link PublicationReason#FILE_NAME_INVALID}; it and its
     * event are kept together. What comes back is what was to be kept; of one that was known already {@link #ofFile} knows the
     * first times.
     *
     * @param file the name of the file within the release, for example of the wheel or the jar
     */
    public Decision<KeptAttestation> keep(
            Release release, String file, VerifiedAttestation attestation, RequestContext context) {
        return decisions.decide("attestation.keep", () -> {
            if (!KeptAttestation.isFileName(file)) {
                return fileNameInvalid();
            }
            return kept(
                    KeptAttestation.of(
                            release,
                            file,
                            attestation.digest(),
                            KeptAttestation.idOf(attestation.bundle()),
                            new String(attestation.bundle().bytes(), StandardCharsets.UTF_8),
                            AttestationFacts.of(attestation),
                            now()),
                    context);
        });
    }

    /**
     * Signs the registry's own statement about a file of a release, and keeps it as {@link #keep} does.
     *
     * <p>The key is asked before the unit of work; <em>unavailable</em> with {@link PublicationReason#SIGNER_UNAVAILABLE} when
     * it cannot be used now.
     *
     * @param digest of the file, as the registry computed it
     */
    public Decision<KeptAttestation> publish(
            RegistryStatements statements,
            Release release,
            String file,
            ArtifactDigest digest,
            RequestContext context) {
        return decisions.decide("attestation.publish", () -> {
            if (!KeptAttestation.isFileName(file)) {
                return fileNameInvalid();
            }
            Instant now = now();
            RegistryStatements.Signed signed;
            try {
                signed = statements.signed(release, digest);
            } catch (SigningException failed) {
                LOG.warn("attestation.publish: the registry's key could not be used", failed);
                return Decision.unavailable(
                        PublicationReason.SIGNER_UNAVAILABLE, "The registry could not sign its statement.");
            }
            AttestationFacts facts = AttestationFacts.builder()
                    .predicateType(signed.predicateType())
                    .keyHint(signed.keyId())
                    .signedAt(now)
                    .build();
            return kept(KeptAttestation.of(release, file, digest, signed.id(), signed.bundle(), facts, now), context);
        });
    }

    private Decision<KeptAttestation> kept(KeptAttestation attestation, RequestContext context) {
        return unitOfWork.run(stores -> {
            Instant checkAt = attestation.verifiedAt().plus(recheckAfter);
            return switch (stores.attestations().keep(attestation, limits, checkAt)) {
                case KNOWN -> Decision.allowed(attestation);
                case KEPT -> {
                    stores.events()
                            .append(RecordedEvent.of(
                                    told(attestation), attestation.verifiedAt(), context.clientAddress()));
                    yield Decision.allowed(attestation);
                }
                case FULL ->
                    Decision.refused(
                            PublicationReason.TOO_MANY_ATTESTATIONS,
                            "A release has at most " + limits.perRelease() + " attestations of "
                                    + limits.bytesPerRelease() + " bytes together.");
            };
        });
    }

    private static AttestationEvent told(KeptAttestation attestation) {
        return new AttestationEvent.Kept(
                attestation.release().packageName(),
                attestation.release().version(),
                attestation.file(),
                attestation.id(),
                Objects.requireNonNullElse(attestation.facts().predicateType(), ""));
    }

    private static <T> Decision<T> fileNameInvalid() {
        return Decision.refused(
                PublicationReason.FILE_NAME_INVALID, "Attestations cannot be kept with a file of this name.");
    }

    /**
     * The attestations of all files of a release, by file, then oldest first.
     *
     * @throws dev.registrykit.core.store.StoreException if the store is broken
     */
    public List<KeptAttestation> ofRelease(Release release) {
        return unitOfWork.read(stores -> stores.attestations().ofRelease(release));
    }

    /**
     * The attestations of one file of a release, oldest first.
     *
     * @throws dev.registrykit.core.store.StoreException if the store is broken
     */
    public List<KeptAttestation> ofFile(Release release, String file) {
        return unitOfWork.read(stores -> stores.attestations().ofFile(release, file));
    }

    /**
     * Removes all attestations of a release, because the release itself is removed; returns how many. History and continuity
     * stay: a name that comes back is held against what it was.
     *
     * @throws dev.registrykit.core.store.StoreException if the store is broken
     */
    public int deleteRelease(Release release) {
        return unitOfWork.<Integer>run(stores -> stores.attestations().deleteRelease(release));
    }

    /** As {@link Decisions#decide}, for the endpoints. */
    Decision<List<KeptAttestation>> found(String operation, Release release, @Nullable String file) {
        return decisions.decide(operation, () -> {
            List<KeptAttestation> all = file == null ? ofRelease(release) : ofFile(release, file);
            return all.isEmpty()
                    ? Decision.refused(
                            PublicationReason.ATTESTATIONS_NOT_FOUND, "There are no attestations at this address.")
                    : Decision.allowed(all);
        });
    }

    /** To the millisecond, as stores keep it. */
    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
