package dev.registrykit.examples.registry;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** The files that the demo's lines to try refer to. */
final class DemoFiles {
    static final String HELLO_POM = """
            <project xmlns="http://maven.apache.org/POM/4.0.0">
              <modelVersion>4.0.0</modelVersion>
              <groupId>com.example</groupId>
              <artifactId>hello</artifactId>
              <version>1.0.0</version>
              <packaging>pom</packaging>
              <description>The first package of the demo world.</description>
            </project>
            """;

    private static final String PACKAGE_JSON = """
            {
              "name": "@demo/NAME",
              "version": "1.0.0",
              "description": "Published by a CI job without a stored token",
              "license": "Apache-2.0",
              "main": "index.js"
            }
            """;

    private DemoFiles() {}

    /** Writes settings for {@code mvn}, a small jar, and two npm packages. */
    static void write(Path data, String token) throws IOException {
        Path settings = data.resolve("settings.xml");
        // Made anew, because the permissions of a file that is there would stay as they are.
        Files.deleteIfExists(settings);
        Files.createFile(settings, Options.ownerOnly());
        Files.writeString(settings, settings(token), StandardOpenOption.WRITE);
        try (ZipOutputStream jar = new ZipOutputStream(Files.newOutputStream(data.resolve("greeter.jar")))) {
            jar.putNextEntry(new ZipEntry("META-INF/MANIFEST.MF"));
            jar.write("Manifest-Version: 1.0\r\n\r\n".getBytes(StandardCharsets.UTF_8));
            jar.closeEntry();
        }
        writePackage(data, "widget");
        writePackage(data, "gadget");
    }

    private static void writePackage(Path data, String name) throws IOException {
        Path directory = Files.createDirectories(data.resolve(name));
        Files.writeString(directory.resolve("package.json"), PACKAGE_JSON.replace("NAME", name));
        Files.writeString(directory.resolve("index.js"), "module.exports = () => '" + name + "';\n");
    }

    private static String settings(String token) {
        return """
                <settings>
                  <servers>
                    <server>
                      <id>demo</id>
                      <username>demo</username>
                      <password>%s</password>
                    </server>
                  </servers>
                </settings>
                """.formatted(token);
    }
}
