package dev.registrykit.auth;

import dev.registrykit.auth.passkey.ChallengeStore;
import dev.registrykit.auth.passkey.PendingChallenge;
import dev.registrykit.core.store.JdbcSession;
import dev.registrykit.core.subject.Subject;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Challenges in {@code rk_auth_challenge}. */
record JdbcChallengeStore(JdbcSession session) implements ChallengeStore {
    private static final String COLUMNS = "id, session, ceremony, account, expires_at, user_handle";

    @Override
    public void add(PendingChallenge challenge) {
        Subject account = challenge.account();
        session.update(
                "INSERT INTO rk_auth_challenge (" + COLUMNS + ") VALUES (?, ?, ?, ?, ?, ?)",
                challenge.id(),
                challenge.session(),
                challenge.ceremony().name(),
                account == null ? null : account.toString(),
                challenge.expiresAt(),
                challenge.userHandle());
    }

    @Override
    public @Nullable PendingChallenge consume(String id, String browserSession) {
        PendingChallenge found = session.first(
                "SELECT " + COLUMNS + " FROM rk_auth_challenge WHERE id = ? AND session = ?",
                JdbcChallengeStore::read,
                id,
                browserSession);
        // The rows are never updated, so what was read is what the one successful deletion removes.
        boolean won = found != null
                && session.update("DELETE FROM rk_auth_challenge WHERE id = ? AND session = ?", id, browserSession)
                        == 1;
        return won ? found : null;
    }

    @Override
    public int purge(Instant before, int limit) {
        return session.update(
                "DELETE FROM rk_auth_challenge WHERE id IN"
                        + " (SELECT id FROM rk_auth_challenge WHERE expires_at < ? LIMIT ?)",
                before,
                limit);
    }

    private static PendingChallenge read(ResultSet row) throws SQLException {
        String account = row.getString("account");
        return new PendingChallenge(
                row.getString("id"),
                row.getString("session"),
                PendingChallenge.Ceremony.valueOf(row.getString("ceremony")),
                account == null ? null : Subject.parse(account),
                Instant.ofEpochMilli(row.getLong("expires_at")),
                row.getString("user_handle"));
    }
}
