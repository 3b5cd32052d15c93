package dev.registrykit.core.workload;

import java.util.regex.Pattern;

/** What a policy's texts may be, and how they are compared and shown. */
final class PolicyText {
    /** The longest text of a policy, in UTF-16 characters. */
    static final int MAX = 500;

    /** What must not be shown and may not be configured: control, format and private characters, and line separators. */
    private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{C}\\p{Zl}\\p{Zp}]");

    private static final int MAX_SHOWN = 200;

    private PolicyText() {}

    /** Invisible characters would make a policy that nobody can read, and that no workload meets. */
    static String required(String what, String value) {
        if (!isPlain(value)) {
            throw new IllegalArgumentException(
                    what + " has 1 to " + MAX + " visible characters and no space around them");
        }
        return value;
    }

    /** Whether a policy could be made of this text: it has visible characters alone, no space around them, and an end. */
    static boolean isPlain(String value) {
        return !value.isBlank()
                && value.equals(value.strip())
                && value.length() <= MAX
                && !UNPRINTABLE.matcher(value).find();
    }

    /**
     * Lower case for A to Z alone: {@code equalsIgnoreCase} also takes a dotless i for an i and a long s for an s, and
     * anyone who may push can have a job run in an unprotected environment of such a name.
     */
    static String asciiLowerCase(String text) {
        StringBuilder lower = new StringBuilder(text);
        for (int i = 0; i < lower.length(); i++) {
            char c = lower.charAt(i);
            if (c >= 'A' && c <= 'Z') {
                lower.setCharAt(i, (char) (c + ('a' - 'A')));
            }
        }
        return lower.toString();
    }

    /** Whether each segment of {@code text} is that of {@code pattern}, where a star is any one that is not empty. */
    static boolean matchesSegments(String pattern, String text) {
        String[] expected = pattern.split("/", -1);
        String[] presented = text.split("/", -1);
        if (expected.length != presented.length) {
            return false;
        }
        for (int i = 0; i < expected.length; i++) {
            boolean matches = expected[i].equals("*") ? !presented[i].isEmpty() : expected[i].equals(presented[i]);
            if (!matches) {
                return false;
            }
        }
        return true;
    }

    /** Presented text as it may be shown: bounded, printable. */
    static String quoted(String text) {
        String shown = text.length() > MAX_SHOWN ? text.substring(0, MAX_SHOWN) + "…" : text;
        return "'" + UNPRINTABLE.matcher(shown).replaceAll("?") + "'";
    }
}
