package dev.registrykit.attest.statement;

import dev.registrykit.attest.bundle.ArtifactDigest;
import dev.registrykit.attest.bundle.DigestAlgorithm;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The JSON of statements. */
public final class Statements {
    private Statements() {}

    /** A statement v1 with these subjects, predicate type and predicate (none for null). */
    public static String of(String subjects, String predicateType, @Nullable String predicate) {
        return "{\"_type\":\"https://in-toto.io/Statement/v1\",\"subject\":[" + subjects + "],\"predicateType\":\""
                + predicateType + "\"" + (predicate == null ? "" : ",\"predicate\":" + predicate) + "}";
    }

    /** A subject of this name that is the artifact, by one algorithm. */
    public static String subject(String name, DigestAlgorithm algorithm, ArtifactDigest digest) {
        return "{\"name\":\"" + name + "\",\"digest\":{\"" + algorithm.word() + "\":\"" + digest.hex(algorithm)
                + "\"}}";
    }

    /** The statement that this JSON is. */
    public static Statement parse(String json) {
        return Statement.parse(json.getBytes(StandardCharsets.UTF_8))
                .orElseThrow(failure -> new AssertionError(failure.toString()));
    }

    /** A statement about something with this predicate. */
    public static Statement with(String predicateType, @Nullable String predicate) {
        return parse(
                of(subject("a", DigestAlgorithm.SHA256, ArtifactDigest.of(new byte[0])), predicateType, predicate));
    }
}
