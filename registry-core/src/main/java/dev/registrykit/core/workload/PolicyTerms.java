package dev.registrykit.core.workload;

import dev.registrykit.core.json.JsonFormatException;
import dev.registrykit.core.json.JsonLimits;
import dev.registrykit.core.json.JsonObject;
import dev.registrykit.core.json.JsonText;
import dev.registrykit.core.json.StrictJson;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What a policy demands and accepts, by the names of its JSON form. */
final class PolicyTerms {
    static final String ISSUER = "issuer";
    static final String REPOSITORY = "repository";
    static final String REPOSITORY_ID = "repositoryId";
    static final String OWNER_ID = "ownerId";
    static final String PIN_ON_FIRST_USE = "pinOnFirstUse";
    static final String MUTABLE_IDENTITY = "mutableIdentity";
    static final String NO_OWNER_ID = "noOwnerId";
    static final String WORKFLOW = "workflow";
    static final String BUILD_CONFIG = "buildConfig";
    static final String ANY_WORKFLOW = "anyWorkflow";
    static final String SIGNER_WORKFLOW = "signerWorkflow";
    static final String CLAIMS = "claims";
    static final String ENVIRONMENT = "environment";
    static final String ENVIRONMENT_PATTERN = "environmentPattern";
    static final String CASE_SENSITIVE_ENVIRONMENT = "caseSensitiveEnvironment";
    static final String REF = "ref";
    static final String VERSION_TAG = "versionTag";
    static final String PROTECTED_REF = "protectedRef";
    static final String RUNNER = "runner";
    static final String VISIBILITY = "visibility";
    static final String EVENTS = "events";
    static final String ACCEPTED_EVENTS = "acceptedEvents";
    static final String UNSTATED_EVENT = "unstatedEvent";

    /** In the order in which they are written. */
    private static final List<String> NAMES = List.of(
            ISSUER,
            REPOSITORY,
            REPOSITORY_ID,
            OWNER_ID,
            PIN_ON_FIRST_USE,
            MUTABLE_IDENTITY,
            NO_OWNER_ID,
            WORKFLOW,
            BUILD_CONFIG,
            ANY_WORKFLOW,
            SIGNER_WORKFLOW,
            CLAIMS,
            ENVIRONMENT,
            ENVIRONMENT_PATTERN,
            CASE_SENSITIVE_ENVIRONMENT,
            REF,
            VERSION_TAG,
            PROTECTED_REF,
            RUNNER,
            VISIBILITY,
            EVENTS,
            ACCEPTED_EVENTS,
            UNSTATED_EVENT);

    /** Wide enough for whatever a policy's bounded texts can be written as. */
    private static final JsonLimits LIMITS = JsonLimits.of(512 * 1024, 3, 2_000);

    private final Map<String, String> texts;
    private final Set<String> flags;
    private final Map<String, String> claims;
    private final Set<String> events;
    private final Set<String> acceptedEvents;

    private PolicyTerms(PolicyTerms from) {
        this.texts = new HashMap<>(from.texts);
        this.flags = new HashSet<>(from.flags);
        this.claims = new TreeMap<>(from.claims);
        this.events = new TreeSet<>(from.events);
        this.acceptedEvents = new TreeSet<>(from.acceptedEvents);
    }

    PolicyTerms() {
        this.texts = new HashMap<>();
        this.flags = new HashSet<>();
        this.claims = new TreeMap<>();
        this.events = new TreeSet<>();
        this.acceptedEvents = new TreeSet<>();
    }

    PolicyTerms copy() {
        return new PolicyTerms(this);
    }

    @Nullable String text(String name) {
        return texts.get(name);
    }

    String required(String name) {
        String value = texts.get(name);
        if (value == null) {
            throw new IllegalStateException("a policy has " + name);
        }
        return value;
    }

    boolean has(String name) {
        return flags.contains(name) || texts.containsKey(name);
    }

    Map<String, String> claims() {
        return claims;
    }

    Set<String> events() {
        return events;
    }

    Set<String> acceptedEvents() {
        return acceptedEvents;
    }

    void set(String name, String value) {
        texts.put(name, value);
    }

    void set(String flag) {
        flags.add(flag);
    }

    void drop(String flag) {
        flags.remove(flag);
    }

