package dev.registrykit.testkit.attack;

import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * One way to get more out of a registry's trusted publishing than it should give, in several steps: exchanges, races,
 * outages and uploads.
 *
 * <p>Each attack first does what an honest job does, and that must be granted; a registry that refuses everything fails
 * every attack. See {@link AttackCase} for the cases.
 */
public final class ExchangeAttack {
    private final AttackCase attackCase;
    private final String name;
    private final boolean freshTarget;
    private final Consumer<Scene> steps;

    private ExchangeAttack(AttackCase attackCase, String name, boolean freshTarget, Consumer<Scene> steps) {
        this.attackCase = attackCase;
        this.name = name;
        this.freshTarget = freshTarget;
        this.steps = steps;
    }

    static ExchangeAttack of(AttackCase attackCase, String name, Consumer<Scene> steps) {
        return new ExchangeAttack(attackCase, name, false, steps);
    }

    /** An attack that counts what is fetched, or leaves the provider's keys changed. */
    static ExchangeAttack ofFresh(AttackCase attackCase, String name, Consumer<Scene> steps) {
        return new ExchangeAttack(attackCase, name, true, steps);
    }

    /** Every attack, in the order of the cases. */
    public static Stream<ExchangeAttack> all() {
        return Stream.of(
                        IssuerScenes.all(),
                        FetchScenes.all(),
                        TimeScenes.all(),
                        ReplayScenes.all(),
                        PinScenes.all(),
                        WorkflowScenes.all(),
                        ConstraintScenes.all(),
                        PublisherScenes.all(),
                        MintedTokenScenes.all(),
                        KeyScenes.all(),
                        SwitchScenes.all())
                .flatMap(List::stream);
    }

    /** The case that it belongs to. */
    public AttackCase attackCase() {
        return attackCase;
    }

    /** What the attacker does: a short phrase, unique among all attacks. */
    public String name() {
        return name;
    }

    /** Whether it must be run on a target and a provider that no attack was run on before. */
    public boolean needsFreshTarget() {
        return freshTarget;
    }

    /**
     * Runs the attack.
     *
     * @throws AssertionError if the target falls for it, or gives another reason than the right one
     * @throws org.opentest4j.TestAbortedException if the target does not offer what the attack needs
     */
    public void run(ExchangeTarget target) {
        steps.accept(new Scene(target));
    }

    /** Number and name, for the display of parameterized tests. */
    @Override
    public String toString() {
        return attackCase.number() + " " + name;
    }
}
