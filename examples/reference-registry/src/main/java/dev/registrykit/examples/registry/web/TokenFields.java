package dev.registrykit.examples.registry.web;

import dev.registrykit.core.name.InvalidNameException;
import dev.registrykit.core.name.PackagePattern;
import dev.registrykit.core.request.AddressRange;
import dev.registrykit.examples.registry.http.HttpProblem;
import dev.registrykit.examples.registry.http.RegistryReason;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What people type into the forms about tokens: one value a line, and a sentence about the line that is none. */
final class TokenFields {
    private TokenFields() {}

    /**
     * The package patterns of a text.
     *
     * @throws HttpProblem if a line is none
     */
    static List<PackagePattern> patterns(String text) {
        return lines(text, line -> {
            try {
                return PackagePattern.parse(line);
            } catch (InvalidNameException invalid) {
                throw invalid("'" + line + "' is refused: " + invalid.getMessage() + ".");
            }
        });
    }

    /**
     * The address ranges of a text.
     *
     * @throws HttpProblem if a line is none
     */
    static List<AddressRange> addresses(String text) {
        return lines(text, line -> {
            try {
                return AddressRange.parse(line);
            } catch (IllegalArgumentException invalid) {
                throw invalid("'" + line + "' is refused: " + invalid.getMessage() + ".");
            }
        });
    }

    private static <T> List<T> lines(String text, Function<String, T> parse) {
        return text.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .map(parse)
                .toList();
    }

    /** What a builder said about a form. */
    static HttpProblem incomplete(RuntimeException said) {
        return invalid(sentence(said.getMessage()));
    }

    private static String sentence(@Nullable String message) {
        return message == null || message.isEmpty()
                ? "The form is incomplete."
                : Character.toUpperCase(message.charAt(0)) + message.substring(1) + ".";
    }

    static HttpProblem invalid(String detail) {
        return new HttpProblem(RegistryReason.FORM_INVALID, detail);
    }
}
