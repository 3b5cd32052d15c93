package dev.registrykit.examples.verify;

import dev.registrykit.attest.sigstore.SignerIdentity;
import dev.registrykit.attest.sigstore.SignerPolicy;
import dev.registrykit.attest.trustroot.TrustRoot;
import dev.registrykit.core.json.JsonFormatException;
import dev.registrykit.core.json.JsonLimits;
import dev.registrykit.core.json.JsonObject;
import dev.registrykit.core.json.JsonText;
import dev.registrykit.core.json.StrictJson;
import dev.registrykit.core.workload.WorkloadPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

/**
 * Whom a client expects to have signed, from a file that it keeps beside its list of dependencies.
 *
 * <pre>{@code
 * {
 *   "trustRoot": "trusted_root.json",
 *   "signers": [
 *     {"workload": {"issuer": "https://token.actions.githubusercontent.com", "repository": "https://github.com/acme/widget",
 *       "repositoryId": "123", "ownerId": "456", "workflow": ".github/workflows/release.yml", "protectedRef": false, "acceptedEvents": []}},
 *     {"name": "release@acme.example", "issuer": "https://accounts.google.com"}
 *   ]
 * }
 * }</pre>
 *
 * <p>The trust root's path is relative to the file. A member that is not known is refused, lest a misspelled demand demand
 * nothing.
 */
record Policy(TrustRoot trustRoot, SignerPolicy signers) {
    private static final JsonLimits LIMITS = JsonLimits.of(256 * 1024, 8, 2_000);

    /**
     * The policy in {@code file}.
     *
     * @throws IOException if the file cannot be read
     * @throws JsonFormatException if it is no such policy
     */
    static Policy read(Path file) throws IOException {
        JsonObject policy = StrictJson.object(Files.readAllBytes(file), LIMITS);
        only(policy, Set.of("trustRoot", "signers"));
        SignerPolicy[] signers =
                policy.objects("signers").stream().map(Policy::signer).toArray(SignerPolicy[]::new);
        if (signers.length == 0) {
            throw new JsonFormatException("member 'signers' names nobody");
        }
        Path root = file.toAbsolutePath().resolveSibling(policy.string("trustRoot"));
        return new Policy(TrustRoot.file(root), SignerPolicy.anyOf(signers));
    }

    private static SignerPolicy signer(JsonObject signer) {
        if (signer.has("workload")) {
            only(signer, Set.of("workload"));
            return SignerPolicy.workload(WorkloadPolicy.ofJson(JsonText.write(signer.object("workload"))));
        }
        only(signer, Set.of("name", "issuer"));
        return SignerPolicy.signer(SignerIdentity.of(signer.string("name"), signer.string("issuer")));
    }

    private static void only(JsonObject object, Set<String> known) {
        for (String name : object.names()) {
            if (!known.contains(name)) {
                throw new JsonFormatException("member '" + name + "' is not known");
            }
        }
    }
}
