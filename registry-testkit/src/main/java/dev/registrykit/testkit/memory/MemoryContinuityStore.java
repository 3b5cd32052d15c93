package dev.registrykit.testkit.memory;

import dev.registrykit.attest.continuity.Announcement;
import dev.registrykit.attest.continuity.ContinuityStore;
import dev.registrykit.attest.continuity.HistoryEntry;
import dev.registrykit.attest.continuity.PackageContinuity;
import dev.registrykit.attest.continuity.Provenance;
import dev.registrykit.core.name.PackageName;
import dev.registrykit.core.name.Release;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Continuity in memory. */
final class MemoryContinuityStore implements ContinuityStore {
    private final MemoryUnitOfWork<?>.Table<PackageName, PackageContinuity> packages;
    private final MemoryUnitOfWork<?>.Table<Key, HistoryEntry> entries;

    MemoryContinuityStore(MemoryUnitOfWork<?> work) {
        this.packages = work.table();
        this.entries = work.table();
    }

    private record Key(Release release, Provenance provenance) {}

    @Override
    public @Nullable PackageContinuity find(PackageName packageName) {
        return packages.get(packageName);
    }

    @Override
    public boolean insertIfAbsent(PackageContinuity first) {
        return packages.putIfAbsent(
                first.packageName(),
                PackageContinuity.restored(
                        first.packageName(), 0, first.established(), first.sinceVersion(), first.since(), null));
    }

    @Override
    public boolean establish(
            PackageName packageName, long revision, Provenance provenance, String version, Instant now) {
        PackageContinuity known = packages.get(packageName);
        if (known == null || known.revision() != revision) {
            return false;
        }
        packages.put(
                packageName, PackageContinuity.restored(packageName, revision + 1, provenance, version, now, null));
        return true;
    }

    @Override
    public boolean announce(PackageName packageName, Announcement announcement) {
        PackageContinuity known = packages.get(packageName);
        Announcement before = known == null ? null : known.announcement();
        if (known == null || (before != null && before.expiresAt().isAfter(announcement.announcedAt()))) {
            return false;
        }
        packages.put(packageName, changed(known, announcement));
        return true;
    }

    @Override
    public boolean endAnnouncement(PackageName packageName, String id) {
        PackageContinuity known = packages.get(packageName);
        Announcement before = known == null ? null : known.announcement();
        if (known == null || before == null || !before.id().equals(id)) {
            return false;
        }
        packages.put(packageName, changed(known, null));
        return true;
    }

    private static PackageContinuity changed(PackageContinuity known, @Nullable Announcement announcement) {
        return PackageContinuity.restored(
                known.packageName(),
                known.revision() + 1,
                known.established(),
                known.sinceVersion(),
                known.since(),
                announcement);
    }

    @Override
    public List<PackageContinuity> expired(Instant now, int limit) {
        return packages.all().stream()
                .filter(known -> {
                    Announcement announced = known.announcement();
                    return announced != null && !announced.expiresAt().isAfter(now);
                })
                .sorted(Comparator.comparing((PackageContinuity known) ->
                                Objects.requireNonNull(known.announcement()).expiresAt())
                        .thenComparing(known -> known.packageName().toString()))
                .limit(limit)
                .toList();
    }

    @Override
    public boolean remember(HistoryEntry entry) {
        return entries.putIfAbsent(new Key(entry.release(), entry.provenance()), entry);
    }

    @Override
    public List<HistoryEntry> history(PackageName packageName, int limit) {
        return entries.all().stream()
                .filter(entry -> entry.release().packageName().equals(packageName))
                .sorted(Comparator.comparing(HistoryEntry::acceptedAt)
                        .reversed()
                        .thenComparing(entry -> entry.release().version()))
                .limit(limit)
                .toList();
    }
}
