package dev.registrykit.benchmarks;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.registrykit.core.decision.Decision;
import dev.registrykit.core.grant.Action;
import dev.registrykit.core.grant.Assurance;
import dev.registrykit.core.grant.Grant;
import dev.registrykit.core.name.Ecosystem;
import dev.registrykit.core.name.PackageName;
import dev.registrykit.core.name.PackagePattern;
import dev.registrykit.core.request.RequestContext;
import dev.registrykit.core.secret.KeyRing;
import dev.registrykit.core.subject.Subject;
import dev.registrykit.publish.RegistryPublish;
import dev.registrykit.publish.token.ApiTokens;
import dev.registrykit.publish.token.TokenRequest;
import dev.registrykit.testkit.memory.InMemoryPublish;
import java.security.SecureRandom;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A request's token is judged: ours by looking it up among a thousand in memory, the peer by verifying an HS256 JWT that
 * says the same and comparing its expiry and scope.
 *
 * <p>Both start from the {@code Authorization} header. The peer cannot be revoked, which ours is asked each time.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(2)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
public class TokenAuthentication {
    private static final int OTHER_TOKENS = 1_000;
    private static final String SCOPE = "publish-version maven:com.example.**";
    private static final String BEARER = "Bearer ";

    private final PackageName packageName = PackageName.maven("com.example.app", "app-core");

    private final ApiTokens tokens;
    private final RequestContext withToken;

    private final JWSVerifier verifier;
    private final RequestContext withJwt;

    /** Fills the store and signs the JWT. */
    public TokenAuthentication() {
        var publish = RegistryPublish.builder(InMemoryPublish.unitOfWork(), KeyRing.ephemeral())
                .tokenPrefix("bench")
                .ownerRights((owner, action, asked) -> true)
                .build();
        tokens = publish.tokens();
        for (int i = 0; i < OTHER_TOKENS; i++) {
            issue(tokens, i);
        }
        withToken = request(issue(tokens, OTHER_TOKENS));

        var key = new byte[32];
        new SecureRandom().nextBytes(key);
        try {
            verifier = new MACVerifier(key);
            withJwt = request(sign(key));
        } catch (JOSEException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** The grant of the stored token. */
    @Benchmark
    public Decision<Grant> ours() {
        return tokens.authenticate(withToken, Action.PUBLISH_VERSION, packageName);
    }

    /** The claims of the JWT, if it is signed, unexpired and of this scope. */
    @Benchmark
    public JWTClaimsSet peer() throws ParseException, JOSEException {
        List<String> headers = withJwt.headers("Authorization");
        var jwt = SignedJWT.parse(headers.get(0).substring(BEARER.length()));
        if (!jwt.getHeader().getAlgorithm().equals(JWSAlgorithm.HS256) || !jwt.verify(verifier)) {
            throw new IllegalStateException("not signed by us");
        }
        var claims = jwt.getJWTClaimsSet();
        if (!claims.getExpirationTime().toInstant().isAfter(Instant.now())
                || !SCOPE.equals(claims.getStringClaim("scope"))) {
            throw new IllegalStateException("expired, or of another scope");
        }
        return claims;
    }

    private static String issue(ApiTokens tokens, int number) {
        var request = TokenRequest.builder(Subject.user("somebody " + number))
                .name("benchmark")
                .actions(Action.PUBLISH_VERSION)
                .packages(PackagePattern.parse(Ecosystem.MAVEN, "com.example.**"))
                .expiresAt(Instant.now().plus(Duration.ofDays(1)))
                .build();
        return tokens.issue(
                        request,
                        Assurance.PHISHING_RESISTANT,
                        RequestContext.builder("POST", "/tokens").build())
                .orElseThrow(failure -> new IllegalStateException(failure.toString()))
                .secret()
                .reveal();
    }

    private static String sign(byte[] key) throws JOSEException {
        var claims = new JWTClaimsSet.Builder()
                .subject("somebody")
                .jwtID("benchmark")
                .claim("scope", SCOPE)
                .expirationTime(Date.from(Instant.now().plus(Duration.ofDays(1))))
                .build();
        var jwt = new SignedJWT(new JWSHeader(JWSAlgorithm.HS256), claims);
        jwt.sign(new MACSigner(key));
        return jwt.serialize();
    }

    private static RequestContext request(String credential) {
        return RequestContext.builder("PUT", "/maven/com/example/app/app-core/1.0/app-core-1.0.jar")
                .header("Host", "packages.example.org")
                .header("Authorization", BEARER + credential)
                .build();
    }
}
