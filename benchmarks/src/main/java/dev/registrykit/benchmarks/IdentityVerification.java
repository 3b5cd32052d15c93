package dev.registrykit.benchmarks;

import com.auth0.jwt.JWT;
import com.auth0.jwt.JWTVerifier;
import com.auth0.jwt.algorithms.Algorithm;
import com.auth0.jwt.interfaces.DecodedJWT;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import dev.registrykit.core.decision.Decision;
import dev.registrykit.core.workload.WorkloadIdentity;
import dev.registrykit.core.workload.WorkloadPolicy;
import dev.registrykit.publish.oidc.IdentityToken;
import dev.registrykit.publish.oidc.IdentityVerifier;
import dev.registrykit.publish.oidc.VerifiedIdentity;
import dev.registrykit.publish.provider.GitHubActions;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.text.ParseException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwa.AlgorithmConstraints.ConstraintType;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.JwtConsumer;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.jose4j.jwt.consumer.Validator;
import org.jose4j.keys.resolvers.JwksVerificationKeyResolver;
import org.jose4j.lang.JoseException;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2TokenValidator;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtAudienceValidator;
import org.springframework.security.oauth2.jwt.JwtClaimValidator;
import org.springframework.security.oauth2.jwt.JwtIssuerValidator;
import org.springframework.security.oauth2.jwt.JwtTimestampValidator;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;