    String toJson() {
        Map<String, Object> members = new LinkedHashMap<>();
        for (String name : NAMES) {
            Object value = member(name);
            if (value != null) {
                members.put(name, value);
            }
        }
        return JsonText.write(members);
    }

    private @Nullable Object member(String name) {
        return switch (name) {
            case CLAIMS -> claims.isEmpty() ? null : claims;
            case EVENTS -> events.isEmpty() ? null : events;
            case ACCEPTED_EVENTS -> acceptedEvents;
            case PROTECTED_REF -> flags.contains(name);
            default -> flags.contains(name) ? true : texts.get(name);
        };
    }

    /**
     * The builder for what {@link #toJson()} wrote.
     *
     * @throws JsonFormatException if it is not of that form
     * @throws IllegalArgumentException if a value is not one that a policy may have
     */
    static WorkloadPolicy.Builder builderOf(String json) {
        JsonObject stored = StrictJson.object(json, LIMITS);
        if (!NAMES.containsAll(stored.names())) {
            throw new JsonFormatException("the policy has a member that is not known");
        }
        WorkloadPolicy.Builder builder = WorkloadPolicy.builder(stored.string(ISSUER), stored.string(REPOSITORY));
        Map<String, BiConsumer<WorkloadPolicy.Builder, String>> setters = Map.ofEntries(
                Map.entry(REPOSITORY_ID, WorkloadPolicy.Builder::repositoryId),
                Map.entry(OWNER_ID, WorkloadPolicy.Builder::ownerId),
                Map.entry(MUTABLE_IDENTITY, WorkloadPolicy.Builder::acceptMutableIdentity),
                Map.entry(WORKFLOW, WorkloadPolicy.Builder::workflow),
                Map.entry(BUILD_CONFIG, WorkloadPolicy.Builder::buildConfig),
                Map.entry(SIGNER_WORKFLOW, WorkloadPolicy.Builder::signerWorkflow),
                Map.entry(ENVIRONMENT, WorkloadPolicy.Builder::environment),
                Map.entry(ENVIRONMENT_PATTERN, WorkloadPolicy.Builder::environmentPattern),
                Map.entry(REF, WorkloadPolicy.Builder::ref),
                Map.entry(VERSION_TAG, WorkloadPolicy.Builder::versionTag),
                Map.entry(RUNNER, WorkloadPolicy.Builder::runner),
                Map.entry(VISIBILITY, WorkloadPolicy.Builder::visibility));
        setters.forEach((name, setter) -> {
            String value = stored.stringOrNull(name);
            if (value != null) {
                setter.accept(builder, value);
            }
        });
        flags(stored, builder);
        JsonObject claims = stored.objectOrNull(CLAIMS);
        if (claims != null) {
            claims.names().forEach(name -> builder.claim(name, claims.string(name)));
        }
        if (stored.names().contains(EVENTS)) {
            stored.strings(EVENTS).forEach(builder::event);
        }
        stored.strings(ACCEPTED_EVENTS).forEach(builder::acceptEvent);
        return builder;
    }

    private static void flags(JsonObject stored, WorkloadPolicy.Builder builder) {
        Map<String, Consumer<WorkloadPolicy.Builder>> setters = Map.of(
                PIN_ON_FIRST_USE, WorkloadPolicy.Builder::pinOnFirstUse,
                NO_OWNER_ID, WorkloadPolicy.Builder::acceptNoOwnerId,
                ANY_WORKFLOW, WorkloadPolicy.Builder::acceptAnyWorkflow,
                CASE_SENSITIVE_ENVIRONMENT, WorkloadPolicy.Builder::caseSensitiveEnvironment,
                UNSTATED_EVENT, WorkloadPolicy.Builder::acceptUnstatedEvent);
        setters.forEach((name, setter) -> {
            Boolean value = stored.booleanOrNull(name);
            if (Boolean.FALSE.equals(value)) {
                throw new JsonFormatException("member '" + name + "' is true or absent");
            }
            if (value != null) {
                setter.accept(builder);
            }
        });
        Boolean isProtected = stored.booleanOrNull(PROTECTED_REF);
        if (isProtected == null) {
            throw new JsonFormatException("member 'protectedRef' is missing");
        }
        if (isProtected) {
            builder.protectedRef();
        }
    }
}
