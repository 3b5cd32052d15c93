package dev.registrykit.publish.publisher;

import dev.registrykit.core.json.JsonLimits;
import dev.registrykit.core.json.StrictJson;
import dev.registrykit.core.name.PackagePattern;
import dev.registrykit.core.store.JdbcSession;
import dev.registrykit.core.subject.Subject;
import dev.registrykit.core.workload.WorkloadPolicy;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;

/** How a trusted publisher is read from a row of the module's tables, for stores that join it to what they look for. */
public final class TrustedPublisherRow {
    /** The columns of {@code rk_publish_publisher} that {@link #read} needs. */
    public static final List<String> COLUMNS = List.of(
            "id", "label", "packages", "policy", "added_by", "created_at", "stage_only", "single_use", "pending_until");

    private static final JsonLimits PACKAGES = JsonLimits.of(512 * 1024, 4, 2_000);

    private TrustedPublisherRow() {}

    /**
     * The publisher on which {@code row} stands.
     *
     * @param prefix what the query put in front of the columns' names
     * @throws SQLException if a column is missing
     */
    public static TrustedPublisher read(ResultSet row, String prefix) throws SQLException {
        return TrustedPublisher.builder(
                        row.getString(prefix + "id"),
                        WorkloadPolicy.ofJson(row.getString(prefix + "policy")),
                        Subject.parse(row.getString(prefix + "added_by")),
                        Instant.ofEpochMilli(row.getLong(prefix + "created_at")))
                .packages(StrictJson.object(row.getString(prefix + "packages"), PACKAGES).strings("packages").stream()
                        .map(PackagePattern::parse)
                        .toList())
                .label(row.getString(prefix + "label"))
                .stageOnly(row.getBoolean(prefix + "stage_only"))
                .singleUse(row.getBoolean(prefix + "single_use"))
                .pendingUntil(JdbcSession.instant(row, prefix + "pending_until"))
                .build();
    }
}
