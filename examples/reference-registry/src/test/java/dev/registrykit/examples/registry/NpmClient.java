package dev.registrykit.examples.registry;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The installed npm client, which has no token of its own. */
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
        Path project = Files.createDirectories(directory.resolve("project"));
        Map<String, String> variables = new LinkedHashMap<>(job);
        variables.put("HOME", Files.createDirectories(directory.resolve("home")).toString());
        variables.put(
                "npm_config_cache",
                Path.of("target", "npm-cache").toAbsolutePath().toString());
        variables.put("npm_config_update_notifier", "false");
        List<String> command = new ArrayList<>(List.of(npm.toString()));
        command.addAll(List.of(arguments));
        command.addAll(List.of("--registry", registry.toString(), "--loglevel", "verbose"));
        return Command.run(project, variables, command);
    }
}
