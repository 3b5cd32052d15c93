package dev.registrykit.core.event;

import dev.registrykit.core.name.PackageName;
import dev.registrykit.core.subject.Subject;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Something that happened to an account's or a package's security.
 *
 * <p>Each module declares its events as one sealed type that extends this one. An event holds no secret: no token, no
 * code, no raw request. It is stored in the same unit of work as the change that it tells of.
 */
public interface SecurityEvent {

    /** The stable name, subject and verb joined by a dot: {@code token.issued}, {@code exchange.refused}. */
    String type();

    /** The account in whose log it belongs, or null. */
    @Nullable Subject account();

    /** The package in whose log it belongs, or null. */
    @Nullable PackageName packageName();

    /** What else a reader should know, by stable names; values are short and free of secrets. */
    Map<String, String> details();
}
