package dev.registrykit.examples.registry;

import dev.registrykit.attest.RegistryAttest;
import dev.registrykit.auth.RegistryAuth;
import dev.registrykit.core.event.RecordedEvent;
import dev.registrykit.core.store.Housekeeping;
import dev.registrykit.core.store.StoreException;
import dev.registrykit.examples.registry.accounts.Sessions;
import dev.registrykit.publish.RegistryPublish;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What goes on beside requests: security events are written to a file, and what has expired is removed. */
final class Upkeep implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Upkeep.class);
    private static final int BATCH = 100;
    private static final int ROUND_SECONDS = 2;
    private static final int ROUNDS_BETWEEN_CLEANINGS = 1800;

    private final RegistryPublish publish;
    private final RegistryAuth auth;
    private final @Nullable RegistryAttest attest;
    private final Sessions sessions;
    private final Path eventLog;
    private final CountDownLatch over = new CountDownLatch(1);
    private final Thread thread = new Thread(this::run, "upkeep");

    private Upkeep(
            RegistryPublish publish,
            RegistryAuth auth,
            @Nullable RegistryAttest attest,
            Sessions sessions,
            Path eventLog) {
        this.attest = attest;
        this.eventLog = eventLog;
        this.publish = publish;
        this.auth = auth;
        this.sessions = sessions;
    }

    static Upkeep start(
            RegistryPublish publish,
            RegistryAuth auth,
            @Nullable RegistryAttest attest,
            Sessions sessions,
            Path eventLog) {
        Upkeep upkeep = new Upkeep(publish, auth, attest, sessions, eventLog);
        upkeep.thread.setDaemon(true);
        upkeep.thread.start();
        return upkeep;
    }

    private void run() {
        try {
            for (long round = 1; !over.await(ROUND_SECONDS, TimeUnit.SECONDS); round++) {
                round(round % ROUNDS_BETWEEN_CLEANINGS == 0);
            }
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    private void round(boolean clean) {
        try {
            publish.events().deliver(BATCH, this::append);
            auth.events().deliver(BATCH, this::append);
            if (attest != null) {
                attest.events().deliver(BATCH, this::append);
            }
            if (clean) {
                drain(publish.housekeeping(), this::isOver);
                drain(auth.housekeeping(), this::isOver);
                if (attest != null) {
                    drain(attest.housekeeping(), this::isOver);
                }
                drain(sessions::purge, this::isOver);
            }
        } catch (StoreException | UncheckedIOException broken) {
            LOG.warn("the upkeep could not be done", broken);
        }
    }

    private boolean isOver() {
        return over.getCount() == 0;
    }

    /** Repeats a cleaning until nothing is left to clean, or the registry is closed. */
    static void drain(Housekeeping cleaning, BooleanSupplier over) {
        int removed = BATCH;
        while (removed > 0 && !over.getAsBoolean()) {
            removed = cleaning.runOnce(BATCH);
        }
    }

    private void append(RecordedEvent event) {
        String line = event.time() + " " + event.type() + " account=" + event.account() + " package="
                + event.packageName() + " from=" + event.clientAddress() + " " + event.details();
        try {
            // Details hold what clients sent: no control character may start a line of its own.
            Files.writeString(
                    eventLog,
                    line.replaceAll("\\p{Cntrl}", "?") + System.lineSeparator(),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /** Waits for the round that is going on, because the database is closed next. */
    @Override
    public void close() {
        over.countDown();
        try {
            thread.join(TimeUnit.SECONDS.toMillis(10));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
