package dev.registrykit.core.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class HousekeepingTest {
    private final List<String> done = new ArrayList<>();

    private Housekeeping part(String name) {
        return limit -> {
            done.add(name + " " + limit);
            return 2;
        };
    }

    private static Housekeeping failing(RuntimeException failure) {
        return limit -> {
            throw failure;
        };
    }

    @Test
    void all_parts_are_done_with_the_limit_and_their_rows_add_up() {
        assertThat(Housekeeping.all(part("one"), part("two")).runOnce(7)).isEqualTo(4);
        assertThat(done).containsExactly("one 7", "two 7");
    }

    @Test
    void a_part_that_fails_keeps_no_other_from_its_work_and_is_told_of() {
        var first = new StoreException("first", new IllegalStateException());
        var second = new IllegalArgumentException("second");
        var all = Housekeeping.all(failing(first), part("one"), failing(second), part("two"));
        assertThatThrownBy(() -> all.runOnce(7)).isSameAs(first).hasSuppressedException(second);
        assertThat(done).containsExactly("one 7", "two 7");
    }
}
