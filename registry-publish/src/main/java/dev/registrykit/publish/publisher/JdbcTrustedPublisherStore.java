package dev.registrykit.publish.publisher;

import dev.registrykit.core.json.JsonLimits;
import dev.registrykit.core.json.JsonText;
import dev.registrykit.core.json.StrictJson;
import dev.registrykit.core.name.PackageName;
import dev.registrykit.core.name.PackagePattern;
import dev.registrykit.core.store.JdbcSession;
import dev.registrykit.core.subject.Subject;
import dev.registrykit.core.workload.WorkloadPolicy;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Trusted publishers in the tables {@code rk_publish_publisher} and {@code rk_publish_publisher_package}. */
final class JdbcTrustedPublisherStore implements TrustedPublisherStore {
    private static final String SELECT =
            "SELECT id, label, packages, policy, added_by, created_at FROM rk_publish_publisher WHERE ";
    private static final Comparator<TrustedPublisher> OLDEST_FIRST =
            Comparator.comparing(TrustedPublisher::createdAt).thenComparing(TrustedPublisher::id);
    private static final JsonLimits PACKAGES = JsonLimits.of(512 * 1024, 4, 2_000);

    private final JdbcSession session;

    JdbcTrustedPublisherStore(JdbcSession session) {
        this.session = session;
    }

    @Override
    public void insert(TrustedPublisher publisher) {
        WorkloadPolicy policy = publisher.policy();
        List<String> patterns =
                publisher.packages().stream().map(Object::toString).toList();
        session.update(
                "INSERT INTO rk_publish_publisher (id, issuer, repository_id, repository, label, packages, policy,"
                        + " added_by, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                publisher.id(),
                policy.issuer(),
                policy.repositoryId(),
                folded(policy.repository()),
                publisher.label(),
                JsonText.write(Map.of("packages", patterns)),
                policy.toJson(),
                publisher.addedBy().toString(),
                publisher.createdAt());
        for (String pattern : patterns) {
            session.update(
                    "INSERT INTO rk_publish_publisher_package (pattern, publisher_id) VALUES (?, ?)",
                    pattern,
                    publisher.id());
        }
    }

    @Override
    public boolean remove(String id) {
        return session.update("DELETE FROM rk_publish_publisher WHERE id = ?", id) == 1;
    }

    @Override
    public @Nullable TrustedPublisher find(String id) {
        return session.first(SELECT + "id = ?", JdbcTrustedPublisherStore::read, id);
    }

    @Override
    public List<TrustedPublisher> ofPackage(PackageName packageName) {
        Collection<String> patterns = CoveringPatterns.of(packageName);
        String marks = String.join(", ", Collections.nCopies(patterns.size(), "?"));
        List<TrustedPublisher> found = session.list(
                SELECT + "id IN (SELECT publisher_id FROM rk_publish_publisher_package WHERE pattern IN (" + marks
                        + "))",
                JdbcTrustedPublisherStore::read,
                patterns.toArray());
        return found.stream()
                .filter(publisher -> publisher.covers(packageName))
                .sorted(OLDEST_FIRST)
                .toList();
    }

    @Override
    public List<TrustedPublisher> ofRepository(String issuer, String repositoryId, String repository) {
        // Two look-ups, because a database may not use either index for conditions joined by OR.
        Map<String, TrustedPublisher> found = new LinkedHashMap<>();
        for (TrustedPublisher publisher : session.list(
                SELECT + "repository_id = ? AND issuer = ?", JdbcTrustedPublisherStore::read, repositoryId, issuer)) {
            found.put(publisher.id(), publisher);
        }
        for (TrustedPublisher publisher : session.list(
                SELECT + "repository = ? AND issuer = ?",
                JdbcTrustedPublisherStore::read,
                folded(repository),
                issuer)) {
            found.put(publisher.id(), publisher);
        }
        return found.values().stream().sorted(OLDEST_FIRST).toList();
    }

    private static String folded(String repository) {
        return repository.toLowerCase(Locale.ROOT);
    }

    private static TrustedPublisher read(ResultSet row) throws SQLException {
        List<PackagePattern> packages =
                StrictJson.object(row.getString("packages"), PACKAGES).strings("packages").stream()
                        .map(PackagePattern::parse)
                        .toList();
        Registration registration = Registration.builder(
                        WorkloadPolicy.ofJson(row.getString("policy")), Subject.parse(row.getString("added_by")))
                .packages(packages)
                .label(row.getString("label"))
                .build();
        return TrustedPublisher.of(row.getString("id"), registration, Instant.ofEpochMilli(row.getLong("created_at")));
    }
}
