package dev.registrykit.attest.expectation;

import dev.registrykit.attest.bundle.Bundle;
import dev.registrykit.attest.statement.NpmPublish;
import dev.registrykit.attest.statement.SlsaProvenance;
import dev.registrykit.core.decision.Decision;
import dev.registrykit.core.json.JsonFormatException;
import dev.registrykit.core.json.JsonLimits;
import dev.registrykit.core.json.JsonObject;
import dev.registrykit.core.json.JsonText;
import dev.registrykit.core.json.StrictJson;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The two attestations of one version of an npm package: the registry's own and the build's provenance, as bundles that can
 * be verified.
 *
 * <p>Which is which is told by the list, unsigned; {@link NpmExpectation} looks at what was signed.
 */
public final class NpmAttestations {
    private static final JsonLimits LIMITS = JsonLimits.of(2 * Bundle.MAX_BYTES, 64, 80_000);
    private static final int MAX_ATTESTATIONS = 20;

    private final Bundle publish;
    private final Bundle provenance;

    private NpmAttestations(Bundle publish, Bundle provenance) {
        this.publish = publish;
        this.provenance = provenance;
    }

    /**
     * The attestations that a registry lists at {@code /-/npm/v1/attestations/}<em>name</em>{@code @}<em>version</em>.
     *
     * <p>Attestations of other kinds are ignored. Refused with {@link ExpectationReason#ATTESTATIONS_MALFORMED}, with
     * {@link ExpectationReason#ATTESTATIONS_INCOMPLETE} when there is not exactly one of each of the two kinds, or as
     * {@link Bundle#parse} refuses.
     */
    public static Decision<NpmAttestations> read(byte[] json) {
        try {
            var attestations = StrictJson.object(json, LIMITS).objects("attestations");
            if (attestations.size() > MAX_ATTESTATIONS) {
                throw new JsonFormatException("a version has at most " + MAX_ATTESTATIONS + " attestations");
            }
            JsonObject publish = null;
            JsonObject provenance = null;
            boolean twice = false;
            for (JsonObject attestation : attestations) {
                String type = attestation.string("predicateType");
                if (type.equals(NpmPublish.TYPE)) {
                    twice |= publish != null;
                    publish = attestation.object("bundle");
                } else if (type.equals(SlsaProvenance.V1) || type.equals(SlsaProvenance.V0_2)) {
                    twice |= provenance != null;
                    provenance = attestation.object("bundle");
                }
            }
            return twice ? incomplete() : both(publish, provenance);
        } catch (JsonFormatException malformed) {
            return Decision.refused(
                    ExpectationReason.ATTESTATIONS_MALFORMED,
                    "The attestations cannot be read: " + malformed.getMessage() + ".");
        }
    }

    private static Decision<NpmAttestations> both(@Nullable JsonObject publish, @Nullable JsonObject provenance) {
        if (publish == null || provenance == null) {
            return incomplete();
        }
        return bundle(publish).then(first -> bundle(provenance).map(second -> new NpmAttestations(first, second)));
    }

    private static Decision<Bundle> bundle(JsonObject json) {
        return Bundle.parse(JsonText.write(json).getBytes(StandardCharsets.UTF_8));
    }

    private static Decision<NpmAttestations> incomplete() {
        return Decision.refused(
                ExpectationReason.ATTESTATIONS_INCOMPLETE, "A version has one publish attestation and one provenance.");
    }

    /** The registry's attestation that it took the version in; its signature is a registry key's. */
    public Bundle publish() {
        return publish;
    }

    /** The build's provenance; its signature is that of the CI job that built the version. */
    public Bundle provenance() {
        return provenance;
    }
}
