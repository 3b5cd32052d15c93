package dev.registrykit.attest.statement;

import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A state of a source repository: which repository, which branch or tag, which commit. */
public final class SourceReference {
    private final String repository;
    private final @Nullable String ref;
    private final @Nullable String commit;

    private SourceReference(String repository, @Nullable String ref, @Nullable String commit) {
        this.repository = repository;
        this.ref = ref;
        this.commit = commit;
    }

    /**
     * The state that a URI such as {@code git+https://github.com/acme/widget@refs/tags/v1} names, with the commit that its
     * digests name.
     */
    static SourceReference of(String uri, Map<String, String> digests) {
        String plain = uri.startsWith("git+") ? uri.substring("git+".length()) : uri;
        // Neither the user before the host nor a second '@' within the ref separates the two.
        int path = plain.indexOf('/', Math.max(0, plain.indexOf("://") + 3));
        int at = path < 0 ? -1 : plain.indexOf('@', path);
        return at < 0 ? of(plain, null, digests) : of(plain.substring(0, at), plain.substring(at + 1), digests);
    }

    static SourceReference of(String repository, @Nullable String ref, Map<String, String> digests) {
        String commit = digests.getOrDefault("gitCommit", digests.get("sha1"));
        return new SourceReference(repository, ref, commit == null ? null : commit.toLowerCase(Locale.ROOT));
    }

    /** The repository's URL as it is written, without {@code git+}. */
    public String repository() {
        return repository;
    }

    /** What was checked out, in full such as {@code refs/tags/v1}, or null when it is not stated. */
    public @Nullable String ref() {
        return ref;
    }

    /** The commit in lower-case hexadecimal digits, or null when it is not stated. */
    public @Nullable String commit() {
        return commit;
    }

    @Override
    public String toString() {
        return repository + (ref == null ? "" : "@" + ref);
    }
}
