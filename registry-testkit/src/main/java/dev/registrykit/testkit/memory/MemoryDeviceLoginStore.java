package dev.registrykit.testkit.memory;

import dev.registrykit.core.subject.Subject;
import dev.registrykit.publish.devicelogin.DeviceLoginStore;
import dev.registrykit.publish.devicelogin.LoginState;
import dev.registrykit.publish.devicelogin.StoredLogin;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Log-ins in memory. */
final class MemoryDeviceLoginStore implements DeviceLoginStore {
    private final MemoryUnitOfWork<?>.Table<ByteBuffer, StoredLogin> rows;
    private final MemoryUnitOfWork<?>.Table<ByteBuffer, Instant> polls;

    MemoryDeviceLoginStore(MemoryUnitOfWork<?> work) {
        this.rows = work.table();
        this.polls = work.table();
    }

    private static ByteBuffer key(byte[] bytes) {
        return ByteBuffer.wrap(bytes.clone());
    }

    @Override
    public boolean insertIfAbsent(StoredLogin login) {
        return !hasUserCode(List.of(login.userMac())) && rows.putIfAbsent(key(login.deviceHash()), login);
    }

    private boolean hasUserCode(Collection<byte[]> userMacs) {
        return !withUserCode(userMacs).isEmpty();
    }

    private List<StoredLogin> withUserCode(Collection<byte[]> userMacs) {
        var wanted = userMacs.stream().map(MemoryDeviceLoginStore::key).collect(Collectors.toSet());
        return rows.all().stream()
                .filter(login -> wanted.contains(key(login.userMac())))
                .toList();
    }

    @Override
    public @Nullable StoredLogin find(byte[] deviceHash) {
        return rows.get(key(deviceHash));
    }

    @Override
    public @Nullable StoredLogin findByUserCode(Collection<byte[]> userMacs) {
        List<StoredLogin> found = withUserCode(userMacs);
        return found.size() == 1 ? found.get(0) : null;
    }

    @Override
    public boolean decide(StoredLogin decided, Instant now) {
        StoredLogin login = find(decided.deviceHash());
        if (login == null || login.state() != LoginState.PENDING || login.isExpired(now)) {
            return false;
        }
        put(login.toBuilder()
                .state(decided.state())
                .decision(decided.account(), decided.assurance(), decided.granted(), decided.tokenExpiresAt())
                .build());
        return true;
    }

    @Override
    public boolean redeem(byte[] deviceHash, Instant now) {
        StoredLogin login = find(deviceHash);
        if (login == null || login.state() != LoginState.APPROVED || login.isExpired(now)) {
            return false;
        }
        put(login.toBuilder().state(LoginState.REDEEMED).build());
        return true;
    }

    @Override
    public boolean recordPoll(byte[] deviceHash, Instant now, Duration leeway) {
        StoredLogin login = find(deviceHash);
        Instant last = polls.get(key(deviceHash));
        if (login == null || (last != null && last.plus(login.interval()).isAfter(now.plus(leeway)))) {
            return false;
        }
        polls.put(key(deviceHash), now);
        return true;
    }

    @Override
    public void slowDown(byte[] deviceHash, Duration more, Duration most) {
        StoredLogin login = find(deviceHash);
        if (login != null) {
            Duration longer = login.interval().plus(more);
            put(login.toBuilder()
                    .interval(longer.compareTo(most) < 0 ? longer : most)
                    .build());
        }
    }

    @Override
    public List<StoredLogin> takeBack(Subject account) {
        List<StoredLogin> taken = rows.all().stream()
                .filter(login -> login.state() == LoginState.APPROVED && Objects.equals(login.account(), account))
                .map(login -> login.toBuilder().state(LoginState.DENIED).build())
                .toList();
        taken.forEach(this::put);
        return taken;
    }

    @Override
    public int purge(Instant before, int limit) {
        List<StoredLogin> over = rows.all().stream()
                .filter(login -> login.expiresAt().isBefore(before))
                .limit(limit)
                .toList();
        for (StoredLogin login : over) {
            rows.remove(key(login.deviceHash()));
            polls.remove(key(login.deviceHash()));
        }
        return over.size();
    }

    private void put(StoredLogin login) {
        rows.put(key(login.deviceHash()), login);
    }
}
