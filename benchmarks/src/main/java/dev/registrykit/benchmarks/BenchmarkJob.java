package dev.registrykit.benchmarks;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.registrykit.core.http.HttpFetch;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Map;

/** A job on GitHub Actions, with the claims that a real one has, and the documents of its issuer. */
final class BenchmarkJob {
    static final String ISSUER = "https://token.actions.githubusercontent.com";
    static final String AUDIENCE = "packages.example.org";
    static final String REPOSITORY = "acme/widget";
    static final String REPOSITORY_ID = "123456789";
    static final String OWNER_ID = "987654";
    static final String WORKFLOW = ".github/workflows/publish.yml";
    static final String ENVIRONMENT = "release";

    /** What a registry must hold against a job before it believes that it is the registered one. */
    static final Map<String, String> EXPECTED = Map.of(
            "repository_id",
            REPOSITORY_ID,
            "repository_owner_id",
            OWNER_ID,
            "event_name",
            "push",
            "workflow_ref",
            REPOSITORY + "/" + WORKFLOW + "@refs/tags/v1.4.2",
            "environment",
            ENVIRONMENT,
            "ref_protected",
            "true");

    private static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";
    private static final String REF = "refs/tags/v1.4.2";

    private final RSAKey key;

    BenchmarkJob(String keyId) {
        try {
            key = new RSAKeyGenerator(2048)
                    .keyID(keyId)
                    .keyUse(KeyUse.SIGNATURE)
                    .algorithm(JWSAlgorithm.RS256)
                    .generate();
        } catch (JOSEException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    RSAKey key() {
        return key;
    }

    /** The issuer's discovery document and key set, from memory. */
    HttpFetch documents() {
        var keysAddress = ISSUER + "/.well-known/jwks";
        var discovery = "{\"issuer\":\"" + ISSUER + "\",\"jwks_uri\":\"" + keysAddress + "\"}";
        var keySet = "{\"keys\":[" + key.toPublicJWK().toJSONString() + "]}";
        return (uri, maxBytes, timeout) ->
                (uri.toString().equals(keysAddress) ? keySet : discovery).getBytes(StandardCharsets.UTF_8);
    }

    /** A token that is good for the next hour. */
    String token() {
        var header = new JWSHeader.Builder(JWSAlgorithm.RS256)
                .type(JOSEObjectType.JWT)
                .keyID(key.getKeyID())
                .build();
        var jwt = new SignedJWT(header, claims(Instant.now()));
        try {
            jwt.sign(new RSASSASigner(key));
        } catch (JOSEException impossible) {
            throw new IllegalStateException(impossible);
        }
        return jwt.serialize();
    }

    private static JWTClaimsSet claims(Instant now) {
        var workflowRef = REPOSITORY + "/" + WORKFLOW + "@" + REF;
        return new JWTClaimsSet.Builder()
                .issuer(ISSUER)
                .audience(AUDIENCE)
                .subject("repo:" + REPOSITORY + ":environment:" + ENVIRONMENT)
                .jwtID("d2f4c1e0-6f3b-4d6c-9a35-0b7d1f2e3a4b")
                .issueTime(Date.from(now))
                .notBeforeTime(Date.from(now))
                .expirationTime(Date.from(now.plus(Duration.ofMinutes(59))))
                .claim("actor", "somebody")
                .claim("actor_id", "1234567")
                .claim("base_ref", "")
                .claim("environment", ENVIRONMENT)
                .claim("event_name", "push")
                .claim("head_ref", "")
                .claim("job_workflow_ref", workflowRef)
                .claim("job_workflow_sha", COMMIT)
                .claim("ref", REF)
                .claim("ref_protected", "true")
                .claim("ref_type", "tag")
                .claim("repository", REPOSITORY)
                .claim("repository_id", REPOSITORY_ID)
                .claim("repository_owner", "acme")
                .claim("repository_owner_id", OWNER_ID)
                .claim("repository_visibility", "public")
                .claim("run_attempt", "1")
                .claim("run_id", "9876543210")
                .claim("run_number", "42")
                .claim("runner_environment", "github-hosted")
                .claim("sha", COMMIT)
                .claim("workflow", "publish")
                .claim("workflow_ref", workflowRef)
                .claim("workflow_sha", COMMIT)
                .build();
    }
}
