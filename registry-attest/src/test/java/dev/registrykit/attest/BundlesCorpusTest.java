package dev.registrykit.attest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.registrykit.attest.sigstore.VerificationOptions;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Real bundles of many ecosystems, whose expected outcome another verifier gave. */
class BundlesCorpusTest {
    private static final Map<String, Map<String, Integer>> TALLY = new TreeMap<>();
    private static final Map<String, Integer> BY_DEFAULT = new TreeMap<>();

    static Stream<Arguments> bundles() {
        return RealBundle.all().stream().map(bundle -> Arguments.of(bundle.name(), bundle.expected(), bundle));
    }

    /** That verifier takes a log's promise without a proof, and a chain with its root. */
    private static VerificationOptions.Builder likeTheOracle() {
        return VerificationOptions.builder().acceptPromiseWithoutProof().acceptRootCertificateInBundle();
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("bundles")
    void a_bundle_has_its_outcome_with_the_options_that_it_names(String name, String expected, RealBundle bundle) {
        String outcome = bundle.outcome(likeTheOracle());

        TALLY.computeIfAbsent(bundle.group(), group -> new TreeMap<>())
                .merge(expected + " -> " + outcome, 1, Integer::sum);
        if (expected.equals("unknown")) {
            System.out.println("corpus bundles: skipped " + name + ", which is " + outcome);
        } else if (expected.equals("verify")) {
            assertThat(outcome).isEqualTo("allowed");
        } else {
            assertThat(outcome).isNotIn("allowed", "unsupported");
        }
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("bundles")
    void a_bundle_is_refused_by_default_only_for_what_a_relaxation_names(
            String name, String expected, RealBundle bundle) {
        String outcome = bundle.strictOutcome();

        BY_DEFAULT.merge(expected + " -> " + outcome, 1, Integer::sum);
        if (expected.equals("verify")) {
            assertThat(outcome).isIn("allowed", "bundle-malformed", "log-proof-missing", "log-entry-missing");
        } else if (expected.equals("reject")) {
            assertThat(outcome).isNotIn("allowed", "unsupported");
        }
    }

    @AfterAll
    static void print_the_counts() {
        TALLY.forEach((group, outcomes) -> System.out.println("corpus bundles/" + group + ": " + outcomes));
        System.out.println("corpus bundles by default: " + BY_DEFAULT);
    }
}
