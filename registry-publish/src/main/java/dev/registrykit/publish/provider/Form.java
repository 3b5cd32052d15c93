package dev.registrykit.publish.provider;

import java.util.regex.Pattern;

/**
 * The form that a claim, or what an operator configures, must have.
 *
 * <p>The forms of most claims are checked character by character: a regular expression for each claim took longer than all
 * else that judging a token takes beside its signature.
 */
@FunctionalInterface
interface Form {

    /** Whether all of the text has this form. */
    boolean fits(String text);

    /** All of the text matches the expression; it must be one that does not backtrack without bound. */
    static Form of(String expression) {
        Pattern pattern = Pattern.compile(expression);
        return text -> pattern.matcher(text).matches();
    }

    /** From {@code shortest} to {@code longest} of these ASCII characters. */
    static Form of(String characters, int shortest, int longest) {
        boolean[] allowed = new boolean[128];
        characters.chars().forEach(c -> allowed[c] = true);
        return text -> {
            int length = text.length();
            if (length < shortest || length > longest) {
                return false;
            }
            for (int i = 0; i < length; i++) {
                char c = text.charAt(i);
                if (c >= allowed.length || !allowed[c]) {
                    return false;
                }
            }
            return true;
        };
    }

    /** Up to {@code longest} characters on one line, and at least one: no ASCII control character. */
    static Form line(int longest) {
        return text -> {
            int length = text.length();
            if (length < 1 || length > longest) {
                return false;
            }
            for (int i = 0; i < length; i++) {
                char c = text.charAt(i);
                if (c < ' ' || c == 0x7f) {
                    return false;
                }
            }
            return true;
        };
    }

    /** This form, and the other one as well. */
    default Form and(Form other) {
        return text -> fits(text) && other.fits(text);
    }
}
