package dev.registrykit.testkit.leak;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A text that a scanner takes for a token, and where it says that it was. Immutable. */
public final class FoundToken {
    private static final String DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    private final Map<String, String> members;

    private FoundToken(Map<String, String> members) {
        this.members = members;
    }

    /** The text, as the scanner found it in a file on GitHub. */
    public static FoundToken of(String token) {
        Map<String, String> members = new LinkedHashMap<>();
        members.put("token", token);
        members.put("type", "example_api_token");
        members.put("url", "https://github.com/acme/widget/blob/0123456789abcdef0123456789abcdef01234567/.npmrc");
        members.put("source", "content");
        return new FoundToken(members);
    }

    /**
     * So many different texts that look like tokens with this prefix and are none: their checksums are wrong, but for one in
     * 56 billion.
     */
    public static List<FoundToken> lookalikes(String prefix, int count) {
        List<FoundToken> found = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            StringBuilder text = new StringBuilder();
            for (int rest = i; text.length() < 36; rest /= DIGITS.length()) {
                text.append(DIGITS.charAt(rest % DIGITS.length()));
            }
            found.add(of(prefix + "_" + text));
        }
        return found;
    }

    /** The same with another member, or without it when the value is empty: {@code type}, {@code url} or {@code source}. */
    public FoundToken with(String member, String value) {
        Map<String, String> changed = new LinkedHashMap<>(members);
        if (value.isEmpty()) {
            changed.remove(member);
        } else {
            changed.put(member, value);
        }
        return new FoundToken(changed);
    }

    Map<String, String> members() {
        return members;
    }

    /** Shows nothing of the token. */
    @Override
    public String toString() {
        return "FoundToken" + members.keySet();
    }
}
