package dev.registrykit.attest.log;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The details of events, as all of them are made. */
final class EventDetails {
    private static final int MAX_LENGTH = 500;

    private EventDetails() {}

    /** Names and values in turn; what is null or empty is left out. */
    static Map<String, String> of(@Nullable String... namesAndValues) {
        Map<String, String> details = new LinkedHashMap<>();
        for (int i = 0; i + 1 < namesAndValues.length; i += 2) {
            String name = namesAndValues[i];
            String value = namesAndValues[i + 1];
            if (name != null && value != null && !value.isEmpty()) {
                details.put(name, value.length() > MAX_LENGTH ? value.substring(0, MAX_LENGTH) : value);
            }
        }
        return details;
    }
}
