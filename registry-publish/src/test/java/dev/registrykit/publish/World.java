package dev.registrykit.publish;

import dev.registrykit.core.decision.Decision;
import dev.registrykit.core.event.RecordedEvent;
import dev.registrykit.core.grant.Action;
import dev.registrykit.core.grant.Assurance;
import dev.registrykit.core.name.PackageName;
import dev.registrykit.core.name.PackagePattern;
import dev.registrykit.core.request.RequestContext;
import dev.registrykit.core.secret.KeyRing;
import dev.registrykit.core.store.JdbcUnitOfWork;
import dev.registrykit.core.store.UnitOfWork;
import dev.registrykit.core.subject.Subject;
import dev.registrykit.core.workload.WorkloadPolicy;
import dev.registrykit.publish.provider.GitHubActions;
import dev.registrykit.publish.publisher.PublisherRights;
import dev.registrykit.publish.publisher.Registration;
import dev.registrykit.publish.publisher.TrustedPublisher;
import dev.registrykit.publish.token.ApiTokens;
import dev.registrykit.publish.token.IssuedToken;
import dev.registrykit.publish.token.OwnerRights;
import dev.registrykit.publish.token.TokenRequest;
import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcConnectionPool;

/** A registry's publishing module on an H2 database in memory, with one issuer and a clock that the test moves. */
public final class World implements AutoCloseable {
    public static final String AUDIENCE = "packages.example.org";
    public static final Subject ALICE = Subject.user("alice");
    public static final PackageName WIDGET = PackageName.npm("@acme/widget");

    public final SettableClock clock = new SettableClock();
    public final TestIssuer issuer = new TestIssuer(TestIssuer.CLOUD, clock);
    public final JdbcConnectionPool pool;
    public final Switch database;
    public final List<String> decisions = new ArrayList<>();
    public final KeyRing keyRing = KeyRing.ephemeral();
    public final RegistryPublish publish;
    private final Consumer<RegistryPublish.Builder> settings;
    private volatile OwnerRights rights = (owner, action, packageName) -> true;

    public World() {
        this(10);
    }

    public World(int connections) {
        this(connections, builder -> {});
    }

    public World(Consumer<RegistryPublish.Builder> settings) {
        this(10, settings);
    }

    private World(int connections, Consumer<RegistryPublish.Builder> settings) {
        pool = JdbcConnectionPool.create(
                "jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1;LOCK_TIMEOUT=20000", "sa", "");
        pool.setMaxConnections(connections);
        pool.setLoginTimeout(5);
        RegistryPublish.schema().createIn(pool);
        database = new Switch(pool);
        this.settings = settings;
        publish = configure(RegistryPublish.builder(database, keyRing)).build();
    }

    /** The same settings on another unit of work: within a transaction of the host, say. */
    public RegistryPublish.Builder configure(RegistryPublish.Builder builder) {
        builder.audience(AUDIENCE)
                .trust(GitHubActions.cloud())
                .publisherRights(PublisherRights.whileRegistered())
                .tokenPrefix("exr")
                .ownerRights((owner, action, packageName) -> rights.may(owner, action, packageName))
                .clock(clock)
                .http(issuer)
                .decisions((operation, outcome, reason, nanoseconds) -> {
                    synchronized (decisions) {
                        decisions.add(operation + " " + outcome + " " + reason);
                    }
                });
        settings.accept(builder);
        return builder;
    }

    /** Units of work on the same stores, for what a module does within another's. */
    public UnitOfWork<PublishStores> work() {
        return new JdbcUnitOfWork<>(database, PublishStores::jdbc);
    }

    public void rights(OwnerRights now) {
        this.rights = now;
    }

    public ApiTokens tokens() {
        return publish.tokens();
    }

    /** A token of Alice's for publishing versions of these packages, for one day. */
    public String token(String... patterns) {
        return issued(request(patterns)).secret().reveal();
    }

    /** Issued to somebody who signed in with a passkey. */
    public IssuedToken issued(TokenRequest.Builder request) {
        return tokens().issue(request.build(), Assurance.PHISHING_RESISTANT, request())
                .orElseThrow(failure -> new AssertionError(failure.toString()));
    }

