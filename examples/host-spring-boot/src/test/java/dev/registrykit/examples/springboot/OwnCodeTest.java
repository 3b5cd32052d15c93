package dev.registrykit.examples.springboot;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The measure of the API: how much a host has to write itself. */
class OwnCodeTest {

    @Test
    void the_host_needs_at_most_sixty_lines_of_its_own() throws IOException {
        long code = 0;
        long all = 0;
        for (Path source : sources()) {
            List<String> lines = Files.readAllLines(source);
            all += lines.size();
            code += lines.stream()
                    .map(String::strip)
                    .filter(OwnCodeTest::isCode)
                    .count();
        }
        System.out.println("host-spring-boot: " + code + " lines of code, " + all + " lines with imports and comments");

        assertThat(code).isBetween(1L, 60L);
    }

    private static List<Path> sources() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("src", "main", "java"))) {
            return files.filter(file -> file.toString().endsWith(".java") && !file.endsWith("package-info.java"))
                    .toList();
        }
    }

    private static boolean isCode(String line) {
        return !line.isEmpty()
                && !line.startsWith("import ")
                && !line.startsWith("package ")
                && !line.startsWith("/*")
                && !line.startsWith("*")
                && !line.startsWith("//");
    }
}
