package dev.registrykit.publish.token;

import dev.registrykit.core.name.PackageName;
import dev.registrykit.core.name.PackagePattern;
import dev.registrykit.core.name.Release;
import dev.registrykit.core.store.JdbcSession;
import dev.registrykit.core.subject.Subject;
import dev.registrykit.publish.publisher.TrustedPublisherRow;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Tokens in the table {@code rk_publish_token}, limits of packages in {@code rk_publish_package_limit}. */
final class JdbcTokenStore implements TokenStore {
    private static final String TABLE = "rk_publish_token";
    private static final String COLUMNS = String.join(", ", TokenRow.COLUMNS);
    private static final String SELECT = "SELECT " + COLUMNS + " FROM " + TABLE + " WHERE ";
    private static final String INSERT =
            "INSERT INTO " + TABLE + " (" + COLUMNS + ", " + String.join(", ", TokenRow.MORE_COLUMNS) + ") VALUES ("
                    + marks(TokenRow.COLUMNS.size() + TokenRow.MORE_COLUMNS.size()) + ")";
    private static final String LIVE = "revoked_at IS NULL AND (expires_at IS NULL OR expires_at > ?)";
    /** Two marks, for the same time. */
    private static final String ENDED = "(expires_at < ? OR revoked_at < ?)";
    /** Two marks, for the same time. */
    private static final String SOONER = "CASE WHEN expires_at IS NULL OR expires_at > ? THEN ? ELSE expires_at END";

    private static final String LIFETIME = "lifetime";

    /** The token, its publisher, and the strictest limit of the patterns whose marks stand at {@code %s}. */
    private static final String PRESENTED = "SELECT " + prefixed("t.", TokenRow.COLUMNS, "") + ", "
            + prefixed("p.", TrustedPublisherRow.COLUMNS, " AS p_") + ", %s AS longest_ms FROM " + TABLE
            + " t LEFT JOIN rk_publish_publisher p ON p.id = t.publisher_id WHERE ";

    private static final String BY_ID = "t.id = ?";
    private static final String BY_HASH = "t.hash = ?";

    /**
     * What is asked for each request, by how many patterns cover the package: made once, because a driver looks its prepared
     * statement up by the text. Few names have so many parts that theirs is not among them.
     */
    private static final List<String> PRESENTED_BY_HASH = IntStream.range(0, 20)
            .mapToObj(patterns -> presented(BY_HASH, patterns))
            .toList();

    private final JdbcSession session;

    JdbcTokenStore(JdbcSession session) {
        this.session = session;
    }

    private static String prefixed(String table, List<String> columns, String alias) {
        return String.join(
                ", ",
                columns.stream()
                        .map(column -> table + column + (alias.isEmpty() ? "" : alias + column))
                        .toList());
    }

    @Override
    public void insert(ApiToken token, @Nullable TokenHash hash) {
        session.defer(INSERT, TokenRow.values(token, hash));
    }

    @Override
    public boolean insertIfAbsent(ApiToken token, TokenHash hash) {
        return session.insertIfAbsent(INSERT, TokenRow.values(token, hash));
    }

    @Override
    public @Nullable Found findPresented(Collection<TokenHash> candidates, @Nullable PackageName publishing) {
        Object[] hashes = candidates.stream().map(TokenHash::bytes).toArray();
        String which = hashes.length == 1 ? BY_HASH : "t.hash IN (" + marks(hashes.length) + ")";
        return presented(which, hashes, publishing);
    }

    @Override
    public @Nullable Found findPresented(String id, @Nullable PackageName publishing) {
        return presented(BY_ID, new Object[] {id}, publishing);
    }

    private @Nullable Found presented(String which, Object[] keys, @Nullable PackageName publishing) {
        List<Object> parameters = new ArrayList<>();
        if (publishing != null) {
            PackagePattern.covering(publishing).forEach(pattern -> parameters.add(pattern.toString()));
        }
        int patterns = parameters.size();
        String sql = which.equals(BY_HASH) && patterns < PRESENTED_BY_HASH.size()
                ? PRESENTED_BY_HASH.get(patterns)
                : presented(which, patterns);
        Collections.addAll(parameters, keys);
        return session.first(sql, JdbcTokenStore::found, parameters.toArray());
    }

