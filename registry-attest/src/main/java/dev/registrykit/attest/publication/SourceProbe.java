package dev.registrykit.attest.publication;

/**
 * Looks whether a source is still there: the host's adapter to the code hosts that it knows.
 *
 * <p>Both texts are from a certificate that was verified at upload, and still name what an uploader chose: ask hosts that are
 * on a list, without following redirects.
 */
@FunctionalInterface
public interface SourceProbe {

    /** What was seen. */
    enum Sight {
        /** Repository and commit are there, for everyone to see. */
        PRESENT,
        /** The code host says that there is no such repository or commit, or none that everyone can see. */
        VANISHED,
        /** Nobody could say: the code host did not answer, or is not known. */
        UNKNOWN
    }

    /**
     * What is seen of this commit of this repository; an exception counts as {@link Sight#UNKNOWN}.
     *
     * @param repository an https address of printable ASCII characters
     * @param commit of printable ASCII characters, most often a Git commit in hexadecimal digits
     */
    Sight look(String repository, String commit);
}
