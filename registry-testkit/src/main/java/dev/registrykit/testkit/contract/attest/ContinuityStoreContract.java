package dev.registrykit.testkit.contract.attest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.registrykit.attest.continuity.AnnouncedChange;
import dev.registrykit.attest.continuity.Announcement;
import dev.registrykit.attest.continuity.ContinuityState;
import dev.registrykit.attest.continuity.ContinuityStore;
import dev.registrykit.attest.continuity.HistoryEntry;
import dev.registrykit.attest.continuity.PackageContinuity;
import dev.registrykit.attest.continuity.Provenance;
import dev.registrykit.attest.continuity.SignerKind;
import dev.registrykit.core.name.PackageName;
import dev.registrykit.core.name.Release;
import dev.registrykit.core.store.UnitOfWork;
import dev.registrykit.core.subject.Subject;
import dev.registrykit.testkit.contract.Race;
import dev.registrykit.testkit.contract.Rollback;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * What a {@link ContinuityStore} must do: establish the first provenance once, change it only for whoever saw the newest
 * revision, hold one announcement at a time, and keep who signed each release.
 *
 * @param <S> the stores of the module's unit of work
 */
public abstract class ContinuityStoreContract<S> {
    private static final Instant NOON = Instant.parse("2026-11-01T12:00:00.123Z");
    private static final PackageName WIDGET = PackageName.npm("@acme/widget");
    private static final PackageName GADGET = PackageName.npm("@acme/gadget");
    private static final Subject ALICE = Subject.user("alice");
    private static final Provenance JOB = Provenance.restored(
            SignerKind.WORKLOAD,
            "https://issuer.example",
            "https://github.com/acme/widget",
            "42",
            "7",
            "github-hosted",
            "https://github.com/acme/builders/.github/workflows/build.yml");

    /** For subclasses. */
    protected ContinuityStoreContract() {}

    /** A unit of work on an empty store; the same one throughout a test. */
    protected abstract UnitOfWork<S> unitOfWork();

    /** The continuity store of one transaction. */
    protected abstract ContinuityStore continuity(S stores);

    @Test
    void what_was_established_comes_back_as_it_was_inserted() {
        assertThat(find(WIDGET)).isNull();
        assertThat(insert(JOB, "1.0.0")).isTrue();

        assertThat(found(WIDGET)).satisfies(known -> {
            assertThat(known.packageName()).isEqualTo(WIDGET);
            assertThat(known.revision()).isZero();
            assertThat(known.established()).isEqualTo(JOB);
            assertThat(known.sinceVersion()).isEqualTo("1.0.0");
            assertThat(known.since()).isEqualTo(NOON);
            assertThat(known.announcement()).isNull();
        });
        assertThat(find(GADGET)).isNull();
    }

    @Test
    void what_is_not_stated_stays_null() {
        insert(Provenance.key("SHA256:é"), "1.0.0");
        assertThat(found(WIDGET).established()).isEqualTo(Provenance.key("SHA256:é"));
    }

    @Test
    void the_first_provenance_stays() {
        insert(JOB, "1.0.0");
        assertThat(insert(Provenance.key("k"), "2.0.0")).isFalse();
        assertThat(found(WIDGET).established()).isEqualTo(JOB);
    }

    @Test
    void of_many_first_uses_at_once_exactly_one_is_established() {
        for (int round = 0; round < 3; round++) {
            PackageName name = PackageName.npm("@acme/raced" + round);
            var won = Race.of(
                    32,
                    runner -> this.<Boolean>inStore(store -> store.insertIfAbsent(PackageContinuity.restored(
                            name, 0, Provenance.key("key " + runner), "1.0." + runner, NOON, null))));
            assertThat(Collections.frequency(won, true)).isEqualTo(1);
            assertThat(found(name).established()).isEqualTo(Provenance.key("key " + won.indexOf(true)));
        }
    }

    @Test
    void another_provenance_is_established_for_the_newest_revision_alone() {
        insert(JOB, "1.0.0");
        announce(announcement(1, NOON));
        long revision = found(WIDGET).revision();
        assertThat(establish(revision - 1, Provenance.key("k"))).isFalse();
        assertThat(establish(revision + 1, Provenance.key("k"))).isFalse();
        assertThat(found(WIDGET).established()).isEqualTo(JOB);

        assertThat(establish(revision, Provenance.key("k"))).isTrue();
        assertThat(establish(revision, JOB)).isFalse();
        assertThat(found(WIDGET)).satisfies(known -> {
            assertThat(known.revision()).isGreaterThan(revision);
            assertThat(known.established()).isEqualTo(Provenance.key("k"));
            assertThat(known.sinceVersion()).isEqualTo("2.0.0");
            assertThat(known.since()).isEqualTo(NOON.plusSeconds(1));
            assertThat(known.announcement()).isNull();
        });
    }

