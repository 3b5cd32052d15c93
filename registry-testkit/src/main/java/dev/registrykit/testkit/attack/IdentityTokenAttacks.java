package dev.registrykit.testkit.attack;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Runs a {@code @ParameterizedTest} once for each {@link IdentityTokenAttack}, whatever exchange it is that the test
 * presents the token to.
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
@MethodSource("dev.registrykit.testkit.attack.IdentityTokenAttack#all")
public @interface IdentityTokenAttacks {}
