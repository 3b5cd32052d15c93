package dev.registrykit.testkit.publish;

import static org.assertj.core.api.Assertions.assertThat;

import dev.registrykit.core.event.RecordedEvent;
import dev.registrykit.testkit.RegistryKitExtension;
import dev.registrykit.testkit.clock.TestClock;
import dev.registrykit.testkit.contract.Race;
import dev.registrykit.testkit.oidc.IdentityProviderServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How mail and logs get the events: at least once, by one reader at a time. */
@ExtendWith(RegistryKitExtension.class)
class OutboxTest {
    private final IdentityProviderServer provider;
    private final TestClock clock;

    OutboxTest(IdentityProviderServer provider, TestClock clock) {
        this.provider = provider;
        this.clock = clock;
    }

    @ParameterizedTest
    @EnumSource
    void many_nodes_deliver_each_event_once(StoresParameter stores) {
        Registry registry = new Registry(stores.empty(), provider, clock);
        for (int i = 0; i < 20; i++) {
            registry.issue();
        }
        List<UUID> delivered = Collections.synchronizedList(new ArrayList<>());
        Race.of(4, node -> registry.publish().events().deliver(20, event -> delivered.add(event.id())));
        registry.publish().events().deliver(20, event -> delivered.add(event.id()));
        assertThat(delivered).hasSize(20).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @EnumSource
    void what_could_not_be_delivered_is_offered_again_after_five_minutes(StoresParameter stores) {
        Registry registry = new Registry(stores.empty(), provider, clock);
        registry.issue();
        int taken = registry.publish().events().deliver(10, event -> {
            throw new IllegalStateException("the mail server is down");
        });
        assertThat(taken).isZero();
        List<RecordedEvent> delivered = new ArrayList<>();
        clock.advance(Duration.ofMinutes(5).minusMillis(1));
        assertThat(registry.publish().events().deliver(10, delivered::add)).isZero();
        clock.advance(Duration.ofMillis(1));
        assertThat(registry.publish().events().deliver(10, delivered::add)).isEqualTo(1);
        assertThat(registry.publish().events().deliver(10, delivered::add)).isZero();
        assertThat(delivered)
                .singleElement()
                .satisfies(event -> assertThat(event.type()).isEqualTo("token.issued"));
    }
}
