package dev.registrykit.testkit.memory;

import dev.registrykit.core.event.EventStore;
import dev.registrykit.core.event.RecordedEvent;
import dev.registrykit.core.name.PackageName;
import dev.registrykit.core.subject.Subject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Predicate;

/** Security events in memory. */
final class MemoryEventStore implements EventStore {
    private static final Comparator<Row> OLDEST_FIRST = Comparator.comparing(
                    (Row row) -> row.event().time())
            .thenComparing(row -> row.event().id().toString());
    private static final Comparator<Row> NEWEST_FIRST = Comparator.comparing(
                    (Row row) -> row.event().time(), Comparator.reverseOrder())
            .thenComparing(row -> row.event().id().toString());

    private final MemoryUnitOfWork<?>.Table<UUID, Row> rows;

    MemoryEventStore(MemoryUnitOfWork<?> work) {
        this.rows = work.table();
    }

    private record Row(RecordedEvent event, Instant claimedUntil, boolean delivered) {}

    @Override
    public void append(RecordedEvent event) {
        rows.putIfAbsent(event.id(), new Row(event, Instant.EPOCH, false));
    }

    @Override
    public List<RecordedEvent> ofAccount(Subject account, int limit) {
        return newest(row -> Objects.equals(account, row.event().account()), limit);
    }

    @Override
    public List<RecordedEvent> ofPackage(PackageName packageName, int limit) {
        return newest(row -> Objects.equals(packageName, row.event().packageName()), limit);
    }

    @Override
    public List<RecordedEvent> claimUndelivered(int limit, Instant now, Instant until) {
        List<RecordedEvent> claimed = new ArrayList<>();
        for (Row row : find(row -> !row.delivered() && !row.claimedUntil().isAfter(now), OLDEST_FIRST, limit)) {
            rows.put(row.event().id(), new Row(row.event(), until, false));
            claimed.add(row.event());
        }
        return claimed;
    }

    @Override
    public boolean markDelivered(UUID id) {
        Row row = rows.get(id);
        if (row == null || row.delivered()) {
            return false;
        }
        rows.put(id, new Row(row.event(), row.claimedUntil(), true));
        return true;
    }

    @Override
    public int purgeDelivered(Instant before, int limit) {
        List<Row> old = find(row -> row.delivered() && row.event().time().isBefore(before), OLDEST_FIRST, limit);
        old.forEach(row -> rows.remove(row.event().id()));
        return old.size();
    }

    private List<RecordedEvent> newest(Predicate<Row> wanted, int limit) {
        return find(wanted, NEWEST_FIRST, limit).stream().map(Row::event).toList();
    }

    private List<Row> find(Predicate<Row> wanted, Comparator<Row> order, int limit) {
        return rows.all().stream().filter(wanted).sorted(order).limit(limit).toList();
    }
}
