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
    private NpmDocuments() {}

    static Map<String, Object> of(String name, String version) throws Exception {
        byte[] tarball = tarball();
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

    private static byte[] tarball() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write("not really a tar".getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }
}
