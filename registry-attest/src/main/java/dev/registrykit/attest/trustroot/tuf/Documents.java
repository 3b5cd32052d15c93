package dev.registrykit.attest.trustroot.tuf;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Where the documents of a TUF repository are read from. */
@FunctionalInterface
interface Documents {

    /** The document with this path below the repository's address; null if there is none. */
    byte @Nullable [] read(String path, int maxBytes) throws IOException;
}
