package dev.registrykit.testkit.publish;

import static org.assertj.core.api.Assertions.assertThat;

import dev.registrykit.core.decision.Decision;
import dev.registrykit.publish.oidc.IdentityToken;
import dev.registrykit.publish.token.IssuedToken;
import dev.registrykit.testkit.RegistryKitExtension;
import dev.registrykit.testkit.attack.AttackCase;
import dev.registrykit.testkit.attack.ExchangeAttack;
import dev.registrykit.testkit.attack.IdentityTokenAttack;
import dev.registrykit.testkit.attack.IdentityTokenAttacks;
import dev.registrykit.testkit.clock.TestClock;
import dev.registrykit.testkit.memory.InMemoryPublish;
import dev.registrykit.testkit.oidc.IdentityProviderServer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;

@ExtendWith(RegistryKitExtension.class)
class IdentityTokenAttackTest {
    private static IdentityProviderServer provider;
    private static Registry registry;

    @BeforeAll
    static void open(IdentityProviderServer shared, TestClock clock) {
        provider = shared;
        registry = new Registry(InMemoryPublish.unitOfWork(), provider, clock);
        registry.register(Registry.JOB);
    }

    @ParameterizedTest
    @IdentityTokenAttacks
    void every_attack_is_refused_for_its_reason(IdentityTokenAttack attack) {
        String token = attack.token(provider, Registry.JOB, Registry.AUDIENCE);
        Decision<IssuedToken> decision = registry.publish()
                .trustedPublishing()
                .exchange(IdentityToken.of(token), Registry.from("from " + attack.name()));
        assertThat(decision).isInstanceOf(Decision.Refused.class);
        String code = decision.fold(value -> "", refusal -> refusal.reason().code(), outage -> "");
        assertThat(code).as("%s (%s)", attack.name(), attack.source()).isIn(attack.reasons());
    }

    @Test
    void the_ordinary_token_is_exchanged() {
        assertThat(Registry.outcome(registry.exchange(registry.identityToken())))
                .isEqualTo("allowed");
    }

    @Test
    void every_case_has_attacks() {
        assertThat(Stream.concat(
                        IdentityTokenAttack.all().map(IdentityTokenAttack::attackCase),
                        ExchangeAttack.all().map(ExchangeAttack::attackCase)))
                .contains(AttackCase.values());
        assertThat(Stream.of(AttackCase.values()).map(AttackCase::number))
                .containsExactlyElementsOf(IntStream.rangeClosed(1, 22).boxed().toList());
        assertThat(ExchangeAttack.all().map(ExchangeAttack::toString)).doesNotHaveDuplicates();
    }

    @Test
    void no_two_attacks_have_one_name() {
        assertThat(IdentityTokenAttack.all().map(IdentityTokenAttack::name))
                .doesNotHaveDuplicates()
                .hasSizeGreaterThan(100);
    }
}
