package dev.registrykit.testkit.memory;

import dev.registrykit.attest.publication.AttestationLimits;
import dev.registrykit.attest.publication.AttestationStore;
import dev.registrykit.attest.publication.KeptAttestation;
import dev.registrykit.attest.publication.SourceClaim;
import dev.registrykit.attest.publication.SourceState;
import dev.registrykit.core.name.Release;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Attestations in memory. */
final class MemoryAttestationStore implements AttestationStore {
    private final MemoryUnitOfWork<?>.Table<BundleKey, Bundle> bundles;
    private final MemoryUnitOfWork<?>.Table<FileKey, KeptAttestation> files;

    MemoryAttestationStore(MemoryUnitOfWork<?> work) {
        this.bundles = work.table();
        this.files = work.table();
    }

    private record BundleKey(Release release, String id) {}

    private record FileKey(Release release, String file, String id) {}

    private record Bundle(
            KeptAttestation first,
            SourceState state,
            Instant since,
            @Nullable Instant checkAt) {}

    @Override
    public Outcome keep(KeptAttestation attestation, AttestationLimits limits, Instant checkAt) {
        Release release = attestation.release();
        FileKey fileKey = new FileKey(release, attestation.file(), attestation.id());
        if (files.get(fileKey) != null) {
            return Outcome.KNOWN;
        }
        BundleKey key = new BundleKey(release, attestation.id());
        boolean first = bundles.get(key) == null;
        long bytes = (first ? size(attestation) : 0)
                + bundles.all().stream()
                        .filter(bundle -> bundle.first().release().equals(release))
                        .mapToLong(bundle -> size(bundle.first()))
                        .sum();
        if (ofRelease(release).size() >= limits.perRelease() || bytes > limits.bytesPerRelease()) {
            return Outcome.FULL;
        }
        files.put(fileKey, attestation);
        boolean stated = attestation.sourceState() != SourceState.NOT_STATED;
        bundles.putIfAbsent(
                key,
                new Bundle(attestation, attestation.sourceState(), attestation.sourceSince(), stated ? checkAt : null));
        return Outcome.KEPT;
    }

    private static long size(KeptAttestation attestation) {
        return attestation.bundle().getBytes(StandardCharsets.UTF_8).length;
    }

    @Override
    public List<KeptAttestation> ofRelease(Release release) {
        return files.all().stream()
                .filter(one -> one.release().equals(release))
                .sorted(Comparator.comparing(KeptAttestation::file)
                        .thenComparing(KeptAttestation::verifiedAt)
                        .thenComparing(KeptAttestation::id))
                .map(this::joined)
                .toList();
    }

    @Override
    public List<KeptAttestation> ofFile(Release release, String file) {
        return ofRelease(release).stream()
                .filter(one -> one.file().equals(file))
                .toList();
    }

    /** With what is known of its bundle. */
    private KeptAttestation joined(KeptAttestation one) {
        Bundle bundle = Objects.requireNonNull(bundles.get(new BundleKey(one.release(), one.id())));
        return KeptAttestation.restored(
                one.release(),
                one.file(),
                one.digest(),
                one.id(),
                bundle.first().bundle(),
                bundle.first().facts(),
                bundle.first().verifiedAt(),
                bundle.state(),
                bundle.since());
    }

    @Override
    public int deleteRelease(Release release) {
        List<KeptAttestation> all = ofRelease(release);
        for (KeptAttestation one : all) {
            files.remove(new FileKey(release, one.file(), one.id()));
            bundles.remove(new BundleKey(release, one.id()));
        }
        return all.size();
    }

    @Override
    public List<SourceClaim> claimSources(int limit, Instant now, Instant until) {
        List<Bundle> due = bundles.all().stream()
                .filter(bundle -> {
                    Instant at = bundle.checkAt();
                    return at != null && !at.isAfter(now);
                })
                .sorted(Comparator.comparing((Bundle bundle) -> Objects.requireNonNull(bundle.checkAt()))
                        .thenComparing(
                                bundle -> bundle.first().release().packageName().toString())
                        .thenComparing(bundle -> bundle.first().release().version())
                        .thenComparing(bundle -> bundle.first().id()))
                .limit(limit)
                .toList();
        List<SourceClaim> claimed = new ArrayList<>();
        for (Bundle bundle : due) {
            KeptAttestation first = bundle.first();
            bundles.put(
                    new BundleKey(first.release(), first.id()),
                    new Bundle(first, bundle.state(), bundle.since(), until));
            claimed.add(new SourceClaim(
                    first.release(),
                    first.id(),
                    Objects.requireNonNull(first.sourceRepository()),
                    Objects.requireNonNull(first.sourceCommit()),
                    bundle.state()));
        }
        return claimed;
    }

    @Override
    public boolean recordSource(SourceClaim claim, SourceState found, Instant now, Instant checkAt) {
        BundleKey key = new BundleKey(claim.release(), claim.attestationId());
        Bundle bundle = bundles.get(key);
        if (bundle == null || bundle.state() != claim.state()) {
            return false;
        }
        bundles.put(key, new Bundle(bundle.first(), found, bundle.state() == found ? bundle.since() : now, checkAt));
        return true;
    }
}
