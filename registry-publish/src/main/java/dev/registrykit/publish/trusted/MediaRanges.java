package dev.registrykit.publish.trusted;

import dev.registrykit.core.request.RequestContext;
import java.util.List;
import java.util.Locale;

/** Whether a request's {@code Accept} fields take one media type (RFC 9110 section 12.5.1). */
final class MediaRanges {
    private static final int MAX_LENGTH = 4_000;

    private MediaRanges() {}

    /** Of the ranges that fit the type, the most specific one decides; without the header everything is taken. */
    static boolean accept(RequestContext context, String mediaType) {
        List<String> values = context.headers("Accept");
        String all = String.join(",", values);
        if (all.isBlank()) {
            return values.isEmpty();
        }
        if (all.length() > MAX_LENGTH) {
            return false;
        }
        String anyOfType = mediaType.substring(0, mediaType.indexOf('/')) + "/*";
        List<String> leastFirst = List.of("*/*", anyOfType, mediaType);
        int decisive = -1;
        boolean accepted = false;
        for (String range : all.split(",", -1)) {
            String[] parts = range.split(";", -1);
            int specific = leastFirst.indexOf(parts[0].strip().toLowerCase(Locale.ROOT));
            if (specific > decisive) {
                decisive = specific;
                accepted = !isWeighedZero(parts);
            }
        }
        return accepted;
    }

    private static boolean isWeighedZero(String[] parts) {
        for (int i = 1; i < parts.length; i++) {
            String parameter = parts[i].strip().toLowerCase(Locale.ROOT);
            if (parameter.startsWith("q=") && parameter.substring(2).matches("0(\\.0{0,3})?")) {
                return true;
            }
        }
        return false;
    }
}
