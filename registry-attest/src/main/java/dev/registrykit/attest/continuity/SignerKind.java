package dev.registrykit.attest.continuity;

/** What kind of signer vouches for a release. */
public enum SignerKind {
    /** A CI job, by a certificate that names it. */
    WORKLOAD("workload"),
    /** A person, by a certificate with an e-mail address. */
    PERSON("person"),
    /** A plain key that the registry trusts for the package. */
    KEY("key"),
    /** An OpenPGP key. */
    OPENPGP("openpgp"),
    /** Nobody: the release came without provenance. */
    NONE("none");

    private final String word;

    SignerKind(String word) {
        this.word = word;
    }

    /** The word for this kind in stored values and texts. */
    public String word() {
        return word;
    }

    /**
     * The kind of this {@link #word}.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static SignerKind ofWord(String word) {
        for (SignerKind kind : values()) {
            if (kind.word.equals(word)) {
                return kind;
            }
        }
        throw new IllegalArgumentException("no kind of signer");
    }
}
