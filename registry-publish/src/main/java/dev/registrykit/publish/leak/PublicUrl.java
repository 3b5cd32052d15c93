package dev.registrykit.publish.leak;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Where a scanner found a token, made harmless for events, logs, mails and pages that show it. */
final class PublicUrl {
    static final int LONGEST = 500;

    /** RFC 3986 section 2 without the apostrophe, which ends an attribute in HTML. */
    private static final String KEPT =
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~:/?#[]@!$&()*+,;=%";

    private static final String HIDDEN = "[token]";

    private PublicUrl() {}

    /**
     * The address without the leaked token in it, or empty when it is neither http nor https.
     *
     * <p>Whatever may not stand in an address (RFC 3986 section 2) is percent-encoded, control characters and letters of
     * other scripts included; one that is longer than {@link #LONGEST} characters is cut.
     */
    static String of(String text, String token) {
        // The token goes first: half of one could stay where a long address is cut.
        String shown = (token.isEmpty() ? text : text.replace(token, HIDDEN)).strip();
        String scheme = shown.substring(0, Math.min(8, shown.length())).toLowerCase(Locale.ROOT);
        if (!scheme.startsWith("http://") && !scheme.startsWith("https://")) {
            return "";
        }
        String start = shown.substring(0, Math.min(LONGEST, shown.length()));
        StringBuilder url = new StringBuilder();
        for (byte each : start.getBytes(StandardCharsets.UTF_8)) {
            String next = each > 0 && KEPT.indexOf(each) >= 0
                    ? String.valueOf((char) each)
                    : String.format("%%%02X", each & 0xff);
            if (url.length() + next.length() > LONGEST) {
                break;
            }
            url.append(next);
        }
        return url.toString();
    }
}
