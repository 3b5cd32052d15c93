package dev.registrykit.attest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.registrykit.attest.bundle.ArtifactDigest;
import dev.registrykit.attest.bundle.Bundle;
import dev.registrykit.attest.sigstore.SignerPolicy;
import dev.registrykit.attest.sigstore.VerifiedAttestation;
import dev.registrykit.core.decision.Decision;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A bundle with something changed is refused with a reason, or verifies to the very same result; nothing is thrown. */
class MutationPropertyTest {
    private static final int ROUNDS = 1_500;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "happy-path-v0.3",
                "happy-path-intoto-in-dsse-v3",
                "rekor2-happy-path",
                "rekor2-dsse-happy-path",
                "intoto-with-custom-trust-root"
            })
    void what_verifies_after_a_change_verifies_to_the_same(String name) {
        ConformanceCase of = new ConformanceCase(name);
        byte[] bundle = of.bundle();
        RegistryAttest attest = Corpora.verifier(of.trustRoot());
        ArtifactDigest digest = of.artifact();
        SignerPolicy anyone = SignerPolicy.acceptAnySigner("the property holds for whoever signed");
        String expected = facts(verify(attest, bundle, digest, anyone));
        // Seeded, so that a failure can be repeated.
        Random random = new Random(name.hashCode());

        for (int round = 0; round < ROUNDS; round++) {
            byte[] changed = round % 2 == 0 ? changedText(bundle, random) : changedBytes(bundle, random);
            String facts = facts(verify(attest, changed, digest, anyone));
            assertThat(facts).as("round %d", round).isIn("refused", expected);
        }
    }

    private static Decision<VerifiedAttestation> verify(
            RegistryAttest attest, byte[] bundle, ArtifactDigest digest, SignerPolicy policy) {
        return Bundle.parse(bundle).then(parsed -> attest.verify(parsed, digest, policy));
    }

    private static String facts(Decision<VerifiedAttestation> decision) {
        return decision.fold(
                verified -> List.of(
                                verified.digest(),
                                verified.signer(),
                                verified.times(),
                                verified.logEntries(),
                                verified.subjectNames())
                        .toString(),
                refusal -> "refused",
                outage -> "unavailable");
    }

    /** One character replaced, doubled or left out. */
    private static byte[] changedText(byte[] bundle, Random random) {
        int at = random.nextInt(bundle.length);
        byte[] changed = bundle.clone();
        switch (random.nextInt(3)) {
            case 0 -> changed[at] = (byte) random.nextInt(128);
            case 1 -> {
                changed = Arrays.copyOf(bundle, bundle.length + 1);
                System.arraycopy(bundle, at, changed, at + 1, bundle.length - at);
            }
            default -> {
                changed = new byte[bundle.length - 1];
                System.arraycopy(bundle, 0, changed, 0, at);
                System.arraycopy(bundle, at + 1, changed, at, bundle.length - at - 1);
            }
        }
        return changed;
    }

    /** One byte of what stands in one base64 text replaced, so that the change gets past the reading of JSON. */
    private static byte[] changedBytes(byte[] bundle, Random random) {
        String json = new String(bundle, StandardCharsets.UTF_8);
        String[] parts = json.split("\"", -1);
        int at = random.nextInt(parts.length);
        for (int tries = 0; tries < parts.length; tries++) {
            byte[] bytes = decoded(parts[at]);
            if (bytes.length > 0) {
                bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
                parts[at] = Base64.getEncoder().encodeToString(bytes);
                break;
            }
            at = (at + 1) % parts.length;
        }
        return String.join("\"", parts).getBytes(StandardCharsets.UTF_8);
    }

    /** Empty when it is no longer base64. */
    private static byte[] decoded(String text) {
        try {
            return text.length() >= 40 ? Base64.getDecoder().decode(text) : new byte[0];
        } catch (IllegalArgumentException noBase64) {
            return new byte[0];
        }
    }
}
