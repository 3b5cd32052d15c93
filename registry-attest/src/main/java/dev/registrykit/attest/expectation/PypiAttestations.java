package dev.registrykit.attest.expectation;

import dev.registrykit.attest.bundle.Bundle;
import dev.registrykit.attest.bundle.DsseEnvelope;
import dev.registrykit.attest.statement.Statement;
import dev.registrykit.core.decision.Decision;
import dev.registrykit.core.json.JsonFormatException;
import dev.registrykit.core.json.JsonLimits;
import dev.registrykit.core.json.JsonObject;
import dev.registrykit.core.json.JsonText;
import dev.registrykit.core.json.StrictJson;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The attestations of one Python distribution file, in the forms of PEP 740, as bundles that can be verified.
 *
 * <p>Twine sends attestation objects with an upload; an index serves a provenance object. Both are read strictly, of version
 * 1 alone, at most 1 MiB and 20 attestations; unknown members are ignored. What a provenance object says about the
 * publisher is the index's word and not signed: what counts is who signed the attestations.
 */
public final class PypiAttestations {
    private static final JsonLimits LIMITS = JsonLimits.of(Bundle.MAX_BYTES, 64, 40_000);
    private static final int MAX_ATTESTATIONS = 20;
    private static final String BUNDLE_V0_3 = "application/vnd.dev.sigstore.bundle.v0.3+json";

    private PypiAttestations() {}

    /**
     * The bundles of the attestation objects that an upload brings in its form field {@code attestations}: a JSON array.
     *
     * <p>Refused with {@link ExpectationReason#ATTESTATIONS_MALFORMED}, or as {@link Bundle#parse} refuses.
     */
    public static Decision<List<Bundle>> readUpload(byte[] json) {
        return read(() -> StrictJson.objects(json, LIMITS));
    }

    /** The bundle of one attestation object; refused as {@link #readUpload}. */
    public static Decision<Bundle> readAttestation(byte[] json) {
        return read(() -> List.of(StrictJson.object(json, LIMITS))).map(bundles -> bundles.get(0));
    }

    /** The bundles of all attestations in a provenance object, in their order; refused as {@link #readUpload}. */
    public static Decision<List<Bundle>> readProvenance(byte[] json) {
        return read(() -> {
            JsonObject provenance = StrictJson.object(json, LIMITS);
            checkVersion(provenance);
            var attestations = new ArrayList<JsonObject>();
            for (JsonObject bundle : provenance.objects("attestation_bundles")) {
                bundle.object("publisher").string("kind");
                attestations.addAll(bundle.objects("attestations"));
            }
            return attestations;
        });
    }

    /** Reads the objects out of the document. */
    private interface Source {
        List<JsonObject> attestations();
    }

    private static Decision<List<Bundle>> read(Source source) {
        try {
            List<JsonObject> attestations = source.attestations();
            if (attestations.isEmpty() || attestations.size() > MAX_ATTESTATIONS) {
                throw new JsonFormatException("a file has 1 to " + MAX_ATTESTATIONS + " attestations");
            }
            Decision<List<Bundle>> bundles = Decision.allowed(List.of());
            for (JsonObject attestation : attestations) {
                byte[] bundle = toBundle(attestation);
                bundles = bundles.then(before -> Bundle.parse(bundle).map(next -> {
                    var all = new ArrayList<>(before);
                    all.add(next);
                    return List.copyOf(all);
                }));
            }
            return bundles;
        } catch (JsonFormatException malformed) {
            return Decision.refused(
                    ExpectationReason.ATTESTATIONS_MALFORMED,
                    "The attestations cannot be read: " + malformed.getMessage() + ".");
        }
    }

    /**
     * The attestation object that says what {@code bundle} does, as JSON: for serving what was uploaded as a bundle.
     *
     * <p>Refused with {@link ExpectationReason#ATTESTATIONS_MALFORMED} when the form has no place for it: it holds no
     * statement, or a plain key signed it. Signed time stamps are left out, since the form has none.
     */
    public static Decision<String> write(Bundle bundle) {
        DsseEnvelope envelope = bundle.envelope();
        byte[] certificate = bundle.certificate();
        if (envelope == null || certificate == null || !envelope.payloadType().equals(Statement.MEDIA_TYPE)) {
            return Decision.refused(
                    ExpectationReason.ATTESTATIONS_MALFORMED,
                    "Only statements that a certificate's key signed can be written.");
        }
        Base64.Encoder base64 = Base64.getEncoder();
        var material = new LinkedHashMap<String, Object>();
        material.put("certificate", base64.encodeToString(certificate));
        material.put(
                "transparency_entries",
                StrictJson.object(bundle.bytes(), LIMITS)
                        .object("verificationMaterial")
                        .objects("tlogEntries"));
        var signed = new LinkedHashMap<String, Object>();
        signed.put("statement", base64.encodeToString(envelope.payload()));
        signed.put("signature", base64.encodeToString(envelope.signature()));
        var attestation = new LinkedHashMap<String, Object>();
        attestation.put("version", 1);
        attestation.put("verification_material", material);
        attestation.put("envelope", signed);
        return Decision.allowed(JsonText.write(attestation));
    }

    private static void checkVersion(JsonObject object) {
        if (object.integer("version") != 1) {
            throw new JsonFormatException("member 'version' must be 1");
        }
    }

    /** The same in the form of a bundle v0.3 (PEP 740, appendix "Attestation object" and "Sigstore bundle"). */
    private static byte[] toBundle(JsonObject attestation) {
        checkVersion(attestation);
        JsonObject material = attestation.object("verification_material");
        JsonObject envelope = attestation.object("envelope");
        Map<String, Object> bundle = Map.of(
                "mediaType",
                BUNDLE_V0_3,
                "verificationMaterial",
                Map.of(
                        "certificate",
                        Map.of("rawBytes", material.string("certificate")),
                        "tlogEntries",
                        material.objects("transparency_entries")),
                "dsseEnvelope",
                Map.of(
                        "payload",
                        envelope.string("statement"),
                        "payloadType",
                        Statement.MEDIA_TYPE,
                        "signatures",
                        List.of(Map.of("sig", envelope.string("signature")))));
        return JsonText.write(bundle).getBytes(StandardCharsets.UTF_8);
    }
}
