package dev.registrykit.attest.openpgp;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.registrykit.core.name.PackageName;
import java.time.Instant;

/** OpenPGP files that strangers send: each is read or refused, and throws nothing that is not documented. */
class OpenPgpFuzzTest {
    private static final Signer KEY = Signer.ed25519(Keys.CREATED);
    private static final Signer SUB_KEY = Signer.ed25519(Keys.CREATED);
    private static final PackageName WIDGET = PackageName.maven("com.example", "widget");
    private static final OpenPgpKeys KEYS = OpenPgpKeys.builder()
            .allow("com.example", Keys.certificate(KEY, SUB_KEY))
            .build();

    @FuzzTest
    void openpgp_signature(byte[] input) {
        if (KEYS.verify(WIDGET, new byte[] {1}, input, Keys.NOW).isAllowed()) {
            throw new AssertionError("nobody signed this");
        }
    }

    @FuzzTest
    void openpgp_keys(byte[] input) {
        OpenPgpKeys.check(input, Instant.EPOCH);
        try {
            OpenPgpKeys.builder().allow("com.example", input).build();
        } catch (IllegalArgumentException documented) {
            // Refused.
        }
    }
}
