package dev.registrykit.attest.statement;

import dev.registrykit.core.decision.Decision;
import dev.registrykit.core.json.JsonFormatException;
import java.util.Set;

/** That a workflow published a file to a Python index: the publish attestation v1, which says so by its type alone. */
public final class PypiPublish {
    /** The predicate type (docs.pypi.org/attestations/publish/v1). */
    public static final String TYPE = "https://docs.pypi.org/attestations/publish/v1";

    private PypiPublish() {}

    /**
     * The statement, when it is of this type and has no predicate: none, null or an empty one. Refused with
     * {@link StatementReason#PREDICATE_TYPE_MISMATCH} or {@link StatementReason#PREDICATE_MALFORMED}.
     */
    public static Decision<Statement> read(Statement statement) {
        return PredicateReader.read(statement, Set.of(TYPE), predicate -> {
            if (!predicate.names().isEmpty()) {
                throw new JsonFormatException("a publish attestation's predicate is empty");
            }
            return statement;
        });
    }
}
