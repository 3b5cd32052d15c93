package dev.registrykit.examples.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.registrykit.core.store.Housekeeping;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class UpkeepTest {
    private final AtomicInteger left = new AtomicInteger(1050);
    private final Housekeeping cleaning = limit -> {
        int removed = Math.min(limit, left.get());
        left.addAndGet(-removed);
        return removed;
    };

    @Test
    void cleaning_goes_on_until_nothing_is_left() {
        Upkeep.drain(cleaning, () -> false);

        assertThat(left).hasValue(0);
    }

    @Test
    void cleaning_stops_when_the_registry_is_closed() {
        Upkeep.drain(cleaning, () -> left.get() <= 500);

        assertThat(left).hasValue(450);
    }
}
