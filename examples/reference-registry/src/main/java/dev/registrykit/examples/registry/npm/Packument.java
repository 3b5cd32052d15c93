package dev.registrykit.examples.registry.npm;

import dev.registrykit.core.json.JsonLimits;
import dev.registrykit.core.json.JsonObject;
import dev.registrykit.core.json.JsonText;
import dev.registrykit.core.json.StrictJson;
import dev.registrykit.core.name.PackageName;
import dev.registrykit.core.name.Release;
import dev.registrykit.examples.registry.catalog.ReleaseRecord;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What npm asks about a package: its versions, tags and times in one document. */
final class Packument {
    private static final JsonLimits LIMITS = JsonLimits.of(PublishDocument.MAX_BYTES, 32, 100_000);

    private Packument() {}

    /** The document as JSON. */
    static String write(PackageName packageName, Map<ReleaseRecord, String> manifests, Map<String, String> tags) {
        Map<String, Object> versions = new LinkedHashMap<>();
        Map<String, Object> times = new LinkedHashMap<>();
        manifests.forEach((record, manifest) -> {
            String at = record.publication().at().toString();
            times.putIfAbsent("created", at);
            times.put("modified", at);
            times.put(record.release().version(), at);
            versions.put(record.release().version(), StrictJson.object(manifest, LIMITS));
        });
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("_id", packageName.text());
        document.put("name", packageName.text());
        document.put("dist-tags", tags);
        document.put("versions", versions);
        document.put("time", times);
        return JsonText.write(document);
    }

    /**
     * The manifest to keep: the client's, with the registry's own word on where the tarball is, its signature, and where the
     * attestations are, as far as there are any.
     */
    static String manifest(
            PublishDocument document,
            String tarballUrl,
            @Nullable Map<String, String> signature,
            @Nullable Map<String, Object> attestations) {
        JsonObject sent = document.manifest().object("dist");
        Map<String, Object> dist = new LinkedHashMap<>();
        dist.put("integrity", sent.string("integrity"));
        dist.put("shasum", sent.string("shasum"));
        dist.put("tarball", tarballUrl);
        if (signature != null) {
            dist.put("signatures", List.of(signature));
        }
        if (attestations != null) {
            dist.put("attestations", attestations);
        }
        return JsonText.write(document.manifest().with("dist", StrictJson.object(JsonText.write(dist), LIMITS)));
    }

    /** The file name of a release's tarball: the name without its scope, and the version. */
    static String tarballName(Release release) {
        return release.packageName().name() + "-" + release.version() + ".tgz";
    }
}
