package dev.registrykit.testkit.memory;

import dev.registrykit.core.name.PackageName;
import dev.registrykit.core.name.PackagePattern;
import dev.registrykit.core.store.StoreException;
import dev.registrykit.core.subject.Subject;
import dev.registrykit.core.workload.WorkloadPolicy;
import dev.registrykit.publish.publisher.TrustedPublisher;
import dev.registrykit.publish.publisher.TrustedPublisherStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Trusted publishers in memory, found by repository without looking at all of them. */
final class MemoryTrustedPublisherStore implements TrustedPublisherStore {
    private static final Comparator<TrustedPublisher> OLDEST_FIRST =
            Comparator.comparing(TrustedPublisher::createdAt).thenComparing(TrustedPublisher::id);
    private static final Comparator<TrustedPublisher> FIRST_TO_END = Comparator.comparing(
                    (TrustedPublisher publisher) -> Objects.requireNonNullElse(publisher.pendingUntil(), Instant.MAX))
            .thenComparing(TrustedPublisher::id);

    private final MemoryUnitOfWork<?>.Table<String, Row> rows;
    private final MemoryUnitOfWork<?>.Table<Source, Set<String>> byId;
    private final MemoryUnitOfWork<?>.Table<Source, Set<String>> byName;
    private final MemoryUnitOfWork<?>.Table<String, PackagePattern> trustedOnly;

    MemoryTrustedPublisherStore(MemoryUnitOfWork<?> work) {
        this.rows = work.table();
        this.byId = work.table();
        this.byName = work.table();
        this.trustedOnly = work.table();
    }

    private record Row(TrustedPublisher publisher, boolean reminded) {}

    private record Source(String issuer, String repository) {}

    @Override
    public void insert(TrustedPublisher publisher) {
        if (publisher.isPending()) {
            throw new IllegalArgumentException("a pending publisher is added by insertPending");
        }
        add(publisher);
    }

    @Override
    public boolean insertPending(TrustedPublisher publisher, int limit) {
        if (!publisher.isPending()) {
            throw new IllegalArgumentException("a publisher that is not pending is added by insert");
        }
        if (pendingOfAccount(publisher.addedBy()).size() >= limit) {
            return false;
        }
        add(publisher);
        return true;
    }

    private void add(TrustedPublisher publisher) {
        if (!rows.putIfAbsent(publisher.id(), new Row(publisher, false))) {
            throw new StoreException("the publisher is there already", new IllegalStateException("duplicate key"));
        }
        link(publisher);
    }

    private void link(TrustedPublisher publisher) {
        WorkloadPolicy policy = publisher.policy();
        String id = policy.repositoryId();
        if (id != null) {
            put(byId, new Source(policy.issuer(), id), publisher.id(), true);
        }
        put(byName, new Source(policy.issuer(), folded(policy.repository())), publisher.id(), true);
    }

    private void unlink(TrustedPublisher publisher) {
        WorkloadPolicy policy = publisher.policy();
        String id = policy.repositoryId();
        if (id != null) {
            put(byId, new Source(policy.issuer(), id), publisher.id(), false);
        }
        put(byName, new Source(policy.issuer(), folded(policy.repository())), publisher.id(), false);
    }

    /** Sets are replaced, not changed, so that a rollback finds the old ones. */
    private static void put(
            MemoryUnitOfWork<?>.Table<Source, Set<String>> index, Source source, String id, boolean there) {
        Set<String> ids = new TreeSet<>(Objects.requireNonNullElse(index.get(source), Set.of()));
        boolean changed = there ? ids.add(id) : ids.remove(id);
        if (changed && ids.isEmpty()) {
            index.remove(source);
        } else if (changed) {
            index.put(source, ids);
        }
    }

    @Override
    public boolean remove(String id) {
        TrustedPublisher publisher = find(id);
        if (publisher == null) {
            return false;
        }
        unlink(publisher);
        return rows.remove(id);
    }

    @Override
    public @Nullable TrustedPublisher find(String id) {
        Row row = rows.get(id);
        return row == null ? null : row.publisher();
    }

    @Override
    public List<TrustedPublisher> ofPackage(PackageName packageName) {
        return find(publisher -> !publisher.isPending() && publisher.covers(packageName));
    }

    @Override
    public int count(PackagePattern pattern) {
        return find(publisher -> !publisher.isPending() && publisher.packages().contains(pattern))
                .size();
    }

