package dev.registrykit.testkit.attack;

import dev.registrykit.testkit.oidc.GitHubJob;
import dev.registrykit.testkit.oidc.IdentityProviderServer;
import dev.registrykit.testkit.oidc.TokenForge;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * One way to make an identity token that must not be exchanged.
 *
 * <p>Start from a job whose ordinary token the exchange accepts: registered by repository id, owner id and workflow file,
 * at the provider that the exchange trusts. The attack changes one thing about it. It says which reason codes are right
 * answers; where there are several, more than one check may be the first to see it.
 */
public final class IdentityTokenAttack {
    private final AttackCase attackCase;
    private final String name;
    private final String source;
    private final Set<String> reasons;
    private final Function<Prey, String> make;

    private IdentityTokenAttack(
            AttackCase attackCase, String name, String source, Set<String> reasons, Function<Prey, String> make) {
        this.attackCase = attackCase;
        this.name = name;
        this.source = source;
        this.reasons = reasons;
        this.make = make;
    }

    /** Whom the attack imitates. */
    record Prey(IdentityProviderServer provider, GitHubJob job, String audience) {
        TokenForge forge() {
            return provider.forge(job, audience);
        }

        String token() {
            return provider.token(job, audience);
        }
    }

    /** Every attack, in an order that does not change between runs. */
    public static Stream<IdentityTokenAttack> all() {
        return Stream.of(FormatAttacks.all(), KeyAttacks.all(), ClaimAttacks.all(), JobAttacks.all())
                .flatMap(Function.identity());
    }

    static IdentityTokenAttack of(
            AttackCase attackCase, String name, String source, Function<Prey, String> make, String... reasons) {
        return new IdentityTokenAttack(attackCase, name, source, Set.of(reasons), make);
    }

    /** The case that it belongs to. */
    public AttackCase attackCase() {
        return attackCase;
    }

    /** What is wrong with the token: a short phrase, unique among all attacks. */
    public String name() {
        return name;
    }

    /** The rule that the token breaks, or where the attack was seen. */
    public String source() {
        return source;
    }

    /** The codes of the refusals that are right. */
    public Set<String> reasons() {
        return reasons;
    }

    /**
     * The token to present.
     *
     * @param provider a provider that the exchange trusts
     * @param job a job whose ordinary token is accepted
     * @param audience the audience that the exchange expects
     */
    public String token(IdentityProviderServer provider, GitHubJob job, String audience) {
        return make.apply(new Prey(provider, job, audience));
    }

    /** Number and name, for the display of parameterized tests. */
    @Override
    public String toString() {
        return attackCase.number() + " " + name;
    }
}
