package dev.registrykit.attest.expectation;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** How workflows and repositories are compared: whole, never by a prefix or a pattern that a caller writes. */
final class Urls {
    private static final Pattern ANY_REF = Pattern.compile("@(refs/.+|[0-9a-f]{40}|[0-9a-f]{64})", Pattern.DOTALL);
    private static final Pattern VERSION_TAG = Pattern.compile("@refs/tags/v[0-9]+\\.[0-9]+\\.[0-9]+");
    private static final String PULL_REQUEST = "refs/pull/";
    private static final String PULL_REQUEST_EVENT = "pull_request";

    private Urls() {}

    /** Whether it is the expected workflow: at exactly this ref where one is given, else at any. */
    static boolean isWorkflow(String expected, @Nullable String presented) {
        return is(expected, presented, ANY_REF);
    }

    /** Whether it is the expected builder: at exactly this ref where one is given, else at a released version's tag. */
    static boolean isBuilder(String expected, @Nullable String presented) {
        return is(expected, presented, VERSION_TAG) || (presented != null && presented.equals(expected));
    }

    private static boolean is(String expected, @Nullable String presented, Pattern ref) {
        if (presented == null) {
            return false;
        }
        return expected.contains("@")
                ? presented.equals(expected)
                : presented.startsWith(expected)
                        && ref.matcher(presented.substring(expected.length())).matches();
    }

    /**
     * Whether the URLs are of one repository: without regard to the case of A to Z alone, since hosts of repositories ignore
     * it, and never to that of other characters, some of which fold to letters of A to Z.
     */
    static boolean isSameRepository(String expected, @Nullable String presented) {
        return presented != null && normal(expected).equals(normal(presented));
    }

    /** Whether the URL is of a repository directly below the owner's. */
    static boolean isOwnedBy(String owner, @Nullable String repository) {
        if (repository == null) {
            return false;
        }
        int slash = repository.lastIndexOf('/');
        return slash > 0
                && slash < repository.length() - 1
                && normal(repository.substring(0, slash)).equals(normal(owner));
    }

    private static String normal(String url) {
        StringBuilder lower = new StringBuilder(url);
        for (int i = 0; i < lower.length(); i++) {
            char c = lower.charAt(i);
            if (c >= 'A' && c <= 'Z') {
                lower.setCharAt(i, (char) (c + ('a' - 'A')));
            }
        }
        if (lower.length() > 4 && lower.substring(lower.length() - 4).equals(".git")) {
            lower.setLength(lower.length() - 4);
        }
        return lower.toString();
    }

    /**
     * Whether the ref is the head or the merge of a pull request, which anybody can open, or a pull request is what started
     * the build: then the code may be the stranger's even at a branch of the repository.
     */
    static boolean isPullRequest(@Nullable String ref, @Nullable String event) {
        return (ref != null && ref.startsWith(PULL_REQUEST)) || (event != null && event.startsWith(PULL_REQUEST_EVENT));
    }
}
