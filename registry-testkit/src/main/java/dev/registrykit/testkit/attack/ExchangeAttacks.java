package dev.registrykit.testkit.attack;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.ArgumentsProvider;
import org.junit.jupiter.params.provider.ArgumentsSource;
import org.junit.jupiter.params.support.AnnotationConsumer;
import org.junit.jupiter.params.support.ParameterDeclarations;

/**
 * Runs a {@code @ParameterizedTest} once for each {@link ExchangeAttack}, of all cases or of the named ones.
 *
 * <pre>{@code
 * @ParameterizedTest
 * @ExchangeAttacks({AttackCase.REPLAY, AttackCase.MINTED_TOKEN})
 * void every_attack_is_repelled(ExchangeAttack attack) {
 *     attack.run(new MyRegistry(provider, clock));
 * }
 * }</pre>
 */
@Target({ElementType.METHOD, ElementType.ANNOTATION_TYPE})
@Retention(RetentionPolicy.RUNTIME)
@ArgumentsSource(ExchangeAttacks.Source.class)
public @interface ExchangeAttacks {
    /** The cases; all when none is named. */
    AttackCase[] value() default {};

    /** Reads the annotation; JUnit makes it. */
    final class Source implements ArgumentsProvider, AnnotationConsumer<ExchangeAttacks> {
        private Set<AttackCase> cases = Set.of();

        /** For JUnit. */
        public Source() {}

        @Override
        public void accept(ExchangeAttacks annotation) {
            this.cases = Set.of(annotation.value());
        }

        @Override
        public Stream<? extends Arguments> provideArguments(
                ParameterDeclarations parameters, ExtensionContext context) {
            return ExchangeAttack.all()
                    .filter(attack -> cases.isEmpty() || cases.contains(attack.attackCase()))
                    .map(Arguments::of);
        }
    }
}
