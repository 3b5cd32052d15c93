package dev.registrykit.core.decision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.registrykit.core.store.StoreException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DecisionsTest {
    private final List<String> told = new ArrayList<>();
    private final Decisions decisions = new Decisions(
            (operation, outcome, code, nanoseconds) -> {
                assertThat(nanoseconds).isNotNegative();
                told.add(operation + " " + outcome + " " + code);
            },
            SampleReason.DOWN);

    @Test
    void every_outcome_is_told_with_its_code() {
        decisions.decide("token.authenticate", () -> Decision.allowed("x"));
        decisions.decide("token.authenticate", () -> Decision.refused(SampleReason.NO, "No."));
        decisions.decide("token.authenticate", () -> Decision.unavailable(SampleReason.DOWN, "Down."));
        assertThat(told)
                .containsExactly(
                        "token.authenticate allowed ",
                        "token.authenticate refused sample-no",
                        "token.authenticate unavailable sample-down");
    }

    @Test
    void a_broken_store_is_unavailable_and_tells_the_caller_nothing_of_it() {
        Decision<String> decision = decisions.decide("token.authenticate", () -> {
            throw new StoreException("host db-7 is gone", new SQLException("secret"));
        });
        Outage outage = decision.fold(value -> null, refusal -> null, found -> found);
        assertThat(outage.reason()).isEqualTo(SampleReason.DOWN);
        assertThat(outage.detail()).doesNotContain("db-7", "secret");
        assertThat(told).containsExactly("token.authenticate unavailable sample-down");
    }

    @Test
    void what_the_listener_throws_is_dropped_and_the_decision_stands() {
        Decisions failing = new Decisions(
                (operation, outcome, code, nanoseconds) -> {
                    throw new IllegalStateException("metrics are down");
                },
                SampleReason.DOWN);
        assertThat(failing.decide("x", () -> Decision.allowed("yes")).isAllowed())
                .isTrue();
        assertThat(failing.decide("x", () -> Decision.<String>refused(SampleReason.NO, "No."))
                        .isAllowed())
                .isFalse();
    }

    @Test
    void when_nobody_listens_a_broken_store_is_unavailable_all_the_same() {
        Decisions unheard = new Decisions(DecisionListener.NONE, SampleReason.DOWN);
        assertThat(unheard.decide("x", () -> Decision.allowed("yes")).isAllowed())
                .isTrue();
        Decision<String> broken = unheard.decide("x", () -> {
            throw new StoreException("gone", new SQLException("gone"));
        });
        Outage outage = broken.fold(value -> null, refusal -> null, found -> found);
        assertThat(outage.reason()).isEqualTo(SampleReason.DOWN);
    }

    @Test
    void a_mistake_in_the_check_is_not_taken_for_an_outage() {
        assertThatThrownBy(() -> decisions.decide("x", () -> {
                    throw new IllegalStateException("a bug");
                }))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("a bug");
        assertThat(told).isEmpty();
    }
}
