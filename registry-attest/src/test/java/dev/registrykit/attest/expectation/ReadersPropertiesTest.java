package dev.registrykit.attest.expectation;

import static dev.registrykit.attest.Refusals.code;
import static dev.registrykit.attest.expectation.Jobs.DIGEST;
import static org.assertj.core.api.Assertions.assertThat;

import dev.registrykit.attest.bundle.DigestAlgorithm;
import dev.registrykit.attest.sigstore.Attestations;
import dev.registrykit.attest.statement.NpmPublish;
import dev.registrykit.attest.statement.PypiPublish;
import dev.registrykit.attest.statement.ReleaseRecord;
import dev.registrykit.attest.statement.Sbom;
import dev.registrykit.attest.statement.SlsaProvenance;
import dev.registrykit.attest.statement.Statement;
import dev.registrykit.attest.statement.Statements;
import dev.registrykit.attest.statement.VerificationSummary;
import dev.registrykit.core.decision.Decision;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Function;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.StringLength;

/** Whatever is signed or sent, the answer is a decision; and what is compared whole is not matched by more or less of it. */
class ReadersPropertiesTest {
    private static final String PROVENANCE = Statements.of(
            Statements.subject("widget", DigestAlgorithm.SHA256, DIGEST), SlsaProvenance.V1, Provenances.v1());
    private static final String WORKFLOW = "https://github.com/acme/widget/.github/workflows/release.yml";

    private static byte[] mutated(String json, int at, int with) {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        bytes[at % bytes.length] = (byte) with;
        return bytes;
    }

    @Property(tries = 3000)
    void a_mutated_statement_is_read_or_refused(
            @ForAll @IntRange(max = 10_000) int at, @ForAll @IntRange(min = 32, max = 126) int with) {
        Decision<Statement> statement = Statement.parse(mutated(PROVENANCE, at, with));

        for (Function<Statement, Decision<?>> reader : List.<Function<Statement, Decision<?>>>of(
                SlsaProvenance::read,
                VerificationSummary::read,
                NpmPublish::read,
                PypiPublish::read,
                ReleaseRecord::read,
                Sbom::read)) {
            assertThat(code(statement.then(read -> reader.apply(read).map(value -> read))))
                    .isIn("allowed", "statement-malformed", "predicate-malformed", "predicate-type-mismatch");
        }
    }

    /** One changed character of a provenance that still counts has changed nothing that was asked. */
    @Property(tries = 3000)
    void a_mutated_provenance_that_still_counts_says_the_same(
            @ForAll @IntRange(max = 10_000) int at, @ForAll @IntRange(min = 32, max = 126) int with) {
        SlsaExpectation expected = SlsaExpectation.builder(TrustedBuilders.gitHub(), Jobs.REPOSITORY)
                .tag("v1.2.3")
                .build();
        String json = new String(mutated(PROVENANCE, at, with), StandardCharsets.UTF_8);
        Decision<SlsaBuild> build = Statement.parse(json.getBytes(StandardCharsets.UTF_8))
                .then(read -> expected.check(Attestations.byJob(Jobs.job().build(), json, DIGEST)));

        if (build.isAllowed()) {
            SlsaProvenance provenance = build.orElseThrow(failure -> new AssertionError(failure.toString()))
                    .provenance();
            assertThat(provenance.builderId()).isEqualTo(Provenances.BUILDER);
            assertThat(provenance.source()).isNotNull();
            assertThat(provenance.source().repository()).isEqualToIgnoringCase(Jobs.REPOSITORY);
            assertThat(provenance.source().commit()).isEqualTo(Jobs.COMMIT);
        }
    }

    @Property(tries = 1000)
    void what_is_sent_is_read_or_refused(@ForAll byte[] bytes, @ForAll String text) {
        for (byte[] sent : List.of(
                bytes,
                text.getBytes(StandardCharsets.UTF_8),
                ("{\"attestations\":[" + text + "]}").getBytes(StandardCharsets.UTF_8))) {
            assertThat(code(NpmAttestations.read(sent))).isIn("attestations-malformed", "attestations-incomplete");
            assertThat(code(PypiAttestations.readAttestation(sent))).isEqualTo("attestations-malformed");
            assertThat(code(PypiAttestations.readUpload(sent))).isEqualTo("attestations-malformed");
            assertThat(code(PypiAttestations.readProvenance(sent))).isEqualTo("attestations-malformed");
        }
    }

    @Property(tries = 500)
    void a_workflow_is_followed_by_its_ref_alone(
            @ForAll @AlphaChars @CharRange(from = '-', to = '9') @StringLength(min = 1, max = 30) String more) {
        assertThat(Urls.isWorkflow(WORKFLOW, WORKFLOW + more)).isFalse();
        assertThat(Urls.isWorkflow(WORKFLOW, WORKFLOW + more + "@refs/tags/v1.0.0"))
                .isFalse();
        assertThat(Urls.isWorkflow(WORKFLOW, more + WORKFLOW + "@refs/tags/v1.0.0"))
                .isFalse();
        assertThat(Urls.isWorkflow(WORKFLOW, WORKFLOW + "@refs/tags/" + more)).isTrue();
        assertThat(Urls.isBuilder(WORKFLOW, WORKFLOW + "@refs/heads/" + more)).isFalse();
        assertThat(Urls.isBuilder(WORKFLOW, WORKFLOW + "@refs/tags/v1.0.0-" + more))
                .isFalse();
        assertThat(Urls.isSameRepository(Jobs.REPOSITORY, Jobs.REPOSITORY + more))
                .isFalse();
    }
}
