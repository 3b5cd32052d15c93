package dev.registrykit.examples.registry;

import dev.registrykit.core.json.JsonText;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.GZIPOutputStream;

/** The document that npm sends to publish, to be changed before it is sent. */
final class NpmDocuments {
    private static final int BLOCK = 512;

    private NpmDocuments() {}

    static Map<String, Object> of(String name, String version) throws Exception {
        return of(name, version, "content");
    }

    static Map<String, Object> of(String name, String version, String index) throws Exception {
        return with(name, version, tarball(packageJson(name, version), index));
    }

    /** A document around any tarball. */
    static Map<String, Object> with(String name, String version, byte[] tarball) throws Exception {
        Map<String, Object> dist = new LinkedHashMap<>();
        dist.put(
                "integrity",
                "sha512-"
                        + Base64.getEncoder()
                                .encodeToString(
                                        MessageDigest.getInstance("SHA-512").digest(tarball)));
        dist.put(
                "shasum",
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(tarball)));
        Map<String, Object> manifest = new LinkedHashMap<>();
        manifest.put("name", name);
        manifest.put("version", version);
        manifest.put("dist", dist);
        Map<String, Object> attachment = new LinkedHashMap<>();
        attachment.put("content_type", "application/octet-stream");
        attachment.put("data", Base64.getEncoder().encodeToString(tarball));
        attachment.put("length", tarball.length);
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("_id", name);
        document.put("name", name);
        document.put("dist-tags", Map.of("latest", version));
        document.put("versions", Map.of(version, manifest));
        document.put("access", null);
        document.put("_attachments", Map.of(name + "-" + version + ".tgz", attachment));
        return document;
    }

    static String json(String name, String version) throws Exception {
        return JsonText.write(of(name, version));
    }

    /** The document's one manifest. */
    @SuppressWarnings("unchecked")
    static Map<String, Object> manifest(Map<String, Object> document) {
        Map<String, Object> versions = (Map<String, Object>) document.get("versions");
        return (Map<String, Object>) versions.values().iterator().next();
    }

    static String packageJson(String name, String version) {
        return JsonText.write(Map.of("name", name, "version", version));
    }

    static byte[] tarball(String packageJson, String index) throws IOException {
        return gzip(entry("package/package.json", '0', packageJson), entry("package/index.js", '0', index));
    }

    /** A tarball of these entries, with the two blocks of zeros that end it. */
    static byte[] gzip(byte[]... entries) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            for (byte[] entry : entries) {
                gzip.write(entry);
            }
            gzip.write(new byte[2 * BLOCK]);
        }
        return bytes.toByteArray();
    }

    /** One entry in the ustar format: a header of 512 bytes, and the content in blocks of as many. */
    static byte[] entry(String name, char type, String text) {
        byte[] content = text.getBytes(StandardCharsets.UTF_8);
        byte[] entry = new byte[BLOCK + (content.length + BLOCK - 1) / BLOCK * BLOCK];
        put(entry, 0, name);
        put(entry, 100, "0000644\0");
        put(entry, 124, String.format("%011o", content.length) + "\0");
        put(entry, 136, "00000000000\0");
        put(entry, 148, "        ");
        entry[156] = (byte) type;
        put(entry, 257, "ustar\00000");
        int sum = 0;
        for (int i = 0; i < BLOCK; i++) {
            sum += entry[i];
        }
        put(entry, 148, String.format("%06o", sum) + "\0 ");
        System.arraycopy(content, 0, entry, BLOCK, content.length);
        return entry;
    }

    private static void put(byte[] to, int at, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(bytes, 0, to, at, bytes.length);
    }
}
