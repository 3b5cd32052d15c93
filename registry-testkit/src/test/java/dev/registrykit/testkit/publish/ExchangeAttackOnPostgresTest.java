package dev.registrykit.testkit.publish;

import dev.registrykit.testkit.Databases;
import dev.registrykit.testkit.TableDump;
import java.sql.SQLException;

class ExchangeAttackOnPostgresTest extends ExchangeAttackContract {
    @Override
    AttackedWorld world() {
        PublishDatabase database = PublishDatabase.empty(Databases.POSTGRESQL, 8);
        return new AttackedWorld(database.unitOfWork(), () -> {
            try {
                return TableDump.of(database.dataSource(), "rk_publish_");
            } catch (SQLException broken) {
                throw new IllegalStateException(broken);
            }
        });
    }
}
