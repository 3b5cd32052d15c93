package dev.registrykit.examples.registry.accounts;

import dev.registrykit.core.name.PackagePattern;
import dev.registrykit.core.store.JdbcSession;
import dev.registrykit.core.store.JdbcUnitOfWork;
import dev.registrykit.core.store.UnitOfWork;
import dev.registrykit.core.subject.Subject;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.UUID;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** The registry's accounts: opaque ids, and the user names that people see. */
public final class Accounts {
    private static final Pattern USER_NAME = Pattern.compile("[a-z][a-z0-9]*(-[a-z0-9]+)*");
    private static final int MIN_NAME = 2;
    private static final int MAX_NAME = 30;

    private static final String DELETE_SCOPE = "DELETE FROM reg_namespace WHERE pattern = ? AND account = ?";

    private final UnitOfWork<JdbcSession> rows;
    private final InstantSource clock;

    /** The accounts in the registry's own tables. */
    public Accounts(DataSource dataSource, InstantSource clock) {
        this.rows = new JdbcUnitOfWork<>(dataSource, session -> session);
        this.clock = clock;
    }

    /** Whether a user name has 2 to 30 lower-case letters, digits and single hyphens, and starts with a letter. */
    public static boolean isValidName(String userName) {
        return userName.length() >= MIN_NAME
                && userName.length() <= MAX_NAME
                && USER_NAME.matcher(userName).matches();
    }

    /** A new id, for an account that is about to be made. */
    public static Subject newSubject() {
        return Subject.user(UUID.randomUUID().toString());
    }

    /**
     * Makes an account and grants it the npm scope of its name; null when the name is in use.
     *
     * @throws IllegalArgumentException if the name is not valid
     */
    public @Nullable Account create(Subject subject, String userName) {
        if (!isValidName(userName)) {
            throw new IllegalArgumentException("not a valid user name");
        }
        // The scope first: when it is taken, nothing was written yet.
        boolean made = rows.run(session -> session.insertIfAbsent(
                        "INSERT INTO reg_namespace (pattern, account) VALUES (?, ?)",
                        scope(userName),
                        subject.toString())
                && insert(session, subject, userName));
        return made ? new Account(subject, userName) : null;
    }

    private boolean insert(JdbcSession session, Subject subject, String userName) {
        boolean isNew = session.insertIfAbsent(
                "INSERT INTO reg_account (id, user_name, created_at) VALUES (?, ?, ?)",
                subject.id(),
                userName,
                clock.instant());
        if (!isNew) {
            session.update(DELETE_SCOPE, scope(userName), subject.toString());
        }
        return isNew;
    }

    private static String scope(String userName) {
        return PackagePattern.parse("npm:@" + userName + "/*").toString();
    }

    /** Takes back an account that was made just now and has no credential: its name and scope are free again. */
    public void takeBack(Account account) {
        rows.run(session -> {
            session.update(
                    DELETE_SCOPE, scope(account.userName()), account.subject().toString());
            return session.update(
                    "DELETE FROM reg_account WHERE id = ?", account.subject().id());
        });
    }

    /** The account of this name, or null; also null for what cannot be a name, whatever characters it has. */
    public @Nullable Account byName(String userName) {
        if (!isValidName(userName)) {
            return null;
        }
        return rows.<@Nullable Account>run(session -> session.first(
                "SELECT id, user_name FROM reg_account WHERE user_name = ?", Accounts::account, userName));
    }

    /** The account of this id, or null. */
    public @Nullable Account byId(Subject subject) {
        return rows.<@Nullable Account>run(session ->
                session.first("SELECT id, user_name FROM reg_account WHERE id = ?", Accounts::account, subject.id()));
    }

    private static Account account(ResultSet row) throws SQLException {
        return new Account(Subject.user(row.getString("id")), row.getString("user_name"));
    }
}
