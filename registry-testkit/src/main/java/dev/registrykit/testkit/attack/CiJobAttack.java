package dev.registrykit.testkit.attack;

import dev.registrykit.testkit.oidc.CiJob;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * A job of one CI system that must not publish, though it differs in one thing only from a job that may.
 *
 * <p>Register {@link #honestJob()} with all that identifies it at its provider: immutable ids, build instructions, the
 * environment where it states one. Its token must be accepted, and the token of {@link #job()} refused for one of
 * {@link #reasons()}. {@link IdentityTokenAttack} has GitHub's jobs.
 */
public final class CiJobAttack {
    private final AttackCase attackCase;
    private final String provider;
    private final String name;
    private final CiJob honestJob;
    private final CiJob job;
    private final Set<String> reasons;

    private CiJobAttack(
            AttackCase attackCase, String provider, String name, CiJob honestJob, CiJob job, Set<String> reasons) {
        this.attackCase = attackCase;
        this.provider = provider;
        this.name = name;
        this.honestJob = honestJob;
        this.job = job;
        this.reasons = reasons;
    }

    static CiJobAttack of(
            AttackCase attackCase,
            String provider,
            String name,
            CiJob honestJob,
            UnaryOperator<CiJob> change,
            String... reasons) {
        return new CiJobAttack(attackCase, provider, name, honestJob, change.apply(honestJob), Set.of(reasons));
    }

    /** Every attack, in an order that does not change between runs. */
    public static Stream<CiJobAttack> all() {
        return Stream.concat(GitLabAttacks.all(), OtherCiAttacks.all());
    }

    /** The case that it belongs to. */
    public AttackCase attackCase() {
        return attackCase;
    }

    /** The provider, as the factory in {@link dev.registrykit.testkit.oidc.CiJobs} is called: {@code gitLab}. */
    public String provider() {
        return provider;
    }

    /** What is wrong with the job: a short phrase, unique among the provider's. */
    public String name() {
        return name;
    }

    /** The job that may publish; the same for all attacks of a provider. */
    public CiJob honestJob() {
        return honestJob;
    }

    /** The job that must not. */
    public CiJob job() {
        return job;
    }

    /** The codes of the refusals that are right. */
    public Set<String> reasons() {
        return reasons;
    }

    /** Number, provider and name, for the display of parameterized tests. */
    @Override
    public String toString() {
        return attackCase.number() + " " + provider + ": " + name;
    }
}
