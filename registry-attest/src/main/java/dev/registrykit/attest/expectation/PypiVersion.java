package dev.registrykit.attest.expectation;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A version of a Python package (PEP 440, "Version specifiers"): equal when an installer holds the two for one. */
final class PypiVersion {
    // The alternatives and separators of PEP 440, appendix B, in the order of its parts.
    private static final Pattern FORM = Pattern.compile("v?(?:(?<epoch>[0-9]+)!)?(?<release>[0-9]+(?:\\.[0-9]+)*)"
            + "(?:[-_.]?(?<preWord>alpha|beta|preview|pre|rc|a|b|c)[-_.]?(?<pre>[0-9]+)?)?"
            + "(?:-(?<implicitPost>[0-9]+)|(?<postWord>[-_.]?(?:post|rev|r)[-_.]?(?<post>[0-9]+)?))?"
            + "(?<devWord>[-_.]?dev[-_.]?(?<dev>[0-9]+)?)?"
            + "(?:\\+(?<local>[a-z0-9]+(?:[-_.][a-z0-9]+)*))?");
    private static final int MAX_LENGTH = 128;

    private final String normal;
    private final String key;

    private PypiVersion(String normal, String key) {
        this.normal = normal;
        this.key = key;
    }

    /** The version that {@code text} writes, or null when it is none. */
    static @Nullable PypiVersion parse(String text) {
        Matcher parts = FORM.matcher(text.toLowerCase(Locale.ROOT));
        if (text.length() > MAX_LENGTH || !parts.matches()) {
            return null;
        }
        String epoch = number(parts.group("epoch"));
        var release = new StringBuilder();
        for (String number : parts.group("release").split("\\.", -1)) {
            release.append(release.length() == 0 ? "" : ".").append(number(number));
        }
        // 1.0 and 1 are one version, and written differently.
        String shortest = release.toString().replaceAll("(\\.0)+$", "");
        String before = epoch.equals("0") ? "" : epoch + "!";
        String after = suffix(parts);
        return new PypiVersion(before + release + after, before + shortest + after);
    }

    private static String suffix(Matcher parts) {
        var suffix = new StringBuilder();
        String pre = parts.group("preWord");
        if (pre != null) {
            suffix.append(preWord(pre)).append(number(parts.group("pre")));
        }
        String implicit = parts.group("implicitPost");
        if (implicit != null || parts.group("postWord") != null) {
            suffix.append(".post").append(number(implicit != null ? implicit : parts.group("post")));
        }
        if (parts.group("devWord") != null) {
            suffix.append(".dev").append(number(parts.group("dev")));
        }
        String local = parts.group("local");
        if (local != null) {
            suffix.append('+');
            String separator = "";
            for (String segment : local.split("[-_.]", -1)) {
                suffix.append(separator).append(segment.matches("[0-9]+") ? number(segment) : segment);
                separator = ".";
            }
        }
        return suffix.toString();
    }

    private static String preWord(String word) {
        return switch (word) {
            case "a", "alpha" -> "a";
            case "b", "beta" -> "b";
            default -> "rc";
        };
    }

    /** The number without leading zeros; zero where none is given. */
    static String number(@Nullable String digits) {
        return digits == null ? "0" : digits.replaceFirst("^0+(?=.)", "");
    }

    /** The normal form. */
    String normal() {
        return normal;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof PypiVersion that && key.equals(that.key);
    }

    @Override
    public int hashCode() {
        return key.hashCode();
    }
}
