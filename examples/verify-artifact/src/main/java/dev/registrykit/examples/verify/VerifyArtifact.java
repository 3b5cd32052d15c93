package dev.registrykit.examples.verify;

import dev.registrykit.attest.RegistryAttest;
import dev.registrykit.attest.bundle.ArtifactDigest;
import dev.registrykit.attest.bundle.Bundle;
import dev.registrykit.attest.sigstore.SignerIdentity;
import dev.registrykit.attest.sigstore.VerifiedAttestation;
import dev.registrykit.attest.trustroot.TrustRootException;
import dev.registrykit.core.decision.Decision;
import dev.registrykit.core.decision.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Verifies a downloaded artifact, offline: {@code VerifyArtifact POLICY ARTIFACT [BUNDLE]}.
 *
 * <p>Without a bundle's path the one beside the artifact is taken, {@code ARTIFACT.sigstore.json}. Ends with 0 when one of the
 * policy's signers signed the artifact, with 1 when not, and with 2 when something cannot be read.
 */
public final class VerifyArtifact {
    private VerifyArtifact() {}

    /** Verifies, and ends the JVM with the outcome. */
    public static void main(String[] arguments) {
        System.exit(run(arguments, System.out));
    }

    static int run(String[] arguments, PrintStream out) {
        if (arguments.length < 2 || arguments.length > 3) {
            out.println("usage: VerifyArtifact POLICY ARTIFACT [BUNDLE]");
            return 2;
        }
        Path artifact = Path.of(arguments[1]);
        Path bundle = Path.of(arguments.length == 3 ? arguments[2] : arguments[1] + ".sigstore.json");
        try {
            Policy policy = Policy.read(Path.of(arguments[0]));
            return verify(policy, artifact, bundle)
                    .fold(
                            verified -> verified(artifact, verified, out),
                            refusal -> failed(artifact, Problem.of(refusal), out),
                            outage -> failed(artifact, Problem.of(outage), out));
        } catch (IOException | IllegalArgumentException | IllegalStateException | TrustRootException unusable) {
            // A policy with a missing or impossible demand is one of the two in the middle.
            out.println("Cannot verify " + artifact.getFileName() + ": " + unusable.getMessage());
            return 2;
        }
    }

    private static Decision<VerifiedAttestation> verify(Policy policy, Path artifact, Path bundle) throws IOException {
        RegistryAttest attest =
                RegistryAttest.builder().trustRoot(policy.trustRoot()).build();
        byte[] json = Files.readAllBytes(bundle);
        try (InputStream content = Files.newInputStream(artifact)) {
            ArtifactDigest digest = ArtifactDigest.of(content);
            return Bundle.parse(json).then(parsed -> attest.verify(parsed, digest, policy.signers()));
        }
    }

    private static int verified(Path artifact, VerifiedAttestation verified, PrintStream out) {
        out.println("Verified " + artifact.getFileName());
        SignerIdentity signer = verified.signer();
        if (signer != null) {
            out.println("  signed by      " + signer.name());
            out.println("  vouched for by " + signer.issuer());
        }
        out.println("  signed at      " + verified.signedAt());
        verified.logEntries().forEach(entry -> out.println("  logged as      " + entry));
        return 0;
    }

    private static int failed(Path artifact, Problem problem, PrintStream out) {
        out.println("NOT verified: " + artifact.getFileName());
        out.println("  " + problem.detail() + " (" + problem.code() + ")");
        out.println("  " + problem.nextStep());
        return 1;
    }
}
