package dev.registrykit.auth;

import dev.registrykit.auth.password.PasswordStore;
import dev.registrykit.core.store.JdbcSession;
import dev.registrykit.core.subject.Subject;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Password hashes in {@code rk_auth_password}. */
record JdbcPasswordStore(JdbcSession session) implements PasswordStore {

    @Override
    public @Nullable String find(Subject account) {
        return session.first(
                "SELECT hash FROM rk_auth_password WHERE account = ?",
                row -> row.getString("hash"),
                account.toString());
    }

    @Override
    public void put(Subject account, String hash, Instant now) {
        boolean inserted = session.insertIfAbsent(
                "INSERT INTO rk_auth_password (account, hash, set_at, last_used_at) VALUES (?, ?, ?, NULL)",
                account.toString(),
                hash,
                now);
        if (!inserted) {
            session.update(
                    "UPDATE rk_auth_password SET hash = ?, set_at = ?, last_used_at = NULL WHERE account = ?",
                    hash,
                    now,
                    account.toString());
        }
    }

    @Override
    public boolean used(Subject account, String verified, Instant now) {
        return session.update(
                        "UPDATE rk_auth_password SET last_used_at = ? WHERE account = ? AND hash = ?",
                        now,
                        account.toString(),
                        verified)
                == 1;
    }

    @Override
    public boolean rehash(Subject account, String verified, String hash, Instant now) {
        return session.update(
                        "UPDATE rk_auth_password SET hash = ?, last_used_at = ? WHERE account = ? AND hash = ?",
                        hash,
                        now,
                        account.toString(),
                        verified)
                == 1;
    }

    @Override
    public boolean remove(Subject account) {
        return session.update("DELETE FROM rk_auth_password WHERE account = ?", account.toString()) == 1;
    }
}
