package dev.registrykit.examples.registry.npm;

import dev.registrykit.core.json.JsonFormatException;
import dev.registrykit.core.json.JsonLimits;
import dev.registrykit.core.json.JsonObject;
import dev.registrykit.core.json.JsonText;
import dev.registrykit.core.json.StrictBase64;
import dev.registrykit.core.json.StrictJson;
import dev.registrykit.core.name.PackageName;
import dev.registrykit.core.name.Release;
import dev.registrykit.examples.registry.http.HttpProblem;
import dev.registrykit.examples.registry.http.RegistryReason;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The document that {@code npm publish} sends, taken apart and checked: one version, its tarball, its tags.
 */
final class PublishDocument {
    static final int MAX_BYTES = 24 * 1024 * 1024;
    private static final Set<String> CLIENT_MEMBERS =
            Set.of("_id", "_integrity", "_nodeVersion", "_npmVersion", "_resolved", "_from");
    // Every version's manifest is in the one document that each client of the package reads.
    private static final int MAX_MANIFEST = 256 * 1024;
    private static final JsonLimits LIMITS = JsonLimits.of(MAX_BYTES, 32, 100_000);
    private static final Pattern VERSION =
            Pattern.compile("(0|[1-9][0-9]*)\\.(0|[1-9][0-9]*)\\.(0|[1-9][0-9]*)(-[0-9A-Za-z-]+(\\.[0-9A-Za-z-]+)*)?");
    private static final Pattern TAG = Pattern.compile("[a-z][a-z0-9._-]{0,63}");
    private static final Pattern TAG_LIKE_VERSION = Pattern.compile("[vx]?[0-9x.*-]+.*");

    private final Release release;
    private final JsonObject manifest;
    private final byte[] tarball;
    private final byte @Nullable [] bundle;
    private final Map<String, String> tags;

    private PublishDocument(
            Release release, JsonObject manifest, byte[] tarball, byte @Nullable [] bundle, Map<String, String> tags) {
        this.release = release;
        this.manifest = manifest;
        this.tarball = tarball;
        this.bundle = bundle;
        this.tags = tags;
    }

    /** The version that is published. */
    Release release() {
        return release;
    }

    /** The version's manifest. */
    JsonObject manifest() {
        return manifest;
    }

    /** The package itself, as a stream. */
    InputStream tarball() {
        return new ByteArrayInputStream(tarball);
    }

    /** The Sigstore bundle that comes with the tarball, or null. */
    byte @Nullable [] bundle() {
        return bundle == null ? null : bundle.clone();
    }

    /** What the document tags, all with this version. */
    Map<String, String> tags() {
        return tags;
    }

    /**
     * The document for {@code packageName}.
     *
     * @throws HttpProblem if it is not one that a current client sends
     */
    static PublishDocument parse(PackageName packageName, byte[] body) {
        try {
            return parsed(packageName, StrictJson.object(body, LIMITS));
        } catch (JsonFormatException malformed) {
            throw invalid("The document is refused: " + malformed.getMessage() + ".");
        }
    }

    private static PublishDocument parsed(PackageName packageName, JsonObject document) {
        String name = packageName.text();
        requireEqual("name", document.string("name"), name);
        if (document.has("_id")) {
            requireEqual("_id", document.string("_id"), name);
        }
        if (document.has("access")
                && !document.isNull("access")
                && !document.string("access").equals("public")) {
            throw invalid("This registry has public packages only.");
        }
        JsonObject versions = document.object("versions");
        if (versions.names().size() != 1) {
            throw invalid("The document must hold exactly one version.");
        }
        String version = versions.names().iterator().next();
        if (version.length() > 128 || !VERSION.matcher(version).matches()) {
            throw invalid("The version is not a semantic version without build metadata.");
        }
        JsonObject manifest = versions.object(version);
        requireEqual("the manifest's name", manifest.string("name"), name);
        requireEqual("the manifest's version", manifest.string("version"), version);
        JsonObject attachments = document.object("_attachments");
        String file = name + "-" + version;
        byte[] tarball = tarball(attachments, file + ".tgz");
        byte[] bundle = bundle(attachments, file + ".sigstore");
        if (attachments.names().size() != (bundle == null ? 1 : 2)) {
            throw invalid("The document must hold the tarball, at most its Sigstore bundle, and no other attachment.");
        }
        checkDigests(manifest.object("dist"), tarball);
        checkOwnMembers(manifest, name + "@" + version);
        if (JsonText.write(manifest).getBytes(StandardCharsets.UTF_8).length > MAX_MANIFEST) {
            throw new HttpProblem(RegistryReason.TOO_LARGE, "The manifest is larger than 256 KiB.");
        }
        JsonObject packed = TarballName.packageJson(tarball);
        requireEqual("the name in the tarball's package.json", packed.string("name"), name);
        requireEqual("the version in the tarball's package.json", packed.string("version"), version);
        return new PublishDocument(
                Release.of(packageName, version),
                manifest,
                tarball,
                bundle,
                tags(document.object("dist-tags"), version));
    }

