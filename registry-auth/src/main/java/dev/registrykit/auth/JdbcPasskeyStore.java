package dev.registrykit.auth;

import dev.registrykit.auth.passkey.Passkey;
import dev.registrykit.auth.passkey.PasskeyStore;
import dev.registrykit.core.json.StrictBase64;
import dev.registrykit.core.store.JdbcSession;
import dev.registrykit.core.subject.Subject;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Passkeys in {@code rk_auth_passkey}, user handles in {@code rk_auth_user_handle}. */
record JdbcPasskeyStore(JdbcSession session) implements PasskeyStore {
    private static final String COLUMNS = "id, account, user_handle, public_key, label, aaguid, transports, sign_count,"
            + " backup_eligible, backed_up, created_at, last_used_at";

    @Override
    public byte @Nullable [] userHandle(Subject account) {
        String handle = session.first(
                "SELECT handle FROM rk_auth_user_handle WHERE account = ?",
                row -> row.getString("handle"),
                account.toString());
        return handle == null ? null : StrictBase64.decodeUrl(handle);
    }

    @Override
    public byte[] userHandle(Subject account, byte[] candidate) {
        session.insertIfAbsent(
                "INSERT INTO rk_auth_user_handle (account, handle) VALUES (?, ?)",
                account.toString(),
                StrictBase64.encodeUrl(candidate));
        byte[] kept = userHandle(account);
        return kept == null ? candidate.clone() : kept;
    }

    @Override
    public boolean insertIfAbsent(Passkey passkey) {
        return session.insertIfAbsent(
                "INSERT INTO rk_auth_passkey (" + COLUMNS + ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                passkey.id(),
                passkey.account().toString(),
                StrictBase64.encodeUrl(passkey.userHandle()),
                StrictBase64.encodeUrl(passkey.publicKey()),
                passkey.label(),
                passkey.aaguid(),
                String.join(",", passkey.transports()),
                passkey.signCount(),
                passkey.backupEligible(),
                passkey.backedUp(),
                passkey.createdAt(),
                passkey.lastUsedAt());
    }

    @Override
    public @Nullable Passkey find(String id) {
        return session.first("SELECT " + COLUMNS + " FROM rk_auth_passkey WHERE id = ?", JdbcPasskeyStore::read, id);
    }

    @Override
    public List<Passkey> ofAccount(Subject account) {
        return session.list(
                "SELECT " + COLUMNS + " FROM rk_auth_passkey WHERE account = ? ORDER BY created_at, id",
                JdbcPasskeyStore::read,
                account.toString());
    }

    @Override
    public boolean advance(String id, Subject account, long signCount, boolean backedUp, Instant now) {
        return session.update(
                        "UPDATE rk_auth_passkey SET sign_count = ?, backed_up = ?, last_used_at = ?"
                                + " WHERE id = ? AND account = ?"
                                + " AND (sign_count < ? OR (sign_count = 0 AND CAST(? AS BIGINT) = 0))",
                        signCount,
                        backedUp,
                        now,
                        id,
                        account.toString(),
                        signCount,
                        signCount)
                == 1;
    }

    @Override
    public boolean rename(String id, Subject account, String label) {
        return session.update(
                        "UPDATE rk_auth_passkey SET label = ? WHERE id = ? AND account = ?",
                        label,
                        id,
                        account.toString())
                == 1;
    }

    @Override
    public boolean remove(String id, Subject account) {
        return session.update("DELETE FROM rk_auth_passkey WHERE id = ? AND account = ?", id, account.toString()) == 1;
    }

    private static Passkey read(ResultSet row) throws SQLException {
        String transports = row.getString("transports");
        return Passkey.builder(row.getString("id"), Subject.parse(row.getString("account")))
                .keys(
                        StrictBase64.decodeUrl(row.getString("user_handle")),
                        StrictBase64.decodeUrl(row.getString("public_key")))
                .label(row.getString("label"))
                .aaguid(row.getString("aaguid"))
                .transports(transports.isEmpty() ? List.of() : List.of(transports.split(",", -1)))
                .signCount(row.getLong("sign_count"))
                .backup(row.getBoolean("backup_eligible"), row.getBoolean("backed_up"))
                .createdAt(Instant.ofEpochMilli(row.getLong("created_at")))
                .lastUsedAt(JdbcSession.instant(row, "last_used_at"))
                .build();
    }
}
