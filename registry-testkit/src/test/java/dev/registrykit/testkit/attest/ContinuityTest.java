package dev.registrykit.testkit.attest;

import static dev.registrykit.testkit.attest.ContinuityWorld.ALICE;
import static dev.registrykit.testkit.attest.ContinuityWorld.GITHUB;
import static dev.registrykit.testkit.attest.ContinuityWorld.REQUEST;
import static dev.registrykit.testkit.attest.ContinuityWorld.WIDGET;
import static dev.registrykit.testkit.attest.ContinuityWorld.github;
import static dev.registrykit.testkit.attest.ContinuityWorld.version;
import static dev.registrykit.testkit.attest.ContinuityWorld.widgetJob;
import static org.assertj.core.api.Assertions.assertThat;

import dev.registrykit.attest.AttestStores;
import dev.registrykit.attest.continuity.AnnouncedChange;
import dev.registrykit.attest.continuity.Announcement;
import dev.registrykit.attest.continuity.ContinuityReason;
import dev.registrykit.attest.continuity.ContinuityState;
import dev.registrykit.attest.continuity.HistoryEntry;
import dev.registrykit.attest.continuity.Provenance;
import dev.registrykit.attest.continuity.SignerKind;
import dev.registrykit.attest.sigstore.SignerIdentity;
import dev.registrykit.core.decision.Decision;
import dev.registrykit.core.decision.Reason;
import dev.registrykit.core.event.RecordedEvent;
import dev.registrykit.core.store.StoreException;
import dev.registrykit.core.store.UnitOfWork;
import dev.registrykit.core.subject.Subject;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ContinuityTest {
    private static final Provenance PERSON =
            Provenance.person(SignerIdentity.of("dev@acme.example", "https://accounts.google.com"));
    private static final Provenance MOVED =
            Provenance.workload(github("acme/widget2", "99", "7").build());
    private static final AnnouncedChange MOVE = AnnouncedChange.workload(GITHUB, "99");

    @ParameterizedTest
    @EnumSource
    void a_package_may_stay_without_provenance(StoresParameter stores) {
        var world = new ContinuityWorld(stores.empty());
        assertThat(world.outcome("1.0.0", Provenance.none())).isEqualTo("without-provenance");
        assertThat(world.outcome("1.0.1", Provenance.none())).isEqualTo("without-provenance");
        assertThat(world.continuity.of(WIDGET)).isNull();
        assertThat(world.eventTypes()).isEmpty();
        assertThat(world.continuity.history(WIDGET, 9)).hasSize(2);
    }

    @ParameterizedTest
    @EnumSource
    void the_first_provenance_is_trusted_because_it_is_first_and_says_so(StoresParameter stores) {
        var world = new ContinuityWorld(stores.empty());
        world.outcome("1.0.0", Provenance.none());
        assertThat(world.outcome("1.1.0", widgetJob())).isEqualTo("first-use");
        assertThat(world.outcome("1.2.0", widgetJob())).isEqualTo("continued");

        assertThat(Objects.requireNonNull(world.continuity.of(WIDGET))).satisfies(known -> {
            assertThat(known.established()).isEqualTo(widgetJob());
            assertThat(known.sinceVersion()).isEqualTo("1.1.0");
            assertThat(known.since()).isEqualTo(world.clock.instant());
        });
        assertThat(world.events.ofPackage(WIDGET, 9)).singleElement().satisfies(event -> {
            assertThat(event.type()).isEqualTo("provenance.first-use");
            assertThat(event.clientAddress()).isEqualTo("192.0.2.7");
            assertThat(event.details()).containsEntry("version", "1.1.0");
            assertThat(event.details().get("provenance")).contains("https://github.com/acme/widget", "42");
        });
        assertThat(world.continuity.history(WIDGET, 9))
                .extracting(HistoryEntry::state)
                .containsExactlyInAnyOrder(
                        ContinuityState.WITHOUT_PROVENANCE, ContinuityState.FIRST_USE, ContinuityState.CONTINUED);
    }

    @ParameterizedTest
    @EnumSource
    void what_is_not_as_before_is_refused_for_its_own_reason(StoresParameter stores) {
        var world = new ContinuityWorld(stores.empty());
        world.accept("1.0.0", widgetJob());

        refused(world, Provenance.none(), ContinuityReason.PROVENANCE_MISSING);
        refused(world, PERSON, ContinuityReason.SIGNER_KIND_CHANGED);
        refused(world, MOVED, ContinuityReason.SOURCE_CHANGED);
        refused(
                world,
                Provenance.workload(github("acme/widget", "42", "8").build()),
                ContinuityReason.SOURCE_OWNER_CHANGED);
        refused(
                world,
                Provenance.workload(
                        github("acme/widget", "42", "7").runner("self-hosted").build()),
                ContinuityReason.BUILDER_CHANGED);

        assertThat(Objects.requireNonNull(world.continuity.of(WIDGET)).established())
                .isEqualTo(widgetJob());
        assertThat(world.continuity.history(WIDGET, 9)).hasSize(1);
        List<RecordedEvent> refusals = world.events.ofPackage(WIDGET, 9).stream()
                .filter(event -> event.type().equals("provenance.refused"))
                .toList();
        assertThat(refusals)
                .hasSize(5)
                .allSatisfy(event -> assertThat(event.details()).containsKeys("reason", "established", "version"));
    }

    private static void refused(ContinuityWorld world, Provenance provenance, ContinuityReason reason) {
        assertThat(reason(world.accept("2.0.0", provenance))).isEqualTo(reason);
    }

    @ParameterizedTest
    @EnumSource
    void many_refusals_do_not_fill_the_log(StoresParameter stores) {
        var world = new ContinuityWorld(stores.empty());
        world.accept("1.0.0", widgetJob());
        for (int i = 0; i < 30; i++) {
            refused(world, Provenance.none(), ContinuityReason.PROVENANCE_MISSING);
        }
        assertThat(world.eventTypes()).hasSize(21);
        world.clock.advance(Duration.ofMinutes(10));
        refused(world, Provenance.none(), ContinuityReason.PROVENANCE_MISSING);
        assertThat(world.eventTypes()).hasSize(22);
    }

    @ParameterizedTest
    @EnumSource
    void an_announced_change_counts_after_it_has_waited_and_once(StoresParameter stores) {
        var world = new ContinuityWorld(stores.empty());
        world.accept("1.0.0", widgetJob());
        Announcement announced = announce(world, MOVE);
        assertThat(announced.effectiveAt()).isEqualTo(world.clock.instant().plus(Duration.ofDays(3)));

        world.clock.advance(Duration.ofDays(3).minusMillis(1));
        refused(world, MOVED, ContinuityReason.CHANGE_WAITING);
        assertThat(world.outcome("1.0.1", widgetJob())).isEqualTo("continued");

        world.clock.advance(Duration.ofMillis(1));
        refused(world, PERSON, ContinuityReason.SIGNER_KIND_CHANGED);
        refused(world, Provenance.none(), ContinuityReason.PROVENANCE_MISSING);
        assertThat(world.outcome("2.0.0", MOVED)).isEqualTo("changed-as-announced");
        assertThat(world.outcome("2.0.1", MOVED)).isEqualTo("continued");
        refused(world, widgetJob(), ContinuityReason.SOURCE_CHANGED);
        assertThat(Objects.requireNonNull(world.continuity.of(WIDGET)).announcement())
                .isNull();
        assertThat(world.eventTypes()).contains("provenance.change-announced", "provenance.changed");
    }

    @ParameterizedTest
    @EnumSource
    void giving_up_provenance_is_announced_too_and_the_next_one_is_a_first_use(StoresParameter stores) {
        var world = new ContinuityWorld(stores.empty());
        world.accept("1.0.0", widgetJob());
        announce(world, AnnouncedChange.withoutProvenance());
        world.clock.advance(Duration.ofDays(3));
        assertThat(world.outcome("2.0.0", Provenance.none())).isEqualTo("changed-as-announced");
        assertThat(world.outcome("2.0.1", Provenance.none())).isEqualTo("without-provenance");
        assertThat(world.outcome("3.0.0", PERSON)).isEqualTo("first-use");
        refused(world, widgetJob(), ContinuityReason.SIGNER_KIND_CHANGED);
    }

    @ParameterizedTest
    @EnumSource
    void a_transfer_and_another_builder_of_the_same_source_can_be_announced(StoresParameter stores) {
        var world = new ContinuityWorld(stores.empty());
        world.accept("1.0.0", widgetJob());
        announce(world, AnnouncedChange.workload(GITHUB, "42"));
        world.clock.advance(Duration.ofDays(3));
        Provenance transferred =
                Provenance.workload(github("other/widget", "42", "8").build());
        assertThat(world.outcome("2.0.0", transferred)).isEqualTo("changed-as-announced");
        refused(world, widgetJob(), ContinuityReason.SOURCE_OWNER_CHANGED);
    }

    @ParameterizedTest
    @EnumSource
    void a_cancelled_change_does_not_count(StoresParameter stores) {
        var world = new ContinuityWorld(stores.empty());
        world.accept("1.0.0", widgetJob());
        Announcement announced = announce(world, MOVE);
        Subject bob = Subject.user("bob");
        assertThat(reason(world.continuity.cancel(WIDGET, "another", bob, REQUEST)))
                .isEqualTo(ContinuityReason.NO_CHANGE_ANNOUNCED);
        assertThat(world.continuity.cancel(WIDGET, announced.id(), bob, REQUEST).isAllowed())
                .isTrue();
        assertThat(reason(world.continuity.cancel(WIDGET, announced.id(), bob, REQUEST)))
                .isEqualTo(ContinuityReason.NO_CHANGE_ANNOUNCED);
        world.clock.advance(Duration.ofHours(73));
        refused(world, MOVED, ContinuityReason.SOURCE_CHANGED);
        assertThat(world.events.ofAccount(bob, 9))
                .extracting(RecordedEvent::type)
                .containsExactly("provenance.change-cancelled");
    }

    @ParameterizedTest
    @EnumSource
    void a_change_that_no_release_made_use_of_expires(StoresParameter stores) {
        var world = new ContinuityWorld(stores.empty());
        world.accept("1.0.0", widgetJob());
        announce(world, MOVE);
        world.clock.advance(Duration.ofDays(33).minusMillis(1));
        assertThat(world.continuity.expire(10)).isZero();
        world.clock.advance(Duration.ofMillis(1));
        refused(world, MOVED, ContinuityReason.SOURCE_CHANGED);
        assertThat(world.continuity.expire(10)).isEqualTo(1);
        assertThat(world.continuity.expire(10)).isZero();
        assertThat(world.eventTypes()).contains("provenance.change-expired");
        assertThat(announce(world, MOVE)).isNotNull();
    }

    @ParameterizedTest
    @EnumSource
    void what_cannot_be_announced_is_refused(StoresParameter stores) {
        var world = new ContinuityWorld(stores.empty());
        assertThat(reason(world.continuity.announce(WIDGET, MOVE, ALICE, REQUEST)))
                .isEqualTo(ContinuityReason.NOTHING_TO_ANNOUNCE);
        world.accept("1.0.0", widgetJob());
        announce(world, MOVE);
        assertThat(reason(world.continuity.announce(WIDGET, AnnouncedChange.withoutProvenance(), ALICE, REQUEST)))
                .isEqualTo(ContinuityReason.CHANGE_ALREADY_ANNOUNCED);
    }

    @ParameterizedTest
    @EnumSource
    void staff_can_announce_a_change_that_counts_at_once(StoresParameter stores) {
        var world = new ContinuityWorld(stores.empty());
        world.accept("1.0.0", widgetJob());
        assertThat(world.continuity
                        .announceWithoutWaiting(
                                WIDGET, AnnouncedChange.signedBy(SignerKind.PERSON), Subject.user("staff"), REQUEST)
                        .isAllowed())
                .isTrue();
        assertThat(world.outcome("2.0.0", PERSON)).isEqualTo("changed-as-announced");
        assertThat(world.decided)
                .containsExactly(
                        "continuity.accept allowed ",
                        "continuity.announce-without-waiting allowed ",
                        "continuity.accept allowed ");
    }

    @ParameterizedTest
    @EnumSource
    void a_store_that_is_down_is_no_refusal(StoresParameter stores) {
        var world = new ContinuityWorld(stores.empty());
        UnitOfWork<AttestStores> down = new UnitOfWork<>() {
            @Override
            public <T extends @Nullable Object> T run(Function<? super AttestStores, ? extends T> work) {
                throw new StoreException("down", new SQLException());
            }
        };
        Decision<?> decision = world.on(down).accept(version("1.0.0"), widgetJob(), REQUEST);
        assertThat(decision).isInstanceOf(Decision.Unavailable.class);
        assertThat(reason(decision)).isEqualTo(ContinuityReason.STORE_UNAVAILABLE);
    }

    private static Announcement announce(ContinuityWorld world, AnnouncedChange change) {
        return world.continuity
                .announce(WIDGET, change, ALICE, REQUEST)
                .orElseThrow(failure -> new AssertionError(failure.toString()));
    }

    private static Reason reason(Decision<?> decision) {
        return decision.<Reason>fold(
                value -> {
                    throw new AssertionError("allowed: " + value);
                },
                refusal -> refusal.reason(),
                outage -> outage.reason());
    }
}
