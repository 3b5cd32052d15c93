package dev.registrykit.publish.trusted;

import dev.registrykit.core.store.JdbcSession;
import java.time.Instant;

/** Exchanged identity tokens in the table {@code rk_publish_replay}. */
final class JdbcReplayStore implements ReplayStore {
    private final JdbcSession session;

    JdbcReplayStore(JdbcSession session) {
        this.session = session;
    }

    @Override
    public boolean insertIfAbsent(String issuer, String tokenId, String scope, Instant until) {
        return session.insertIfAbsent(
                "INSERT INTO rk_publish_replay (jti, issuer, package, retain_until) VALUES (?, ?, ?, ?)",
                tokenId,
                issuer,
                scope,
                until);
    }

    @Override
    public int purge(Instant now, int limit) {
        return session.update(
                "DELETE FROM rk_publish_replay WHERE (jti, issuer, package) IN (SELECT jti, issuer, package"
                        + " FROM rk_publish_replay WHERE retain_until < ? LIMIT ?)",
                now,
                limit);
    }
}
