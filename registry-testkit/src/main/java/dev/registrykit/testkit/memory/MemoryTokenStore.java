package dev.registrykit.testkit.memory;

import dev.registrykit.core.name.PackageName;
import dev.registrykit.core.name.PackagePattern;
import dev.registrykit.core.name.Release;
import dev.registrykit.core.store.StoreException;
import dev.registrykit.core.subject.Subject;
import dev.registrykit.publish.publisher.TrustedPublisherStore;
import dev.registrykit.publish.token.ApiToken;
import dev.registrykit.publish.token.Restriction;
import dev.registrykit.publish.token.TokenHash;
import dev.registrykit.publish.token.TokenSearch;
import dev.registrykit.publish.token.TokenStore;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Tokens in memory, by id and by hash. */
final class MemoryTokenStore implements TokenStore {
    private static final Comparator<ApiToken> OLDEST_FIRST =
            Comparator.comparing(ApiToken::createdAt).thenComparing(ApiToken::id);
    private static final Comparator<ApiToken> NEWEST_FIRST =
            Comparator.comparing(ApiToken::createdAt, Comparator.reverseOrder()).thenComparing(ApiToken::id);

    private final MemoryUnitOfWork<?>.Table<String, Row> rows;
    private final MemoryUnitOfWork<?>.Table<TokenHash, String> ids;
    private final MemoryUnitOfWork<?>.Table<Subject, Set<String>> owners;
    private final MemoryUnitOfWork<?>.Table<String, Limit> limits;
    private final TrustedPublisherStore publishers;

    MemoryTokenStore(MemoryUnitOfWork<?> work, TrustedPublisherStore publishers) {
        this.rows = work.table();
        this.ids = work.table();
        this.owners = work.table();
        this.limits = work.table();
        this.publishers = publishers;
    }

    private record Row(ApiToken token, @Nullable TokenHash hash, boolean reminded) {}

    private record Limit(PackagePattern pattern, Duration longest) {}

    @Override
    public void insert(ApiToken token, @Nullable TokenHash hash) {
        if ((hash == null) == (token.rootKeyId() == null)) {
            throw new StoreException("a token has a hash or a root key", new IllegalStateException("check violated"));
        }
        if (rows.get(token.id()) != null || (hash != null && !ids.putIfAbsent(hash, token.id()))) {
            throw new StoreException("the token is there already", new IllegalStateException("duplicate key"));
        }
        rows.put(token.id(), new Row(token, hash, false));
        Subject owner = token.owner();
        if (owner != null) {
            Set<String> all = new HashSet<>(idsOf(owner));
            all.add(token.id());
            owners.put(owner, all);
        }
    }

    @Override
    public boolean insertIfAbsent(ApiToken token, TokenHash hash) {
        if (rows.get(token.id()) != null || ids.get(hash) != null) {
            return false;
        }
        insert(token, hash);
        return true;
    }

    private Set<String> idsOf(Subject owner) {
        return Objects.requireNonNullElse(owners.get(owner), Set.of());
    }

    @Override
    public @Nullable Found findPresented(Collection<TokenHash> candidates, @Nullable PackageName publishing) {
        for (TokenHash candidate : candidates) {
            String id = ids.get(candidate);
            if (id != null) {
                return findPresented(id, publishing);
            }
        }
        return null;
    }

    @Override
    public @Nullable Found findPresented(String id, @Nullable PackageName publishing) {
        Row row = rows.get(id);
        if (row == null) {
            return null;
        }
        String publisher = row.token().publisherId();
        return new Found(
                row.token(),
                row.hash(),
                publisher == null ? null : publishers.find(publisher),
                publishing == null ? null : longest(publishing));
    }

    private @Nullable Duration longest(PackageName publishing) {
        if (!publishers.trustedOnly(publishing).isEmpty()) {
            return Duration.ZERO;
        }
        return limits.isEmpty()
                ? null
                : limits.all().stream()
                        .filter(limit -> limit.pattern().covers(publishing))
                        .map(Limit::longest)
                        .min(Comparator.naturalOrder())
                        .orElse(null);
    }

