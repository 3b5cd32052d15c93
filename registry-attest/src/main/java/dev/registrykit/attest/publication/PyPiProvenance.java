package dev.registrykit.attest.publication;

import dev.registrykit.attest.sigstore.SignerIdentity;
import dev.registrykit.core.decision.Decision;
import dev.registrykit.core.json.JsonFormatException;
import dev.registrykit.core.json.JsonLimits;
import dev.registrykit.core.json.JsonObject;
import dev.registrykit.core.json.StrictJson;
import dev.registrykit.core.workload.WorkloadIdentity;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A provenance object of PEP 740, from bundles. */
final class PyPiProvenance {
    private static final JsonLimits BUNDLE = JsonLimits.of(1 << 20, 64, 40_000);
    private static final String GITHUB = "https://token.actions.githubusercontent.com";
    private static final String GITLAB = "https://gitlab.com";
    private static final String GOOGLE = "https://accounts.google.com";

    private PyPiProvenance() {}

    static Decision<Map<String, Object>> of(List<KeptAttestation> kept) {
        Map<Map<String, @Nullable Object>, List<Map<String, Object>>> byPublisher = new LinkedHashMap<>();
        for (KeptAttestation attestation : kept) {
            Map<String, Object> object = attestation(attestation);
            if (object != null) {
                byPublisher
                        .computeIfAbsent(publisher(attestation.facts()), publisher -> new ArrayList<>())
                        .add(object);
            }
        }
        if (byPublisher.isEmpty()) {
            return Decision.refused(
                    PublicationReason.ATTESTATIONS_NOT_FOUND,
                    "The attestations of this file cannot be given in this form.");
        }
        List<Map<String, Object>> bundles = new ArrayList<>();
        byPublisher.forEach((publisher, attestations) -> {
            Map<String, Object> bundle = new LinkedHashMap<>();
            bundle.put("publisher", publisher);
            bundle.put("attestations", attestations);
            bundles.add(bundle);
        });
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("version", 1);
        document.put("attestation_bundles", bundles);
        return Decision.allowed(document);
    }

    /** The attestation object, or null when this form cannot hold it. */
    private static @Nullable Map<String, Object> attestation(KeptAttestation kept) {
        try {
            JsonObject bundle = StrictJson.object(kept.bundle(), BUNDLE);
            JsonObject material = bundle.object("verificationMaterial");
            JsonObject envelope = member(bundle, "dsseEnvelope");
            String certificate = certificate(material);
            if (envelope == null || certificate == null) {
                return null;
            }
            Map<String, Object> verification = new LinkedHashMap<>();
            verification.put("certificate", certificate);
            verification.put(
                    "transparency_entries",
                    material.has("tlogEntries") && !material.isNull("tlogEntries")
                            ? material.objects("tlogEntries")
                            : List.of());
            Map<String, Object> signed = new LinkedHashMap<>();
            signed.put("statement", envelope.string("payload"));
            signed.put("signature", envelope.objects("signatures").get(0).string("sig"));
            Map<String, Object> object = new LinkedHashMap<>();
            object.put("version", 1);
            object.put("verification_material", verification);
            object.put("envelope", signed);
            return object;
        } catch (JsonFormatException | IndexOutOfBoundsException other) {
            return null;
        }
    }

    /** Protocol buffers write what is not set as null, or not at all. */
    private static @Nullable JsonObject member(JsonObject object, String name) {
        return object.isNull(name) ? null : object.objectOrNull(name);
    }

    private static @Nullable String certificate(JsonObject material) {
        JsonObject alone = member(material, "certificate");
        if (alone != null) {
            return alone.string("rawBytes");
        }
        JsonObject chain = member(material, "x509CertificateChain");
        return chain == null ? null : chain.objects("certificates").get(0).string("rawBytes");
    }

    /** PyPI's own forms of GitHub, GitLab and Google; of others what the certificate names. */
    private static Map<String, @Nullable Object> publisher(AttestationFacts facts) {
        WorkloadIdentity job = facts.workload();
        SignerIdentity signer = facts.signer();
        Map<String, @Nullable Object> publisher = new LinkedHashMap<>();
        if (job != null && job.issuer().equals(GITHUB)) {
            put(publisher, "kind", "GitHub");
            put(publisher, "repository", after("https://github.com/", job.sourceRepository()));
            put(publisher, "workflow", fileName(workflowPath(job)));
            publisher.put("environment", job.environment());
        } else if (job != null && job.issuer().equals(GITLAB)) {
            put(publisher, "kind", "GitLab");
            put(publisher, "repository", after("https://gitlab.com/", job.sourceRepository()));
            put(publisher, "workflow_filepath", workflowPath(job));
            publisher.put("environment", job.environment());
        } else if (job == null && signer != null && signer.issuer().equals(GOOGLE)) {
            put(publisher, "kind", "Google");
            put(publisher, "email", signer.name());
        } else {
            put(publisher, "kind", "Sigstore");
            put(publisher, "issuer", signer == null ? null : signer.issuer());
            put(publisher, "identity", signer == null ? null : signer.name());
        }
        return publisher;
    }

    private static void put(Map<String, @Nullable Object> members, String name, @Nullable String value) {
        if (value != null && !value.isEmpty()) {
            members.put(name, value);
        }
    }

    private static String after(String prefix, @Nullable String text) {
        String known = Objects.requireNonNullElse(text, "");
        return known.startsWith(prefix) ? known.substring(prefix.length()) : known;
    }

    private static @Nullable String fileName(@Nullable String path) {
        return path == null ? null : path.substring(path.lastIndexOf('/') + 1);
    }

    /** The workflow's path within its repository, which ends before the ref. */
    static @Nullable String workflowPath(WorkloadIdentity job) {
        String config = job.buildConfig();
        String repository = job.sourceRepository();
        if (config == null || repository == null || !config.startsWith(repository + "/")) {
            return null;
        }
        String path = config.substring(repository.length() + 1);
        int ref = path.indexOf('@');
        String plain = ref < 0 ? path : path.substring(0, ref);
        return plain.startsWith("/") ? plain.substring(1) : plain;
    }
}
