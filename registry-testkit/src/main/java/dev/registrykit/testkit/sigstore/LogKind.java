package dev.registrykit.testkit.sigstore;

/** How a signature is logged. */
public enum LogKind {
    /** In Rekor v1: {@code hashedrekord} 0.0.1 for an artifact's signature, {@code dsse} 0.0.1 for a statement's. */
    REKOR_1,
    /** In Rekor v1 as {@code intoto} 0.0.2, for statements alone: what npm's bundles have. */
    REKOR_1_INTOTO,
    /** In Rekor v2 as {@code hashedrekord} 0.0.2, with a timestamp, since that log states no time. */
    REKOR_2,
    /** In Rekor v2 as {@code dsse} 0.0.2, for statements alone, with a timestamp. */
    REKOR_2_DSSE,
    /** Nowhere, but with a timestamp: what GitHub does for private repositories. */
    TIMESTAMP_ALONE,
    /** Nowhere: for plain keys. */
    NONE
}
