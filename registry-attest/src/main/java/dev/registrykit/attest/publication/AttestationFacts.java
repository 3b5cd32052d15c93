package dev.registrykit.attest.publication;

import dev.registrykit.attest.sigstore.SignerIdentity;
import dev.registrykit.attest.sigstore.VerifiedAttestation;
import dev.registrykit.attest.sigstore.VerifiedLogEntry;
import dev.registrykit.attest.statement.Statement;
import dev.registrykit.core.json.JsonFormatException;
import dev.registrykit.core.json.JsonLimits;
import dev.registrykit.core.json.JsonObject;
import dev.registrykit.core.json.JsonText;
import dev.registrykit.core.json.StrictJson;
import dev.registrykit.core.workload.WorkloadIdentity;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a verification found out, as it is kept with the attestation, so that a page need not verify again. */
public final class AttestationFacts {
    private static final JsonLimits LIMITS = JsonLimits.of(900_000, 4, 10_000);

    private final @Nullable String predicateType;
    private final @Nullable WorkloadIdentity workload;
    private final @Nullable SignerIdentity signer;
    private final @Nullable String keyHint;
    private final @Nullable Instant signedAt;
    private final List<LogEntry> logEntries;

    /** Where in a transparency log an attestation is found: the log's address and the entry's index. */
    public record LogEntry(String log, long index) {}

    private AttestationFacts(Builder builder) {
        this.predicateType = builder.predicateType;
        this.workload = builder.workload;
        this.signer = builder.signer;
        this.keyHint = builder.keyHint;
        this.signedAt = builder.signedAt;
        this.logEntries = List.copyOf(builder.logEntries);
    }

    /** What this verified attestation says. */
    public static AttestationFacts of(VerifiedAttestation attestation) {
        Statement statement = attestation.statement();
        Builder facts = builder()
                .predicateType(statement == null ? null : statement.predicateType())
                .workload(attestation.workload())
                .signer(attestation.signer())
                .keyHint(attestation.keyHint())
                .signedAt(attestation.signedAt());
        for (VerifiedLogEntry entry : attestation.logEntries()) {
            facts.logEntry(entry.log(), entry.index());
        }
        return facts.build();
    }

    /** A builder for facts that the host found out itself, for example of a registry's own statement. */
    public static Builder builder() {
        return new Builder();
    }

    /** The type of the statement's predicate, or null when the artifact itself was signed. */
    public @Nullable String predicateType() {
        return predicateType;
    }

    /** The CI job that signed, or null. */
    public @Nullable WorkloadIdentity workload() {
        return workload;
    }

    /** The certificate's name and issuer, or null when a plain key signed. */
    public @Nullable SignerIdentity signer() {
        return signer;
    }

    /** The hint of the plain key that signed, or null. */
    public @Nullable String keyHint() {
        return keyHint;
    }

    /** The earliest verified time of the signature, or null when there is none. */
    public @Nullable Instant signedAt() {
        return signedAt;
    }

    /** Where it is found in transparency logs. */
    public List<LogEntry> logEntries() {
        return logEntries;
    }

    /** As JSON, for stores. */
    public String toJson() {
        Map<String, Object> members = new LinkedHashMap<>();
        put(members, "predicateType", predicateType);
        put(members, "workload", workload == null ? null : workload.toJson());
        put(members, "signer", signer == null ? null : signer.name());
        put(members, "issuer", signer == null ? null : signer.issuer());
        put(members, "keyHint", keyHint);
        put(members, "signedAt", signedAt == null ? null : signedAt.toString());
        List<Map<String, Object>> entries = new ArrayList<>();
        for (LogEntry entry : logEntries) {
            entries.add(Map.of("log", entry.log(), "index", entry.index()));
        }
        members.put("logEntries", entries);
        return JsonText.write(members);
    }

    private static void put(Map<String, Object> members, String name, @Nullable Object value) {
        if (value != null) {
            members.put(name, value);
        }
    }

    /**
     * The facts that {@link #toJson()} wrote.
     *
     * @throws IllegalArgumentException if it is not of that form
     */
    public static AttestationFacts ofJson(String json) {
        try {
            JsonObject members = StrictJson.object(json, LIMITS);
            String workload = members.stringOrNull("workload");
            String signer = members.stringOrNull("signer");
            String signedAt = members.stringOrNull("signedAt");
            Builder facts = builder()
                    .predicateType(members.stringOrNull("predicateType"))
                    .workload(workload == null ? null : WorkloadIdentity.ofJson(workload))
                    .signer(signer == null ? null : SignerIdentity.of(signer, members.string("issuer")))
                    .keyHint(members.stringOrNull("keyHint"))
                    .signedAt(signedAt == null ? null : Instant.parse(signedAt));
            for (JsonObject entry : members.objects("logEntries")) {
                facts.logEntry(entry.string("log"), entry.integer("index"));
            }
            return facts.build();
        } catch (JsonFormatException | java.time.DateTimeException malformed) {
            throw new IllegalArgumentException("not the facts of an attestation", malformed);
        }
    }

    /** Shows no names: a signer may be a person. */
    @Override
    public String toString() {
        return "AttestationFacts[" + predicateType + "]";
    }

    /** Collects what was found out. */
    public static final class Builder {
        private @Nullable String predicateType;
        private @Nullable WorkloadIdentity workload;
        private @Nullable SignerIdentity signer;
        private @Nullable String keyHint;
        private @Nullable Instant signedAt;
        private final List<LogEntry> logEntries = new ArrayList<>();

        private Builder() {}

        /** The type of the statement's predicate. */
        public Builder predicateType(@Nullable String uri) {
            this.predicateType = uri;
            return this;
        }

        /** The CI job that signed. */
        public Builder workload(@Nullable WorkloadIdentity job) {
            this.workload = job;
            return this;
        }

        /** The certificate's name and issuer. */
        public Builder signer(@Nullable SignerIdentity identity) {
            this.signer = identity;
            return this;
        }

        /** The hint of the plain key that signed. */
        public Builder keyHint(@Nullable String hint) {
            this.keyHint = hint;
            return this;
        }

        /** The earliest verified time of the signature. */
        public Builder signedAt(@Nullable Instant time) {
            this.signedAt = time;
            return this;
        }

        /** One more place in a transparency log. */
        public Builder logEntry(String log, long index) {
            logEntries.add(new LogEntry(log, index));
            return this;
        }

        /** The facts. */
        public AttestationFacts build() {
            return new AttestationFacts(this);
        }
    }
}
