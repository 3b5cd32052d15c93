package dev.registrykit.core.workload;

import dev.registrykit.core.name.Release;
import org.jspecify.annotations.Nullable;

/** The form of the tags that name a version, for example {@code v{version}}. */
final class VersionTag {
    private static final String TAGS = "refs/tags/";
    private static final String VERSION = "{version}";

    private final String before;
    private final String after;

    private VersionTag(String before, String after) {
        this.before = before;
        this.after = after;
    }

    /**
     * The form {@code template}.
     *
     * @throws IllegalArgumentException if it has not exactly one {@code {version}}, or has other braces or a star
     */
    static VersionTag of(String template) {
        int at = template.indexOf(VERSION);
        String before = at < 0 ? template : template.substring(0, at);
        String after = at < 0 ? "" : template.substring(at + VERSION.length());
        if (at < 0 || isSpecial(before) || isSpecial(after) || template.startsWith("refs/")) {
            throw new IllegalArgumentException(
                    "a version tag is the tag's name with {version} once, without other braces, stars or refs/tags/");
        }
        return new VersionTag(before, after);
    }

    private static boolean isSpecial(String text) {
        return text.chars().anyMatch(c -> c == '{' || c == '}' || c == '*');
    }

    /** The version that the full ref names, or null when it is no tag of this form. */
    @Nullable String versionIn(String ref) {
        String start = TAGS + before;
        if (ref.length() <= start.length() + after.length() || !ref.startsWith(start) || !ref.endsWith(after)) {
            return null;
        }
        String version = ref.substring(start.length(), ref.length() - after.length());
        // A path or a text with spaces is no version: what a tag such as v1/../2 names depends on who reads it.
        return Release.isVersion(version) ? version : null;
    }
}
