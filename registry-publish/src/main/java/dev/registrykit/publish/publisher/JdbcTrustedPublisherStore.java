package dev.registrykit.publish.publisher;

import dev.registrykit.core.json.JsonText;
import dev.registrykit.core.name.PackageName;
import dev.registrykit.core.name.PackagePattern;
import dev.registrykit.core.store.JdbcSession;
import dev.registrykit.core.subject.Subject;
import dev.registrykit.core.workload.WorkloadPolicy;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Trusted publishers in the tables {@code rk_publish_publisher} and {@code rk_publish_publisher_package}, and the packages
 * that only they may publish in {@code rk_publish_package_limit}.
 */
final class JdbcTrustedPublisherStore implements TrustedPublisherStore {
    private static final String COLUMNS = String.join(", ", TrustedPublisherRow.COLUMNS);
    private static final String SELECT = "SELECT " + COLUMNS + " FROM rk_publish_publisher WHERE ";
    private static final String INSERT = "INSERT INTO rk_publish_publisher (" + COLUMNS
            + ", issuer, repository_id, repository, pending_slot, reminded)"
            + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, FALSE)";
    private static final String TRUSTED_ONLY = "trusted-only";
    private static final Comparator<TrustedPublisher> OLDEST_FIRST =
            Comparator.comparing(TrustedPublisher::createdAt).thenComparing(TrustedPublisher::id);

    private final JdbcSession session;

    JdbcTrustedPublisherStore(JdbcSession session) {
        this.session = session;
    }

    @Override
    public void insert(TrustedPublisher publisher) {
        if (publisher.isPending()) {
            throw new IllegalArgumentException("a pending publisher is added by insertPending");
        }
        session.update(INSERT, row(publisher, null));
        insertPatterns(publisher);
    }

    @Override
    public boolean insertPending(TrustedPublisher publisher, int limit) {
        if (!publisher.isPending()) {
            throw new IllegalArgumentException("a publisher that is not pending is added by insert");
        }
        // An account's pending publishers take numbered places, so that the unique key holds the limit and no lock.
        for (int slot = 0; slot < limit; slot++) {
            if (session.insertIfAbsent(INSERT, row(publisher, slot))) {
                insertPatterns(publisher);
                return true;
            }
        }
        return false;
    }

    private static @Nullable Object[] row(TrustedPublisher publisher, @Nullable Integer slot) {
        WorkloadPolicy policy = publisher.policy();
        return new @Nullable Object[] {
            publisher.id(),
            publisher.label(),
            json(publisher.packages()),
            policy.toJson(),
            publisher.addedBy().toString(),
            publisher.createdAt(),
            publisher.isStageOnly(),
            publisher.isSingleUse(),
            publisher.pendingUntil(),
            policy.issuer(),
            policy.repositoryId(),
            folded(policy.repository()),
            slot
        };
    }

    private void insertPatterns(TrustedPublisher publisher) {
        for (PackagePattern pattern : publisher.packages()) {
            session.update(
                    "INSERT INTO rk_publish_publisher_package (pattern, publisher_id) VALUES (?, ?)",
                    pattern.toString(),
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
        List<TrustedPublisher> found = session.list(
                SELECT + "pending_until IS NULL AND id IN (SELECT publisher_id FROM rk_publish_publisher_package"
                        + " WHERE pattern IN (" + marks(patterns.size()) + "))",
                JdbcTrustedPublisherStore::read,
                patterns.toArray());
        return found.stream()
                .filter(publisher -> publisher.covers(packageName))
                .sorted(OLDEST_FIRST)
                .toList();
    }

    @Override
    public int count(PackagePattern pattern) {
        return Objects.requireNonNullElse(
                session.first(
                        "SELECT COUNT(*) FROM rk_publish_publisher_package of"
                                + " JOIN rk_publish_publisher publisher ON publisher.id = of.publisher_id"
                                + " WHERE of.pattern = ? AND publisher.pending_until IS NULL",
                        row -> row.getInt(1),
                        pattern.toString()),
                0);
    }

    @Override
    public List<TrustedPublisher> ofRepository(String issuer, String repositoryId, String repository) {
        // Two selections, because a database may not use either index for conditions joined by OR; in one statement,
        // and
        // without overlap, so that nothing has to be sorted to find what is there twice.
        List<TrustedPublisher> found = session.list(
                SELECT + "repository_id = ? AND issuer = ? UNION ALL " + SELECT
                        + "repository = ? AND issuer = ? AND (repository_id IS NULL OR repository_id <> ?)",
                JdbcTrustedPublisherStore::read,
                repositoryId,
                issuer,
                folded(repository),
                issuer,
                repositoryId);
        return found.stream().sorted(OLDEST_FIRST).toList();
    }

    @Override
    public boolean pin(String id, WorkloadPolicy pinned) {
        String repositoryId = pinned.repositoryId();
        if (repositoryId == null) {
            throw new IllegalArgumentException("the pinned policy has no repository id");
        }
        return session.update(
                        "UPDATE rk_publish_publisher SET repository_id = ?, policy = ? WHERE id = ?"
                                + " AND repository_id IS NULL",
                        repositoryId,
                        pinned.toJson(),
                        id)
                == 1;
    }

    @Override
    public boolean withdraw(String id, PackagePattern pattern) {
        // The first statement locks the publisher's row, so that two who withdraw at once see each other's change.
        session.update("UPDATE rk_publish_publisher SET reminded = reminded WHERE id = ?", id);
        TrustedPublisher publisher = find(id);
        if (publisher == null || !publisher.packages().contains(pattern)) {
            return false;
        }
        List<PackagePattern> rest = new ArrayList<>(publisher.packages());
        rest.remove(pattern);
        if (rest.isEmpty()) {
            return remove(id);
        }
        session.update(
                "DELETE FROM rk_publish_publisher_package WHERE pattern = ? AND publisher_id = ?",
                pattern.toString(),
                id);
        return session.update("UPDATE rk_publish_publisher SET packages = ? WHERE id = ?", json(rest), id) == 1;
    }

    @Override
    public boolean confirm(String id, Instant now) {
        return session.update(
                        "UPDATE rk_publish_publisher SET pending_until = NULL, pending_slot = NULL WHERE id = ?"
                                + " AND pending_until > ?",
                        id,
                        now)
                == 1;
    }

    @Override
    public boolean expire(String id, Instant now) {
        return session.update("DELETE FROM rk_publish_publisher WHERE id = ? AND pending_until <= ?", id, now) == 1;
    }

    @Override
    public boolean remind(String id) {
        return session.update(
                        "UPDATE rk_publish_publisher SET reminded = TRUE WHERE id = ? AND reminded = FALSE"
                                + " AND pending_until IS NOT NULL",
                        id)
                == 1;
    }

    @Override
    public List<TrustedPublisher> holdPending(PackageName packageName) {
        List<String> ids = session.list(
                "SELECT id FROM rk_publish_publisher WHERE pending_until IS NOT NULL AND id IN"
                        + " (SELECT publisher_id FROM rk_publish_publisher_package WHERE pattern = ?) ORDER BY id",
                row -> row.getString("id"),
                PackagePattern.exactly(packageName).toString());
        List<TrustedPublisher> held = new ArrayList<>();
        for (String id : ids) {
            // One by one in the order of their ids, so that two who hold them never wait for each other.
            session.update("UPDATE rk_publish_publisher SET reminded = reminded WHERE id = ?", id);
            TrustedPublisher publisher = find(id);
            if (publisher != null && publisher.isPending()) {
                held.add(publisher);
            }
        }
        return List.copyOf(held);
    }

    @Override
    public List<TrustedPublisher> pendingOfAccount(Subject account) {
        return session.list(
                SELECT + "added_by = ? AND pending_slot IS NOT NULL ORDER BY created_at, id",
                JdbcTrustedPublisherStore::read,
                account.toString());
    }

    @Override
    public List<TrustedPublisher> pendingExpired(Instant now, int limit) {
        return session.list(
                SELECT + "pending_until <= ? ORDER BY pending_until, id LIMIT ?",
                JdbcTrustedPublisherStore::read,
                now,
                limit);
    }

    @Override
    public List<TrustedPublisher> pendingUnreminded(Instant at, int limit) {
        return session.list(
                SELECT + "pending_until <= ? AND reminded = FALSE ORDER BY pending_until, id LIMIT ?",
                JdbcTrustedPublisherStore::read,
                at,
                limit);
    }

    @Override
    public boolean requireTrusted(PackagePattern pattern, Subject by, Instant now) {
        return session.insertIfAbsent(
                "INSERT INTO rk_publish_package_limit (pattern, kind, longest_ms, added_by, created_at)"
                        + " VALUES (?, ?, 0, ?, ?)",
                pattern.toString(),
                TRUSTED_ONLY,
                by.toString(),
                now);
    }

    @Override
    public boolean allowTokens(PackagePattern pattern) {
        return session.update(
                        "DELETE FROM rk_publish_package_limit WHERE pattern = ? AND kind = ?",
                        pattern.toString(),
                        TRUSTED_ONLY)
                == 1;
    }

    @Override
    public List<PackagePattern> trustedOnly(PackageName packageName) {
        Collection<String> patterns = CoveringPatterns.of(packageName);
        List<String> found = session.list(
                "SELECT pattern FROM rk_publish_package_limit WHERE longest_ms = 0 AND pattern IN ("
                        + marks(patterns.size()) + ")",
                row -> row.getString("pattern"),
                patterns.toArray());
        return found.stream()
                .sorted()
                .map(PackagePattern::parse)
                .filter(pattern -> pattern.covers(packageName))
                .toList();
    }

    private static String marks(int count) {
        return String.join(", ", Collections.nCopies(count, "?"));
    }

    private static String json(List<PackagePattern> packages) {
        return JsonText.write(
                Map.of("packages", packages.stream().map(Object::toString).toList()));
    }

    /** Lower case for A to Z alone, as policies compare names, and as long as the text itself. */
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

    private static TrustedPublisher read(ResultSet row) throws SQLException {
        return TrustedPublisherRow.read(row, "");
    }
}
