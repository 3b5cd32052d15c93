package dev.registrykit.attest.sigstore;

import dev.registrykit.attest.bundle.AttestReason;
import dev.registrykit.attest.sigstore.VerificationKey.UnusableKeyException;
import dev.registrykit.attest.trustroot.TrustedKeys;
import dev.registrykit.attest.trustroot.TrustedKeys.TrustedKey;
import java.security.Provider;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The plain keys that are trusted, each decoded once, and the provider that checks signatures. */
final class KnownKeys {
    private final TrustedKeys trusted;
    private final Provider provider;
    private final Map<TrustedKey, VerificationKey> decoded = new ConcurrentHashMap<>();

    KnownKeys(TrustedKeys trusted, Provider provider) {
        this.trusted = trusted;
        this.provider = provider;
    }

    Provider provider() {
        return provider;
    }

    /** The key of this hint; the hint only chooses among trusted keys and proves nothing. */
    TrustedKey trusted(@Nullable String hint) throws RefusedException {
        TrustedKey key = hint == null ? null : trusted.key(hint);
        if (key == null) {
            throw new RefusedException(
                    AttestReason.KEY_UNKNOWN, "The bundle is signed by a key that is not among the trusted keys.");
        }
        return key;
    }

    VerificationKey decoded(TrustedKey key) throws RefusedException {
        VerificationKey known = decoded.get(key);
        if (known != null) {
            return known;
        }
        try {
            VerificationKey fresh = VerificationKey.of(key.publicKey(), key.keyDetails(), provider);
            decoded.put(key, fresh);
            return fresh;
        } catch (UnusableKeyException unusable) {
            throw new RefusedException(
                    AttestReason.UNSUPPORTED, "The trusted key cannot be used: " + unusable.getMessage() + ".");
        }
    }
}
