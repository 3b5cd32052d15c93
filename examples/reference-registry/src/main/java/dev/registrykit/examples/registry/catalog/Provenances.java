package dev.registrykit.examples.registry.catalog;

import dev.registrykit.attest.AttestStores;
import dev.registrykit.attest.RegistryAttest;
import dev.registrykit.attest.continuity.Provenance;
import dev.registrykit.core.decision.Failure;
import dev.registrykit.core.decision.Refusal;
import dev.registrykit.core.name.Release;
import dev.registrykit.core.store.UnitOfWork;
import dev.registrykit.examples.registry.http.HttpProblem;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Keeps attestations and holds releases against where their package came from, in the transaction that records an upload.
 *
 * <p>A refusal ends that transaction, and its event with it: it is told afterwards in one of its own.
 */
public final class Provenances {
    private final RegistryAttest module;
    private final Function<UnitOfWork<AttestStores>, RegistryAttest> joining;

    /** With the module on transactions of its own, and within one of the catalog's. */
    public Provenances(RegistryAttest module, Function<UnitOfWork<AttestStores>, RegistryAttest> joining) {
        this.module = module;
        this.joining = joining;
    }

    /** Why an upload of this provenance is refused; carried out of the transaction. */
    private static final class Discontinued extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final transient Failure failure;
        private final transient Release release;
        private final transient Provenance provenance;

        Discontinued(Failure failure, Release release, Provenance provenance) {
            super(failure.reason().code(), null, false, false);
            this.failure = failure;
            this.release = release;
            this.provenance = provenance;
        }
    }

    /** The transaction's result; the event of a refused provenance is stored before the refusal goes on. */
    <T> T telling(Upload upload, Supplier<T> transaction) {
        try {
            return transaction.get();
        } catch (Discontinued refused) {
            if (refused.failure instanceof Refusal refusal) {
                module.continuity()
                        .tellRefused(
                                refused.release,
                                refused.provenance,
                                refusal,
                                upload.by().request());
            }
            throw new HttpProblem(refused.failure);
        }
    }

    /** Accepts the release with what attests the upload, or with nothing, and keeps that. */
    void accept(UnitOfWork<AttestStores> transaction, Release release, Upload upload) {
        RegistryAttest here = joining.apply(transaction);
        Attested attested = upload.attested();
        Provenance provenance = attested == null ? Provenance.none() : Provenance.of(attested.attestation());
        here.continuity()
                .accept(release, provenance, upload.by().request())
                .orElseThrow(failure -> new Discontinued(failure, release, provenance));
        if (attested != null) {
            here.attestations()
                    .keep(
                            release,
                            attested.file(),
                            attested.attestation(),
                            upload.by().request())
                    .orElseThrow(HttpProblem::new);
        }
    }

    /** Signs and keeps the registry's own statement about the one file of a release. */
    void publish(UnitOfWork<AttestStores> transaction, Release release, Upload upload, String file) {
        RegistryAttest here = joining.apply(transaction);
        here.attestations()
                .publish(
                        here.statements(),
                        release,
                        file,
                        upload.received().blob().digest(),
                        upload.by().request())
                .orElseThrow(HttpProblem::new);
    }

    /** What is known of a release's files, for its page. */
    public List<dev.registrykit.attest.publication.KeptAttestation> of(Release release) {
        return module.attestations().ofRelease(release);
    }
}