    @Test
    void nothing_is_established_for_a_package_that_is_not_known() {
        assertThat(establish(0, JOB)).isFalse();
        assertThat(find(WIDGET)).isNull();
    }

    @Test
    void of_many_changes_at_once_exactly_one_is_kept() {
        insert(JOB, "1.0.0");
        var won = Race.of(16, runner -> establish(0, Provenance.key("key " + runner)));
        assertThat(Collections.frequency(won, true)).isEqualTo(1);
        assertThat(found(WIDGET).established()).isEqualTo(Provenance.key("key " + won.indexOf(true)));
    }

    @Test
    void an_announcement_comes_back_as_it_was_made() {
        insert(JOB, "1.0.0");
        assertThat(announce(announcement(1, NOON))).isTrue();
        assertThat(found(WIDGET).announcement()).isNotNull().satisfies(announced -> {
            assertThat(announced.id()).isEqualTo(id(1));
            assertThat(announced.change()).isEqualTo(AnnouncedChange.workload("https://issuer.example", "43"));
            assertThat(announced.announcedBy()).isEqualTo(ALICE);
            assertThat(announced.announcedAt()).isEqualTo(NOON);
            assertThat(announced.effectiveAt()).isEqualTo(NOON.plusSeconds(60));
            assertThat(announced.expiresAt()).isEqualTo(NOON.plusSeconds(120));
        });
        assertThat(found(WIDGET).established()).isEqualTo(JOB);
        assertThat(found(WIDGET).revision()).isEqualTo(1);
    }

    @Test
    void nothing_is_announced_for_a_package_that_is_not_known() {
        assertThat(announce(announcement(1, NOON))).isFalse();
        assertThat(find(WIDGET)).isNull();
    }

    @Test
    void one_change_is_announced_at_a_time_until_its_time_is_over() {
        insert(JOB, "1.0.0");
        announce(announcement(1, NOON));
        assertThat(announce(announcement(2, NOON.plusSeconds(120).minusMillis(1))))
                .isFalse();
        assertThat(announce(announcement(3, NOON.plusSeconds(120)))).isTrue();
        assertThat(Objects.requireNonNull(found(WIDGET).announcement()).id()).isEqualTo(id(3));
    }

    @Test
    void of_many_announcements_at_once_exactly_one_is_made() {
        insert(JOB, "1.0.0");
        var won = Race.of(16, runner -> announce(announcement(runner, NOON)));
        assertThat(Collections.frequency(won, true)).isEqualTo(1);
        assertThat(Objects.requireNonNull(found(WIDGET).announcement()).id()).isEqualTo(id(won.indexOf(true)));
    }

    @Test
    void an_announcement_ends_once() {
        insert(JOB, "1.0.0");
        announce(announcement(1, NOON));
        assertThat(end(2)).isFalse();
        assertThat(end(1)).isTrue();
        assertThat(end(1)).isFalse();
        assertThat(found(WIDGET).announcement()).isNull();
        assertThat(found(WIDGET).revision()).isEqualTo(2);
        assertThat(announce(announcement(2, NOON))).isTrue();
    }

    @Test
    void ending_and_making_use_of_an_announcement_at_once_have_one_winner() {
        for (int round = 0; round < 5; round++) {
            PackageName name = PackageName.npm("@acme/ended" + round);
            Announcement announced = announcement(round, NOON);
            this.<@Nullable Object>inStore(store -> {
                store.insertIfAbsent(PackageContinuity.restored(name, 0, JOB, "1.0.0", NOON, null));
                return store.announce(name, announced);
            });
            var won = Race.of(
                    2,
                    runner -> this.<Boolean>inStore(store -> runner == 0
                            ? store.endAnnouncement(name, announced.id())
                            : store.establish(name, 1, Provenance.key("k"), "2.0.0", NOON)));
            assertThat(Collections.frequency(won, true)).isEqualTo(1);
            assertThat(found(name).established()).isEqualTo(won.get(1) ? Provenance.key("k") : JOB);
            assertThat(found(name).announcement()).isNull();
        }
    }

    @Test
    void announcements_whose_time_is_over_are_found_up_to_the_limit() {
        insert(JOB, "1.0.0");
        this.<Boolean>inStore(
                store -> store.insertIfAbsent(PackageContinuity.restored(GADGET, 0, JOB, "1.0.0", NOON, null)));
        announce(announcement(1, NOON.plusSeconds(1)));
        this.<Boolean>inStore(store -> store.announce(GADGET, announcement(2, NOON)));

        assertThat(expired(NOON.plusSeconds(120).minusMillis(1), 9)).isEmpty();
        assertThat(expired(NOON.plusSeconds(120), 9))
                .extracting(PackageContinuity::packageName)
                .containsExactly(GADGET);
        assertThat(expired(NOON.plusSeconds(200), 9))
                .extracting(PackageContinuity::packageName)
                .containsExactly(GADGET, WIDGET);
        assertThat(expired(NOON.plusSeconds(200), 1))
                .extracting(PackageContinuity::packageName)
                .containsExactly(GADGET);
    }

