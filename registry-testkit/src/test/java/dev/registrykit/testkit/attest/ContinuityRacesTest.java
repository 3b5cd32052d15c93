package dev.registrykit.testkit.attest;

import static dev.registrykit.testkit.attest.ContinuityWorld.ALICE;
import static dev.registrykit.testkit.attest.ContinuityWorld.GITHUB;
import static dev.registrykit.testkit.attest.ContinuityWorld.REQUEST;
import static dev.registrykit.testkit.attest.ContinuityWorld.WIDGET;
import static dev.registrykit.testkit.attest.ContinuityWorld.github;
import static dev.registrykit.testkit.attest.ContinuityWorld.widgetJob;
import static org.assertj.core.api.Assertions.assertThat;

import dev.registrykit.attest.AttestStores;
import dev.registrykit.attest.continuity.AnnouncedChange;
import dev.registrykit.attest.continuity.Announcement;
import dev.registrykit.attest.continuity.Provenance;
import dev.registrykit.core.store.JdbcUnitOfWork;
import dev.registrykit.testkit.Databases;
import dev.registrykit.testkit.contract.Race;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ContinuityRacesTest {

    @ParameterizedTest
    @EnumSource
    void of_two_first_releases_one_wins_and_the_other_is_held_against_it(StoresParameter stores) {
        for (int round = 0; round < 5; round++) {
            var world = new ContinuityWorld(stores.empty());
            List<String> outcomes = Race.of(2, runner -> world.outcome("1.0." + runner, job(runner)));
            assertThat(outcomes).containsExactlyInAnyOrder("first-use", "source-changed");
            assertThat(Objects.requireNonNull(world.continuity.of(WIDGET)).established())
                    .isEqualTo(job(outcomes.indexOf("first-use")));
            assertThat(world.eventTypes()).containsExactly("provenance.first-use", "provenance.refused");
        }
    }

    @ParameterizedTest
    @EnumSource
    void of_thirty_two_first_releases_exactly_one_is_the_first_use(StoresParameter stores) {
        var world = new ContinuityWorld(stores.empty());
        // Every other one is from the same repository, so that whoever wins is continued by none or by fifteen.
        List<String> outcomes =
                Race.of(32, runner -> world.outcome("1.0." + runner, job(runner % 2 == 0 ? 0 : runner)));
        assertThat(Collections.frequency(outcomes, "first-use")).isEqualTo(1);
        int winner = outcomes.indexOf("first-use");
        int continued = winner % 2 == 0 ? 15 : 0;
        assertThat(Collections.frequency(outcomes, "continued")).isEqualTo(continued);
        assertThat(Collections.frequency(outcomes, "source-changed")).isEqualTo(31 - continued);
        assertThat(world.continuity.history(WIDGET, 99)).hasSize(1 + continued);
        assertThat(Collections.frequency(world.eventTypes(), "provenance.first-use"))
                .isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource
    void of_many_releases_one_makes_use_of_an_announced_change(StoresParameter stores) {
        var world = new ContinuityWorld(stores.empty());
        world.accept("1.0.0", widgetJob());
        world.continuity.announce(WIDGET, AnnouncedChange.workload(GITHUB, "1000"), ALICE, REQUEST);
        world.clock.advance(Duration.ofDays(3));
        List<String> outcomes =
                Race.of(16, runner -> world.outcome("2.0." + runner, runner % 2 == 0 ? job(0) : widgetJob()));
        assertThat(Collections.frequency(outcomes, "changed-as-announced")).isEqualTo(1);
        assertThat(outcomes.stream().filter(one -> !one.equals("changed-as-announced")))
                .allMatch(one -> one.equals("continued") || one.equals("source-changed"));
        assertThat(Objects.requireNonNull(world.continuity.of(WIDGET)).established())
                .isEqualTo(job(0));
    }

    @ParameterizedTest
    @EnumSource
    void a_change_that_is_cancelled_at_the_same_moment_counts_or_does_not(StoresParameter stores) {
        for (int round = 0; round < 5; round++) {
            var world = new ContinuityWorld(stores.empty());
            world.accept("1.0.0", widgetJob());
            Announcement announced = world.continuity
                    .announce(WIDGET, AnnouncedChange.workload(GITHUB, "1000"), ALICE, REQUEST)
                    .orElseThrow(failure -> new AssertionError(failure.toString()));
            world.clock.advance(Duration.ofDays(3));
            List<String> outcomes = Race.of(
                    2,
                    runner -> runner == 0
                            ? world.outcome("2.0.0", job(0))
                            : world.continuity
                                    .cancel(WIDGET, announced.id(), ALICE, REQUEST)
                                    .fold(
                                            cancelled -> "cancelled",
                                            refusal -> refusal.reason().code(),
                                            outage -> outage.reason().code()));
            assertThat(outcomes)
                    .isIn(
                            List.of("changed-as-announced", "no-change-announced"),
                            List.of("source-changed", "cancelled"));
        }
    }

    @ParameterizedTest
    @EnumSource(Databases.class)
    void within_the_hosts_transaction_a_rollback_undoes_the_first_use(Databases kind) throws SQLException {
        AttestDatabase database = AttestDatabase.empty(kind, 1);
        var world = new ContinuityWorld(database.unitOfWork());
        try (Connection connection = database.dataSource().getConnection()) {
            connection.setAutoCommit(false);
            var joined = world.on(JdbcUnitOfWork.joining(connection, AttestStores::jdbc));
            assertThat(ContinuityWorld.outcome(joined.accept(ContinuityWorld.version("1.0.0"), job(1), REQUEST)))
                    .isEqualTo("first-use");
            connection.rollback();
            assertThat(ContinuityWorld.outcome(joined.accept(ContinuityWorld.version("1.0.0"), job(2), REQUEST)))
                    .isEqualTo("first-use");
            connection.commit();
            var refused = joined.accept(ContinuityWorld.version("1.0.1"), job(1), REQUEST);
            assertThat(ContinuityWorld.outcome(refused)).isEqualTo("source-changed");
            connection.rollback();
        }
        assertThat(Objects.requireNonNull(world.continuity.of(WIDGET)).established())
                .isEqualTo(job(2));
        assertThat(world.eventTypes()).containsExactly("provenance.first-use");
    }

    private static Provenance job(int number) {
        return Provenance.workload(github("acme/widget" + number, Integer.toString(1000 + number), "7")
                .build());
    }
}
