package dev.registrykit.attest.publication;

import static org.assertj.core.api.Assertions.assertThat;

import dev.registrykit.attest.bundle.ArtifactDigest;
import dev.registrykit.attest.bundle.DigestAlgorithm;
import dev.registrykit.attest.publication.ProvenanceView.Link;
import dev.registrykit.attest.sigstore.SignerIdentity;
import dev.registrykit.core.name.PackageName;
import dev.registrykit.core.name.Release;
import dev.registrykit.core.workload.WorkloadIdentity;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProvenanceViewTest {
    private static final Instant NOON = Instant.parse("2026-11-01T12:00:00Z");
    private static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";
    private static final ArtifactDigest DIGEST = ArtifactDigest.of("widget".getBytes(StandardCharsets.UTF_8));
    private static final Release WIDGET = Release.of(PackageName.npm("@acme/widget"), "1.0.0");

    @Test
    void a_page_gets_the_components_of_the_style_guide() {
        ProvenanceView view = view(job("https://github.com/acme/widget").build(), SourceState.PRESENT);
        assertThat(view.heading()).isEqualTo("Build Provenance Attestation");
        assertThat(view.source())
                .containsExactly(
                        new Link(
                                "Source repository",
                                "https://github.com/acme/widget",
                                "https://github.com/acme/widget"),
                        new Link("Source commit", COMMIT, "https://github.com/acme/widget/commit/" + COMMIT));
        assertThat(view.build())
                .containsExactly(
                        new Link(
                                "Build workflow",
                                ".github/workflows/release.yml",
                                "https://github.com/acme/widget/blob/" + COMMIT + "/.github/workflows/release.yml"),
                        new Link(
                                "Build logs",
                                "https://github.com/acme/widget/actions/runs/1",
                                "https://github.com/acme/widget/actions/runs/1"));
        assertThat(view.transparencyLogEntries())
                .containsExactly(new Link(
                        "Transparency Log Entry",
                        "7 in https://rekor.sigstore.dev",
                        "https://search.sigstore.dev/?logIndex=7"));
        assertThat(view.integrity()).contains("sha256:" + DIGEST.hex(DigestAlgorithm.SHA256));
        assertThat(view.verifiedAt()).isEqualTo(NOON);
        assertThat(view.predicateType()).isEqualTo("https://slsa.dev/provenance/v1");
        assertThat(view.warning()).isNull();
    }

    @Test
    void it_says_verified_at_upload_and_never_trusted() {
        ProvenanceView view = view(job("https://github.com/acme/widget").build(), SourceState.PRESENT);
        assertThat(view.statement()).endsWith("verified at upload.");
        assertThat(view.limits()).contains("does not vouch for the safety of the code");
        assertThat((view.heading() + view.statement() + view.limits()).toLowerCase(Locale.ROOT))
                .doesNotContain("trust");
    }

    @Test
    void gitlabs_addresses_are_known_and_others_are_not_guessed() {
        assertThat(view(job("https://gitlab.com/acme/widget").build(), SourceState.PRESENT)
                        .source()
                        .get(1)
                        .address())
                .isEqualTo("https://gitlab.com/acme/widget/-/commit/" + COMMIT);
        assertThat(view(job("https://git.example/acme/widget").build(), SourceState.PRESENT)
                        .source()
                        .get(1)
                        .address())
                .isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "javascript:alert(1)//https://github.com/",
                "http://github.com/acme/widget",
                "https://github.com/acme/\"onclick=x",
                "https://github.com/acme/wid get",
                "https://github.com/acme/<b>",
                "https://github.com/acme/\u202ewidget"
            })
    void what_could_mislead_a_browser_is_no_address(String repository) {
        ProvenanceView view = view(job(repository).build(), SourceState.PRESENT);
        assertThat(view.source()).allSatisfy(link -> assertThat(link.address()).isNull());
        assertThat(view.build())
                .filteredOn(link -> link.label().equals("Build workflow"))
                .allSatisfy(link -> assertThat(link.address()).isNull());
    }

    @Test
    void a_vanished_source_is_a_warning() {
        assertThat(view(job("https://github.com/acme/widget").build(), SourceState.VANISHED)
                        .warning())
                .contains("has not been found")
                .contains(NOON.toString());
    }

    @Test
    void a_signature_of_a_person_or_a_key_is_no_build_provenance() {
        var person = AttestationFacts.builder()
                .signer(SignerIdentity.of("dev@acme.example", "https://accounts.google.com"))
                .build();
        ProvenanceView view =
                ProvenanceView.of(KeptAttestation.of(WIDGET, "widget.tgz", DIGEST, "0".repeat(64), "{}", person, NOON));
        assertThat(view.heading()).isEqualTo("Attestation");
        assertThat(view.statement())
                .isEqualTo("Signed by dev@acme.example (https://accounts.google.com); verified at upload.");
        assertThat(view.source()).isEmpty();
        assertThat(view.build()).isEmpty();
        assertThat(view.signedAt()).isNull();
    }

    private static WorkloadIdentity.Builder job(String repository) {
        return WorkloadIdentity.builder("https://token.actions.githubusercontent.com")
                .sourceRepository(repository)
                .sourceDigest(COMMIT)
                .buildConfig(repository + "/.github/workflows/release.yml@refs/tags/v1")
                .runInvocation("https://github.com/acme/widget/actions/runs/1");
    }

    private static ProvenanceView view(WorkloadIdentity job, SourceState state) {
        AttestationFacts facts = AttestationFacts.builder()
                .predicateType("https://slsa.dev/provenance/v1")
                .workload(job)
                .signer(SignerIdentity.of("https://github.com/acme/widget", job.issuer()))
                .logEntry("https://rekor.sigstore.dev", 7)
                .build();
        return ProvenanceView.of(
                KeptAttestation.restored(WIDGET, "widget.tgz", DIGEST, "0".repeat(64), "{}", facts, NOON, state, NOON));
    }
}