    @Test
    void the_history_keeps_the_first_entry_of_a_release_and_provenance() {
        assertThat(remember(WIDGET, "1.0.0", JOB, NOON)).isTrue();
        assertThat(remember(WIDGET, "1.0.0", JOB, NOON.plusSeconds(1))).isFalse();
        assertThat(remember(WIDGET, "1.0.0", Provenance.none(), NOON.plusSeconds(2)))
                .isTrue();
        assertThat(remember(WIDGET, "1.1.0", JOB, NOON.plusSeconds(3))).isTrue();
        assertThat(remember(GADGET, "1.0.0", JOB, NOON.plusSeconds(4))).isTrue();

        var history = history(WIDGET, 10);
        assertThat(history).extracting(entry -> entry.release().version()).containsExactly("1.1.0", "1.0.0", "1.0.0");
        assertThat(history.get(2)).satisfies(entry -> {
            assertThat(entry.release()).isEqualTo(Release.of(WIDGET, "1.0.0"));
            assertThat(entry.provenance()).isEqualTo(JOB);
            assertThat(entry.state()).isEqualTo(ContinuityState.FIRST_USE);
            assertThat(entry.acceptedAt()).isEqualTo(NOON);
        });
        assertThat(history.get(1).provenance()).isEqualTo(Provenance.none());
        assertThat(history(WIDGET, 1)).hasSize(1);
    }

    @Test
    void provenances_that_differ_only_in_where_a_text_stands_are_told_apart() {
        var one = Provenance.restored(SignerKind.WORKLOAD, "i", "ab", null, null, null, null);
        var two = Provenance.restored(SignerKind.WORKLOAD, "i", "a", "b", null, null, null);
        var three = Provenance.restored(SignerKind.WORKLOAD, "i", null, "ab", null, null, null);
        var four = Provenance.restored(SignerKind.WORKLOAD, "i", "", "ab", null, null, null);
        for (Provenance provenance : new Provenance[] {one, two, three, four}) {
            assertThat(remember(WIDGET, "1.0.0", provenance, NOON)).isTrue();
        }
    }

    @Test
    void what_was_undone_is_not_there() {
        Rollback.of(unitOfWork(), stores -> {
            continuity(stores).insertIfAbsent(PackageContinuity.restored(WIDGET, 0, JOB, "1.0.0", NOON, null));
            continuity(stores).announce(WIDGET, announcement(1, NOON));
            continuity(stores)
                    .remember(HistoryEntry.of(Release.of(WIDGET, "1.0.0"), JOB, ContinuityState.FIRST_USE, NOON));
        });
        assertThat(find(WIDGET)).isNull();
        assertThat(history(WIDGET, 10)).isEmpty();
    }

    private static Announcement announcement(int number, Instant at) {
        return Announcement.restored(
                id(number),
                AnnouncedChange.workload("https://issuer.example", "43"),
                ALICE,
                at,
                at.plusSeconds(60),
                at.plusSeconds(120));
    }

    private static String id(int number) {
        return String.format("00000000-0000-0000-0000-%012d", number);
    }

    private boolean insert(Provenance provenance, String version) {
        return inStore(
                store -> store.insertIfAbsent(PackageContinuity.restored(WIDGET, 0, provenance, version, NOON, null)));
    }

    private boolean establish(long revision, Provenance provenance) {
        return inStore(store -> store.establish(WIDGET, revision, provenance, "2.0.0", NOON.plusSeconds(1)));
    }

    private boolean announce(Announcement announcement) {
        return inStore(store -> store.announce(WIDGET, announcement));
    }

    private boolean end(int number) {
        return inStore(store -> store.endAnnouncement(WIDGET, id(number)));
    }

    private boolean remember(PackageName name, String version, Provenance provenance, Instant at) {
        return inStore(store ->
                store.remember(HistoryEntry.of(Release.of(name, version), provenance, ContinuityState.FIRST_USE, at)));
    }

    private List<HistoryEntry> history(PackageName name, int limit) {
        return this.<List<HistoryEntry>>inStore(store -> store.history(name, limit));
    }

    private List<PackageContinuity> expired(Instant now, int limit) {
        return this.<List<PackageContinuity>>inStore(store -> store.expired(now, limit));
    }

    private @Nullable PackageContinuity find(PackageName name) {
        return this.<@Nullable PackageContinuity>inStore(store -> store.find(name));
    }

    private PackageContinuity found(PackageName name) {
        return Objects.requireNonNull(find(name));
    }

    private <T extends @Nullable Object> T inStore(Function<ContinuityStore, T> use) {
        return unitOfWork().<T>run(stores -> use.apply(continuity(stores)));
    }
}
