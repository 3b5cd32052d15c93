package dev.registrykit.attest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.registrykit.attest.bundle.ArtifactDigest;
import dev.registrykit.attest.bundle.Bundle;
import dev.registrykit.attest.sigstore.SignerIdentity;
import dev.registrykit.attest.sigstore.SignerPolicy;
import dev.registrykit.attest.trustroot.TrustRoot;
import dev.registrykit.core.workload.WorkloadPolicy;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a host's metrics get to know. */
class DecisionsTest {
    private static final String ISSUER = "https://token.actions.githubusercontent.com";
    private static final String REPOSITORY = "https://github.com/sigstore/sigstore-java";
    private static final SignerIdentity SIGNER = SignerIdentity.of(
            REPOSITORY + "/.github/workflows/release-sigstore-java-from-tag.yaml@refs/tags/v2.0.0", ISSUER);

    private final List<String> told = new ArrayList<>();
    private final RegistryAttest attest = RegistryAttest.builder()
            .trustRoot(TrustRoot.file(Corpora.publicGood()))
            .decisions((operation, outcome, code, nanoseconds) -> {
                assertThat(nanoseconds).isPositive();
                told.add(operation + " " + outcome + " " + code);
            })
            .build();
    private final Bundle bundle = Bundle.parse(Corpora.central("sigstore-java-2.0.0.jar.sigstore.json"))
            .orElseThrow(failure -> new AssertionError(failure.toString()));
    private final ArtifactDigest digest = ArtifactDigest.of(Corpora.central("sigstore-java-2.0.0.jar"));

    @Test
    void an_attestation_that_is_verified_is_told() {
        attest.verify(bundle, digest, SignerPolicy.signer(SIGNER));

        assertThat(told).containsExactly("attestation.verify allowed ");
    }

    @Test
    void a_refused_attestation_is_told_with_its_reason() {
        attest.verify(bundle, ArtifactDigest.of(new byte[0]), SignerPolicy.signer(SIGNER));
        attest.verify(
                bundle,
                digest,
                WorkloadPolicy.builder(ISSUER, "https://github.com/acme/widget")
                        .repositoryId("1")
                        .ownerId("2")
                        .acceptAnyWorkflow()
                        .build());

        assertThat(told)
                .containsExactly(
                        "attestation.verify refused digest-mismatch", "attestation.verify refused repository-mismatch");
    }
}
