package dev.registrykit.attest.statement;

import dev.registrykit.attest.bundle.ArtifactDigest;
import dev.registrykit.attest.bundle.AttestReason;
import dev.registrykit.core.decision.Decision;
import dev.registrykit.core.json.JsonFormatException;
import dev.registrykit.core.json.JsonLimits;
import dev.registrykit.core.json.JsonObject;
import dev.registrykit.core.json.StrictJson;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An in-toto statement: a predicate about some artifacts (in-toto attestation framework, {@code statement.md}).
 *
 * <p>Only what decides whether the statement is about an artifact is read here; what the predicate says is for its own
 * reader.
 */
public final class Statement {
    /** The media type of a statement in an envelope. */
    public static final String MEDIA_TYPE = "application/vnd.in-toto+json";

    private static final Set<String> TYPES =
            Set.of("https://in-toto.io/Statement/v1", "https://in-toto.io/Statement/v0.1");
    private static final JsonLimits LIMITS = JsonLimits.of(1 << 20, 64, 40_000);
    private static final int MAX_SUBJECTS = 1024;

    private final byte[] bytes;
    private final String predicateType;
    private final List<Subject> subjects;

    private record Subject(String name, @Nullable String sha256) {}

    private Statement(byte[] bytes, String predicateType, List<Subject> subjects) {
        this.bytes = bytes;
        this.predicateType = predicateType;
        this.subjects = subjects;
    }

    /**
     * The statement that {@code payload} holds; refused with {@link AttestReason#BUNDLE_MALFORMED} when it is not exactly
     * one statement of type v1 or v0.1 with 1 to 1,024 subjects.
     */
    public static Decision<Statement> parse(byte[] payload) {
        byte[] bytes = payload.clone();
        try {
            JsonObject statement = StrictJson.object(bytes, LIMITS);
            if (!TYPES.contains(statement.string("_type"))) {
                return malformed("The statement is of an unknown type.");
            }
            List<JsonObject> listed = statement.objects("subject");
            if (listed.isEmpty() || listed.size() > MAX_SUBJECTS) {
                return malformed("A statement is about 1 to " + MAX_SUBJECTS + " subjects.");
            }
            List<Subject> subjects = new ArrayList<>(listed.size());
            for (JsonObject subject : listed) {
                String name = subject.stringOrNull("name");
                subjects.add(new Subject(
                        name == null ? "" : name, subject.object("digest").stringOrNull("sha256")));
            }
            return Decision.allowed(new Statement(bytes, statement.string("predicateType"), subjects));
        } catch (JsonFormatException malformed) {
            return malformed("The statement cannot be read: " + malformed.getMessage() + ".");
        }
    }

    private static Decision<Statement> malformed(String detail) {
        return Decision.refused(AttestReason.BUNDLE_MALFORMED, detail);
    }

    /** The bytes that were signed. */
    public byte[] bytes() {
        return bytes.clone();
    }

    /** The type of the predicate, a URI. */
    public String predicateType() {
        return predicateType;
    }

    /**
     * The name of the first subject that has this digest, which may be empty.
     *
     * <p>Refused with {@link AttestReason#DIGEST_MISMATCH} when no subject has it, or with
     * {@link AttestReason#UNSUPPORTED} when no subject states a SHA-256 digest at all. What a name means differs from
     * ecosystem to ecosystem; it is not compared here.
     */
    public Decision<String> subjectOf(ArtifactDigest digest) {
        for (Subject subject : subjects) {
            if (digest.hex().equals(subject.sha256())) {
                return Decision.allowed(subject.name());
            }
        }
        boolean comparable = subjects.stream().anyMatch(subject -> subject.sha256() != null);
        return comparable
                ? Decision.refused(
                        AttestReason.DIGEST_MISMATCH, "The statement is about other artifacts than this one.")
                : Decision.refused(AttestReason.UNSUPPORTED, "No subject of the statement has a SHA-256 digest.");
    }

    @Override
    public String toString() {
        return "Statement[" + predicateType + ", " + subjects.size() + " subjects]";
    }
}
