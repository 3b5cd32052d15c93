package dev.registrykit.testkit.attest;

import dev.registrykit.attest.AttestStores;
import dev.registrykit.attest.continuity.AcceptedRelease;
import dev.registrykit.attest.continuity.Continuity;
import dev.registrykit.attest.continuity.ContinuitySettings;
import dev.registrykit.attest.continuity.Provenance;
import dev.registrykit.core.decision.Decision;
import dev.registrykit.core.event.EventLog;
import dev.registrykit.core.event.RecordedEvent;
import dev.registrykit.core.name.PackageName;
import dev.registrykit.core.name.Release;
import dev.registrykit.core.request.RequestContext;
import dev.registrykit.core.store.UnitOfWork;
import dev.registrykit.core.subject.Subject;
import dev.registrykit.core.workload.WorkloadIdentity;
import dev.registrykit.testkit.clock.TestClock;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A registry that holds releases against their packages' history, a clock, and the jobs of some repositories. */
final class ContinuityWorld {
    static final PackageName WIDGET = PackageName.npm("@acme/widget");
    static final Subject ALICE = Subject.user("alice");
    static final String GITHUB = "https://token.actions.githubusercontent.com";
    static final RequestContext REQUEST =
            RequestContext.builder("PUT", "/upload").clientAddress("192.0.2.7").build();

    final TestClock clock = TestClock.at(Instant.parse("2026-11-23T12:00:00Z"));
    final UnitOfWork<AttestStores> work;
    final Continuity continuity;
    final EventLog events;
    final List<String> decided = new CopyOnWriteArrayList<>();

    ContinuityWorld(UnitOfWork<AttestStores> work) {
        this.work = work;
        this.continuity = on(work);
        this.events = EventLog.of(work, AttestStores::events, clock);
    }

    Continuity on(UnitOfWork<AttestStores> other) {
        return new Continuity(
                other,
                ContinuitySettings.standard(),
                clock,
                (operation, outcome, code, nanoseconds) -> decided.add(operation + " " + outcome + " " + code));
    }

    /** A job of GitHub in the repository of this id, as Fulcio's certificates name it. */
    static WorkloadIdentity.Builder github(String name, String id, String ownerId) {
        return WorkloadIdentity.builder(GITHUB)
                .sourceRepository("https://github.com/" + name)
                .sourceRepositoryId(id)
                .sourceRepositoryOwnerId(ownerId)
                .runner("github-hosted")
                .buildSigner("https://github.com/" + name + "/.github/workflows/release.yml@refs/tags/v1")
                .buildConfig("https://github.com/" + name + "/.github/workflows/release.yml@refs/tags/v1");
    }

    static Provenance widgetJob() {
        return Provenance.workload(github("acme/widget", "42", "7").build());
    }

    static Release version(String version) {
        return Release.of(WIDGET, version);
    }

    Decision<AcceptedRelease> accept(String version, Provenance provenance) {
        return continuity.accept(version(version), provenance, REQUEST);
    }

    /** The state's word when allowed, otherwise the reason's code. */
    String outcome(String version, Provenance provenance) {
        return outcome(accept(version, provenance));
    }

    static String outcome(Decision<AcceptedRelease> decision) {
        return decision.fold(
                accepted -> accepted.state().word(),
                refusal -> refusal.reason().code(),
                outage -> outage.reason().code());
    }

    /** The package's events, oldest first, each once. */
    List<String> eventTypes() {
        return events.ofPackage(WIDGET, 1_000).stream()
                .map(RecordedEvent::type)
                .sorted()
                .toList();
    }
}
