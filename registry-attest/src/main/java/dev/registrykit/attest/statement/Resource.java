package dev.registrykit.attest.statement;

import dev.registrykit.core.json.JsonObject;
import java.util.Collections;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Something that went into a build, as the provenance names it (in-toto attestation framework, {@code resource_descriptor.md}).
 *
 * <p>That it was really used is the builder's word, as good as the builder.
 */
public final class Resource {
    private final @Nullable String uri;
    private final @Nullable String name;
    private final Map<String, String> digests;

    private Resource(@Nullable String uri, @Nullable String name, Map<String, String> digests) {
        this.uri = uri;
        this.name = name;
        this.digests = Collections.unmodifiableMap(digests);
    }

    static Resource of(JsonObject descriptor) {
        return new Resource(
                PredicateReader.textOrNull(descriptor, "uri"),
                PredicateReader.textOrNull(descriptor, "name"),
                PredicateReader.digests(descriptor));
    }

    /** Its URI, or null when none is given. */
    public @Nullable String uri() {
        return uri;
    }

    /** Its name, or null when none is given. */
    public @Nullable String name() {
        return name;
    }

    /** Its digests, as they are written, by the names of their algorithms; unmodifiable. */
    public Map<String, String> digests() {
        return digests;
    }

    @Override
    public String toString() {
        return "Resource[" + (uri != null ? uri : name) + "]";
    }
}
