package dev.registrykit.publish.provider;

/** The forms that claims must have, as the providers document them. */
final class Forms {
    private static final String DIGITS = "0123456789";
    private static final String LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final Form HEXADECIMAL = Form.of(DIGITS + "abcdef", 40, 64);
    private static final Form NAME = Form.of(LETTERS + DIGITS + "_.-", 1, 100);

    /** As a part of an issuer's shape. */
    static final String UUID_SHAPE = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}";

    static final Form NUMBER = Form.of(DIGITS, 1, 20);
    /** An id that a database counted: no sign, no leading zero, beyond 64 bits too. */
    static final Form ID = NUMBER.and(text -> text.charAt(0) != '0');

    static final Form UUID = Form.of(UUID_SHAPE);
    /** Bitbucket puts its ids in braces. */
    static final Form BRACED_UUID = Form.of("\\{" + UUID_SHAPE + "\\}");

    /** SHA-1 or SHA-256. */
    static final Form COMMIT = HEXADECIMAL.and(text -> text.length() == 40 || text.length() == 64);
    /** A flag that a provider writes as text. */
    static final Form FLAG = text -> text.equals("true") || text.equals("false");

    static final Form WORD = Form.of(LETTERS + DIGITS + "_-", 1, 100);
    /** A name that is one segment of a URL; it starts with a letter or digit, so it is no {@code ..}. */
    static final Form SLUG = NAME.and(text -> text.charAt(0) != '.' && text.charAt(0) != '_' && text.charAt(0) != '-');

    static final Form OWNER_AND_NAME = text -> {
        int slash = text.indexOf('/');
        return slash > 0 && NAME.fits(text.substring(0, slash)) && NAME.fits(text.substring(slash + 1));
    };
    static final Form LINE = Form.line(1000);
    static final Form REF = LINE.and(text -> text.startsWith("refs/") && text.length() > "refs/".length());

    private Forms() {}

    /** The text when it has the form; what an operator or a user configures is checked so. */
    static String checked(String what, String text, Form form) {
        if (!form.fits(text)) {
            throw new IllegalArgumentException(what + " has another form");
        }
        return text;
    }
}
