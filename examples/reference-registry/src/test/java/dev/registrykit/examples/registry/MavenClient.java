package dev.registrykit.examples.registry;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The installed Maven, with settings that name the server {@code test}. */
final class MavenClient {
    private final Path mvn;
    private final Path directory;

    private MavenClient(Path mvn, Path directory) {
        this.mvn = mvn;
        this.directory = directory;
    }

    /** Skips the test when there is no Maven. */
    static MavenClient in(Path directory) {
        return new MavenClient(Command.require("mvn"), directory);
    }

    /** Runs Maven with this password, which may be a reference to an environment variable. */
    Command.Result run(String password, String... arguments) throws IOException, InterruptedException {
        return Command.run(directory, Map.of("HOME", System.getProperty("user.home")), command(password, arguments));
    }

    /** The command that {@link #run} runs. */
    List<String> command(String password, String... arguments) throws IOException {
        Path settings = directory.resolve("settings.xml");
        Files.writeString(
                settings,
                "<settings><servers><server><id>test</id><username>acme</username><password>" + password
                        + "</password></server></servers></settings>");
        List<String> command = new ArrayList<>(List.of(
                mvn.toString(), "-B", "-ntp", "-s", settings.toString(), "-Dmaven.repo.local=" + localRepository()));
        command.addAll(List.of(arguments));
        return command;
    }

    /** That of the build that runs these tests, which has most of what Maven needs. */
    private static String localRepository() {
        String given = System.getProperty("maven.repo.local");
        return given != null
                ? given
                : Path.of(System.getProperty("user.home"), ".m2", "repository").toString();
    }
}
