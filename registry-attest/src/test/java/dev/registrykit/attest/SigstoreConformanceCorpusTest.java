package dev.registrykit.attest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.registrykit.attest.bundle.DigestAlgorithm;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every case of sigstore-conformance, with the artifact itself and with its digest alone. */
class SigstoreConformanceCorpusTest {
    private static final Map<String, Integer> OURS = new TreeMap<>();
    private static final Map<String, Integer> SIGSTORE_JAVA = new TreeMap<>();

    static Stream<Arguments> cases() {
        return ConformanceCase.names().stream()
                .flatMap(name -> Stream.of(Arguments.of(name, "path"), Arguments.of(name, "digest")));
    }

    @ParameterizedTest(name = "{0} by {1}")
    @MethodSource("cases")
    void a_case_has_its_outcome_for_its_reason(String name, String mode) {
        ConformanceCase of = new ConformanceCase(name);
        boolean negative = name.endsWith("_fail");
        String outcome = of.outcome(mode.equals("digest"));
        String second = SecondOpinion.of(
                of.bundle(),
                Objects.requireNonNull(of.artifact().bytes(DigestAlgorithm.SHA256)),
                of.trustRoot(),
                of.signer());
        OURS.merge(outcome.equals("allowed") == negative ? "wrong" : "right", 1, Integer::sum);
        SIGSTORE_JAVA.merge(second.equals("accepted") == negative ? "wrong" : "right", 1, Integer::sum);

        if (!negative) {
            assertThat(outcome).isEqualTo("allowed");
        } else if (ConformanceReasons.EXPECTED.containsKey(name)) {
            assertThat(outcome).isEqualTo(ConformanceReasons.EXPECTED.get(name));
        } else {
            assertThat(outcome)
                    .as("the reason of a case that is not in the table")
                    .isNotIn("allowed", "unsupported");
        }
    }

    @AfterAll
    static void print_the_scores() {
        System.out.println("corpus sigstore-conformance: ours " + OURS + ", sigstore-java " + SIGSTORE_JAVA);
    }
}
