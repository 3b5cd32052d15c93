package dev.registrykit.core.event;

import dev.registrykit.core.name.PackageName;
import dev.registrykit.core.subject.Subject;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A security event as it is kept: with an id, the time, and the address that the request came from.
 *
 * <p>Each value of the details is kept up to 1,000 characters, and the address up to 255, so that no caller's text makes an
 * event that a store cannot take or a page cannot show.
 */
public final class RecordedEvent {
    private static final int MAX_VALUE = 1_000;
    private static final int MAX_ADDRESS = 255;

    private final UUID id;
    private final Instant time;
    private final String type;
    private final @Nullable Subject account;
    private final @Nullable PackageName packageName;
    private final String clientAddress;
    private final Map<String, String> details;

    private RecordedEvent(
            UUID id,
            Instant time,
            String type,
            @Nullable Subject account,
            @Nullable PackageName packageName,
            String clientAddress,
            Map<String, String> details) {
        this.id = id;
        this.time = time.truncatedTo(ChronoUnit.MILLIS);
        this.type = type;
        this.account = account;
        this.packageName = packageName;
        this.clientAddress = bounded(clientAddress, MAX_ADDRESS);
        Map<String, String> bounded = new LinkedHashMap<>();
        details.forEach((name, value) -> bounded.put(name, bounded(value, MAX_VALUE)));
        this.details = Collections.unmodifiableMap(bounded);
    }

    private static String bounded(String value, int longest) {
        if (value.length() <= longest) {
            return value;
        }
        int end = longest - 1;
        return value.substring(0, Character.isHighSurrogate(value.charAt(end - 1)) ? end - 1 : end) + "…";
    }

    /** {@code event} as it happened at {@code time}, from {@code clientAddress} (empty when there was no request). */
    public static RecordedEvent of(SecurityEvent event, Instant time, String clientAddress) {
        return new RecordedEvent(
                UUID.randomUUID(),
                time,
                event.type(),
                event.account(),
                event.packageName(),
                clientAddress,
                event.details());
    }

    /** An event as a store read it. */
    public static RecordedEvent restored(
            UUID id,
            Instant time,
            String type,
            @Nullable Subject account,
            @Nullable PackageName packageName,
            String clientAddress,
            Map<String, String> details) {
        return new RecordedEvent(id, time, type, account, packageName, clientAddress, details);
    }

    /** The event's own id, random. */
    public UUID id() {
        return id;
    }

    /** When it happened, to the millisecond. */
    public Instant time() {
        return time;
    }

    /** {@link SecurityEvent#type()}. */
    public String type() {
        return type;
    }

    /** {@link SecurityEvent#account()}. */
    public @Nullable Subject account() {
        return account;
    }

    /** {@link SecurityEvent#packageName()}. */
    public @Nullable PackageName packageName() {
        return packageName;
    }

    /** The address that the request came from, as the host trusts it, at most 255 characters; empty when there was none. */
    public String clientAddress() {
        return clientAddress;
    }

    /** {@link SecurityEvent#details()}. */
    public Map<String, String> details() {
        return details;
    }

    @Override
    public String toString() {
        return "RecordedEvent[" + time + " " + type + "]";
    }
}
