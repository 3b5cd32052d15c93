package dev.registrykit.testkit.sigstore;

/** The versions of the bundle format (sigstore/protobuf-specs, {@code sigstore_bundle.proto}). */
public enum BundleFormat {
    /** The first: a chain of certificates, and a log's promise that need not be proven. */
    V0_1("application/vnd.dev.sigstore.bundle+json;version=0.1"),
    /** The second: a chain of certificates, and a log's proof. */
    V0_2("application/vnd.dev.sigstore.bundle+json;version=0.2"),
    /** The third: one certificate, and a log's proof. */
    V0_3("application/vnd.dev.sigstore.bundle.v0.3+json"),
    /** The third, in the way its type was written first. */
    V0_3_FIRST_SPELLING("application/vnd.dev.sigstore.bundle+json;version=0.3");

    private final String mediaType;

    BundleFormat(String mediaType) {
        this.mediaType = mediaType;
    }

    /** The media type that names it. */
    public String mediaType() {
        return mediaType;
    }
}
