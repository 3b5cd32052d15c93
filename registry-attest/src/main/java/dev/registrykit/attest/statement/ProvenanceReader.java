package dev.registrykit.attest.statement;

import static dev.registrykit.attest.statement.PredicateReader.objectOrEmpty;
import static dev.registrykit.attest.statement.PredicateReader.objects;
import static dev.registrykit.attest.statement.PredicateReader.text;
import static dev.registrykit.attest.statement.PredicateReader.textOrNull;
import static dev.registrykit.attest.statement.PredicateReader.timeOrNull;

import dev.registrykit.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the two versions of SLSA build provenance into the words of the later one. */
final class ProvenanceReader {
    private ProvenanceReader() {}

    /** The predicate of slsa.dev/spec/v1.0/provenance. */
    static SlsaProvenance.Parts v1(JsonObject predicate) {
        JsonObject definition = predicate.object("buildDefinition");
        JsonObject run = predicate.object("runDetails");
        JsonObject external = definition.object("externalParameters");
        JsonObject internal = objectOrEmpty(definition, "internalParameters");
        var parts = new SlsaProvenance.Parts(
                text(definition, "buildType"), text(run.object("builder"), "id"), external, internal);
        parts.dependencies = resources(definition, "resolvedDependencies");
        JsonObject metadata = objectOrEmpty(run, "metadata");
        parts.invocationId = textOrNull(metadata, "invocationId");
        parts.startedOn = timeOrNull(metadata, "startedOn");
        parts.finishedOn = timeOrNull(metadata, "finishedOn");
        JsonObject workflow = objectOrEmpty(external, "workflow");
        String repository = textOrNull(workflow, "repository");
        if (repository != null) {
            parts.trigger = SourceReference.of(repository, textOrNull(workflow, "ref"), Map.of());
            parts.entryPoint = textOrNull(workflow, "path");
        }
        JsonObject source = objectOrEmpty(external, "source");
        String uri = textOrNull(source, "uri");
        parts.source = uri == null
                ? firstSource(parts.dependencies)
                : SourceReference.of(uri, PredicateReader.digests(source));
        String event = textOrNull(objectOrEmpty(internal, "github"), "event_name");
        parts.event = event == null ? textOrNull(internal, "GITHUB_EVENT_NAME") : event;
        parts.inputs = v1Inputs(external, internal, repository != null);
        return parts;
    }

    /** Only where the workflow itself was the build are its inputs a parameter; else they are in what GitHub told the job. */
    private static @Nullable JsonObject v1Inputs(JsonObject external, JsonObject internal, boolean workflow) {
        JsonObject holder = workflow ? external : objectOrEmpty(internal, "GITHUB_EVENT_PAYLOAD");
        return inputs(holder);
    }

    private static @Nullable JsonObject inputs(JsonObject holder) {
        return holder.has("inputs") && !holder.isNull("inputs") ? holder.object("inputs") : null;
    }

    /** The predicate of slsa.dev/spec/v0.2/provenance. */
    static SlsaProvenance.Parts v02(JsonObject predicate) {
        JsonObject invocation = objectOrEmpty(predicate, "invocation");
        JsonObject environment = objectOrEmpty(invocation, "environment");
        var parts = new SlsaProvenance.Parts(
                text(predicate, "buildType"),
                text(predicate.object("builder"), "id"),
                objectOrEmpty(invocation, "parameters"),
                environment);
        parts.dependencies = resources(predicate, "materials");
        JsonObject metadata = objectOrEmpty(predicate, "metadata");
        parts.invocationId = textOrNull(metadata, "buildInvocationId");
        if (parts.invocationId == null) {
            parts.invocationId = textOrNull(metadata, "buildInvocationID");
        }
        parts.startedOn = timeOrNull(metadata, "buildStartedOn");
        parts.finishedOn = timeOrNull(metadata, "buildFinishedOn");
        JsonObject config = objectOrEmpty(invocation, "configSource");
        String uri = textOrNull(config, "uri");
        if (uri != null) {
            parts.trigger = SourceReference.of(uri, PredicateReader.digests(config));
            parts.entryPoint = textOrNull(config, "entryPoint");
        }
        parts.source = firstSource(parts.dependencies);
        parts.event = either(environment, "GITHUB_EVENT_NAME", "github_event_name");
        JsonObject payload = objectOrEmpty(environment, "GITHUB_EVENT_PAYLOAD");
        parts.inputs = inputs(payload.names().isEmpty() ? objectOrEmpty(environment, "github_event_payload") : payload);
        return parts;
    }

    private static @Nullable String either(JsonObject from, String first, String second) {
        String text = textOrNull(from, first);
        return text == null ? textOrNull(from, second) : text;
    }

    private static List<Resource> resources(JsonObject from, String name) {
        return objects(from, name).stream().map(Resource::of).toList();
    }

    private static @Nullable SourceReference firstSource(List<Resource> dependencies) {
        if (dependencies.isEmpty()) {
            return null;
        }
        Resource first = dependencies.get(0);
        String uri = first.uri();
        return uri != null && uri.startsWith("git+") ? SourceReference.of(uri, first.digests()) : null;
    }
}
