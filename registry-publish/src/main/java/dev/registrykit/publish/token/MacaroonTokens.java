package dev.registrykit.publish.token;

import dev.registrykit.core.json.StrictBase64;
import dev.registrykit.core.secret.KeyRing;
import dev.registrykit.publish.macaroon.Caveat;
import dev.registrykit.publish.macaroon.Macaroon;
import dev.registrykit.publish.macaroon.MacaroonCodec;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Tokens that their holders narrow: {@code <prefix>_mac_} and a macaroon of version 2 in binary, in base64url.
 *
 * <p>The identifier is the token's public id. The root key is an HMAC of it under the key ring, so a copy of the database
 * makes no token; the row says under which key.
 */
final class MacaroonTokens {
    private static final String PURPOSE = "macaroon";
    private static final Pattern ID = Pattern.compile("[0-9a-f-]{36}");
    private static final Pattern ANY_LEAD = Pattern.compile("[a-z][a-z0-9]{1,15}_mac_");
    private static final int VERSION_2 = 2;
    /** In base64url, of the most bytes that a macaroon has. */
    private static final int MAX_LENGTH = (Macaroon.MAX_BYTES * 4 + 2) / 3;

    private final KeyRing keyRing;
    private final TokenPolicy policy;
    private final List<String> leads;

    MacaroonTokens(KeyRing keyRing, TokenPolicy policy) {
        this.keyRing = keyRing;
        this.policy = policy;
        this.leads = policy.prefixes().stream().map(MacaroonTokens::lead).toList();
    }

    private static String lead(String prefix) {
        return prefix + "_mac_";
    }

    /** The key that root keys are derived from now. */
    String currentKeyId() {
        return keyRing.currentId();
    }

    /** The text of a token whose {@link ApiToken#rootKeyId()} is the current key. */
    String mint(ApiToken token) {
        byte[] rootKey = rootKey(Objects.requireNonNull(token.rootKeyId()), token.id());
        Macaroon macaroon = Macaroon.create(
                Objects.requireNonNull(rootKey), token.id().getBytes(StandardCharsets.US_ASCII), policy.prefix());
        return lead(policy.prefix()) + StrictBase64.encodeUrl(MacaroonCodec.encodeV2(macaroon));
    }

    private byte @Nullable [] rootKey(String keyId, String id) {
        return keyRing.macUnder(keyId, PURPOSE, id.getBytes(StandardCharsets.US_ASCII));
    }

    /** A macaroon as it was presented: whose it says it is, which is not yet believed. */
    record Held(String id, Macaroon macaroon) {}

    /** The macaroon in this text, or null when there is none: other bytes of one macaroon are no other token. */
    @Nullable Held read(String text) {
        for (String lead : leads) {
            if (text.startsWith(lead) && text.length() - lead.length() <= MAX_LENGTH) {
                return decoded(text.substring(lead.length()));
            }
        }
        return null;
    }

    /** As {@link #read}, under whatever prefix: it is not signed, and may be one that was given up. */
    @Nullable Held readAny(String text) {
        Matcher lead = ANY_LEAD.matcher(text);
        return lead.lookingAt() && text.length() - lead.end() <= MAX_LENGTH
                ? decoded(text.substring(lead.end()))
                : null;
    }

    private static @Nullable Held decoded(String base64) {
        try {
            byte[] bytes = StrictBase64.decodeUrl(base64);
            if (bytes.length == 0 || bytes[0] != VERSION_2) {
                return null;
            }
            Macaroon macaroon = MacaroonCodec.decode(bytes);
            String id = new String(macaroon.identifier(), StandardCharsets.ISO_8859_1);
            return ID.matcher(id).matches() ? new Held(id, macaroon) : null;
        } catch (IllegalArgumentException malformed) {
            return null;
        }
    }

    /**
     * Whether the macaroon was made for this token, whatever its caveats and its prefix are; for no token the same is
     * computed under the current key, so that the time tells nobody which ids there are.
     */
    boolean isOf(Held held, @Nullable ApiToken token) {
        String keyId = token == null ? null : token.rootKeyId();
        byte[] rootKey = keyId == null ? null : rootKey(keyId, held.id());
        byte[] tried = rootKey == null ? keyRing.mac(PURPOSE, held.id().getBytes(StandardCharsets.US_ASCII)) : rootKey;
        boolean signed = held.macaroon().isSignedWith(tried);
        return signed && rootKey != null;
    }

    /** As {@link #isOf}, and the operator still has tokens of this kind. */
    boolean isAccepted(Held held, @Nullable ApiToken token) {
        return isOf(held, token) && token != null && policy.kind(token.kind()) != null;
    }

    /** The store's restrictions and the holders', what is not understood among them. */
    static List<Restriction> restrictions(ApiToken token, Macaroon macaroon) {
        List<Restriction> all = new ArrayList<>(token.restrictions());
        for (Caveat caveat : macaroon.caveats()) {
            String line = caveat.text();
            all.add(Restriction.stored(line == null ? "" : line));
        }
        return List.copyOf(all);
    }
}
