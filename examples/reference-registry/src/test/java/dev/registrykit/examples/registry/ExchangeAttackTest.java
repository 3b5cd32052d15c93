package dev.registrykit.examples.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.registrykit.examples.registry.accounts.Account;
import dev.registrykit.testkit.attack.AttackCase;
import dev.registrykit.testkit.attack.ExchangeAttack;
import dev.registrykit.testkit.attack.ExchangeAttacks;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.opentest4j.TestAbortedException;

/**
 * The testkit's attacks on the exchange, over HTTP against the running registry.
 *
 * <p>Those on fetching and rotating keys wait for real timeouts, and are run on the module alone.
 */
class ExchangeAttackTest {
    @TempDir
    static Path directory;

    private static final Set<String> NOT_OFFERED = new TreeSet<>();

    private static World world;
    private static Account owner;

    @BeforeAll
    static void start() throws IOException {
        world = World.in(directory);
        owner = world.account("acme");
    }

    /** What this registry does not offer is known: an attack that is not run by mistake is a failure. */
    @AfterAll
    static void stop() {
        world.close();
        assertThat(NOT_OFFERED)
                .extracting(message -> message.replace("not applicable: the target does not offer ", ""))
                .containsExactly(
                        "a look at the database and the logs",
                        "a restart",
                        "a second node",
                        "a second trusted issuer",
                        "breaking the database",
                        "housekeeping",
                        "staged releases",
                        "suspending an owner",
                        "tokens bound to a digest",
                        "transferring a package");
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
        // What the last attacks used up is over, registrations a day included.
        world.clock.advance(Duration.ofHours(1));
        try {
            run(attack);
        } catch (TestAbortedException notApplicable) {
            NOT_OFFERED.add(String.valueOf(notApplicable.getMessage()));
        }
    }

    private static void run(ExchangeAttack attack) throws IOException {
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
