package dev.registrykit.examples.registry;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The installed npm client with a home of its own, which has no token until it logs in. */
final class NpmClient {
    private final Path npm;
    private final Path directory;
    private final URI registry;

    private NpmClient(Path npm, Path directory, URI registry) {
        this.npm = npm;
        this.directory = directory;
        this.registry = registry;
    }

    /** Skips the test when there is no npm. */
    static NpmClient in(Path directory, URI registry) {
        return new NpmClient(Command.require("npm"), directory, registry);
    }

    /** Publishes a small package in a job that has these environment variables. */
    Command.Result publish(String name, String version, Map<String, String> job)
            throws IOException, InterruptedException {
        Path widget = Files.createDirectories(directory.resolve("widget"));
        Files.writeString(
                widget.resolve("package.json"),
                "{\"name\": \"" + name + "\", \"version\": \"" + version + "\", \"main\": \"index.js\"}");
        Files.writeString(widget.resolve("index.js"), "module.exports = 1;\n");
        return run(job, "publish", widget.toString());
    }

    /** Verbose, because npm says only then why an exchange failed. */
    Command.Result run(Map<String, String> job, String... arguments) throws IOException, InterruptedException {
        return Command.run(project(), variables(job), command(arguments));
    }

    private Path project() throws IOException {
        return Files.createDirectories(directory.resolve("project"));
    }

    private Path home() throws IOException {
        return Files.createDirectories(directory.resolve("home"));
    }

    private Map<String, String> variables(Map<String, String> job) throws IOException {
        Map<String, String> variables = new LinkedHashMap<>(job);
        variables.put("HOME", home().toString());
        variables.put(
                "npm_config_cache",
                Path.of("target", "npm-cache").toAbsolutePath().toString());
        variables.put("npm_config_update_notifier", "false");
        return variables;
    }

    private List<String> command(String... arguments) {
        List<String> command = new ArrayList<>(List.of(npm.toString()));
        command.addAll(List.of(arguments));
        command.addAll(List.of("--registry", registry.toString(), "--loglevel", "verbose"));
        return command;
    }

    /** What npm keeps for its user, tokens among it. */
    String userConfig() throws IOException {
        Path file = home().resolve(".npmrc");
        return Files.exists(file) ? Files.readString(file) : "";
    }

    /** Begins a web log-in, and waits until npm has shown the page to open. */
    Login login() throws IOException {
        Process process = Command.start(project(), variables(Map.of()), command("login", "--auth-type=web"));
        StringBuilder output = new StringBuilder();
        BufferedReader reader = process.inputReader(StandardCharsets.UTF_8);
        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
            output.append(line).append('\n');
            if (line.startsWith("http") && line.contains("?code=")) {
                URI page = URI.create(line.strip());
                return new Login(process, reader, output, page.getRawPath() + "?" + page.getRawQuery());
            }
        }
        throw new AssertionError("npm showed no page:\n" + output);
    }

    /** A log-in that waits for the browser. */
    record Login(Process process, BufferedReader reader, StringBuilder output, String page) implements AutoCloseable {
        String userCode() {
            return page.substring(page.indexOf('=') + 1);
        }

        /** Waits for npm to end. */
        Command.Result end() throws IOException, InterruptedException {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                output.append(line).append('\n');
            }
            return new Command.Result(process.waitFor(), output.toString());
        }

        @Override
        public void close() {
            process.destroyForcibly();
        }
    }
}
