package dev.registrykit.testkit;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** What is logged and printed while a block runs; the tests' logger writes to standard error. */
public final class Captured {
    private Captured() {}

    /** Something to watch. */
    @FunctionalInterface
    public interface Block {
        void run() throws Exception;
    }

    /** All that reaches standard output and standard error while {@code block} runs; it still reaches them. */
    public static synchronized String outputOf(Block block) throws Exception {
        ByteArrayOutputStream captured = new ByteArrayOutputStream();
        PrintStream out = System.out;
        PrintStream err = System.err;
        System.setOut(new PrintStream(new Tee(out, captured), true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(new Tee(err, captured), true, StandardCharsets.UTF_8));
        try {
            block.run();
        } finally {
            System.setOut(out);
            System.setErr(err);
        }
        return captured.toString(StandardCharsets.UTF_8);
    }

    private static final class Tee extends OutputStream {
        private final PrintStream shown;
        private final ByteArrayOutputStream kept;

        Tee(PrintStream shown, ByteArrayOutputStream kept) {
            this.shown = shown;
            this.kept = kept;
        }

        @Override
        public synchronized void write(int one) {
            shown.write(one);
            kept.write(one);
        }

        @Override
        public synchronized void write(byte[] bytes, int offset, int length) {
            shown.write(bytes, offset, length);
            kept.write(bytes, offset, length);
        }
    }
}