    @Override
    public Map<TokenHash, ApiToken> findAll(Collection<TokenHash> hashes) {
        Map<TokenHash, ApiToken> found = new HashMap<>();
        for (TokenHash hash : hashes) {
            String id = ids.get(hash);
            ApiToken token = id == null ? null : find(id);
            if (token != null) {
                found.put(hash, token);
            }
        }
        return found;
    }

    @Override
    public Map<String, ApiToken> findAllById(Collection<String> tokenIds) {
        Map<String, ApiToken> found = new HashMap<>();
        for (String id : tokenIds) {
            ApiToken token = find(id);
            if (token != null) {
                found.put(id, token);
            }
        }
        return found;
    }

    @Override
    public @Nullable ApiToken find(String id) {
        Row row = rows.get(id);
        return row == null ? null : row.token();
    }

    @Override
    public List<ApiToken> ofOwner(Subject owner) {
        return findAllById(idsOf(owner)).values().stream().sorted(NEWEST_FIRST).toList();
    }

    @Override
    public int holdAndCount(Subject owner, @Nullable String kind, Instant now) {
        return (int) findAllById(idsOf(owner)).values().stream()
                .filter(token -> Objects.equals(kind, token.kind()) && isLive(token, now))
                .count();
    }

    private static boolean isLive(ApiToken token, Instant now) {
        return token.revokedAt() == null && !token.isExpired(now);
    }

    /** Changes a token, if it is there and as wanted; whether it was. */
    private boolean change(String id, Predicate<ApiToken> wanted, Consumer<ApiToken.Builder> change) {
        Row row = rows.get(id);
        if (row == null || !wanted.test(row.token())) {
            return false;
        }
        ApiToken.Builder changed = row.token().toBuilder();
        change.accept(changed);
        rows.put(id, new Row(changed.build(), row.hash(), row.reminded()));
        return true;
    }

    @Override
    public boolean recordUse(String id, Instant now, Instant ifBefore, @Nullable TokenHash rehashed) {
        Predicate<ApiToken> old = token -> {
            Instant last = token.lastUsedAt();
            return isLive(token, now) && (rehashed != null || last == null || last.isBefore(ifBefore));
        };
        boolean changed = change(id, old, token -> token.lastUsedAt(now));
        Row row = rows.get(id);
        if (changed && rehashed != null && row != null && !Objects.equals(rehashed, row.hash())) {
            if (row.hash() != null) {
                ids.remove(row.hash());
            }
            ids.put(rehashed, id);
            rows.put(id, new Row(row.token(), rehashed, row.reminded()));
        }
        return changed;
    }

    @Override
    public boolean revoke(String id, Instant now) {
        return change(id, token -> token.revokedAt() == null, token -> token.revokedAt(now));
    }

    @Override
    public boolean holdLive(String id, Instant now) {
        ApiToken token = find(id);
        return token != null && isLive(token, now);
    }

    @Override
    public boolean narrow(String id, Restriction restriction, int most, Instant now) {
        ApiToken before = find(id);
        if (before == null || length(before.restrictions()) + length(List.of(restriction)) >= most) {
            return false;
        }
        List<Restriction> all = new ArrayList<>(before.restrictions());
        for (String line : restriction.caveats()) {
            all.add(Restriction.ofCaveat(line).orElseThrow(failure -> new IllegalStateException(failure.detail())));
        }
        Instant wanted = restriction.expiresAt();
        Instant end = sooner(before.expiresAt(), wanted == null || wanted.isAfter(now) ? wanted : now);
        return change(
                id,
                token -> isLive(token, now),
                token -> token.restrictions(all).expiresAt(end));
    }

    private static int length(List<Restriction> restrictions) {
        return restrictions.stream()
                .flatMap(restriction -> restriction.caveats().stream())
                .mapToInt(line -> line.length() + 1)
                .sum();
    }

