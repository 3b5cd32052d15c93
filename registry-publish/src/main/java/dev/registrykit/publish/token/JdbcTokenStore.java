package dev.registrykit.publish.token;

import dev.registrykit.core.grant.Action;
import dev.registrykit.core.json.JsonLimits;
import dev.registrykit.core.json.JsonObject;
import dev.registrykit.core.json.JsonText;
import dev.registrykit.core.json.StrictJson;
import dev.registrykit.core.name.PackageName;
import dev.registrykit.core.name.PackagePattern;
import dev.registrykit.core.name.Release;
import dev.registrykit.core.store.JdbcSession;
import dev.registrykit.core.subject.Subject;
import dev.registrykit.core.workload.WorkloadIdentity;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Tokens in the table {@code rk_publish_token}. */
final class JdbcTokenStore implements TokenStore {
    private static final String COLUMNS = "id, owner, publisher_id, name, scope, workload, created_at, expires_at,"
            + " last_used_at, revoked_at, version, single_use, opened, closed_at";
    private static final String SELECT = "SELECT " + COLUMNS + " FROM rk_publish_token WHERE ";
    /** The same limits hold what {@link TokenRequest} lets in: 500 patterns of 300 characters. */
    private static final JsonLimits SCOPE = JsonLimits.of(512 * 1024, 4, 2_000);

    private final JdbcSession session;

    JdbcTokenStore(JdbcSession session) {
        this.session = session;
    }

    @Override
    public void insert(ApiToken token, byte[] sha256) {
        Subject owner = token.owner();
        WorkloadIdentity workload = token.workload();
        session.defer(
                "INSERT INTO rk_publish_token (" + COLUMNS + ", hash, issuer, source_id)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                token.id(),
                owner == null ? null : owner.toString(),
                token.publisherId(),
                token.name(),
                scope(token),
                workload == null ? null : workload.toJson(),
                token.createdAt(),
                token.expiresAt(),
                token.lastUsedAt(),
                token.revokedAt(),
                token.version(),
                token.isSingleUse(),
                opened(token.openedRelease()),
                token.closedAt(),
                sha256,
                workload == null ? null : workload.issuer(),
                workload == null ? null : source(workload));
    }

    /** What incidents are searched by: the repository's id, or its name where the issuer has no ids. */
    private static @Nullable String source(WorkloadIdentity workload) {
        String id = workload.sourceRepositoryId();
        return id == null ? workload.sourceRepository() : id;
    }

    private static @Nullable String opened(@Nullable Release release) {
        return release == null ? null : release.toString();
    }

    /** A version holds no at sign. */
    private static @Nullable Release released(@Nullable String opened) {
        if (opened == null) {
            return null;
        }
        int at = opened.lastIndexOf('@');
        return Release.of(PackageName.ofString(opened.substring(0, at)), opened.substring(at + 1));
    }

    @Override
    public @Nullable ApiToken findByHash(byte[] sha256) {
        return session.first(SELECT + "hash = ?", JdbcTokenStore::read, sha256);
    }

    @Override
    public @Nullable ApiToken find(String id) {
        return session.first(SELECT + "id = ?", JdbcTokenStore::read, id);
    }

    @Override
    public List<ApiToken> ofOwner(Subject owner) {
        return session.list(SELECT + "owner = ? ORDER BY created_at DESC, id", JdbcTokenStore::read, owner.toString());
    }

    @Override
    public boolean recordUse(String id, Instant now, Instant ifBefore) {
        return session.update(
                        "UPDATE rk_publish_token SET last_used_at = ? WHERE id = ?"
                                + " AND (last_used_at IS NULL OR last_used_at < ?)"
                                + " AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > ?)",
                        now,
                        id,
                        ifBefore,
                        now)
                == 1;
    }

    @Override
    public boolean revoke(String id, Instant now) {
        return session.update("UPDATE rk_publish_token SET revoked_at = ? WHERE id = ? AND revoked_at IS NULL", now, id)
                == 1;
    }

    @Override
    public boolean openRelease(String id, Release release, Instant now) {
        return session.update(
                        "UPDATE rk_publish_token SET opened = ? WHERE id = ? AND single_use = TRUE AND opened IS NULL"
                                + " AND closed_at IS NULL AND revoked_at IS NULL"
                                + " AND (expires_at IS NULL OR expires_at > ?)",
                        release.toString(),
                        id,
                        now)
                == 1;
    }

    @Override
    public boolean closeRelease(String id, Instant now) {
        return session.update(
                        "UPDATE rk_publish_token SET closed_at = ? WHERE id = ? AND single_use = TRUE"
                                + " AND closed_at IS NULL",
                        now,
                        id)
                == 1;
    }

    @Override
    public List<ApiToken> ofWorkload(String issuer, String repositoryId, Instant from, Instant to) {
        return session.list(
                SELECT + "source_id = ? AND issuer = ? AND created_at >= ? AND created_at <= ? ORDER BY created_at, id",
                JdbcTokenStore::read,
                repositoryId,
                issuer,
                from,
                to);
    }

    @Override
    public int purge(Instant endedBefore, int limit) {
        return session.update(
                "DELETE FROM rk_publish_token WHERE id IN (SELECT id FROM rk_publish_token"
                        + " WHERE expires_at < ? OR revoked_at < ? LIMIT ?)",
                endedBefore,
                endedBefore,
                limit);
    }

    private static String scope(ApiToken token) {
        Map<String, Object> scope = new LinkedHashMap<>();
        scope.put("actions", token.actions().stream().map(Action::name).toList());
        scope.put("packages", token.packages().stream().map(Object::toString).toList());
        if (!token.digests().isEmpty()) {
            scope.put("sha256", token.digests());
        }
        return JsonText.write(scope);
    }

    private static ApiToken read(ResultSet row) throws SQLException {
        JsonObject scope = StrictJson.object(row.getString("scope"), SCOPE);
        String owner = row.getString("owner");
        String workload = row.getString("workload");
        return ApiToken.builder(
                        row.getString("id"), row.getString("name"), Instant.ofEpochMilli(row.getLong("created_at")))
                .owner(owner == null ? null : Subject.parse(owner))
                .workload(row.getString("publisher_id"), workload == null ? null : WorkloadIdentity.ofJson(workload))
                .scope(
                        scope.strings("actions").stream().map(Action::named).toList(),
                        scope.strings("packages").stream()
                                .map(PackagePattern::parse)
                                .toList())
                .expiresAt(JdbcSession.instant(row, "expires_at"))
                .lastUsedAt(JdbcSession.instant(row, "last_used_at"))
                .revokedAt(JdbcSession.instant(row, "revoked_at"))
                .version(row.getString("version"))
                .digests(scope.names().contains("sha256") ? scope.strings("sha256") : List.of())
                .singleUse(row.getBoolean("single_use"))
                .release(released(row.getString("opened")), JdbcSession.instant(row, "closed_at"))
                .build();
    }
}