    private static String presented(String which, int patterns) {
        String limit = patterns == 0
                ? "CAST(NULL AS BIGINT)"
                : "(SELECT MIN(longest_ms) FROM rk_publish_package_limit WHERE pattern IN (" + marks(patterns) + "))";
        return PRESENTED.formatted(limit) + which;
    }

    private static Found found(ResultSet row) throws SQLException {
        long longest = row.getLong("longest_ms");
        Duration limit = row.wasNull() ? null : Duration.ofMillis(longest);
        return new Found(
                TokenRow.read(row),
                TokenRow.hash(row),
                row.getString("p_id") == null ? null : TrustedPublisherRow.read(row, "p_"),
                limit);
    }

    @Override
    public Map<TokenHash, ApiToken> findAll(Collection<TokenHash> hashes) {
        Map<TokenHash, ApiToken> found = new HashMap<>();
        if (!hashes.isEmpty()) {
            session.list(
                    SELECT + "hash IN (" + marks(hashes.size()) + ")",
                    row -> found.put(Objects.requireNonNull(TokenRow.hash(row)), TokenRow.read(row)),
                    hashes.stream().map(TokenHash::bytes).toArray());
        }
        return found;
    }

    @Override
    public Map<String, ApiToken> findAllById(Collection<String> ids) {
        Map<String, ApiToken> found = new HashMap<>();
        if (!ids.isEmpty()) {
            session.list(SELECT + "id IN (" + marks(ids.size()) + ")", TokenRow::read, ids.toArray())
                    .forEach(token -> found.put(token.id(), token));
        }
        return found;
    }

    @Override
    public @Nullable ApiToken find(String id) {
        return session.first(SELECT + "id = ?", TokenRow::read, id);
    }

    @Override
    public List<ApiToken> ofOwner(Subject owner) {
        return session.list(SELECT + "owner = ? ORDER BY created_at DESC, id", TokenRow::read, owner.toString());
    }

    @Override
    public int holdAndCount(Subject owner, @Nullable String kind, Instant now) {
        // The row is there and locked before the next statement looks, so it sees what another unit of work committed.
        session.deferIfAbsent("INSERT INTO rk_publish_account (account) VALUES (?)", owner.toString());
        session.defer("UPDATE rk_publish_account SET account = account WHERE account = ?", owner.toString());
        String count = "SELECT COUNT(*) FROM " + TABLE + " WHERE owner = ? AND " + LIVE + " AND kind ";
        Integer counted = kind == null
                ? session.first(count + "IS NULL", row -> row.getInt(1), owner.toString(), now)
                : session.first(count + "= ?", row -> row.getInt(1), owner.toString(), now, kind);
        return Objects.requireNonNullElse(counted, 0);
    }

    @Override
    public boolean recordUse(String id, Instant now, Instant ifBefore, @Nullable TokenHash rehashed) {
        String live = " WHERE id = ? AND " + LIVE;
        return rehashed == null
                ? changed(
                        "SET last_used_at = ?" + live + " AND (last_used_at IS NULL OR last_used_at < ?)",
                        now,
                        id,
                        now,
                        ifBefore)
                : changed(
                        "SET last_used_at = ?, hash = ?, key_id = ?" + live,
                        now,
                        rehashed.bytes(),
                        rehashed.keyId(),
                        id,
                        now);
    }

    private boolean changed(String change, @Nullable Object... parameters) {
        return session.update("UPDATE " + TABLE + " " + change, parameters) == 1;
    }

    @Override
    public boolean revoke(String id, Instant now) {
        return changed("SET revoked_at = ? WHERE id = ? AND revoked_at IS NULL", now, id);
    }

    /** Never a time that is over: what ended long ago is purged at once, and an incident could not be looked into. */
    private static @Nullable Instant endOf(Restriction restriction, Instant now) {
        Instant end = restriction.expiresAt();
        return end == null || end.isAfter(now) ? end : now;
    }

    @Override
    public boolean holdLive(String id, Instant now) {
        return changed("SET reminded = reminded WHERE id = ? AND " + LIVE, id, now);
    }

