package dev.registrykit.testkit.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.registrykit.core.store.UnitOfWork;
import dev.registrykit.publish.PublishStores;
import dev.registrykit.testkit.contract.Rollback;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** What memory adds to the contracts: mistakes that a database would punish are noticed here as well. */
class InMemoryPublishTest {
    private static final Instant NOON = Instant.parse("2026-11-01T12:00:00Z");

    private final UnitOfWork<PublishStores> work = InMemoryPublish.unitOfWork();

    @Test
    void a_unit_of_work_within_another_is_a_mistake() {
        assertThatThrownBy(() -> work.<Integer>run(outer -> work.<Integer>run(inner -> 1)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("must not start another");
        assertThat(work.<Integer>run(stores -> 1)).isEqualTo(1);
    }

    @Test
    void a_store_that_outlives_its_unit_of_work_is_a_mistake() {
        PublishStores kept = work.run(stores -> stores);
        assertThatThrownBy(() -> kept.replays().insertIfAbsent("issuer", "id", "", NOON))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("within their unit of work");
    }

    @Test
    void changes_are_taken_back_in_reverse_order() {
        work.run(stores -> stores.throttle().reserve("key", 9, NOON));
        Rollback.of(work, stores -> {
            stores.throttle().reserve("key", 9, NOON);
            stores.throttle().reserve("key", 9, NOON);
            stores.throttle().purge(NOON.plusMillis(1), 10);
            stores.throttle().reserve("key", 9, NOON);
        });
        assertThat(work.<Boolean>run(stores -> stores.throttle().reserve("key", 1, NOON)))
                .isFalse();
        assertThat(work.<Boolean>run(stores -> stores.throttle().reserve("key", 2, NOON)))
                .isTrue();
    }
}
