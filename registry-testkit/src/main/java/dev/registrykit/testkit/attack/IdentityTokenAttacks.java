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
 * Runs a {@code @ParameterizedTest} once for each {@link IdentityTokenAttack}, of all cases or of the named ones, whatever
 * exchange it is that the test presents the token to.
 *
 * <pre>{@code
 * @ParameterizedTest
 * @IdentityTokenAttacks
 * void every_forged_token_is_refused(IdentityTokenAttack attack) {
 *     HttpResponse<String> answer = post("/oidc/exchange", attack.token(github, job, AUDIENCE));
 *     assertThat(codeOf(answer)).isIn(attack.reasons());
 * }
 * }</pre>
 *
 * Present the job's ordinary token first, in a test of its own: an exchange that refuses everything passes this one.
 */
@Target({ElementType.METHOD, ElementType.ANNOTATION_TYPE})
@Retention(RetentionPolicy.RUNTIME)
@ArgumentsSource(IdentityTokenAttacks.Source.class)
public @interface IdentityTokenAttacks {
    /** The cases; all when none is named. */
    AttackCase[] value() default {};

    /** Reads the annotation; JUnit makes it. */
    final class Source implements ArgumentsProvider, AnnotationConsumer<IdentityTokenAttacks> {
        private Set<AttackCase> cases = Set.of();

        /** For JUnit. */
        public Source() {}

        @Override
        public void accept(IdentityTokenAttacks annotation) {
            this.cases = Set.of(annotation.value());
        }

        @Override
        public Stream<? extends Arguments> provideArguments(
                ParameterDeclarations parameters, ExtensionContext context) {
            return IdentityTokenAttack.all()
                    .filter(attack -> cases.isEmpty() || cases.contains(attack.attackCase()))
                    .map(Arguments::of);
        }
    }
}