    @Override
    public boolean narrow(String id, Restriction restriction, int most, Instant now) {
        String lines = String.join("\n", restriction.caveats());
        Instant end = endOf(restriction, now);
        List<@Nullable Object> parameters = new ArrayList<>(List.of("\n" + lines, lines));
        if (end != null) {
            parameters.addAll(List.of(end, end));
        }
        parameters.addAll(List.of(id, now, most - lines.length()));
        return changed(
                "SET restrictions = COALESCE(restrictions || ?, ?)"
                        + (end == null ? "" : ", expires_at = " + SOONER)
                        + " WHERE id = ? AND " + LIVE + " AND COALESCE(LENGTH(restrictions), 0) < ?",
                parameters.toArray());
    }

    @Override
    public boolean rotate(String id, String successor, Instant until, Instant now) {
        return changed(
                "SET rotated_to = ?, expires_at = " + SOONER + " WHERE id = ? AND rotated_to IS NULL AND " + LIVE,
                successor,
                until,
                until,
                id,
                now);
    }

    @Override
    public boolean finishMove(String id) {
        return changed("SET moved_from = NULL WHERE id = ? AND moved_from IS NOT NULL", id);
    }

    @Override
    public List<ApiToken> unfinishedMoves(Instant endedBefore, int limit) {
        return session.list(
                SELECT + ENDED + " AND moved_from IS NOT NULL ORDER BY id LIMIT ?",
                TokenRow::read,
                endedBefore,
                endedBefore,
                limit);
    }

    @Override
    public boolean remind(String id) {
        return changed("SET reminded = TRUE WHERE id = ? AND reminded = FALSE", id);
    }

    @Override
    public List<ApiToken> unreminded(Instant now, Instant until, Duration shortest, int limit) {
        return session.list(
                SELECT + "expires_at > ? AND expires_at <= ? AND revoked_at IS NULL AND owner IS NOT NULL"
                        + " AND rotated_to IS NULL AND reminded = FALSE AND expires_at - created_at >= ?"
                        + " ORDER BY expires_at, id LIMIT ?",
                TokenRow::read,
                now,
                until,
                shortest.toMillis(),
                limit);
    }

    @Override
    public boolean openRelease(String id, Release release, Instant now) {
        return changed(
                "SET opened = ? WHERE id = ? AND single_use = TRUE AND opened IS NULL AND closed_at IS NULL AND "
                        + LIVE,
                release.toString(),
                id,
                now);
    }

    @Override
    public boolean closeRelease(String id, Instant now) {
        return changed("SET closed_at = ? WHERE id = ? AND single_use = TRUE AND closed_at IS NULL", now, id);
    }

    @Override
    public List<ApiToken> search(TokenSearch search, @Nullable Instant liveAt, int limit) {
        TokenConditions conditions = TokenConditions.of(search);
        if (liveAt != null) {
            conditions.and(LIVE, liveAt);
        }
        conditions.parameters().add(limit);
        return session.list(
                SELECT + conditions.sql() + " ORDER BY created_at, id LIMIT ?",
                TokenRow::read,
                conditions.parameters().toArray());
    }

    @Override
    public void limitLifetime(PackagePattern pattern, Duration longest, Subject by, Instant now) {
        // Whoever is second waits for the first to end, and replaces what it wrote.
        session.insertIfAbsent(
                "INSERT INTO rk_publish_package_limit (pattern, kind, longest_ms, added_by, created_at)"
                        + " VALUES (?, ?, ?, ?, ?)",
                pattern.toString(),
                LIFETIME,
                longest.toMillis(),
                by.toString(),
                now);
        session.update(
                "UPDATE rk_publish_package_limit SET longest_ms = ?, added_by = ?, created_at = ?"
                        + " WHERE pattern = ? AND kind = ?",
                longest.toMillis(),
                by.toString(),
                now,
                pattern.toString(),
                LIFETIME);
    }

    @Override
    public boolean allowAnyLifetime(PackagePattern pattern) {
        return session.update(
                        "DELETE FROM rk_publish_package_limit WHERE pattern = ? AND kind = ?",
                        pattern.toString(),
                        LIFETIME)
                == 1;
    }

    @Override
    public int purge(Instant endedBefore, int limit) {
        return session.update(
                "DELETE FROM " + TABLE + " WHERE id IN (SELECT id FROM " + TABLE + " WHERE " + ENDED
                        + " AND moved_from IS NULL LIMIT ?)",
                endedBefore,
                endedBefore,
                limit);
    }

    private static String marks(int count) {
        return String.join(", ", Collections.nCopies(count, "?"));
    }
}
