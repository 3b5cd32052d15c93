package dev.registrykit.auth.passkey;

import dev.registrykit.core.secret.KeyRing;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;

/**
 * A passkey that a name without passkeys seems to have, so that asking does not tell who has one.
 *
 * <p>It depends on the name and the key ring's current key alone: it is the same at each question, and changes with the
 * key.
 */
final class Decoy {
    /** Id lengths and transports that platform and roaming authenticators have. */
    private static final List<Integer> ID_BYTES = List.of(16, 20, 32, 32);

    private static final List<List<String>> TRANSPORTS =
            List.of(List.of("hybrid", "internal"), List.of("internal"), List.of("usb"), List.of("nfc", "usb"));

    private Decoy() {}

    static OptionsJson.Descriptor of(KeyRing keyRing, String identifier) {
        String name = Normalizer.normalize(identifier, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
        byte[] shape = keyRing.mac("passkey-decoy-shape", name.getBytes(StandardCharsets.UTF_8));
        byte[] id = keyRing.mac("passkey-decoy-id", name.getBytes(StandardCharsets.UTF_8));
        int kind = shape[0] & 3;
        return new OptionsJson.Descriptor(
                Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(id, ID_BYTES.get(kind))),
                TRANSPORTS.get(shape[1] & 3));
    }
}
