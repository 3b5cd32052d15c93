package dev.registrykit.core.event;

import dev.registrykit.core.json.JsonLimits;
import dev.registrykit.core.json.JsonObject;
import dev.registrykit.core.json.JsonText;
import dev.registrykit.core.json.StrictJson;
import dev.registrykit.core.name.PackageName;
import dev.registrykit.core.store.JdbcSession;
import dev.registrykit.core.subject.Subject;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Security events in a module's table {@code <prefix>event (id, event_time, type, account, package, address, details,
 * claimed_until, delivered)}.
 *
 * <p>{@code id} is the primary key, {@code event_time} and {@code claimed_until} are BIGINT milliseconds since 1970,
 * {@code delivered} is a BOOLEAN, the others are text; {@code details} is JSON and has no length limit.
 */
public final class JdbcEventStore implements EventStore {
    /** Wide enough for whatever an event's bounded values can be written as. */
    private static final JsonLimits DETAILS = JsonLimits.of(1024 * 1024, 1, 2_000);

    private static final String COLUMNS = "id, event_time, type, account, package, address, details";

    private final JdbcSession session;
    private final String table;

    /** On the session's transaction; {@code tablePrefix} is the module's constant prefix. */
    public JdbcEventStore(JdbcSession session, String tablePrefix) {
        this.session = session;
        this.table = tablePrefix + "event";
    }

    @Override
    public void append(RecordedEvent event) {
        Subject account = event.account();
        PackageName packageName = event.packageName();
        session.deferIfAbsent(
                "INSERT INTO " + table + " (" + COLUMNS
                        + ", claimed_until, delivered) VALUES (?, ?, ?, ?, ?, ?, ?, 0, FALSE)",
                event.id().toString(),
                event.time(),
                event.type(),
                account == null ? null : account.toString(),
                packageName == null ? null : packageName.toString(),
                event.clientAddress(),
                JsonText.write(event.details()));
    }

    @Override
    public List<RecordedEvent> ofAccount(Subject account, int limit) {
        return session.list(
                select("account = ?", "event_time DESC, id"), JdbcEventStore::read, account.toString(), limit);
    }

    @Override
    public List<RecordedEvent> ofPackage(PackageName packageName, int limit) {
        return session.list(
                select("package = ?", "event_time DESC, id"), JdbcEventStore::read, packageName.toString(), limit);
    }

    @Override
    public List<RecordedEvent> claimUndelivered(int limit, Instant now, Instant until) {
        List<RecordedEvent> candidates = session.list(
                select("delivered = FALSE AND claimed_until <= ?", "event_time, id"), JdbcEventStore::read, now, limit);
        List<RecordedEvent> claimed = new ArrayList<>();
        for (RecordedEvent candidate : candidates) {
            int won = session.update(
                    "UPDATE " + table
                            + " SET claimed_until = ? WHERE id = ? AND delivered = FALSE AND claimed_until <= ?",
                    until,
                    candidate.id().toString(),
                    now);
            if (won == 1) {
                claimed.add(candidate);
            }
        }
        return claimed;
    }

    @Override
    public boolean markDelivered(UUID id) {
        return session.update(
                        "UPDATE " + table + " SET delivered = TRUE WHERE id = ? AND delivered = FALSE", id.toString())
                == 1;
    }

    @Override
    public int purgeDelivered(Instant before, int limit) {
        return session.update(
                "DELETE FROM " + table + " WHERE id IN (SELECT id FROM " + table
                        + " WHERE delivered = TRUE AND event_time < ? LIMIT ?)",
                before,
                limit);
    }

    private String select(String condition, String order) {
        return "SELECT " + COLUMNS + " FROM " + table + " WHERE " + condition + " ORDER BY " + order + " LIMIT ?";
    }

    private static RecordedEvent read(ResultSet row) throws SQLException {
        String account = row.getString("account");
        String packageName = row.getString("package");
        return RecordedEvent.restored(
                UUID.fromString(row.getString("id")),
                Instant.ofEpochMilli(row.getLong("event_time")),
                row.getString("type"),
                account == null ? null : Subject.parse(account),
                packageName == null ? null : PackageName.ofString(packageName),
                row.getString("address"),
                details(row.getString("details")));
    }

    private static Map<String, String> details(@Nullable String json) {
        Map<String, String> details = new LinkedHashMap<>();
        if (json != null) {
            JsonObject object = StrictJson.object(json, DETAILS);
            object.names().forEach(name -> details.put(name, object.string(name)));
        }
        return details;
    }
}
