package dev.registrykit.publish.devicelogin;

import dev.registrykit.core.grant.Assurance;
import dev.registrykit.core.store.JdbcSession;
import dev.registrykit.core.subject.Subject;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Log-ins in the table {@code rk_publish_device_login}. */
final class JdbcDeviceLoginStore implements DeviceLoginStore {
    private static final String COLUMNS = "device_hash, user_mac, client_id, client_text, address, asked, created_at,"
            + " expires_at, poll_interval, state, account, assurance, granted, token_expires_at";
    private static final String SELECT = "SELECT " + COLUMNS + " FROM rk_publish_device_login WHERE ";

    private final JdbcSession session;

    JdbcDeviceLoginStore(JdbcSession session) {
        this.session = session;
    }

    @Override
    public boolean insertIfAbsent(StoredLogin login) {
        return session.insertIfAbsent(
                "INSERT INTO rk_publish_device_login (" + COLUMNS
                        + ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                login.deviceHash(),
                login.userMac(),
                login.clientId(),
                login.clientText(),
                login.address(),
                login.asked().toString(),
                login.createdAt(),
                login.expiresAt(),
                login.interval().toMillis(),
                login.state().name(),
                text(login.account()),
                text(login.assurance()),
                text(login.granted()),
                login.tokenExpiresAt());
    }

    private static @Nullable String text(@Nullable Object value) {
        return value == null ? null : value.toString();
    }

    @Override
    public @Nullable StoredLogin find(byte[] deviceHash) {
        return session.first(SELECT + "device_hash = ?", JdbcDeviceLoginStore::read, deviceHash);
    }

    @Override
    public @Nullable StoredLogin findByUserCode(Collection<byte[]> userMacs) {
        if (userMacs.isEmpty()) {
            return null;
        }
        String places = String.join(", ", Collections.nCopies(userMacs.size(), "?"));
        List<StoredLogin> found =
                session.list(SELECT + "user_mac IN (" + places + ")", JdbcDeviceLoginStore::read, userMacs.toArray());
        return found.size() == 1 ? found.get(0) : null;
    }

    @Override
    public boolean decide(StoredLogin decided, Instant now) {
        return session.update(
                        "UPDATE rk_publish_device_login SET state = ?, account = ?, assurance = ?, granted = ?,"
                                + " token_expires_at = ? WHERE device_hash = ? AND state = 'PENDING' AND expires_at > ?",
                        decided.state().name(),
                        text(decided.account()),
                        text(decided.assurance()),
                        text(decided.granted()),
                        decided.tokenExpiresAt(),
                        decided.deviceHash(),
                        now)
                == 1;
    }

    @Override
    public boolean redeem(byte[] deviceHash, Instant now) {
        return session.update(
                        "UPDATE rk_publish_device_login SET state = 'REDEEMED'"
                                + " WHERE device_hash = ? AND state = 'APPROVED' AND expires_at > ?",
                        deviceHash,
                        now)
                == 1;
    }

    @Override
    public boolean recordPoll(byte[] deviceHash, Instant now, Duration leeway) {
        return session.update(
                        "UPDATE rk_publish_device_login SET polled_at = ? WHERE device_hash = ?"
                                + " AND (polled_at IS NULL OR polled_at + poll_interval <= ?)",
                        now,
                        deviceHash,
                        now.plus(leeway))
                == 1;
    }

    @Override
    public void slowDown(byte[] deviceHash, Duration more, Duration most) {
        session.defer(
                "UPDATE rk_publish_device_login SET poll_interval = LEAST(poll_interval + ?, ?) WHERE device_hash = ?",
                more.toMillis(),
                most.toMillis(),
                deviceHash);
    }

    @Override
    public List<StoredLogin> takeBack(Subject account) {
        List<StoredLogin> taken = new ArrayList<>();
        for (StoredLogin login : session.list(
                SELECT + "account = ? AND state = 'APPROVED' ORDER BY device_hash",
                JdbcDeviceLoginStore::read,
                account.toString())) {
            int changed = session.update(
                    "UPDATE rk_publish_device_login SET state = 'DENIED' WHERE device_hash = ? AND state = 'APPROVED'",
                    login.deviceHash());
            if (changed == 1) {
                taken.add(login.toBuilder().state(LoginState.DENIED).build());
            }
        }
        return taken;
    }

    @Override
    public int purge(Instant before, int limit) {
        return session.update(
                "DELETE FROM rk_publish_device_login WHERE device_hash IN (SELECT device_hash"
                        + " FROM rk_publish_device_login WHERE expires_at < ? LIMIT ?)",
                before,
                limit);
    }

    private static StoredLogin read(ResultSet row) throws SQLException {
        String account = row.getString("account");
        String assurance = row.getString("assurance");
        String granted = row.getString("granted");
        return StoredLogin.builder(row.getBytes("device_hash"), row.getBytes("user_mac"))
                .client(row.getString("client_id"), row.getString("client_text"), row.getString("address"))
                .asked(LoginScope.parse(row.getString("asked")))
                .times(Instant.ofEpochMilli(row.getLong("created_at")), Instant.ofEpochMilli(row.getLong("expires_at")))
                .interval(Duration.ofMillis(row.getLong("poll_interval")))
                .state(LoginState.valueOf(row.getString("state")))
                .decision(
                        account == null ? null : Subject.parse(account),
                        assurance == null ? null : Assurance.valueOf(assurance),
                        granted == null ? null : LoginScope.parse(granted),
                        JdbcSession.instant(row, "token_expires_at"))
                .build();
    }
}
