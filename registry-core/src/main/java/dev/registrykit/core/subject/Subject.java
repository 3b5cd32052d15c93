package dev.registrykit.core.subject;

import java.util.Objects;

/**
 * Somebody or something that owns credentials and acts: a user, an organisation or a robot, by the host's own id.
 *
 * <p>The id is opaque to the SDK: 1 to 128 characters, no control characters, compared exactly. Use an immutable id,
 * not a name that can be given to another account later.
 */
public final class Subject {
    /** The longest id, in UTF-16 characters. */
    public static final int MAX_ID_LENGTH = 128;

    /** The kinds of subject. */
    public enum Kind {
        /** A person's account. */
        USER,
        /** A group of users that owns packages. */
        ORGANISATION,
        /** An account that no person signs in to. */
        ROBOT
    }

    private final Kind kind;
    private final String id;

    private Subject(Kind kind, String id) {
        if (id.isEmpty() || id.length() > MAX_ID_LENGTH || id.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("a subject id has 1 to 128 characters and no control characters");
        }
        this.kind = Objects.requireNonNull(kind, "kind");
        this.id = id;
    }

    /** The user with the host's id {@code id}. */
    public static Subject user(String id) {
        return new Subject(Kind.USER, id);
    }

    /** The organisation with the host's id {@code id}. */
    public static Subject organisation(String id) {
        return new Subject(Kind.ORGANISATION, id);
    }

    /** The robot with the host's id {@code id}. */
    public static Subject robot(String id) {
        return new Subject(Kind.ROBOT, id);
    }

    /**
     * The subject that {@link #toString()} wrote.
     *
     * @throws IllegalArgumentException if {@code text} is not of that form
     */
    public static Subject parse(String text) {
        int colon = text.indexOf(':');
        String kind = colon < 0 ? "" : text.substring(0, colon);
        return switch (kind) {
            case "user" -> user(text.substring(colon + 1));
            case "organisation" -> organisation(text.substring(colon + 1));
            case "robot" -> robot(text.substring(colon + 1));
            default -> throw new IllegalArgumentException("not a subject: expected kind:id");
        };
    }

    /** What kind of subject this is. */
    public Kind kind() {
        return kind;
    }

    /** The host's id. */
    public String id() {
        return id;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Subject that && kind == that.kind && id.equals(that.id);
    }

    @Override
    public int hashCode() {
        return 31 * kind.hashCode() + id.hashCode();
    }

    /** The form that {@link #parse} reads: {@code kind:id}. */
    @Override
    public String toString() {
        String word = switch (kind) {
            case USER -> "user";
            case ORGANISATION -> "organisation";
            case ROBOT -> "robot";
        };
        return word + ":" + id;
    }
}
