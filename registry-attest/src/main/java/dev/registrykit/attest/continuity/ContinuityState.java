package dev.registrykit.attest.continuity;

/** How an accepted release relates to what its package has established. */
public enum ContinuityState {
    /** Nothing is established and the release has no provenance. */
    WITHOUT_PROVENANCE("without-provenance"),
    /** The first provenance of the package: trusted because it is the first, and established by that. */
    FIRST_USE("first-use"),
    /** From where the releases before came. */
    CONTINUED("continued"),
    /** From elsewhere, as it was announced. */
    CHANGED_AS_ANNOUNCED("changed-as-announced");

    private final String word;

    ContinuityState(String word) {
        this.word = word;
    }

    /** The word for this state in stored values and texts. */
    public String word() {
        return word;
    }

    /**
     * The state of this {@link #word}.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static ContinuityState ofWord(String word) {
        for (ContinuityState state : values()) {
            if (state.word.equals(word)) {
                return state;
            }
        }
        throw new IllegalArgumentException("no state of continuity");
    }
}