    @Override
    public List<TrustedPublisher> ofRepository(String issuer, String repositoryId, String repository) {
        Set<String> ids = new LinkedHashSet<>();
        ids.addAll(Objects.requireNonNullElse(byId.get(new Source(issuer, repositoryId)), Set.of()));
        ids.addAll(Objects.requireNonNullElse(byName.get(new Source(issuer, folded(repository))), Set.of()));
        List<TrustedPublisher> found = new ArrayList<>();
        for (String id : ids) {
            TrustedPublisher publisher = find(id);
            if (publisher != null) {
                found.add(publisher);
            }
        }
        found.sort(OLDEST_FIRST);
        return List.copyOf(found);
    }

    @Override
    public boolean pin(String id, WorkloadPolicy pinned) {
        if (pinned.repositoryId() == null) {
            throw new IllegalArgumentException("the pinned policy has no repository id");
        }
        Row row = rows.get(id);
        if (row == null || row.publisher().policy().repositoryId() != null) {
            return false;
        }
        replace(row, row.publisher().with(pinned).build());
        return true;
    }

    @Override
    public boolean withdraw(String id, PackagePattern pattern) {
        Row row = rows.get(id);
        if (row == null || !row.publisher().packages().contains(pattern)) {
            return false;
        }
        List<PackagePattern> rest = new ArrayList<>(row.publisher().packages());
        rest.remove(pattern);
        if (rest.isEmpty()) {
            return remove(id);
        }
        replace(
                row,
                row.publisher().with(row.publisher().policy()).packages(rest).build());
        return true;
    }

    private void replace(Row row, TrustedPublisher changed) {
        unlink(row.publisher());
        rows.put(changed.id(), new Row(changed, row.reminded()));
        link(changed);
    }

    @Override
    public boolean confirm(String id, Instant now) {
        Row row = rows.get(id);
        if (row == null || !row.publisher().isPending() || row.publisher().isExpired(now)) {
            return false;
        }
        TrustedPublisher publisher = row.publisher();
        replace(row, publisher.with(publisher.policy()).pendingUntil(null).build());
        return true;
    }

    @Override
    public boolean expire(String id, Instant now) {
        Row row = rows.get(id);
        return row != null && row.publisher().isExpired(now) && remove(id);
    }

    @Override
    public boolean remind(String id) {
        Row row = rows.get(id);
        if (row == null || row.reminded() || !row.publisher().isPending()) {
            return false;
        }
        rows.put(id, new Row(row.publisher(), true));
        return true;
    }

    @Override
    public List<TrustedPublisher> holdPending(PackageName packageName) {
        return find(publisher -> publisher.isPending() && publisher.covers(packageName)).stream()
                .sorted(Comparator.comparing(TrustedPublisher::id))
                .toList();
    }

    @Override
    public List<TrustedPublisher> pendingOfAccount(Subject account) {
        return find(publisher -> publisher.isPending() && publisher.addedBy().equals(account));
    }

    @Override
    public List<TrustedPublisher> pendingExpired(Instant now, int limit) {
        return pending(row -> row.publisher().isExpired(now), limit);
    }

    @Override
    public List<TrustedPublisher> pendingUnreminded(Instant at, int limit) {
        return pending(row -> row.publisher().isExpired(at) && !row.reminded(), limit);
    }

    private List<TrustedPublisher> pending(Predicate<Row> wanted, int limit) {
        return rows.all().stream()
                .filter(wanted)
                .map(Row::publisher)
                .sorted(FIRST_TO_END)
                .limit(limit)
                .toList();
    }

    @Override
    public boolean requireTrusted(PackagePattern pattern, Subject by, Instant now) {
        return trustedOnly.putIfAbsent(pattern.toString(), pattern);
    }

    @Override
    public boolean allowTokens(PackagePattern pattern) {
        return trustedOnly.remove(pattern.toString());
    }

    @Override
    public List<PackagePattern> trustedOnly(PackageName packageName) {
        return trustedOnly.isEmpty()
                ? List.of()
                : trustedOnly.all().stream()
                        .filter(pattern -> pattern.covers(packageName))
                        .sorted(Comparator.comparing(PackagePattern::toString))
                        .toList();
    }

    private List<TrustedPublisher> find(Predicate<TrustedPublisher> wanted) {
        return rows.all().stream()
                .map(Row::publisher)
                .filter(wanted)
                .sorted(OLDEST_FIRST)
                .toList();
    }

    /** Lower case for A to Z alone, as policies compare names. */
    private static String folded(String repository) {
        StringBuilder lower = new StringBuilder(repository);
        for (int i = 0; i < lower.length(); i++) {
            char c = lower.charAt(i);
            if (c >= 'A' && c <= 'Z') {
                lower.setCharAt(i, (char) (c + ('a' - 'A')));
            }
        }
        return lower.toString();
    }
}
