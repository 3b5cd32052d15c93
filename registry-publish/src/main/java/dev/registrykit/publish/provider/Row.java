package dev.registrykit.publish.provider;

import dev.registrykit.core.workload.WorkloadIdentity;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is data about a provider: which claim, of which form, becomes which field; which claims a job must have to
 * publish at all; how long its tokens live; whether each has an id of its own.
 */
final class Row {
    /** Which field of an identity a claim becomes. */
    @FunctionalInterface
    interface Field {
        void set(WorkloadIdentity.Builder job, @Nullable String value);
    }

    private record Mapping(Field field, String claim, Form form, boolean required) {}

    private record WholeNumber(Field field, String claim) {}

    private record Identifier(Field field, String claim, Form form) {}

    private record Demand(String claim, String value, String sentence) {}

    private final String name;
    private final List<Demand> demands = new ArrayList<>();
    private final List<Identifier> identifiers = new ArrayList<>();
    private final List<Mapping> mappings = new ArrayList<>();
    private final List<WholeNumber> numbers = new ArrayList<>();
    private boolean tokenId = true;
    private Duration maxLifetime = Duration.ofHours(1);

    private Row(String name) {
        this.name = name;
    }

    /** A row of the table; it is complete when the table is, and not changed afterwards. */
    static Row of(String name) {
        return new Row(name);
    }

    /** An immutable id: required, unless the operator accepted tokens without it. */
    Row id(Field field, String claim, Form form) {
        identifiers.add(new Identifier(field, claim, form));
        return this;
    }

    Row must(Field field, String claim, Form form) {
        mappings.add(new Mapping(field, claim, form, true));
        return this;
    }

    Row may(Field field, String claim, Form form) {
        mappings.add(new Mapping(field, claim, form, false));
        return this;
    }

    /** A further claim, kept under its own name. */
    Row keep(String claim, Form form) {
        return may((job, value) -> job.claim(claim, value), claim, form);
    }

    /** As {@link #keep}, for one that must be there. */
    Row keepRequired(String claim, Form form) {
        return must((job, value) -> job.claim(claim, value), claim, form);
    }

    /** As {@link #keep}, for a claim that is a JSON number. */
    Row keepInteger(String claim) {
        numbers.add(new WholeNumber((job, value) -> job.claim(claim, value), claim));
        return this;
    }

    /** A job may publish only when the claim is this text; otherwise the refusal says the sentence. */
    Row demand(String claim, String value, String sentence) {
        demands.add(new Demand(claim, value, sentence));
        return this;
    }

    /** Its tokens have no id of their own. */
    Row noTokenId() {
        tokenId = false;
        return this;
    }

    Row maxLifetime(Duration longest) {
        maxLifetime = longest;
        return this;
    }

    String name() {
        return name;
    }

    boolean statesTokenId() {
        return tokenId;
    }

    Duration maxLifetime() {
        return maxLifetime;
    }

    /** Takes the claims over, in the order of the row, after what the row demands. */
    void apply(Claims claims, WorkloadIdentity.Builder job, boolean mutableIdentity) {
        for (Demand demand : demands) {
            if (!claims.required(demand.claim, Forms.LINE).equals(demand.value)) {
                throw Claims.jobRefused(demand.sentence);
            }
        }
        for (Identifier id : identifiers) {
            id.field.set(
                    job, mutableIdentity ? claims.optional(id.claim, id.form) : claims.required(id.claim, id.form));
        }
        for (Mapping mapping : mappings) {
            mapping.field.set(
                    job,
                    mapping.required
                            ? claims.required(mapping.claim, mapping.form)
                            : claims.optional(mapping.claim, mapping.form));
        }
        for (WholeNumber number : numbers) {
            number.field.set(job, claims.optionalInteger(number.claim));
        }
    }
}
