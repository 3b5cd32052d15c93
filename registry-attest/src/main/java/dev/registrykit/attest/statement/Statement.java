package dev.registrykit.attest.statement;

import dev.registrykit.attest.bundle.ArtifactDigest;
import dev.registrykit.attest.bundle.AttestReason;
import dev.registrykit.attest.bundle.DigestAlgorithm;
import dev.registrykit.core.decision.Decision;
import dev.registrykit.core.json.JsonFormatException;
import dev.registrykit.core.json.JsonLimits;
import dev.registrykit.core.json.JsonObject;
import dev.registrykit.core.json.StrictJson;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An in-toto statement: a predicate about some artifacts (in-toto attestation framework, {@code statement.md}).
 *
 * <p>Of a verified attestation these are the very bytes that were signed, parsed once. What the predicate says is for its own
 * reader.
 */
public final class Statement {
    /** The media type of a statement in an envelope. */
    public static final String MEDIA_TYPE = "application/vnd.in-toto+json";

    private static final Set<String> TYPES =
            Set.of("https://in-toto.io/Statement/v1", "https://in-toto.io/Statement/v0.1");
    private static final JsonLimits LIMITS = JsonLimits.of(1 << 20, 64, 40_000);
    private static final int MAX_SUBJECTS = 1024;
    private static final int MAX_DIGESTS = 32;

    private final byte[] bytes;
    private final String predicateType;
    private final List<Subject> subjects;
    private final @Nullable JsonObject predicate;

    /** An artifact that the statement is about: its name, which may be empty, and its digests that are strong enough to count. */
    public static final class Subject {
        private final String name;
        private final Map<DigestAlgorithm, String> digests;

        private Subject(String name, Map<DigestAlgorithm, String> digests) {
            this.name = name;
            this.digests = digests;
        }

        /** The name; empty when the statement gives none. What it means differs from ecosystem to ecosystem. */
        public String name() {
            return name;
        }

        /** The digest in lower-case hexadecimal digits, or null when the statement gives none by this algorithm. */
        public @Nullable String digest(DigestAlgorithm algorithm) {
            return digests.get(algorithm);
        }

        /** Whether they share an algorithm and no digest by a shared algorithm differs. */
        private boolean is(ArtifactDigest digest) {
            boolean shared = false;
            for (Map.Entry<DigestAlgorithm, String> entry : digests.entrySet()) {
                String computed = digest.hex(entry.getKey());
                if (computed != null && !computed.equals(entry.getValue())) {
                    return false;
                }
                shared |= computed != null;
            }
            return shared;
        }
    }

    private Statement(byte[] bytes, String predicateType, List<Subject> subjects, @Nullable JsonObject predicate) {
        this.bytes = bytes;
        this.predicateType = predicateType;
        this.subjects = List.copyOf(subjects);
        this.predicate = predicate;
    }

    /**
     * The statement that {@code payload} holds; refused with {@link AttestReason#STATEMENT_MALFORMED} when it is not exactly
     * one statement of type v1 or v0.1 with 1 to 1,024 subjects of 1 to 32 digests each.
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
                subjects.add(subject(subject));
            }
            // Unset is the same as null: PyPI's publish attestations are written so.
            JsonObject predicate = statement.isNull("predicate") ? null : statement.objectOrNull("predicate");
            return Decision.allowed(new Statement(bytes, statement.string("predicateType"), subjects, predicate));
        } catch (JsonFormatException malformed) {
            return malformed("The statement cannot be read: " + malformed.getMessage() + ".");
        }
    }

    private static Subject subject(JsonObject subject) {
        String name = subject.isNull("name") ? null : subject.stringOrNull("name");
        JsonObject stated = subject.object("digest");
        if (stated.names().isEmpty() || stated.names().size() > MAX_DIGESTS) {
            throw new JsonFormatException("a subject has 1 to " + MAX_DIGESTS + " digests");
        }
        var digests = new EnumMap<DigestAlgorithm, String>(DigestAlgorithm.class);
        for (DigestAlgorithm algorithm : DigestAlgorithm.values()) {
            String hex = stated.stringOrNull(algorithm.word());
            if (hex != null) {
                digests.put(algorithm, hex);
            }
        }
        return new Subject(name == null ? "" : name, digests);
    }

    private static Decision<Statement> malformed(String detail) {
        return Decision.refused(AttestReason.STATEMENT_MALFORMED, detail);
    }

    /** The bytes that were signed. */
    public byte[] bytes() {
        return bytes.clone();
    }

    /** The type of the predicate, a URI as it is written; no reader of predicates accepts one that it does not know. */
    public String predicateType() {
        return predicateType;
    }

    /** What the statement says of its subjects, or null when it has no predicate. */
    public @Nullable JsonObject predicate() {
        return predicate;
    }

    /** The artifacts that it is about, in their order. */
    public List<Subject> subjects() {
        return subjects;
    }

    /**
     * The subjects that are this artifact, at least one.
     *
     * <p>Refused with {@link AttestReason#DIGEST_MISMATCH} when there is none: no subject shares an algorithm of
     * {@link DigestAlgorithm} with it whose digests agree. A subject with one digest that agrees and another that does not is
     * another artifact. Weaker digests never count.
     */
    public Decision<List<Subject>> subjectsOf(ArtifactDigest digest) {
        List<Subject> same =
                subjects.stream().filter(subject -> subject.is(digest)).toList();
        return same.isEmpty()
                ? Decision.refused(
                        AttestReason.DIGEST_MISMATCH, "The statement is about other artifacts than this one.")
                : Decision.allowed(same);
    }

    @Override
    public String toString() {
        return "Statement[" + predicateType + ", " + subjects.size() + " subjects]";
    }
}
