package dev.registrykit.benchmarks;

import dev.registrykit.core.name.PackageName;
import dev.registrykit.core.name.PackagePattern;
import dev.registrykit.core.store.JdbcUnitOfWork;
import dev.registrykit.core.store.UnitOfWork;
import dev.registrykit.core.subject.Subject;
import dev.registrykit.publish.PublishStores;
import dev.registrykit.publish.RegistryPublish;
import dev.registrykit.publish.provider.GitHubActions;
import dev.registrykit.publish.publisher.Registration;
import dev.registrykit.publish.publisher.TrustedPublisher;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The publishers of a job's repository are found: ours among ten thousand, the peer the same among ten.
 *
 * <p>Each repository has one publisher. The repository that is asked for is another one each time.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
// Many forks with a plain collector: what a fork's compiler made of the code differs by more than what is measured.
@Fork(value = 6, jvmArgsAppend = "-XX:+UseSerialGC")
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
public abstract class PublisherMatching {
    private static final int MANY = 10_000;
    private static final int FEW = 10;

    private final UnitOfWork<PublishStores> many;
    private final UnitOfWork<PublishStores> few;
    private int turn;

    /**
     * Fills two databases.
     *
     * @param databases gives a new, empty database each time
     */
    protected PublisherMatching(Supplier<DataSource> databases) {
        many = filled(databases.get(), MANY);
        few = filled(databases.get(), FEW);
    }

    /** The one publisher, among ten thousand. */
    @Benchmark
    public List<TrustedPublisher> ours() {
        return find(many);
    }

    /** The one publisher, among ten. */
    @Benchmark
    public List<TrustedPublisher> peer() {
        return find(few);
    }

    /** Both sides ask for the same ten repositories, so that what differs is the number of the others. */
    private List<TrustedPublisher> find(UnitOfWork<PublishStores> work) {
        int number = turn++ % FEW;
        return work.read(stores -> stores.publishers()
                .ofRepository(BenchmarkJob.ISSUER, id(number), "https://github.com/" + repository(number)));
    }

    private static UnitOfWork<PublishStores> filled(DataSource database, int publishers) {
        RegistryPublish.schema().createIn(database);
        UnitOfWork<PublishStores> work = new JdbcUnitOfWork<>(database, PublishStores::jdbc);
        work.run(stores -> {
            for (int number = 0; number < publishers; number++) {
                stores.publishers().insert(publisher(number));
            }
            return publishers;
        });
        // As a server does by itself some time after so many rows came in, and not in the middle of a measurement.
        BenchmarkDatabases.execute(database, "ANALYZE");
        return work;
    }

    private static TrustedPublisher publisher(int number) {
        var policy = GitHubActions.cloud()
                .policy(repository(number))
                .repositoryId(id(number))
                .ownerId(BenchmarkJob.OWNER_ID)
                .workflow(BenchmarkJob.WORKFLOW)
                .build();
        var registration = Registration.builder(policy, Subject.user("somebody"))
                .packages(PackagePattern.exactly(PackageName.maven("com.example", "widget-" + number)))
                .build();
        return TrustedPublisher.of(UUID.randomUUID().toString(), registration, Instant.now());
    }

    private static String repository(int number) {
        return "acme/widget-" + number;
    }

    private static String id(int number) {
        return Integer.toString(1_000_000 + number);
    }
}
