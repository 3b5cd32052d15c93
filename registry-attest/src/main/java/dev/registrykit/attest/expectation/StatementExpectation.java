package dev.registrykit.attest.expectation;

import dev.registrykit.attest.sigstore.VerifiedAttestation;
import dev.registrykit.attest.statement.Statement;
import dev.registrykit.core.decision.Decision;
import java.util.Set;
import java.util.TreeSet;

/**
 * What any registry can demand of a statement: its type, and by what name it may call the artifact.
 *
 * <p>For ecosystems without rules of their own. A name that stands at a subject which is another artifact never counts.
 *
 * <pre>{@code
 * var expected = StatementExpectation.builder().predicateType(SlsaProvenance.V1).build();
 * var accepted = attest.verify(bundle, digest, policy).then(attestation -> expected.check(attestation, "widget-1.0.bin"));
 * }</pre>
 */
public final class StatementExpectation {
    private final Set<String> predicateTypes;
    private final boolean anyName;
    private final boolean severalSubjects;

    private StatementExpectation(Builder builder) {
        this.predicateTypes = Set.copyOf(builder.predicateTypes);
        this.anyName = builder.anyName;
        this.severalSubjects = builder.severalSubjects;
    }

    /** A builder; at least one type is required. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * The attestation, when its statement is of an expected type and calls the artifact by exactly this name, and when it is
     * about this artifact alone; refused with an {@link ExpectationReason}.
     */
    public Decision<VerifiedAttestation> check(VerifiedAttestation attestation, String subjectName) {
        return Subjects.statement(attestation).then(statement -> {
            if (!predicateTypes.contains(statement.predicateType())) {
                return Decision.refused(
                        ExpectationReason.PREDICATE_TYPE_REFUSED, "The statement is of another type than expected.");
            }
            if (!severalSubjects && !isOne(statement)) {
                return Decision.refused(
                        ExpectationReason.SUBJECT_COUNT,
                        "The statement is about several artifacts instead of this one alone.");
            }
            return anyName || attestation.subjectNames().contains(subjectName)
                    ? Decision.allowed(attestation)
                    : Decision.refused(
                            ExpectationReason.SUBJECT_NAME_MISMATCH,
                            "The statement calls the artifact something else.");
        });
    }

    private static boolean isOne(Statement statement) {
        return statement.subjects().size() == 1;
    }

    /** Collects what is expected. */
    public static final class Builder {
        private final Set<String> predicateTypes = new TreeSet<>();
        private boolean anyName;
        private boolean severalSubjects;

        private Builder() {}

        /** Adds a type of statement that is accepted, exactly. */
        public Builder predicateType(String uri) {
            predicateTypes.add(uri);
            return this;
        }

        /** Accepts a statement about several artifacts, of which this one is any. */
        public Builder acceptSeveralSubjects() {
            this.severalSubjects = true;
            return this;
        }

        /** Accepts every name. Risk: the artifact may have been attested as something else, another platform's build say. */
        public Builder acceptAnySubjectName() {
            this.anyName = true;
            return this;
        }

        /**
         * The expectation.
         *
         * @throws IllegalStateException if no type is given
         */
        public StatementExpectation build() {
            if (predicateTypes.isEmpty()) {
                throw new IllegalStateException("name at least one type of statement");
            }
            return new StatementExpectation(this);
        }
    }
}
