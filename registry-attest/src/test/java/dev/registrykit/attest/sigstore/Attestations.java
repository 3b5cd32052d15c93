package dev.registrykit.attest.sigstore;

import dev.registrykit.attest.bundle.ArtifactDigest;
import dev.registrykit.attest.bundle.Bundle;
import dev.registrykit.attest.statement.Statement;
import dev.registrykit.core.decision.Decision;
import dev.registrykit.core.workload.WorkloadIdentity;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.jspecify.annotations.Nullable;

/** Attestations that nobody signed, for tests of what is asked once one has verified. */
public final class Attestations {
    private static final String BUNDLE = "{\"mediaType\":\"application/vnd.dev.sigstore.bundle.v0.3+json\","
            + "\"verificationMaterial\":{\"certificate\":{\"rawBytes\":\"AAAA\"}},"
            + "\"messageSignature\":{\"messageDigest\":{\"algorithm\":\"SHA2_256\","
            + "\"digest\":\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\"},\"signature\":\"AAAA\"}}";

    private Attestations() {}

    /** By a CI job, about the artifact itself or by a statement. */
    public static VerifiedAttestation byJob(WorkloadIdentity job, @Nullable String statement, ArtifactDigest digest) {
        var facts = facts(statement, digest);
        String signer = job.buildSigner();
        facts.signer = SignerIdentity.of(signer == null ? "https://ci.example/unnamed" : signer, job.issuer());
        facts.workload = job;
        return new VerifiedAttestation(facts);
    }

    /** By a person or anything else with a certificate. */
    public static VerifiedAttestation bySigner(SignerIdentity signer, String statement, ArtifactDigest digest) {
        var facts = facts(statement, digest);
        facts.signer = signer;
        return new VerifiedAttestation(facts);
    }

    /** By a plain key. */
    public static VerifiedAttestation byKey(String hint, String statement, ArtifactDigest digest) {
        var facts = facts(statement, digest);
        facts.keyHint = hint;
        return new VerifiedAttestation(facts);
    }

    /** What a real bundle with a certificate says, whether or not its signature holds. */
    public static VerifiedAttestation unverified(byte[] certificate, String statement, ArtifactDigest digest) {
        var facts = facts(statement, digest);
        try {
            SignerCertificate parsed = SignerCertificate.parse(certificate, new BouncyCastleProvider());
            facts.signer = parsed.signer();
            facts.workload = parsed.workload();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
        return new VerifiedAttestation(facts);
    }

    /** Whether the policy accepts the attestation. */
    public static Decision<VerifiedAttestation> check(SignerPolicy policy, VerifiedAttestation attestation) {
        return policy.check(attestation);
    }

    private static VerifiedAttestation.Facts facts(@Nullable String json, ArtifactDigest digest) {
        var facts =
                new VerifiedAttestation.Facts(allowed(Bundle.parse(BUNDLE.getBytes(StandardCharsets.UTF_8))), digest);
        if (json != null) {
            Statement statement = allowed(Statement.parse(json.getBytes(StandardCharsets.UTF_8)));
            facts.statement = statement;
            facts.subjectNames = statement
                    .subjectsOf(digest)
                    .fold(
                            subjects -> subjects.stream()
                                    .map(Statement.Subject::name)
                                    .toList(),
                            refusal -> List.of(),
                            outage -> List.of());
        }
        return facts;
    }

    private static <T> T allowed(Decision<T> decision) {
        return decision.orElseThrow(failure -> new AssertionError(failure.toString()));
    }
}
