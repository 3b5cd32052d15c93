package dev.registrykit.examples.registry;

import dev.registrykit.examples.registry.accounts.Account;
import dev.registrykit.testkit.attack.AttackCase;
import dev.registrykit.testkit.attack.ExchangeAttack;
import dev.registrykit.testkit.attack.ExchangeAttacks;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;

/**
 * The testkit's attacks on the exchange, over HTTP against the running registry.
 *
 * <p>Those on fetching and rotating keys wait for real timeouts, and are run on the module alone.
 */
class ExchangeAttackTest {
    @TempDir
    static Path directory;

    private static World world;
    private static Account owner;

    @BeforeAll
    static void start() throws IOException {
        world = World.in(directory);
        owner = world.account("acme");
    }

    @AfterAll
    static void stop() {
        world.close();
    }

    @ParameterizedTest
    @ExchangeAttacks({
        AttackCase.UNSIGNED_OR_WRAPPED,
        AttackCase.ALGORITHM,
        AttackCase.HEADER,
        AttackCase.KEY_SELECTION,
        AttackCase.SPELLING,
        AttackCase.ISSUER,
        AttackCase.AUDIENCE,
        AttackCase.TIME,
        AttackCase.REPLAY,
        AttackCase.RESURRECTION,
        AttackCase.TRANSFER,
        AttackCase.WORKFLOW_PATH,
        AttackCase.REUSABLE_WORKFLOW,
        AttackCase.EVENT,
        AttackCase.REF,
        AttackCase.ENVIRONMENT,
        AttackCase.CLAIM_TYPE,
        AttackCase.AMBIGUITY,
        AttackCase.MINTED_TOKEN,
        AttackCase.TOKEN_SWITCH
    })
    void every_attack_is_repelled(ExchangeAttack attack) throws IOException {
        // The limits of the last attacks' address are over.
        world.clock.advance(Duration.ofMinutes(10));
        if (!attack.needsFreshTarget()) {
            attack.run(new AttackedHost(world, owner));
            return;
        }
        try (World fresh =
                World.in(directory.resolve(String.valueOf(attack.name().hashCode())))) {
            attack.run(new AttackedHost(fresh, fresh.account("acme")));
        }
    }
}
