package dev.registrykit.examples.registry;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/** Runs real clients. */
final class Command {
    private static final long MINUTES = 5;
    private static final List<String> KEPT = List.of("PATH", "JAVA_HOME", "LANG", "TMPDIR");

    private Command() {}

    /** How a command ended, and what it wrote. */
    record Result(int exitCode, String output) {}

    /** The first of these programs that is installed; without one the test is skipped, or fails where CI=true. */
    static Path require(String... names) {
        for (String name : names) {
            Path found = find(name);
            if (found != null) {
                return found;
            }
        }
        String message = names[0] + " is not installed: skipped";
        if ("true".equals(System.getenv("CI"))) {
            return Assertions.fail(names[0] + " is not installed, but CI=true needs it");
        }
        System.out.println(message);
        return Assumptions.abort(message);
    }

    private static @Nullable Path find(String name) {
        for (String directory : System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1)) {
            Path file = Path.of(directory, name);
            if (!directory.isEmpty() && Files.isExecutable(file)) {
                return file;
            }
        }
        return null;
    }

    /** Starts, with these variables and hardly any of our own; what it writes can be read while it runs. */
    static Process start(Path directory, Map<String, String> variables, List<String> command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(new ArrayList<>(command))
                .directory(directory.toFile())
                .redirectErrorStream(true);
        builder.environment().keySet().retainAll(KEPT);
        builder.environment().putAll(variables);
        Process process = builder.start();
        process.getOutputStream().close();
        return process;
    }

    /** Runs to the end, with these variables and hardly any of our own. */
    static Result run(Path directory, Map<String, String> variables, List<String> command)
            throws IOException, InterruptedException {
        Path output = Files.createTempFile(directory, "output", ".txt");
        ProcessBuilder builder = new ProcessBuilder(new ArrayList<>(command))
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().keySet().retainAll(KEPT);
        builder.environment().putAll(variables);
        Process process = builder.start();
        process.getOutputStream().close();
        if (!process.waitFor(MINUTES, TimeUnit.MINUTES)) {
            process.destroyForcibly();
            Assertions.fail(command + " did not end:\n" + Files.readString(output));
        }
        return new Result(process.exitValue(), Files.readString(output, StandardCharsets.UTF_8));
    }
}