    public TokenRequest.Builder request(String... patterns) {
        TokenRequest.Builder request = TokenRequest.builder(ALICE)
                .name("laptop")
                .actions(Action.PUBLISH_VERSION)
                .expiresAt(clock.instant().plus(Duration.ofDays(1)));
        for (String pattern : patterns) {
            request.packages(PackagePattern.parse(pattern));
        }
        return request;
    }

    /** A publisher for {@code acme/widget} and its workflow {@code publish.yml}. */
    public TrustedPublisher register(String... patterns) {
        return register(policy().build(), patterns);
    }

    public TrustedPublisher register(WorkloadPolicy policy, String... patterns) {
        Registration.Builder registration = Registration.builder(policy, ALICE);
        for (String pattern : patterns) {
            registration.packages(PackagePattern.parse(pattern));
        }
        return publish.publishers()
                .register(registration.build(), request())
                .orElseThrow(failure -> new AssertionError(failure.toString()));
    }

    public static WorkloadPolicy.Builder policy() {
        return GitHubActions.cloud()
                .policy("acme/widget")
                .repositoryId("123456")
                .ownerId("98765")
                .workflow(".github/workflows/publish.yml");
    }

    public static RequestContext request() {
        return RequestContext.builder("POST", "/").clientAddress("192.0.2.1").build();
    }

    public static RequestContext bearing(String token) {
        return RequestContext.builder("PUT", "/")
                .clientAddress("192.0.2.1")
                .header("authorization", "Bearer " + token)
                .build();
    }

    /** The code of the reason, or what else came out. */
    public static String code(Decision<?> decision) {
        return decision.fold(
                value -> "allowed",
                refusal -> refusal.reason().code(),
                outage -> "unavailable " + outage.reason().code());
    }

    public List<String> eventsOf(PackageName packageName) {
        return texts(publish.events().ofPackage(packageName, 100));
    }

    public List<String> eventsOf(Subject account) {
        return texts(publish.events().ofAccount(account, 100));
    }

    private static List<String> texts(List<RecordedEvent> events) {
        return events.stream()
                .map(event -> event.type() + " " + event.details().getOrDefault("reason", ""))
                .map(String::strip)
                .toList();
    }

    public int count(String sql) {
        return Integer.parseInt(text("SELECT COUNT(*) FROM " + sql));
    }

    public String text(String sql) {
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            StringBuilder text = new StringBuilder();
            int columns = rows.getMetaData().getColumnCount();
            while (rows.next()) {
                for (int i = 1; i <= columns; i++) {
                    text.append(rows.getString(i));
                }
            }
            return text.toString();
        } catch (SQLException broken) {
            throw new IllegalStateException(broken);
        }
    }

    public void execute(String sql) {
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException broken) {
            throw new IllegalStateException(broken);
        }
    }

    @Override
    public void close() {
        execute("SHUTDOWN");
        pool.dispose();
    }

    /** A data source that can be switched off. */
    public static final class Switch implements DataSource {
        private final DataSource on;
        private volatile boolean off;

        Switch(DataSource on) {
            this.on = on;
        }

        public void off(boolean isOff) {
            this.off = isOff;
        }

        @Override
        public Connection getConnection() throws SQLException {
            if (off) {
                throw new SQLException("switched off", "08001");
            }
            return on.getConnection();
        }

        @Override
        public Connection getConnection(String user, String password) throws SQLException {
            return getConnection();
        }

        @Override
        public PrintWriter getLogWriter() throws SQLException {
            return on.getLogWriter();
        }

        @Override
        public void setLogWriter(PrintWriter out) throws SQLException {
            on.setLogWriter(out);
        }

        @Override
        public void setLoginTimeout(int seconds) throws SQLException {
            on.setLoginTimeout(seconds);
        }

        @Override
        public int getLoginTimeout() throws SQLException {
            return on.getLoginTimeout();
        }

        @Override
        public Logger getParentLogger() throws SQLFeatureNotSupportedException {
            return on.getParentLogger();
        }

        @Override
        public <T> T unwrap(Class<T> type) throws SQLException {
            return on.unwrap(type);
        }

        @Override
        public boolean isWrapperFor(Class<?> type) throws SQLException {
            return on.isWrapperFor(type);
        }
    }
}
