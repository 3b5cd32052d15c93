package dev.registrykit.attest.trustroot.tuf;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** A TUF repository with one target, signed with P-256 keys and served on the loopback interface. */
final class TufRepository implements AutoCloseable {
    private static final String NAME = "trusted_root.json";

    private final Map<String, byte[]> documents = new ConcurrentHashMap<>();
    private final AtomicInteger requests = new AtomicInteger();
    private final HttpServer server;
    private KeyPair rootKey = newKey();
    private KeyPair onlineKey = newKey();
    private int rootVersion = 1;
    private int version;
    private volatile boolean down;

    TufRepository(byte[] target, Instant expires) throws IOException {
        documents.put("1.root.json", root(List.of(rootKey)));
        publish(target, expires);
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            requests.incrementAndGet();
            byte[] document = documents.get(exchange.getRequestURI().getPath().substring(1));
            if (down || document == null) {
                exchange.sendResponseHeaders(down ? 503 : 404, -1);
            } else {
                exchange.sendResponseHeaders(200, document.length);
                exchange.getResponseBody().write(document);
            }
            exchange.close();
        });
        server.start();
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    byte[] initialRoot() {
        return documents.get("1.root.json").clone();
    }

    int requests() {
        return requests.get();
    }

    void down(boolean isDown) {
        down = isDown;
    }

    Map<String, byte[]> documents() {
        return documents;
    }

    /** The state before a change, to go back to. */
    Map<String, byte[]> snapshot() {
        return Map.copyOf(documents);
    }

    void restore(Map<String, byte[]> before) {
        documents.clear();
        documents.putAll(before);
    }

    /** Signs the next version of everything below the root. */
    void publish(byte[] target, Instant expires) {
        version++;
        String digest = sha256(target);
        documents.put("targets/" + digest + "." + NAME, target);
        byte[] targets = put(
                version + ".targets.json",
                "targets",
                expires,
                "\"targets\":{\"" + NAME + "\":{\"hashes\":{\"sha256\":\"" + digest + "\"},\"length\":" + target.length
                        + "}}");
        byte[] snapshot = put(version + ".snapshot.json", "snapshot", expires, meta("targets", targets));
        put("timestamp.json", "timestamp", expires, meta("snapshot", snapshot));
    }

    /** A new root with new keys for every role, signed with the old root key and the new one. */
    void rotate(byte[] target, Instant expires) {
        KeyPair old = rootKey;
        rootKey = newKey();
        onlineKey = newKey();
        rootVersion++;
        documents.put(rootVersion + ".root.json", root(List.of(old, rootKey)));
        publish(target, expires);
    }

    void tamper(String suffix) {
        documents.replaceAll((path, content) -> {
            byte[] other = content.clone();
            if (path.endsWith(suffix)) {
                other[other.length / 2] ^= 1;
            }
            return other;
        });
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private String meta(String role, byte[] document) {
        return "\"meta\":{\"" + role + ".json\":{\"hashes\":{\"sha256\":\"" + sha256(document) + "\"},\"length\":"
                + document.length + ",\"version\":" + version + "}}";
    }

    private byte[] put(String path, String role, Instant expires, String content) {
        // The members in the order of their names, which is the canonical one.
        boolean last = content.startsWith("\"targets\"");
        String signed = "{\"_type\":\"" + role + "\",\"expires\":\"" + expires.truncatedTo(ChronoUnit.SECONDS) + "\","
                + (last ? "" : content + ",") + "\"spec_version\":\"1.0\"," + (last ? content + "," : "")
                + "\"version\":"
                + version + "}";
        byte[] document = signed(signed, List.of(onlineKey));
        documents.put(path, document);
        return document;
    }

    private byte[] root(List<KeyPair> signers) {
        Map<String, String> keys = new TreeMap<>();
        keys.put(id(rootKey), key(rootKey));
        keys.put(id(onlineKey), key(onlineKey));
        var text = new StringBuilder(
                "{\"_type\":\"root\",\"consistent_snapshot\":true,\"expires\":\"2090-01-01T00:00:00Z\",\"keys\":{");
        keys.forEach((id, key) ->
                text.append('"').append(id).append("\":").append(key).append(','));
        text.setLength(text.length() - 1);
        text.append("},\"roles\":{\"root\":").append(role(rootKey));
        for (String role : List.of("snapshot", "targets", "timestamp")) {
            text.append(",\"").append(role).append("\":").append(role(onlineKey));
        }
        return signed(text + "},\"spec_version\":\"1.0\",\"version\":" + rootVersion + "}", signers);
    }

    private static String role(KeyPair key) {
        return "{\"keyids\":[\"" + id(key) + "\"],\"threshold\":1}";
    }

    // With the line breaks as they are: canonical JSON escapes nothing but quotes and backslashes.
    private static String key(KeyPair key) {
        String pem = "-----BEGIN PUBLIC KEY-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'})
                        .encodeToString(key.getPublic().getEncoded())
                + "\n-----END PUBLIC KEY-----\n";
        return "{\"keytype\":\"ecdsa\",\"keyval\":{\"public\":\"" + pem + "\"},\"scheme\":\"ecdsa-sha2-nistp256\"}";
    }

    private static String id(KeyPair key) {
        return sha256(key(key).getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] signed(String canonical, List<KeyPair> signers) {
        var signatures = new StringBuilder();
        for (KeyPair signer : signers) {
            signatures
                    .append(signatures.isEmpty() ? "" : ",")
                    .append("{\"keyid\":\"")
                    .append(id(signer))
                    .append("\",\"sig\":\"");
            signatures
                    .append(signature(canonical.getBytes(StandardCharsets.UTF_8), signer))
                    .append("\"}");
        }
        return ("{\"signatures\":[" + signatures + "],\"signed\":" + canonical.replace("\n", "\\n") + "}")
                .getBytes(StandardCharsets.UTF_8);
    }

    private static String signature(byte[] content, KeyPair key) {
        try {
            Signature signature = Signature.getInstance("SHA256withECDSA");
            signature.initSign(key.getPrivate());
            signature.update(content);
            return HexFormat.of().formatHex(signature.sign());
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static String sha256(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static KeyPair newKey() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
