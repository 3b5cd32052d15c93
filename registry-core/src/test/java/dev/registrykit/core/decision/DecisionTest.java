package dev.registrykit.core.decision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class DecisionTest {
    private static final Decision<Integer> YES = Decision.allowed(20);
    private static final Decision<Integer> NO = Decision.refused(SampleReason.NO, "No.");
    private static final Decision<Integer> DOWN = Decision.unavailable(SampleReason.DOWN, "Down.");

    private final AtomicInteger calls = new AtomicInteger();

    @Test
    void fold_calls_exactly_the_function_of_the_case() {
        assertThat(word(YES)).isEqualTo("allowed 20");
        assertThat(word(NO)).isEqualTo("refused sample-no No.");
        assertThat(word(DOWN)).isEqualTo("unavailable sample-down Down.");
    }

    @Test
    void map_changes_an_allowed_value() {
        assertThat(word(YES.map(value -> value + 1))).isEqualTo("allowed 21");
    }

    @Test
    void map_keeps_a_failure_and_does_not_call_the_function() {
        assertThat(word(NO.map(this::counted))).isEqualTo("refused sample-no No.");
        assertThat(word(DOWN.map(this::counted))).isEqualTo("unavailable sample-down Down.");
        assertThat(calls).hasValue(0);
    }

    @Test
    void map_to_null_is_a_mistake_that_is_told_at_once() {
        assertThatNullPointerException().isThrownBy(() -> YES.map(value -> null));
    }

    @Test
    void then_goes_on_when_allowed() {
        assertThat(word(YES.then(value -> Decision.allowed(value * 2)))).isEqualTo("allowed 40");
        assertThat(word(YES.then(value -> NO))).isEqualTo("refused sample-no No.");
        assertThat(word(YES.then(value -> DOWN))).isEqualTo("unavailable sample-down Down.");
    }

    @Test
    void then_keeps_the_first_failure_and_does_not_ask_further() {
        Decision<Integer> twice = NO.then(value -> Decision.<Integer>allowed(counted(value)))
                .then(value -> Decision.<Integer>unavailable(SampleReason.DOWN, "Later."));
        assertThat(word(twice)).isEqualTo("refused sample-no No.");
        assertThat(word(DOWN.then(value -> Decision.<Integer>refused(SampleReason.NO, "Later."))))
                .isEqualTo("unavailable sample-down Down.");
        assertThat(calls).hasValue(0);
    }

    @Test
    void or_else_throw_returns_the_value_when_allowed_and_does_not_make_an_exception() {
        int value = YES.orElseThrow(failure -> {
            calls.incrementAndGet();
            return new IllegalStateException(failure.detail());
        });
        assertThat(value).isEqualTo(20);
        assertThat(calls).hasValue(0);
    }

    @Test
    void or_else_throw_tells_refusals_and_outages_apart_by_type() {
        assertThatThrownBy(() -> NO.orElseThrow(DecisionTest::exception)).hasMessage("Refusal sample-no");
        assertThatThrownBy(() -> DOWN.orElseThrow(DecisionTest::exception)).hasMessage("Outage sample-down");
    }

    @Test
    void only_an_allowance_is_allowed() {
        assertThat(YES.isAllowed()).isTrue();
        assertThat(NO.isAllowed()).isFalse();
        assertThat(DOWN.isAllowed()).isFalse();
    }

    @Test
    void nothing_is_allowed_without_a_value_or_refused_without_a_reason() {
        assertThatNullPointerException().isThrownBy(() -> Decision.allowed(null));
        assertThatNullPointerException().isThrownBy(() -> Decision.refused(null, "No."));
        assertThatNullPointerException().isThrownBy(() -> Decision.refused(SampleReason.NO, null));
        assertThatNullPointerException().isThrownBy(() -> Decision.unavailable(null, "Down."));
        assertThatNullPointerException().isThrownBy(() -> Decision.unavailable(SampleReason.DOWN, null));
        assertThatNullPointerException().isThrownBy(() -> new Decision.Refused<String>(null));
        assertThatNullPointerException().isThrownBy(() -> new Decision.Unavailable<String>(null));
    }

    @Test
    void failures_show_their_code_and_detail() {
        assertThat(Refusal.of(SampleReason.NO, "No.")).hasToString("Refusal[sample-no: No.]");
        assertThat(Outage.of(SampleReason.DOWN, "Down.")).hasToString("Outage[sample-down: Down.]");
    }

    private int counted(int value) {
        calls.incrementAndGet();
        return value;
    }

    private static RuntimeException exception(Failure failure) {
        return new IllegalStateException(
                failure.getClass().getSimpleName() + " " + failure.reason().code());
    }

    private static String word(Decision<Integer> decision) {
        return decision.fold(
                value -> "allowed " + value,
                refusal -> "refused " + refusal.reason().code() + " " + refusal.detail(),
                outage -> "unavailable " + outage.reason().code() + " " + outage.detail());
    }
}
