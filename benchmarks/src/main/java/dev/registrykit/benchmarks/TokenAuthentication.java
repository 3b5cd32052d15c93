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
import dev.registrykit.core.grant.Grant;
import dev.registrykit.core.request.RequestContext;
import dev.registrykit.testkit.memory.InMemoryPublish;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
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
 * A request's token is judged: ours by looking it up among 100,000 in memory; {@code bare} only looks the SHA-256 of the
 * text up in a map of as many; Nimbus verifies an HS256 JWT that says the same, and compares its expiry and scope.
 *
 * <p>All start from the {@code Authorization} header. The JWT cannot be revoked, which ours is asked each time.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(value = 3, jvmArgsAppend = "-XX:+UseSerialGC")
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class TokenAuthentication {
    private static final int OTHERS = 100_000;
    private static final String SCOPE = "publish-version maven:com.example.**";

    private final BenchmarkTokens registry = new BenchmarkTokens(InMemoryPublish.unitOfWork());
    private final Map<ByteBuffer, String> bare = new HashMap<>();
    private final RequestContext withToken;
    private final RequestContext withJwt;
    private final JWSVerifier verifier;

    /** Fills the store and the map, and signs the JWT. */
    public TokenAuthentication() {
        this(OTHERS);
    }

    TokenAuthentication(int others) {
        for (int number = 0; number < others; number++) {
            add(number);
        }
        withToken = BenchmarkTokens.upload(add(others));
        var key = new byte[32];
        new SecureRandom().nextBytes(key);
        try {
            verifier = new MACVerifier(key);
            withJwt = BenchmarkTokens.upload(sign(key));
        } catch (JOSEException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private String add(int number) {
        var token = registry.issue(BenchmarkTokens.request(number).build());
        bare.put(sha256(token), "somebody " + number);
        return token;
    }

    /** The grant of the stored token. */
    @Benchmark
    public Decision<Grant> ours() {
        return registry.tokens().authenticate(withToken, Action.PUBLISH_VERSION, BenchmarkTokens.PACKAGE);
    }

    /** Whose token it is. */
    @Benchmark
    public @Nullable String bare() {
        return bare.get(sha256(BenchmarkTokens.credential(withToken)));
    }

    private static ByteBuffer sha256(String text) {
        try {
            return ByteBuffer.wrap(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** The claims of the JWT, if it is signed, unexpired and of this scope. */
    @Benchmark
    public JWTClaimsSet nimbus() throws ParseException, JOSEException {
        var jwt = SignedJWT.parse(BenchmarkTokens.credential(withJwt));
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
}
