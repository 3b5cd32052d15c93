package dev.registrykit.examples.registry;

import java.io.IOException;
import java.io.PrintStream;
import java.net.BindException;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** Starts the reference registry from the command line; {@code --help} lists the options. */
public final class Main {
    private static final int USAGE_ERROR = 2;

    private Main() {}

    /** Runs until the process is told to end. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        Options options;
        try {
            options = Options.parse(List.of(arguments), System.getenv());
        } catch (IllegalArgumentException wrong) {
            System.err.println(wrong.getMessage());
            System.err.println(Options.USAGE);
            System.exit(USAGE_ERROR);
            return;
        }
        if (options.help()) {
            System.out.println(Options.USAGE);
            return;
        }
        try {
            run(options, System.out);
        } catch (BindException taken) {
            System.err.println("The port cannot be used: " + taken.getMessage() + ". Choose another with --port.");
            System.exit(1);
        }
    }

    private static void run(Options options, PrintStream out) throws IOException, InterruptedException {
        Running running = options.demo() ? DemoWorld.start(options) : Running.plain(start(options, options.settings()));
        Runtime.getRuntime().addShutdownHook(new Thread(running::close, "shutdown"));
        running.transcript().forEach(out::println);
        out.println("READY " + running.registry().origin());
        out.flush();
        new CountDownLatch(1).await();
    }

    /** Starts on the settings' port; on any free one when that is taken and nobody asked for it. */
    static ReferenceRegistry start(Options options, Settings.Builder settings) throws IOException {
        try {
            return ReferenceRegistry.start(settings.build());
        } catch (BindException taken) {
            if (options.portIsChosen()) {
                throw taken;
            }
            return ReferenceRegistry.start(settings.listen(options.address(), 0).build());
        }
    }

    /**
     * A registry, what belongs to it, and what to tell about it.
     *
     * @param beside what else to close
     */
    record Running(ReferenceRegistry registry, List<AutoCloseable> beside, List<String> transcript)
            implements AutoCloseable {

        static Running plain(ReferenceRegistry registry) {
            return new Running(
                    registry,
                    List.of(),
                    List.of(
                            "Reference registry",
                            "  Maven   " + registry.origin() + "/maven/",
                            "  npm     " + registry.origin() + "/npm/",
                            "  Sign up " + registry.origin() + "/sign-up"));
        }

        @Override
        public void close() {
            registry.close();
            for (AutoCloseable each : beside) {
                try {
                    each.close();
                } catch (Exception failed) {
                    System.err.println("closing failed: " + failed.getMessage());
                }
            }
        }
    }
}
