package dev.registrykit.attest.continuity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.registrykit.attest.sigstore.SignerIdentity;
import dev.registrykit.core.decision.Decision;
import dev.registrykit.core.name.PackageName;
import dev.registrykit.core.name.Release;
import dev.registrykit.core.workload.WorkloadIdentity;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ProvenanceTest {
    private static final String ISSUER = "https://token.actions.githubusercontent.com";
    private static final Instant NOON = Instant.parse("2026-11-01T12:00:00Z");
    private static final Release WIDGET = Release.of(PackageName.npm("@acme/widget"), "1.0.0");

    @Test
    void a_renamed_repository_and_another_workflow_file_of_it_continue() {
        Provenance before = Provenance.workload(job("acme/widget", "42").build());
        Provenance renamed = Provenance.workload(job("acme/widget-ng", "42")
                .buildSigner("https://github.com/acme/widget-ng/.github/workflows/other.yml@refs/tags/v2")
                .build());
        assertThat(before.builder()).isNull();
        assertThat(Comparison.difference(before, renamed)).isNull();
    }

    @Test
    void a_repository_of_the_same_name_and_another_id_is_another_source() {
        assertThat(difference(job("acme/widget", "42"), job("acme/widget", "43")))
                .isEqualTo(ContinuityReason.SOURCE_CHANGED);
        assertThat(difference(job("acme/widget", "42"), job("acme/widget", "42").sourceRepositoryId(null)))
                .isEqualTo(ContinuityReason.SOURCE_CHANGED);
        assertThat(difference(job("acme/widget", "42").sourceRepositoryId(null), job("acme/widget", "42")))
                .isEqualTo(ContinuityReason.SOURCE_CHANGED);
    }

    @Test
    void the_name_decides_where_the_issuer_states_no_id() {
        var named = job("acme/widget", "42").sourceRepositoryId(null);
        assertThat(difference(named, named)).isNull();
        assertThat(difference(named, job("acme/other", "42").sourceRepositoryId(null)))
                .isEqualTo(ContinuityReason.SOURCE_CHANGED);
        var nameless = WorkloadIdentity.builder(ISSUER);
        assertThat(difference(nameless, nameless)).isEqualTo(ContinuityReason.SOURCE_CHANGED);
    }

    @Test
    void the_same_id_of_another_issuer_is_another_source() {
        Provenance other = Provenance.workload(WorkloadIdentity.builder("https://gitlab.com")
                .sourceRepository("https://github.com/acme/widget")
                .sourceRepositoryId("42")
                .build());
        assertThat(Comparison.difference(
                        Provenance.workload(job("acme/widget", "42").build()), other))
                .isEqualTo(ContinuityReason.SOURCE_CHANGED);
    }

    @Test
    void a_reusable_workflow_from_outside_is_the_builder_whatever_its_ref() {
        var v1 = job("acme/widget", "42")
                .buildSigner("https://github.com/acme/builders/.github/workflows/b.yml@refs/tags/v1");
        var v2 = job("acme/widget", "42")
                .buildSigner("https://github.com/acme/builders/.github/workflows/b.yml@refs/tags/v2");
        assertThat(Provenance.workload(v1.build()).builder())
                .isEqualTo("https://github.com/acme/builders/.github/workflows/b.yml");
        assertThat(difference(v1, v2)).isNull();
        assertThat(difference(v1, job("acme/widget", "42"))).isEqualTo(ContinuityReason.BUILDER_CHANGED);
        assertThat(difference(job("acme/widget", "42"), v1)).isEqualTo(ContinuityReason.BUILDER_CHANGED);
        var neighbour = job("acme/widget", "42")
                .buildSigner("https://github.com/acme/widget-evil/.github/workflows/b.yml@refs/tags/v1");
        assertThat(difference(job("acme/widget", "42"), neighbour)).isEqualTo(ContinuityReason.BUILDER_CHANGED);
    }

    @Test
    void what_was_not_stated_may_be_stated_later_but_not_the_other_way_round() {
        var silent = job("acme/widget", "42").runner(null).sourceRepositoryOwnerId(null);
        assertThat(difference(silent, job("acme/widget", "42"))).isNull();
        assertThat(difference(job("acme/widget", "42"), job("acme/widget", "42").runner(null)))
                .isEqualTo(ContinuityReason.BUILDER_CHANGED);
        assertThat(difference(job("acme/widget", "42"), job("acme/widget", "42").sourceRepositoryOwnerId(null)))
                .isEqualTo(ContinuityReason.SOURCE_OWNER_CHANGED);
    }

    @Test
    void of_several_attestations_those_of_the_strongest_kind_count_and_must_agree() {
        Provenance job = Provenance.workload(job("acme/widget", "42").build());
        Provenance other = Provenance.workload(job("acme/other", "43").build());
        Provenance person = Provenance.person(SignerIdentity.of("dev@acme.example", ISSUER));
        assertThat(Provenance.strongest(List.of())).isEqualTo(Decision.allowed(Provenance.none()));
        assertThat(Provenance.strongest(List.of(Provenance.key("k"), job, person, job)))
                .isEqualTo(Decision.allowed(job));
        assertThat(Provenance.strongest(List.of(Provenance.key("k"), person))).isEqualTo(Decision.allowed(person));
        assertThat(Provenance.strongest(List.of(job, other)))
                .isInstanceOfSatisfying(
                        Decision.Refused.class,
                        no -> assertThat(no.refusal().reason()).isEqualTo(ContinuityReason.PROVENANCE_AMBIGUOUS));
    }

    @Test
    void long_texts_that_differ_at_their_end_stay_different() {
        Provenance one = Provenance.key("x".repeat(600) + "1");
        Provenance two = Provenance.key("x".repeat(600) + "2");
        assertThat(one.signer()).hasSize(500);
        assertThat(one).isNotEqualTo(two);
        assertThat(Provenance.key(one.signer())).isEqualTo(one);
        assertThat(Provenance.key("x".repeat(434) + "\ud83d\ude00".repeat(60)).signer())
                .doesNotContain("\ud83d#");
    }

    @ParameterizedTest
    @EnumSource(
            value = SignerKind.class,
            names = {"WORKLOAD", "NONE"})
    void a_kind_that_needs_more_is_not_announced_alone(SignerKind kind) {
        assertThatIllegalArgumentException().isThrownBy(() -> AnnouncedChange.signedBy(kind));
    }

    @ParameterizedTest
    @EnumSource
    void a_kind_is_found_by_its_word(SignerKind kind) {
        assertThat(SignerKind.ofWord(kind.word())).isEqualTo(kind);
    }

    @Test
    void words_that_nobody_wrote_are_refused() {
        assertThatIllegalArgumentException().isThrownBy(() -> SignerKind.ofWord("robot"));
        assertThatIllegalArgumentException().isThrownBy(() -> ContinuityState.ofWord("new"));
        assertThatIllegalArgumentException().isThrownBy(() -> AnnouncedChange.workload(ISSUER, " "));
    }

    @Test
    void waiting_times_have_bounds() {
        ContinuitySettings standard = ContinuitySettings.standard();
        assertThat(standard.waiting()).isEqualTo(Duration.ofDays(3));
        assertThat(standard.waiting(Duration.ofDays(7))
                        .usable(Duration.ofDays(1))
                        .waiting())
                .isEqualTo(Duration.ofDays(7));
        assertThatIllegalArgumentException().isThrownBy(() -> standard.waiting(Duration.ZERO));
        assertThatIllegalArgumentException().isThrownBy(() -> standard.usable(Duration.ofDays(366)));
    }

    @Test
    void a_dry_run_needs_each_packages_releases_oldest_first() {
        var releases = List.of(
                PastRelease.of(WIDGET, Provenance.none(), NOON),
                PastRelease.of(WIDGET, Provenance.none(), NOON.minusMillis(1)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ContinuityDryRun.over(releases.iterator(), 10))
                .withMessageContaining("oldest first");
    }

    @Test
    void a_dry_run_counts_all_and_lists_as_many_as_are_asked_for() {
        Provenance job = Provenance.workload(job("acme/widget", "42").build());
        var releases = List.of(
                PastRelease.of(WIDGET, List.of(), NOON),
                PastRelease.of(WIDGET, job, NOON),
                PastRelease.of(WIDGET, Provenance.key("k"), NOON),
                PastRelease.of(WIDGET, Provenance.none(), NOON),
                PastRelease.of(WIDGET, job, NOON));
        ContinuityReport report = ContinuityDryRun.over(releases.iterator(), 1);
        assertThat(report.packages()).isEqualTo(1);
        assertThat(report.releases()).isEqualTo(5);
        assertThat(report.firstUses()).isEqualTo(2);
        assertThat(report.refused())
                .containsEntry(ContinuityReason.SIGNER_KIND_CHANGED, 1L)
                .containsEntry(ContinuityReason.PROVENANCE_MISSING, 1L);
        assertThat(report.findings()).singleElement().satisfies(finding -> {
            assertThat(finding.reason()).isEqualTo(ContinuityReason.SIGNER_KIND_CHANGED);
            assertThat(finding.established()).isEqualTo(job);
            assertThat(finding.provenance()).isEqualTo(Provenance.key("k"));
            assertThat(finding.publishedAt()).isEqualTo(NOON);
        });
    }

    private static ContinuityReason difference(WorkloadIdentity.Builder before, WorkloadIdentity.Builder after) {
        return Comparison.difference(Provenance.workload(before.build()), Provenance.workload(after.build()));
    }

    private static WorkloadIdentity.Builder job(String name, String id) {
        return WorkloadIdentity.builder(ISSUER)
                .sourceRepository("https://github.com/" + name)
                .sourceRepositoryId(id)
                .sourceRepositoryOwnerId("7")
                .runner("github-hosted")
                .buildSigner("https://github.com/" + name + "/.github/workflows/release.yml@refs/tags/v1");
    }
}