/**
 * A GitHub Actions job's identity token is judged, its issuer's keys at hand.
 *
 * <p>Ours does all that an exchange does before it asks the store: signature, issuer, audience, times, mapping to a
 * workload, and the policy with workflow, environment and protected ref. The peers check the signature, issuer, audience and
 * times, and hold the same six claims against fixed values by their own means; {@code bare} is the JDK's signature check
 * on bytes that were taken apart beforehand.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
// The plain collector for all sides: another one's threads share the processors with what is measured.
@Fork(value = 3, jvmArgsAppend = "-XX:+UseSerialGC")
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
public class IdentityVerification {
    private static final String KEY_ID = "benchmark";

    private final String token;

    private final IdentityVerifier ours;
    private final WorkloadPolicy policy;

    private final PublicKey key;
    private final byte[] signingInput;
    private final byte[] signature;

    private final DefaultJWTProcessor<SecurityContext> nimbus;
    private final NimbusJwtDecoder spring;
    private final JwtConsumer jose4j;
    private final JWTVerifier auth0;

    /** Signs the token, and gives everybody the key. */
    public IdentityVerification() {
        var job = new BenchmarkJob(KEY_ID);
        token = job.token();
        var keys = new JWKSet(job.key().toPublicJWK());
        var github = GitHubActions.cloud();
        ours = new IdentityVerifier(List.of(github), job.documents(), InstantSource.system());
        policy = github.policy(BenchmarkJob.REPOSITORY)
                .repositoryId(BenchmarkJob.REPOSITORY_ID)
                .ownerId(BenchmarkJob.OWNER_ID)
                .workflow(BenchmarkJob.WORKFLOW)
                .environment(BenchmarkJob.ENVIRONMENT)
                .protectedRef()
                .build();
        try {
            key = job.key().toRSAPublicKey();
            nimbus = nimbus(keys);
            spring = new NimbusJwtDecoder(unchecked(keys));
            spring.setJwtValidator(springValidator());
            jose4j = jose4j(keys);
            auth0 = auth0(job.key());
        } catch (JOSEException | JoseException impossible) {
            throw new IllegalStateException(impossible);
        }
        var end = token.lastIndexOf('.');
        signingInput = token.substring(0, end).getBytes(StandardCharsets.US_ASCII);
        signature = Base64.getUrlDecoder().decode(token.substring(end + 1));
    }

    /** What the token proves, if it is one that the policy accepts. */
    @Benchmark
    public Decision<WorkloadIdentity> ours() {
        return ours.verify(IdentityToken.of(token), BenchmarkJob.AUDIENCE)
                .then(VerifiedIdentity::workload)
                .then(policy::check);
    }

    /** Whether the JDK finds the signature good. */
    @Benchmark
    public boolean bare() throws GeneralSecurityException {
        var verifier = Signature.getInstance("SHA256withRSA");
        verifier.initVerify(key);
        verifier.update(signingInput);
        return verifier.verify(signature);
    }

    /** The claims, by Nimbus JOSE+JWT. */
    @Benchmark
    public JWTClaimsSet nimbus() throws ParseException, BadJOSEException, JOSEException {
        return nimbus.process(token, null);
    }

    /** The claims, by Spring Security. */
    @Benchmark
    public Jwt spring() {
        return spring.decode(token);
    }

    /** The claims, by jose4j. */
    @Benchmark
    public JwtClaims jose4j() throws InvalidJwtException {
        return jose4j.processToClaims(token);
    }

    /** The claims, by java-jwt. */
    @Benchmark
    public DecodedJWT auth0() {
        return auth0.verify(token);
    }

    private static DefaultJWTProcessor<SecurityContext> nimbus(JWKSet keys) {
        var processor = unchecked(keys);
        var expected = new JWTClaimsSet.Builder().issuer(BenchmarkJob.ISSUER);
        BenchmarkJob.EXPECTED.forEach(expected::claim);
        var exact = expected.build();
        processor.setJWTClaimsSetVerifier(
                new DefaultJWTClaimsVerifier<>(BenchmarkJob.AUDIENCE, exact, Set.of("exp", "iat", "jti")));
        return processor;
    }

    /** Nimbus' processor for RS256 alone; Spring Security checks the claims of what it returns. */
    private static DefaultJWTProcessor<SecurityContext> unchecked(JWKSet keys) {
        var processor = new DefaultJWTProcessor<SecurityContext>();
        processor.setJWSKeySelector(new JWSVerificationKeySelector<>(JWSAlgorithm.RS256, new ImmutableJWKSet<>(keys)));
        processor.setJWTClaimsSetVerifier((claims, context) -> {});
        return processor;
    }

    private static OAuth2TokenValidator<Jwt> springValidator() {
        var validators = new ArrayList<OAuth2TokenValidator<Jwt>>();
        validators.add(new JwtTimestampValidator());
        validators.add(new JwtIssuerValidator(BenchmarkJob.ISSUER));
        validators.add(new JwtAudienceValidator(BenchmarkJob.AUDIENCE));
        BenchmarkJob.EXPECTED.forEach(
                (claim, value) -> validators.add(new JwtClaimValidator<String>(claim, value::equals)));
        return new DelegatingOAuth2TokenValidator<>(validators);
    }

    private static JwtConsumer jose4j(JWKSet keys) throws JoseException {
        var resolver = new JwksVerificationKeyResolver(new JsonWebKeySet(keys.toString()).getJsonWebKeys());
        var builder = new JwtConsumerBuilder();
        BenchmarkJob.EXPECTED.forEach((claim, value) -> builder.registerValidator(
                (Validator) context -> value.equals(context.getJwtClaims().getStringClaimValue(claim)) ? null : claim));
        return builder.setVerificationKeyResolver(resolver)
                .setJwsAlgorithmConstraints(new AlgorithmConstraints(ConstraintType.PERMIT, "RS256"))
                .setExpectedIssuer(BenchmarkJob.ISSUER)
                .setExpectedAudience(BenchmarkJob.AUDIENCE)
                .setRequireExpirationTime()
                .setRequireIssuedAt()
                .setRequireJwtId()
                .build();
    }

    private static JWTVerifier auth0(RSAKey key) throws JOSEException {
        RSAPublicKey publicKey = key.toRSAPublicKey();
        var verification = JWT.require(Algorithm.RSA256(publicKey, null));
        BenchmarkJob.EXPECTED.forEach(verification::withClaim);
        return verification
                .withIssuer(BenchmarkJob.ISSUER)
                .withAudience(BenchmarkJob.AUDIENCE)
                .withClaimPresence("jti")
                .build();
    }
}
