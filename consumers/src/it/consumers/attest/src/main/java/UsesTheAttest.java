import dev.registrykit.attest.RegistryAttest;
import dev.registrykit.attest.bundle.ArtifactDigest;
import dev.registrykit.attest.bundle.Bundle;
import dev.registrykit.attest.sigstore.SignerIdentity;
import dev.registrykit.attest.sigstore.SignerPolicy;
import dev.registrykit.attest.trustroot.TrustRoot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Verifies a bundle from Maven Central with nothing on the class path but what the module brings. */
public final class UsesTheAttest {
    private UsesTheAttest() {}

    public static void main(String[] arguments) throws IOException {
        var corpora = Path.of(System.getProperty("registrykit.corpora"));
        if (!Files.isDirectory(corpora)) {
            if ("true".equals(System.getenv("CI"))) {
                throw new IllegalStateException("There are no corpora at " + corpora);
            }
            System.out.println("attest: skipped, there are no corpora at " + corpora);
            return;
        }
        var published = corpora.resolve("bundles/maven-central");
        var artifact = Files.readAllBytes(published.resolve("sigstore-java-2.0.0.pom"));
        var bundle = Files.readAllBytes(published.resolve("sigstore-java-2.0.0.pom.sigstore.json"));
        var signer = SignerPolicy.signer(SignerIdentity.of(
                "https://github.com/sigstore/sigstore-java/.github/workflows/release-sigstore-java-from-tag.yaml@refs/tags/v2.0.0",
                "https://token.actions.githubusercontent.com"));

        var attest = RegistryAttest.builder()
                .trustRoot(TrustRoot.file(corpora.resolve("bundles/trust/public-good.json")))
                .build();
        var verified = Bundle.parse(bundle)
                .then(read -> attest.verify(read, ArtifactDigest.of(artifact), signer))
                .orElseThrow(failure -> new AssertionError(failure.toString()));
        System.out.println("attest: " + verified);

        artifact[0] ^= 1;
        var other = Bundle.parse(bundle).then(read -> attest.verify(read, ArtifactDigest.of(artifact), signer));
        if (other.isAllowed()) {
            throw new AssertionError("Another artifact was verified by this bundle");
        }
    }
}
