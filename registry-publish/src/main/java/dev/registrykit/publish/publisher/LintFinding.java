package dev.registrykit.publish.publisher;

/** Something about a registration that a person should look at before it is made. */
public final class LintFinding {
    /** How likely it is that the registration is not what is wanted. */
    public enum Level {
        /** Good to know. */
        NOTE,
        /** More can publish than is usual. */
        WARNING,
        /** No job will ever match, or the name is not what it looks like. */
        ERROR
    }

    private final String code;
    private final Level level;
    private final String sentence;

    LintFinding(Level level, String code, String sentence) {
        this.code = code;
        this.level = level;
        this.sentence = sentence;
    }

    /** The stable word for it, for example {@code wide-packages}. */
    public String code() {
        return code;
    }

    /** How likely it is that the registration is not what is wanted. */
    public Level level() {
        return level;
    }

    /** One sentence for the person who registers. */
    public String sentence() {
        return sentence;
    }

    @Override
    public String toString() {
        return level + " " + code + ": " + sentence;
    }
}
