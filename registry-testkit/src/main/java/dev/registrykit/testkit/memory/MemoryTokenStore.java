package dev.registrykit.testkit.memory;

import dev.registrykit.core.name.Release;
import dev.registrykit.core.store.StoreException;
import dev.registrykit.core.subject.Subject;
import dev.registrykit.core.workload.WorkloadIdentity;
import dev.registrykit.publish.token.ApiToken;
import dev.registrykit.publish.token.TokenStore;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Tokens in memory, by the SHA-256 of their text. */
final class MemoryTokenStore implements TokenStore {
    private static final Comparator<ApiToken> NEWEST_FIRST =
            Comparator.comparing(ApiToken::createdAt, Comparator.reverseOrder()).thenComparing(ApiToken::id);

    private final MemoryUnitOfWork<?>.Table<String, Row> rows;
    private final MemoryUnitOfWork<?>.Table<ByteBuffer, String> ids;

    MemoryTokenStore(MemoryUnitOfWork<?> work) {
        this.rows = work.table();
        this.ids = work.table();
    }

    private record Row(ApiToken token, ByteBuffer hash) {}

    @Override
    public void insert(ApiToken token, byte[] sha256) {
        ByteBuffer hash = ByteBuffer.wrap(sha256.clone()).asReadOnlyBuffer();
        if (rows.get(token.id()) != null || !ids.putIfAbsent(hash, token.id())) {
            throw new StoreException("the token is there already", new IllegalStateException("duplicate key"));
        }
        rows.put(token.id(), new Row(token, hash));
    }

    @Override
    public @Nullable ApiToken findByHash(byte[] sha256) {
        String id = ids.get(ByteBuffer.wrap(sha256));
        return id == null ? null : find(id);
    }

    @Override
    public @Nullable ApiToken find(String id) {
        Row row = rows.get(id);
        return row == null ? null : row.token();
    }

    @Override
    public List<ApiToken> ofOwner(Subject owner) {
        return rows.all().stream()
                .map(Row::token)
                .filter(token -> Objects.equals(owner, token.owner()))
                .sorted(NEWEST_FIRST)
                .toList();
    }

    @Override
    public boolean recordUse(String id, Instant now, Instant ifBefore) {
        Row row = rows.get(id);
        if (row == null || row.token().revokedAt() != null || row.token().isExpired(now)) {
            return false;
        }
        Instant last = row.token().lastUsedAt();
        if (last != null && !last.isBefore(ifBefore)) {
            return false;
        }
        rows.put(id, new Row(row.token().toBuilder().lastUsedAt(now).build(), row.hash()));
        return true;
    }

    @Override
    public boolean revoke(String id, Instant now) {
        Row row = rows.get(id);
        if (row == null || row.token().revokedAt() != null) {
            return false;
        }
        rows.put(id, new Row(row.token().toBuilder().revokedAt(now).build(), row.hash()));
        return true;
    }

    @Override
    public boolean openRelease(String id, Release release, Instant now) {
        Row row = rows.get(id);
        if (row == null
                || !row.token().isSingleUse()
                || row.token().openedRelease() != null
                || row.token().closedAt() != null
                || row.token().revokedAt() != null
                || row.token().isExpired(now)) {
            return false;
        }
        rows.put(id, new Row(row.token().toBuilder().release(release, null).build(), row.hash()));
        return true;
    }

    @Override
    public boolean closeRelease(String id, Instant now) {
        Row row = rows.get(id);
        if (row == null || !row.token().isSingleUse() || row.token().closedAt() != null) {
            return false;
        }
        ApiToken token = row.token();
        rows.put(
                id,
                new Row(token.toBuilder().release(token.openedRelease(), now).build(), row.hash()));
        return true;
    }

    @Override
    public List<ApiToken> ofWorkload(String issuer, String repositoryId, Instant from, Instant to) {
        return rows.all().stream()
                .map(Row::token)
                .filter(token -> isOf(token.workload(), issuer, repositoryId)
                        && !token.createdAt().isBefore(from)
                        && !token.createdAt().isAfter(to))
                .sorted(Comparator.comparing(ApiToken::createdAt).thenComparing(ApiToken::id))
                .toList();
    }

    private static boolean isOf(@Nullable WorkloadIdentity workload, String issuer, String repositoryId) {
        if (workload == null || !workload.issuer().equals(issuer)) {
            return false;
        }
        String id = workload.sourceRepositoryId();
        return repositoryId.equals(id == null ? workload.sourceRepository() : id);
    }

    @Override
    public int purge(Instant endedBefore, int limit) {
        List<Row> ended = rows.all().stream()
                .filter(row -> isBefore(row.token().expiresAt(), endedBefore)
                        || isBefore(row.token().revokedAt(), endedBefore))
                .limit(limit)
                .toList();
        for (Row row : ended) {
            rows.remove(row.token().id());
            ids.remove(row.hash());
        }
        return ended.size();
    }

    private static boolean isBefore(@Nullable Instant time, Instant limit) {
        return time != null && time.isBefore(limit);
    }
}
