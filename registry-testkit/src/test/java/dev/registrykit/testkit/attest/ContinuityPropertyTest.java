package dev.registrykit.testkit.attest;

import static dev.registrykit.testkit.attest.ContinuityWorld.REQUEST;
import static dev.registrykit.testkit.attest.ContinuityWorld.WIDGET;
import static dev.registrykit.testkit.attest.ContinuityWorld.github;
import static org.assertj.core.api.Assertions.assertThat;

import dev.registrykit.attest.continuity.AnnouncedChange;
import dev.registrykit.attest.continuity.ContinuityDryRun;
import dev.registrykit.attest.continuity.ContinuityReport;
import dev.registrykit.attest.continuity.PastRelease;
import dev.registrykit.attest.continuity.Provenance;
import dev.registrykit.attest.continuity.SignerKind;
import dev.registrykit.attest.sigstore.SignerIdentity;
import dev.registrykit.core.decision.Decision;
import dev.registrykit.core.subject.Subject;
import dev.registrykit.testkit.memory.InMemoryAttest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class ContinuityPropertyTest {

    @Property(tries = 500)
    void a_dry_run_finds_what_would_have_been_refused(@ForAll("histories") List<Provenance> history) {
        var world = new ContinuityWorld(InMemoryAttest.unitOfWork());
        List<PastRelease> past = new ArrayList<>();
        List<String> refused = new ArrayList<>();
        for (int i = 0; i < history.size(); i++) {
            String version = "1.0." + i;
            Provenance provenance = history.get(i);
            past.add(PastRelease.of(ContinuityWorld.version(version), provenance, world.clock.instant()));
            if (world.accept(version, provenance) instanceof Decision.Refused<?> no) {
                refused.add(version + " " + no.refusal().reason().code());
                world.continuity.announceWithoutWaiting(WIDGET, change(provenance), Subject.user("staff"), REQUEST);
                assertThat(world.outcome(version, provenance)).isEqualTo("changed-as-announced");
            }
            world.clock.advance(Duration.ofDays(1));
        }

        ContinuityReport report = ContinuityDryRun.over(past.iterator(), 1_000);
        assertThat(report.findings())
                .extracting(finding ->
                        finding.release().version() + " " + finding.reason().code())
                .isEqualTo(refused);
        assertThat(report.releases()).isEqualTo(history.size());
        assertThat(report.refused().values().stream().mapToLong(Long::longValue).sum())
                .isEqualTo(refused.size());
    }

    @Property(tries = 500)
    void a_release_that_was_accepted_is_continued_by_another_like_it(@ForAll("histories") List<Provenance> history) {
        var world = new ContinuityWorld(InMemoryAttest.unitOfWork());
        for (int i = 0; i < history.size(); i++) {
            if (world.accept("1.0." + i, history.get(i)).isAllowed()) {
                assertThat(world.outcome("2.0." + i, history.get(i))).isIn("continued", "without-provenance");
            }
        }
    }

    @Property(tries = 500)
    void nothing_unannounced_moves_what_is_established(@ForAll("histories") List<Provenance> history) {
        var world = new ContinuityWorld(InMemoryAttest.unitOfWork());
        Provenance first = null;
        for (int i = 0; i < history.size(); i++) {
            world.accept("1.0." + i, history.get(i));
            if (first == null && history.get(i).kind() != SignerKind.NONE) {
                first = history.get(i);
            }
            var known = world.continuity.of(WIDGET);
            assertThat(known == null ? null : known.established()).isEqualTo(first);
        }
    }

    private static AnnouncedChange change(Provenance provenance) {
        return switch (provenance.kind()) {
            case NONE -> AnnouncedChange.withoutProvenance();
            case WORKLOAD ->
                AnnouncedChange.workload(
                        provenance.signer(),
                        Objects.requireNonNullElse(
                                provenance.sourceId(), Objects.requireNonNullElse(provenance.source(), "")));
            default -> AnnouncedChange.signedBy(provenance.kind());
        };
    }

    @Provide
    Arbitrary<List<Provenance>> histories() {
        Arbitrary<Provenance> jobs = Arbitraries.of("1", "2")
                .flatMap(id -> Arbitraries.of("7", "8")
                        .flatMap(owner -> Arbitraries.of("github-hosted", "self-hosted")
                                .map(runner -> Provenance.workload(github("acme/w" + id, id, owner)
                                        .runner(runner)
                                        .build()))));
        Arbitrary<Provenance> others = Arbitraries.of(
                Provenance.none(),
                Provenance.key("k"),
                Provenance.openPgp("F".repeat(40)),
                Provenance.person(SignerIdentity.of("dev@acme.example", "https://accounts.google.com")),
                Provenance.workload(
                        github("acme/w1", "1", "7").sourceRepositoryId(null).build()));
        return Arbitraries.oneOf(jobs, others).list().ofMaxSize(12);
    }
}
