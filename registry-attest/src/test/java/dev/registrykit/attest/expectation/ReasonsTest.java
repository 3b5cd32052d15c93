package dev.registrykit.attest.expectation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.registrykit.attest.bundle.AttestReason;
import dev.registrykit.attest.statement.StatementReason;
import dev.registrykit.core.decision.Reason;
import dev.registrykit.core.workload.WorkloadReason;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ReasonsTest {
    @Test
    void no_code_has_two_meanings_but_those_of_an_issuer() {
        List<String> codes = Stream.<Reason[]>of(
                        AttestReason.values(), StatementReason.values(), ExpectationReason.values())
                .flatMap(Stream::of)
                .map(Reason::code)
                .toList();

        assertThat(codes).doesNotHaveDuplicates().allMatch(code -> code.matches("[a-z0-9]+(-[a-z0-9]+)*"));
        for (WorkloadReason reason : WorkloadReason.values()) {
            if (reason != WorkloadReason.ISSUER_MISMATCH) {
                assertThat(codes).doesNotContain(reason.code());
            }
        }
    }

    @Test
    void every_reason_says_what_to_do_in_one_sentence() {
        for (ExpectationReason reason : ExpectationReason.values()) {
            assertThat(reason.nextStep()).endsWith(".").hasSizeLessThan(120);
            assertThat(reason.httpStatus()).isEqualTo(422);
        }
    }
}
