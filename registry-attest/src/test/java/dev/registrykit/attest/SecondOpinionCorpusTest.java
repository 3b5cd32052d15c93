package dev.registrykit.attest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.registrykit.attest.bundle.DigestAlgorithm;
import dev.registrykit.attest.sigstore.VerificationOptions;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** sigstore-java agrees on every bundle of the corpora, or the difference is explained here. Nothing may be added without a review. */
class SecondOpinionCorpusTest {
    /** What it accepts and we refuse, with the reason why we are right. */
    private static final Map<String, String> REFUSED_BY_US_ALONE = Map.of(
            "integrated-time-in-future_fail", "it does not compare the log's time with the certificate's validity",
            "trust-root-tlog-missing-validity-start_fail", "it does not look at when the log used its key");

    /** Why it refuses what we accept, by a part of its message. */
    private static final Map<String, String> NOT_JUDGED_BY_IT = Map.of(
            "intoto", "it does not know the log entries of envelopes that npm and older tools made",
            "DSSE from log entry body", "the same, where it has found out late",
            "inclusion proof", "it does not take a log's promise without a proof, which these options accept",
            "public keys", "it does not know plain keys",
            "tlog", "it wants a log entry, which these options do not",
            "digest", "it compares subjects by SHA-256 alone",
            "hashedrekord", "it does not know envelopes that Rekor v2 records by their digest");

    static Stream<Arguments> cases() {
        return ConformanceCase.names().stream().map(Arguments::of);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void both_agree_on_a_conformance_case(String name) {
        ConformanceCase of = new ConformanceCase(name);
        String second = SecondOpinion.of(
                of.bundle(),
                Objects.requireNonNull(of.artifact().bytes(DigestAlgorithm.SHA256)),
                of.trustRoot(),
                of.signer());

        agree(name, of.outcome(false), second);
    }

    static Stream<Arguments> bundles() {
        return RealBundle.all().stream().map(bundle -> Arguments.of(bundle.name(), bundle));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("bundles")
    void both_agree_on_a_real_bundle(String name, RealBundle bundle) {
        byte[] sha256 = bundle.digest().bytes(DigestAlgorithm.SHA256);
        String second = SecondOpinion.of(
                bundle.bytes(), sha256 == null ? new byte[32] : sha256, bundle.trustRoot(), bundle.signer());

        agree(
                name,
                bundle.outcome(VerificationOptions.builder()
                        .acceptPromiseWithoutProof()
                        .acceptRootCertificateInBundle()),
                second);
    }

    private static void agree(String name, String ours, String second) {
        if (second.equals("accepted")) {
            assertThat(ours.equals("allowed") || REFUSED_BY_US_ALONE.containsKey(name))
                    .as("%s is %s, but sigstore-java accepts it", name, ours)
                    .isTrue();
        } else if (ours.equals("allowed")) {
            assertThat(NOT_JUDGED_BY_IT.keySet())
                    .as("%s is allowed, but sigstore-java says: %s", name, second)
                    .anyMatch(second::contains);
        }
    }
}
