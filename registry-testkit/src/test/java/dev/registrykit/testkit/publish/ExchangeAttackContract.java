package dev.registrykit.testkit.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.registrykit.testkit.Captured;
import dev.registrykit.testkit.attack.ExchangeAttack;
import dev.registrykit.testkit.attack.ExchangeAttacks;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.opentest4j.TestAbortedException;

/** This SDK's exchange offers all that the attacks need, repels every one, and logs and stores no token meanwhile. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ExchangeAttackContract {
    private AttackedWorld shared;

    /** A world with an empty database. */
    abstract AttackedWorld world();

    @BeforeAll
    void open() {
        shared = world();
    }

    @AfterAll
    void close() {
        shared.close();
    }

    @ParameterizedTest
    @ExchangeAttacks
    void every_attack_is_repelled_for_its_reason(ExchangeAttack attack) throws Exception {
        if (attack.needsFreshTarget()) {
            try (AttackedWorld fresh = world()) {
                run(attack, fresh);
            }
        } else {
            run(attack, shared);
        }
    }

    private static void run(ExchangeAttack attack, AttackedWorld world) throws Exception {
        String logged = Captured.outputOf(() -> {
            try {
                attack.run(new AttackedRegistry(world));
            } catch (TestAbortedException notOffered) {
                fail("this SDK offers all: %s", notOffered.getMessage());
            }
        });
        String kept = logged + world.everythingKept();
        assertThat(world.secrets().stream().filter(kept::contains).count())
                .as("tokens that were logged or stored")
                .isZero();
    }
}
