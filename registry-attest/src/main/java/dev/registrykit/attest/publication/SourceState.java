package dev.registrykit.attest.publication;

/** Whether the source that an attestation names is still there. */
public enum SourceState {
    /** The attestation names no source repository and commit that could be looked for. */
    NOT_STATED("not-stated"),
    /** Nobody has looked yet. */
    UNCHECKED("unchecked"),
    /** Repository and commit were there when the registry last looked. */
    PRESENT("present"),
    /** Repository or commit was not there when the registry last looked. */
    VANISHED("vanished");

    private final String word;

    SourceState(String word) {
        this.word = word;
    }

    /** The word for this state in stored values. */
    public String word() {
        return word;
    }

    /**
     * The state of this {@link #word}.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static SourceState ofWord(String word) {
        for (SourceState state : values()) {
            if (state.word.equals(word)) {
                return state;
            }
        }
        throw new IllegalArgumentException("no state of a source");
    }
}
