package dev.registrykit.publish.provider;

import java.util.regex.Pattern;

/** The forms that claims must have, as the providers document them. */
final class Forms {
    /** An id that a database counted: no sign, no leading zero, beyond 64 bits too. */
    static final Pattern ID = Pattern.compile("[1-9][0-9]{0,19}");

    static final Pattern NUMBER = Pattern.compile("[0-9]{1,20}");
    static final Pattern UUID = Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");
    /** Bitbucket puts its ids in braces. */
    static final Pattern BRACED_UUID = Pattern.compile("\\{" + UUID.pattern() + "\\}");

    static final Pattern COMMIT = Pattern.compile("[0-9a-f]{40}|[0-9a-f]{64}");
    /** A flag that a provider writes as text. */
    static final Pattern FLAG = Pattern.compile("true|false");

    static final Pattern WORD = Pattern.compile("[A-Za-z0-9_-]{1,100}");
    /** A name that is one segment of a URL; it starts with a letter or digit, so it is no {@code ..}. */
    static final Pattern SLUG = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");

    static final Pattern OWNER_AND_NAME = Pattern.compile("[A-Za-z0-9_.-]{1,100}/[A-Za-z0-9_.-]{1,100}");
    static final Pattern LINE = Pattern.compile("[^\\p{Cntrl}]{1,1000}");
    static final Pattern REF = Pattern.compile("refs/[^\\p{Cntrl}]{1,995}");

    private Forms() {}

    /** The text when it has the form; what an operator or a user configures is checked so. */
    static String checked(String what, String text, Pattern form) {
        if (!form.matcher(text).matches()) {
            throw new IllegalArgumentException(what + " has another form");
        }
        return text;
    }
}
