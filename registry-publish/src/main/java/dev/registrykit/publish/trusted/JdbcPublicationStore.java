package dev.registrykit.publish.trusted;

import dev.registrykit.core.name.PackageName;
import dev.registrykit.core.name.Release;
import dev.registrykit.core.store.JdbcSession;
import dev.registrykit.core.workload.WorkloadIdentity;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/** Publications in the table {@code rk_publish_publication}. */
final class JdbcPublicationStore implements PublicationStore {
    private static final String COLUMNS =
            "package, version, token_id, publisher_id, issuer, source_id, workload, published_at";
    private static final String SELECT = "SELECT " + COLUMNS + " FROM rk_publish_publication WHERE ";

    private final JdbcSession session;

    JdbcPublicationStore(JdbcSession session) {
        this.session = session;
    }

    @Override
    public boolean insertIfAbsent(Publication publication) {
        WorkloadIdentity workload = publication.workload();
        return session.insertIfAbsent(
                "INSERT INTO rk_publish_publication (" + COLUMNS + ") VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                publication.release().packageName().toString(),
                publication.release().version(),
                publication.tokenId(),
                publication.publisherId(),
                workload.issuer(),
                Publications.source(workload),
                workload.toJson(),
                publication.publishedAt());
    }

    @Override
    public List<Publication> ofRelease(Release release) {
        return session.list(
                SELECT + "package = ? AND version = ? ORDER BY published_at, token_id",
                JdbcPublicationStore::read,
                release.packageName().toString(),
                release.version());
    }

    @Override
    public List<Publication> ofWorkload(String issuer, String repositoryId, Instant from, Instant to) {
        return session.list(
                SELECT + "source_id = ? AND issuer = ? AND published_at >= ? AND published_at <= ?"
                        + " ORDER BY published_at, package, version, token_id",
                JdbcPublicationStore::read,
                repositoryId,
                issuer,
                from,
                to);
    }

    private static Publication read(ResultSet row) throws SQLException {
        return Publication.of(
                Release.of(PackageName.ofString(row.getString("package")), row.getString("version")),
                row.getString("token_id"),
                row.getString("publisher_id"),
                WorkloadIdentity.ofJson(Objects.requireNonNull(row.getString("workload"))),
                Instant.ofEpochMilli(row.getLong("published_at")));
    }
}
