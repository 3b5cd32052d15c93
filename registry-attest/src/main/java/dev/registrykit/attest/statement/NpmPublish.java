package dev.registrykit.attest.statement;

import static dev.registrykit.attest.statement.PredicateReader.text;

import dev.registrykit.core.decision.Decision;
import dev.registrykit.core.json.JsonObject;
import java.util.Set;

/** That an npm registry took a version in: the predicate of its publish attestation, v0.1 (npm/attestation, {@code specs/publish}). */
public final class NpmPublish {
    /** The predicate type. */
    public static final String TYPE = "https://github.com/npm/attestation/tree/main/specs/publish/v0.1";

    private final String name;
    private final String version;
    private final String registry;

    private NpmPublish(JsonObject predicate) {
        this.name = text(predicate, "name");
        this.version = text(predicate, "version");
        this.registry = text(predicate, "registry");
    }

    /**
     * What {@code statement} says; refused with {@link StatementReason#PREDICATE_TYPE_MISMATCH} or
     * {@link StatementReason#PREDICATE_MALFORMED}.
     */
    public static Decision<NpmPublish> read(Statement statement) {
        return PredicateReader.read(statement, Set.of(TYPE), NpmPublish::new);
    }

    /** The package's name with its scope, as it is written. */
    public String name() {
        return name;
    }

    /** The version, as it is written. */
    public String version() {
        return version;
    }

    /** The registry's address. */
    public String registry() {
        return registry;
    }

    @Override
    public String toString() {
        return "NpmPublish[" + name + "@" + version + " on " + registry + "]";
    }
}
