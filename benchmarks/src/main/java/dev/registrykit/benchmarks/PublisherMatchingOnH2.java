package dev.registrykit.benchmarks;

import java.util.UUID;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcConnectionPool;

/** {@link PublisherMatching} on H2 in memory. */
public class PublisherMatchingOnH2 extends PublisherMatching {

    @Override
    protected DataSource database() {
        return JdbcConnectionPool.create("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1", "sa", "");
    }
}
