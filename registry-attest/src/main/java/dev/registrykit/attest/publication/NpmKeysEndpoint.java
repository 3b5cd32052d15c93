package dev.registrykit.attest.publication;

import dev.registrykit.core.request.EndpointAnswer;
import dev.registrykit.core.request.RequestContext;

/**
 * The registry's keys in npm's form: {@code GET /-/npm/v1/keys} is answered with {@code {"keys": [{"expires": …, "keyid": …,
 * "keytype": …, "scheme": …, "key": …}]}}. The answer says that it may not be cached; a host may say otherwise, as long as
 * coming keys are listed earlier than that.
 */
public final class NpmKeysEndpoint {
    private final RegistryKeys keys;

    /** Hosts get this object from the module's entry point. */
    public NpmKeysEndpoint(RegistryKeys keys) {
        this.keys = keys;
    }

    /** The answer to one request; the host has routed it here by its path. */
    public EndpointAnswer handle(RequestContext context) {
        return Answers.toGet(context, () -> EndpointAnswer.of(200, Answers.JSON, keys.toKeysJson()));
    }
}
