package dev.registrykit.benchmarks;

import java.io.IOException;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.TearDown;

/** {@link PublisherMatching} on a PostgreSQL of its own. */
public class PublisherMatchingOnPostgres extends PublisherMatching {
    private final BenchmarkDatabases server;

    /** Starts the server and fills two databases. */
    public PublisherMatchingOnPostgres() {
        this(new BenchmarkDatabases());
    }

    private PublisherMatchingOnPostgres(BenchmarkDatabases server) {
        super(server::create);
        this.server = server;
    }

    /** Stops the server. */
    @TearDown(Level.Trial)
    public void stop() throws IOException {
        server.close();
    }
}
