package dev.registrykit.examples.registry.accounts;

import dev.registrykit.core.grant.Assurance;
import dev.registrykit.core.json.StrictBase64;
import dev.registrykit.core.store.JdbcSession;
import dev.registrykit.core.store.JdbcUnitOfWork;
import dev.registrykit.core.store.UnitOfWork;
import dev.registrykit.core.subject.Subject;
import io.javalin.http.Context;
import io.javalin.http.Cookie;
import io.javalin.http.SameSite;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Browser sessions: a random secret in a cookie, its hash in the database.
 *
 * <p>Signing in starts a new session, so that a cookie which somebody planted before is worth nothing after. The token
 * against forged forms is derived from the cookie's secret, so the database holds neither.
 */
public final class Sessions {
    private static final int SECRET_BYTES = 32;
    private static final Duration SIGNED_IN = Duration.ofHours(12);
    private static final Duration ANONYMOUS = Duration.ofHours(1);

    private final UnitOfWork<JdbcSession> rows;
    private final InstantSource clock;
    private final SecureRandom random = new SecureRandom();
    private final boolean secure;

    /**
     * The sessions in the registry's own tables.
     *
     * @param secure whether the registry is reached over https, so that its cookie must be too
     */
    public Sessions(DataSource dataSource, InstantSource clock, boolean secure) {
        this.rows = new JdbcUnitOfWork<>(dataSource, session -> session);
        this.clock = clock;
        this.secure = secure;
    }

    private String cookieName() {
        return secure ? "__Host-registry" : "registry";
    }

    /** The request's session, or null when it has none that is alive. */
    public @Nullable Session find(Context ctx) {
        String secret = ctx.cookie(cookieName());
        return secret == null ? null : load(secret);
    }

    /** The request's session; a new anonymous one, with its cookie, when it has none. */
    public Session findOrStart(Context ctx) {
        Session present = find(ctx);
        return present != null ? present : start(ctx, null, Assurance.NONE);
    }

    /** Ends the request's session and starts a new one for who just signed in. */
    public Session signIn(Context ctx, Account account, Assurance assurance) {
        end(ctx);
        return start(ctx, account, assurance);
    }

    /** Ends the request's session, if any. */
    public void end(Context ctx) {
        String secret = ctx.cookie(cookieName());
        if (secret != null) {
            rows.run(session -> session.update("DELETE FROM reg_session WHERE id_hash = ?", hash(secret)));
            setCookie(ctx, "", 0);
        }
    }

    /** Ends the account's sessions but this one. */
    public void endOthers(Session session, Account account) {
        rows.run(db -> db.update(
                "DELETE FROM reg_session WHERE account_id = ? AND id_hash <> ?",
                account.subject().id(),
                session.id()));
    }

    /** Remembers who is signing up with a passkey, until it is there. */
    public void setPending(Session session, Account pending) {
        rows.run(db -> db.update(
                "UPDATE reg_session SET pending_id = ?, pending_name = ? WHERE id_hash = ?",
                pending.subject().id(),
                pending.userName(),
                session.id()));
    }

    /** Removes sessions that are over, at most {@code limit}; returns how many. */
    public int purge(int limit) {
        return rows.run(session -> session.update(
                "DELETE FROM reg_session WHERE id_hash IN (SELECT id_hash FROM reg_session WHERE expires_at <= ? LIMIT "
                        + limit + ")",
                clock.instant()));
    }

    private Session start(Context ctx, @Nullable Account account, Assurance assurance) {
        byte[] bytes = new byte[SECRET_BYTES];
        random.nextBytes(bytes);
        String secret = StrictBase64.encodeUrl(bytes);
        Instant now = clock.instant();
        Duration life = account == null ? ANONYMOUS : SIGNED_IN;
        rows.run(session -> session.update(
                "INSERT INTO reg_session (id_hash, account_id, assurance, signed_in_at, expires_at)"
                        + " VALUES (?, ?, ?, ?, ?)",
                hash(secret),
                account == null ? null : account.subject().id(),
                assurance.name(),
                account == null ? null : now,
                now.plus(life)));
        setCookie(ctx, secret, Math.toIntExact(life.toSeconds()));
        return new Session(hash(secret), csrfToken(secret), account, assurance, account == null ? null : now, null);
    }

    private @Nullable Session load(String secret) {
        return rows.<@Nullable Session>run(session -> session.first(
                "SELECT s.assurance, s.signed_in_at, s.pending_id, s.pending_name, a.id, a.user_name"
                        + " FROM reg_session s LEFT JOIN reg_account a ON a.id = s.account_id"
                        + " WHERE s.id_hash = ? AND s.expires_at > ?",
                row -> read(row, secret),
                hash(secret),
                clock.instant()));
    }

    private static Session read(ResultSet row, String secret) throws SQLException {
        return new Session(
                hash(secret),
                csrfToken(secret),
                account(row.getString("id"), row.getString("user_name")),
                Assurance.valueOf(row.getString("assurance")),
                JdbcSession.instant(row, "signed_in_at"),
                account(row.getString("pending_id"), row.getString("pending_name")));
    }

    private static @Nullable Account account(@Nullable String id, @Nullable String userName) {
        return id == null || userName == null ? null : new Account(Subject.user(id), userName);
    }

    private void setCookie(Context ctx, String value, int maxAge) {
        ctx.cookie(new Cookie(cookieName(), value, "/", maxAge, secure, true, null, SameSite.LAX));
    }

    private static String hash(String secret) {
        return HexFormat.of().formatHex(sha256("session:" + secret));
    }

    private static String csrfToken(String secret) {
        return StrictBase64.encodeUrl(sha256("form:" + secret));
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("SHA-256 is missing from this JDK", impossible);
        }
    }
}
