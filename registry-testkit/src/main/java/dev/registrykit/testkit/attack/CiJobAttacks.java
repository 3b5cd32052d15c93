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
 * Runs a {@code @ParameterizedTest} once for each {@link CiJobAttack}, of all cases or of the named ones.
 *
 * <pre>{@code
 * @ParameterizedTest
 * @CiJobAttacks
 * void every_job_that_must_not_publish_is_refused(CiJobAttack attack) {
 *     assumeTrue(trusted.contains(attack.provider()));
 *     String token = provider.playing(attack.job()).token(attack.job(), AUDIENCE);
 *     assertThat(codeOf(post("/oidc/exchange", token))).isIn(attack.reasons());
 * }
 * }</pre>
 */
@Target({ElementType.METHOD, ElementType.ANNOTATION_TYPE})
@Retention(RetentionPolicy.RUNTIME)
@ArgumentsSource(CiJobAttacks.Source.class)
public @interface CiJobAttacks {
    /** The cases; all when none is named. */
    AttackCase[] value() default {};

    /** Reads the annotation; JUnit makes it. */
    final class Source implements ArgumentsProvider, AnnotationConsumer<CiJobAttacks> {
        private Set<AttackCase> cases = Set.of();

        /** For JUnit. */
        public Source() {}

        @Override
        public void accept(CiJobAttacks annotation) {
            this.cases = Set.of(annotation.value());
        }

        @Override
        public Stream<? extends Arguments> provideArguments(
                ParameterDeclarations parameters, ExtensionContext context) {
            return CiJobAttack.all()
                    .filter(attack -> cases.isEmpty() || cases.contains(attack.attackCase()))
                    .map(Arguments::of);
        }
    }
}