    private static @Nullable Instant sooner(@Nullable Instant one, @Nullable Instant other) {
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        return one.isBefore(other) ? one : other;
    }

    @Override
    public boolean rotate(String id, String successor, Instant until, Instant now) {
        ApiToken before = find(id);
        return before != null
                && change(
                        id,
                        token -> token.rotatedTo() == null && isLive(token, now),
                        token -> token.rotatedTo(successor).expiresAt(sooner(before.expiresAt(), until)));
    }

    @Override
    public boolean finishMove(String id) {
        return change(id, token -> token.movedFrom() != null, token -> token.movedFrom(null));
    }

    @Override
    public List<ApiToken> unfinishedMoves(Instant endedBefore, int limit) {
        return rows.all().stream()
                .map(Row::token)
                .filter(token -> token.movedFrom() != null && isEnded(token, endedBefore))
                .sorted(Comparator.comparing(ApiToken::id))
                .limit(limit)
                .toList();
    }

    private static boolean isEnded(ApiToken token, Instant before) {
        return isBefore(token.expiresAt(), before) || isBefore(token.revokedAt(), before);
    }

    @Override
    public boolean remind(String id) {
        Row row = rows.get(id);
        if (row == null || row.reminded()) {
            return false;
        }
        rows.put(id, new Row(row.token(), row.hash(), true));
        return true;
    }

    @Override
    public List<ApiToken> unreminded(Instant now, Instant until, Duration shortest, int limit) {
        return rows.all().stream()
                .filter(row -> !row.reminded())
                .map(Row::token)
                .filter(token -> {
                    Instant end = token.expiresAt();
                    return end != null
                            && isLive(token, now)
                            && !end.isAfter(until)
                            && token.owner() != null
                            && token.rotatedTo() == null
                            && !end.isBefore(token.createdAt().plus(shortest));
                })
                .sorted(Comparator.comparing((ApiToken token) -> Objects.requireNonNull(token.expiresAt()))
                        .thenComparing(ApiToken::id))
                .limit(limit)
                .toList();
    }

    @Override
    public boolean openRelease(String id, Release release, Instant now) {
        return change(
                id,
                token -> token.isSingleUse()
                        && token.openedRelease() == null
                        && token.closedAt() == null
                        && isLive(token, now),
                token -> token.release(release, null));
    }

    @Override
    public boolean closeRelease(String id, Instant now) {
        ApiToken before = find(id);
        return before != null
                && change(
                        id,
                        token -> token.isSingleUse() && token.closedAt() == null,
                        token -> token.release(before.openedRelease(), now));
    }

    @Override
    public List<ApiToken> search(TokenSearch search, @Nullable Instant liveAt, int limit) {
        return rows.all().stream()
                .map(Row::token)
                .filter(token -> search.matches(token) && (liveAt == null || isLive(token, liveAt)))
                .sorted(OLDEST_FIRST)
                .limit(limit)
                .toList();
    }

    @Override
    public void limitLifetime(PackagePattern pattern, Duration longest, Subject by, Instant now) {
        limits.put(pattern.toString(), new Limit(pattern, longest));
    }

    @Override
    public boolean allowAnyLifetime(PackagePattern pattern) {
        return limits.remove(pattern.toString());
    }

    @Override
    public int purge(Instant endedBefore, int limit) {
        List<Row> ended = rows.all().stream()
                .filter(row -> row.token().movedFrom() == null && isEnded(row.token(), endedBefore))
                .limit(limit)
                .toList();
        for (Row row : ended) {
            rows.remove(row.token().id());
            if (row.hash() != null) {
                ids.remove(row.hash());
            }
            Subject owner = row.token().owner();
            if (owner != null) {
                Set<String> left = new HashSet<>(idsOf(owner));
                left.remove(row.token().id());
                owners.put(owner, left);
            }
        }
        return ended.size();
    }

    private static boolean isBefore(@Nullable Instant time, Instant limit) {
        return time != null && time.isBefore(limit);
    }
}
