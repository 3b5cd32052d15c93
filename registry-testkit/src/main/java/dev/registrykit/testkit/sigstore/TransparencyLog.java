package dev.registrykit.testkit.sigstore;

import dev.registrykit.core.json.JsonText;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.PublicKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.jspecify.annotations.Nullable;

/**
 * A transparency log of one of Rekor's two generations: the first promises and states a time, the second only proves.
 *
 * <p>Checkpoints are signed notes (C2SP {@code signed-note}); the first generation's key hint is of the key alone, the second's of the
 * name and the key.
 */
final class TransparencyLog {
    private static final Base64.Encoder BASE64 = Base64.getEncoder();
    /** Where the tree begins in the count of all of the log's trees. */
    private static final long EARLIER_ENTRIES = 1_000_000;

    private static final long TREE_ID = 7_133_221_977L;

    private final String host;
    private final boolean second;
    private final KeyPair key;
    private final MerkleLog tree = new MerkleLog();

    private TransparencyLog(String host, boolean second, KeyPair key) {
        this.host = host;
        this.second = second;
        this.key = key;
    }

    static TransparencyLog first(String host) {
        return new TransparencyLog(host, false, Keys.p256());
    }

    static TransparencyLog second(String host) {
        return new TransparencyLog(host, true, Keys.ed25519());
    }

    String url() {
        return "https://" + host;
    }

    PublicKey publicKey() {
        return key.getPublic();
    }

    String keyDetails() {
        return second ? "PKIX_ED25519" : "PKIX_ECDSA_P256_SHA_256";
    }

    byte[] id() {
        if (!second) {
            return Keys.sha256(key.getPublic().getEncoded());
        }
        byte[] raw = SubjectPublicKeyInfo.getInstance(key.getPublic().getEncoded())
                .getPublicKeyData()
                .getOctets();
        return Keys.sha256((host + "\n\1").getBytes(StandardCharsets.US_ASCII), raw);
    }

    /** The entry as a bundle holds it, for a body that is logged now. */
    Map<String, Object> entry(String kind, String version, byte[] body, Instant time, @Nullable BundleFault fault) {
        int leaf = tree.append(body);
        tree.append(("entry after " + leaf).getBytes(StandardCharsets.US_ASCII));
        int size = tree.size();
        long index = second ? leaf : EARLIER_ENTRIES + leaf;
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("logIndex", Long.toString(index));
        entry.put("logId", Map.of("keyId", BASE64.encodeToString(id())));
        String stated = fault == BundleFault.ENTRY_KIND_LIES ? "rekord" : kind;
        Map<String, Object> kindVersion = new LinkedHashMap<>();
        kindVersion.put("kind", stated);
        kindVersion.put("version", version);
        entry.put("kindVersion", kindVersion);
        if (!second) {
            entry.put("integratedTime", Long.toString(time.getEpochSecond()));
            if (fault != BundleFault.PROMISE_MISSING) {
                entry.put("inclusionPromise", Map.of("signedEntryTimestamp", promise(body, time, index, fault)));
            }
        }
        if (fault != BundleFault.INCLUSION_PROOF_MISSING) {
            entry.put("inclusionProof", proof(leaf, size, fault));
        }
        entry.put("canonicalizedBody", BASE64.encodeToString(body));
        return entry;
    }

    private String promise(byte[] body, Instant time, long index, @Nullable BundleFault fault) {
        Map<String, Object> promised = new LinkedHashMap<>();
        promised.put("body", BASE64.encodeToString(body));
        promised.put("integratedTime", time.getEpochSecond() + (fault == BundleFault.PROMISE_OF_ANOTHER_TIME ? 1 : 0));
        promised.put("logID", HexFormat.of().formatHex(id()));
        promised.put("logIndex", index);
        byte[] canonical = JsonText.write(promised).getBytes(StandardCharsets.UTF_8);
        return BASE64.encodeToString(Keys.sign("SHA256withECDSA", key.getPrivate(), canonical));
    }

    private Map<String, Object> proof(int leaf, int size, @Nullable BundleFault fault) {
        byte[] root = tree.root(size);
        List<byte[]> path = new ArrayList<>(tree.path(leaf, size));
        if (fault == BundleFault.INCLUSION_PATH_CORRUPTED) {
            path.set(0, Keys.sha256(path.get(0)));
        }
        Map<String, Object> proof = new LinkedHashMap<>();
        proof.put("logIndex", Integer.toString(leaf));
        proof.put("rootHash", BASE64.encodeToString(root));
        proof.put("treeSize", Integer.toString(fault == BundleFault.TREE_SIZE_WRONG ? size + 8 : size));
        proof.put("hashes", path.stream().map(BASE64::encodeToString).toList());
        proof.put("checkpoint", Map.of("envelope", checkpoint(size, root, fault)));
        return proof;
    }

    private String checkpoint(int size, byte[] root, @Nullable BundleFault fault) {
        byte[] shown = fault == BundleFault.CHECKPOINT_OF_ANOTHER_ROOT ? Keys.sha256(root) : root;
        String origin = second ? host : host + " - " + TREE_ID;
        String note = (fault == BundleFault.CHECKPOINT_WITHOUT_ORIGIN ? "" : origin + "\n") + size + "\n"
                + BASE64.encodeToString(shown) + "\n";
        KeyPair signer =
                fault != BundleFault.CHECKPOINT_SIGNED_BY_ANOTHER ? key : second ? Keys.ed25519() : Keys.p256();
        byte[] signature = Keys.sign(
                second ? "Ed25519" : "SHA256withECDSA", signer.getPrivate(), note.getBytes(StandardCharsets.UTF_8));
        byte[] hint = Arrays.copyOf(id(), 4);
        if (fault == BundleFault.CHECKPOINT_KEY_HINT_WRONG) {
            hint[0] ^= 1;
        }
        byte[] hinted = Arrays.copyOf(hint, 4 + signature.length);
        System.arraycopy(signature, 0, hinted, 4, signature.length);
        return note + "\n\u2014 " + host + " " + BASE64.encodeToString(hinted) + "\n";
    }
}
