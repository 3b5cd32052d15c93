package dev.registrykit.attest;

import dev.registrykit.attest.trustroot.TrustedKeys;
import dev.registrykit.core.json.JsonLimits;
import dev.registrykit.core.json.JsonObject;
import dev.registrykit.core.json.StrictJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.PublicKey;
import java.time.Instant;
import java.util.Base64;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.jspecify.annotations.Nullable;

/** The plain keys that corpora bring along. */
final class PlainKeys {
    private PlainKeys() {}

    static TrustedKeys pem(String hint, Path file) {
        return TrustedKeys.of(hint, pem(file));
    }

    static TrustedKeys pem(String hint, Path file, Instant start, Instant end) {
        return TrustedKeys.of(hint, pem(file), start, end);
    }

    private static PublicKey pem(Path file) {
        String text = new String(Corpora.read(file), StandardCharsets.US_ASCII);
        return key(Base64.getMimeDecoder().decode(text.replaceAll("-----[A-Z ]+-----", "")));
    }

    /** npm's key of this hint, among those for attestations. */
    static TrustedKeys npm(String hint, Path keys) {
        for (JsonObject entry :
                StrictJson.object(Corpora.read(keys), JsonLimits.small()).objects("keys")) {
            if (entry.string("keyId").equals(hint) && entry.string("keyUsage").equals("npm:attestations")) {
                JsonObject key = entry.object("publicKey");
                JsonObject window = key.object("validFor");
                return TrustedKeys.of(
                        hint,
                        key(Base64.getDecoder().decode(key.string("rawBytes"))),
                        instant(window.stringOrNull("start")),
                        instant(window.stringOrNull("end")));
            }
        }
        return TrustedKeys.none();
    }

    private static @Nullable Instant instant(@Nullable String text) {
        return text == null ? null : Instant.parse(text);
    }

    private static PublicKey key(byte[] encoded) {
        try {
            return BouncyCastleProvider.getPublicKey(SubjectPublicKeyInfo.getInstance(encoded));
        } catch (IOException malformed) {
            throw new AssertionError(malformed);
        }
    }
}
