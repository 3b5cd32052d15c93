package dev.registrykit.benchmarks;

import java.util.UUID;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcConnectionPool;

/** {@link PublisherMatching} on H2 in memory. */
public class PublisherMatchingOnH2 extends PublisherMatching {

    /** Fills two databases. */
    public PublisherMatchingOnH2() {
        super(PublisherMatchingOnH2::database);
    }

    private static DataSource database() {
        return JdbcConnectionPool.create("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1", "sa", "");
    }
}
