package dev.registrykit.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.nio.file.Files;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AttestationVerificationTest {
    @BeforeEach
    void the_corpora_are_there() {
        if (!Files.isDirectory(AttestationInput.corpora())) {
            String message = "no corpora at " + AttestationInput.corpora() + ": set REGISTRYKIT_CORPORA";
            if ("true".equals(System.getenv("CI"))) {
                fail(message);
            }
            abort(message);
        }
    }

    @ParameterizedTest
    @EnumSource
    void both_verify_the_bundle_and_every_bare_signature_is_good(AttestationInput input) throws Exception {
        assertThat(input.ours().verify().isAllowed()).isTrue();
        assertThat(input.sigstoreJava().verify()).isNotEmpty();
        assertThat(input.bare().check()).isEqualTo(input.bare().size()).isEqualTo(5);
    }
}
