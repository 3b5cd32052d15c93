package dev.registrykit.attest.sigstore;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.registrykit.attest.bundle.ArtifactDigest;
import dev.registrykit.attest.bundle.Bundle;
import dev.registrykit.attest.bundle.InclusionProof;
import dev.registrykit.attest.bundle.LogEntry;
import dev.registrykit.attest.statement.NpmPublish;
import dev.registrykit.attest.statement.PypiPublish;
import dev.registrykit.attest.statement.ReleaseRecord;
import dev.registrykit.attest.statement.Sbom;
import dev.registrykit.attest.statement.SlsaProvenance;
import dev.registrykit.attest.statement.Statement;
import dev.registrykit.attest.statement.VerificationSummary;
import dev.registrykit.attest.trustroot.TrustRoot;
import dev.registrykit.attest.trustroot.TrustRootException;
import dev.registrykit.attest.trustroot.TrustedKeys;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.Provider;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.jce.provider.BouncyCastleProvider;

/**
 * What strangers send with a release, and trust roots: each is read or refused and throws nothing that is not documented, and
 * a changed bundle that still verifies says what the unchanged one says.
 *
 * <p>The seeds are bundles by one job over one artifact, from the testkit's Sigstore in miniature, whose trust root this is.
 */
class SigstoreFuzzTest {
    private static final Provider PROVIDER = new BouncyCastleProvider();
    private static final TrustRoot ROOT = TrustRoot.json(resource("SigstoreFuzzTestRoot/trusted_root.json"));
    private static final PreparedRoot PREPARED = new PreparedRoot(ROOT, VerificationOptions.defaults(), PROVIDER);
    private static final SigstoreVerifier VERIFIER = new SigstoreVerifier(
            new SigstoreVerifier.Roots().add(ROOT, VerificationOptions.defaults()), TrustedKeys.none());
    private static final ArtifactDigest ARTIFACT = ArtifactDigest.of("artifact".getBytes(StandardCharsets.UTF_8));
    private static final SignerPolicy ANYBODY =
            SignerPolicy.acceptAnySigner("a test of what is said, not of who says it");

    private static final List<byte[]> SEEDS = List.of(
            resource("SigstoreFuzzTestInputs/bundle_verified/message.json"),
            resource("SigstoreFuzzTestInputs/bundle_verified/message-v0.1.json"),
            resource("SigstoreFuzzTestInputs/bundle_verified/rekor2.json"),
            resource("SigstoreFuzzTestInputs/bundle_verified/statement.json"),
            resource("SigstoreFuzzTestInputs/bundle_verified/intoto.json"),
            resource("SigstoreFuzzTestInputs/bundle_verified/rekor2-dsse.json"));
    private static final Set<String> SAID = said();
    private static final List<LogEntry> ENTRIES =
            SEEDS.stream().map(seed -> parsed(seed).logEntries().get(0)).toList();
    private static final Bundle STAMPED = parsed(SEEDS.get(2));
    private static final byte[] SIGNATURE =
            Objects.requireNonNull(STAMPED.messageSignature()).signature();
    private static final VerifiedTime TIME = time();

    @FuzzTest
    void bundle(byte[] input) {
        Bundle.parse(input).map(bundle -> bundle.logEntries().size());
    }

    @FuzzTest
    void bundle_verified(byte[] input) {
        Bundle.parse(input)
                .then(bundle -> VERIFIER.verify(bundle, ARTIFACT, ANYBODY))
                .map(verified -> {
                    if (!SAID.contains(said(verified))) {
                        throw new AssertionError("a changed bundle says something else: " + said(verified));
                    }
                    return verified;
                });
    }

    @FuzzTest
    void checkpoint(byte[] input) {
        try {
            Checkpoint checkpoint = Checkpoint.parse(new String(input, StandardCharsets.UTF_8));
            for (LogEntry entry : ENTRIES) {
                PreparedRoot.Log log = Objects.requireNonNull(PREPARED.transparencyLog(entry.logId()));
                if (checkpoint.isSignedBy(log.origin(), log.keyHint(), log.key()) && !isOfSeed(checkpoint)) {
                    throw new AssertionError("the log has not signed this tree");
                }
            }
        } catch (IllegalArgumentException documented) {
            // Refused.
        }
    }

    private static boolean isOfSeed(Checkpoint checkpoint) {
        for (LogEntry entry : ENTRIES) {
            InclusionProof proof = Objects.requireNonNull(entry.inclusionProof());
            if (checkpoint.isOf(proof.treeSize(), proof.rootHash())) {
                return true;
            }
        }
        return false;
    }

    @FuzzTest
    void certificate(byte[] input) {
        try {
            SignerCertificate certificate = SignerCertificate.parse(input, PROVIDER);
            Certificates.isSigner(certificate.certificate(), KeyPurposeId.id_kp_codeSigning);
            AuthorityChain issuer = PREPARED.issuerOf(certificate);
            if (issuer != null) {
                CertificateTimestamps.check(certificate.certificate(), issuer, PREPARED, 1);
            }
        } catch (IOException | RefusedException documented) {
            // Refused.
        }
    }

    @FuzzTest
    void time_stamp(byte[] input) {
        try {
            if (!Timestamps.check(input, SIGNATURE, PREPARED).equals(TIME)) {
                throw new AssertionError("the authority has not stated this time");
            }
        } catch (RefusedException documented) {
            // Refused.
        }
    }

    @FuzzTest
    void statement(byte[] input) {
        Statement.parse(input).map(statement -> {
            statement.subjectsOf(ARTIFACT);
            return List.of(
                    SlsaProvenance.read(statement),
                    VerificationSummary.read(statement),
                    NpmPublish.read(statement),
                    PypiPublish.read(statement),
                    ReleaseRecord.read(statement),
                    Sbom.read(statement));
        });
    }

    @FuzzTest
    void trust_root(byte[] input) {
        try {
            new PreparedRoot(TrustRoot.json(input), VerificationOptions.defaults(), PROVIDER);
        } catch (TrustRootException documented) {
            // Refused.
        }
    }

    private static VerifiedTime time() {
        try {
            return Timestamps.check(STAMPED.timestamps().get(0), SIGNATURE, PREPARED);
        } catch (RefusedException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static Set<String> said() {
        Set<String> said = new TreeSet<>();
        for (byte[] seed : SEEDS) {
            said.add(said(VERIFIER.verify(parsed(seed), ARTIFACT, ANYBODY)
                    .orElseThrow(failure -> new IllegalStateException(failure.detail()))));
        }
        return said;
    }

    private static String said(VerifiedAttestation verified) {
        Statement statement = verified.statement();
        return verified + " " + verified.workload() + " " + verified.logEntries() + " " + verified.subjectNames() + " "
                + (statement == null ? "" : new String(statement.bytes(), StandardCharsets.UTF_8));
    }

    private static Bundle parsed(byte[] seed) {
        return Bundle.parse(seed).orElseThrow(failure -> new IllegalStateException(failure.detail()));
    }

    private static byte[] resource(String name) {
        try (InputStream stream = Objects.requireNonNull(SigstoreFuzzTest.class.getResourceAsStream(name))) {
            return stream.readAllBytes();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
