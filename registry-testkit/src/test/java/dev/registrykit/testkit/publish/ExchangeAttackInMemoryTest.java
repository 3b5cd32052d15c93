package dev.registrykit.testkit.publish;

import dev.registrykit.core.store.UnitOfWork;
import dev.registrykit.publish.PublishStores;
import dev.registrykit.testkit.memory.InMemoryPublish;
import java.time.Instant;

class ExchangeAttackInMemoryTest extends ExchangeAttackContract {
    @Override
    AttackedWorld world() {
        UnitOfWork<PublishStores> work = InMemoryPublish.unitOfWork();
        return new AttackedWorld(work, () -> work.run(ExchangeAttackInMemoryTest::events));
    }

    private static String events(PublishStores stores) {
        StringBuilder text = new StringBuilder();
        stores.events()
                .claimUndelivered(100_000, Instant.MAX, Instant.MIN)
                .forEach(event ->
                        text.append(event.type()).append(event.details()).append('\n'));
        return text.toString();
    }
}
