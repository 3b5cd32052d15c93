package dev.registrykit.attest.openpgp;

import static dev.registrykit.attest.Refusals.code;
import static dev.registrykit.attest.openpgp.Keys.ARTIFACT;
import static dev.registrykit.attest.openpgp.Keys.CREATED;
import static dev.registrykit.attest.openpgp.Keys.NOW;
import static dev.registrykit.attest.openpgp.Keys.SIGNED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.registrykit.core.name.PackageName;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Files with some bytes changed: typed refusals, or the same answer. */
class OpenPgpMutationTest {
    private static final PackageName WIDGET = PackageName.maven("com.example", "widget");

    private final Signer key = Signer.ed25519(CREATED);
    private final Signer sub = Signer.ed25519(CREATED);
    private final byte[] certificate = Keys.certificate(key, sub);
    private final byte[] signature = Keys.signature(sub);
    private final OpenPgpKeys keys =
            OpenPgpKeys.builder().allow("com.example", certificate).build();

    @Property(tries = 3_000)
    void a_changed_signature_is_refused_or_the_same(@ForAll @IntRange(max = 10_000) int place, @ForAll byte value) {
        byte[] changed = changed(signature, place, value);

        keys.verify(WIDGET, ARTIFACT, changed, NOW)
                .fold(
                        verified -> {
                            assertThat(verified.signingFingerprint()).isEqualTo(sub.fingerprint());
                            assertThat(verified.createdAt()).isEqualTo(SIGNED);
                            return verified;
                        },
                        refusal -> assertThat(refusal.reason()).isInstanceOf(OpenPgpReason.class),
                        outage -> {
                            throw new AssertionError(outage.toString());
                        });
    }

    @Property(tries = 3_000)
    void a_changed_key_is_refused_or_signs_no_other_thing(
            @ForAll @IntRange(max = 10_000) int place, @ForAll byte value) {
        byte[] changed = changed(certificate, place, value);
        try {
            OpenPgpKeys read =
                    OpenPgpKeys.builder().allow("com.example", changed).build();

            assertThat(code(read.verify(WIDGET, ARTIFACT, signature, NOW))).matches("allowed|openpgp-[a-z-]+");
            assertThat(code(read.verify(WIDGET, new byte[1], signature, NOW))).startsWith("openpgp-");
        } catch (IllegalArgumentException documented) {
            assertThat(code(OpenPgpKeys.check(changed, NOW))).startsWith("openpgp-");
        }
    }

    private static byte[] changed(byte[] file, int place, byte value) {
        byte[] changed = file.clone();
        changed[place % file.length] = value;
        return changed;
    }
}
