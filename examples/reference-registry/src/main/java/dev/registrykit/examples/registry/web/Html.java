package dev.registrykit.examples.registry.web;

import com.google.errorprone.annotations.CompileTimeConstant;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Markup that is safe to send: made of constants of this program, and of values that were escaped.
 *
 * <p>A template is a compile-time constant, which Error Prone checks, so no value can get into the markup but through a
 * {@code {}} place. Attributes in templates are always quoted.
 */
final class Html {
    /** No markup. */
    static final Html NONE = new Html("");

    private static final String PLACE = "{}";

    private final String markup;

    private Html(String markup) {
        this.markup = markup;
    }

    /**
     * The template with each {@code {}} replaced: by markup as it is, by each element of an iterable, by nothing for
     * null, and by the escaped text of anything else.
     *
     * @throws IllegalArgumentException if the template has more or fewer places than there are values
     */
    static Html of(@CompileTimeConstant final String template, @Nullable Object... values) {
        StringBuilder out = new StringBuilder(template.length() + 64);
        int from = 0;
        for (Object value : values) {
            int place = template.indexOf(PLACE, from);
            if (place < 0) {
                throw new IllegalArgumentException("the template has fewer places than values");
            }
            out.append(template, from, place);
            append(out, value);
            from = place + PLACE.length();
        }
        if (template.indexOf(PLACE, from) >= 0) {
            throw new IllegalArgumentException("the template has more places than values");
        }
        return new Html(out.append(template, from, template.length()).toString());
    }

    /** The template when {@code condition} holds, else nothing. */
    static Html when(boolean condition, @CompileTimeConstant final String template) {
        return condition ? of(template) : NONE;
    }

    /** Text as a part of a URL's query or path. */
    static String urlPart(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static void append(StringBuilder out, @Nullable Object value) {
        if (value instanceof Html html) {
            out.append(html.markup);
        } else if (value instanceof Iterable<?> values) {
            values.forEach(element -> append(out, element));
        } else if (value != null) {
            escape(out, value.toString());
        }
    }

    private static void escape(StringBuilder out, String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '&' -> out.append("&amp;");
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '"' -> out.append("&quot;");
                case '\'' -> out.append("&#39;");
                default -> out.append(c);
            }
        }
    }

    /** The markup. */
    @Override
    public String toString() {
        return markup;
    }
}