    private static byte[] tarball(JsonObject attachments, String expectedName) {
        if (!attachments.has(expectedName)) {
            throw invalid("The document must hold the tarball as an attachment.");
        }
        JsonObject attachment = attachments.object(expectedName);
        byte[] tarball;
        try {
            tarball = StrictBase64.decode(attachment.string("data"));
        } catch (JsonFormatException missing) {
            throw missing;
        } catch (IllegalArgumentException malformed) {
            throw invalid("The tarball is not base64 in its canonical form.");
        }
        if (attachment.integer("length") != tarball.length) {
            throw invalid("The tarball does not have the length that the document states.");
        }
        if (tarball.length < 18 || tarball[0] != 0x1f || tarball[1] != (byte) 0x8b) {
            throw invalid("The tarball is not compressed by gzip.");
        }
        return tarball;
    }

    /** npm sends the bundle as text within the document's text. */
    private static byte @Nullable [] bundle(JsonObject attachments, String expectedName) {
        if (!attachments.has(expectedName)) {
            return null;
        }
        JsonObject attachment = attachments.object(expectedName);
        String data = attachment.string("data");
        if (attachment.integer("length") != data.length()) {
            throw invalid("The Sigstore bundle does not have the length that the document states.");
        }
        return data.getBytes(StandardCharsets.UTF_8);
    }

    private static void checkDigests(JsonObject dist, byte[] tarball) {
        String integrity = "sha512-" + Base64.getEncoder().encodeToString(digest("SHA-512", tarball));
        requireEqual("integrity", dist.string("integrity"), integrity);
        requireEqual("shasum", dist.string("shasum"), HexFormat.of().formatHex(digest("SHA-1", tarball)));
    }

    /** Members with an underscore are a registry's to write: a client's say only what is checked or means nothing. */
    private static void checkOwnMembers(JsonObject manifest, String id) {
        for (String member : manifest.names()) {
            if (member.startsWith("_") && !CLIENT_MEMBERS.contains(member)) {
                throw invalid("The manifest holds a member that only a registry writes.");
            }
        }
        if (manifest.has("_id")) {
            requireEqual("the manifest's _id", manifest.string("_id"), id);
        }
        if (manifest.has("_integrity")) {
            String integrity = manifest.object("dist").string("integrity");
            requireEqual("the manifest's _integrity", manifest.string("_integrity"), integrity);
        }
    }

    private static Map<String, String> tags(JsonObject distTags, String version) {
        Map<String, String> tags = new LinkedHashMap<>();
        for (String tag : distTags.names()) {
            if (!TAG.matcher(tag).matches() || TAG_LIKE_VERSION.matcher(tag).matches()) {
                throw invalid("A tag has up to 64 lower-case letters, digits and . _ - and is no version.");
            }
            requireEqual("the tagged version", distTags.string(tag), version);
            tags.put(tag, version);
        }
        return tags;
    }

    private static void requireEqual(String what, String sent, String expected) {
        if (!sent.equals(expected)) {
            throw invalid("In the document, " + what + " is not what it must be.");
        }
    }

    private static HttpProblem invalid(String detail) {
        return new HttpProblem(RegistryReason.DOCUMENT_INVALID, detail);
    }

    private static byte[] digest(String algorithm, byte[] bytes) {
        try {
            return MessageDigest.getInstance(algorithm).digest(bytes);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(algorithm + " is missing from this JDK", impossible);
        }
    }

    @Override
    public String toString() {
        return "PublishDocument[" + release + ", " + tarball.length + " bytes]";
    }
}
