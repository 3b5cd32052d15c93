package dev.registrykit.testkit.contract;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** Runs one thing in many threads that start at the same moment. */
public final class Race {
    private static final long LONGEST_SECONDS = 60;

    private Race() {}

    /**
     * The results of all runners, in their order.
     *
     * @param runners how many threads
     * @param run what each does; it gets its number, from 0
     * @throws IllegalStateException if a runner threw, with that as the cause
     * @throws AssertionError if they have not all ended after a minute: something blocks
     */
    public static <T extends @Nullable Object> List<T> of(int runners, IntFunction<? extends T> run) {
        CountDownLatch ready = new CountDownLatch(runners);
        CountDownLatch start = new CountDownLatch(1);
        ExecutorService threads = Executors.newFixedThreadPool(runners);
        try {
            List<Future<T>> running = new ArrayList<>();
            for (int i = 0; i < runners; i++) {
                int number = i;
                running.add(threads.submit(() -> {
                    ready.countDown();
                    start.await();
                    return run.apply(number);
                }));
            }
            ready.await();
            start.countDown();
            return results(running);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for the runners", interrupted);
        } finally {
            threads.shutdownNow();
        }
    }

    private static <T extends @Nullable Object> List<T> results(List<Future<T>> running) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(LONGEST_SECONDS);
        List<T> results = new ArrayList<>();
        for (Future<T> one : running) {
            try {
                results.add(one.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS));
            } catch (ExecutionException failed) {
                throw new IllegalStateException("a runner failed", failed.getCause());
            } catch (TimeoutException blocked) {
                throw new AssertionError("the runners did not end within " + LONGEST_SECONDS + " seconds", blocked);
            }
        }
        return results;
    }
}
