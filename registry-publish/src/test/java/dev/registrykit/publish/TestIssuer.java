package dev.registrykit.publish;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jose.util.JSONObjectUtils;
import dev.registrykit.core.http.FetchException;
import dev.registrykit.core.http.HttpFetch;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** An issuer in memory: its two documents, its keys, and tokens signed by Nimbus or, for attacks, piece by piece. */
public final class TestIssuer implements HttpFetch {
    public static final String CLOUD = "https://token.actions.githubusercontent.com";
    public static final RSAKey FIRST_KEY = key("key-1", 2048);
    public static final RSAKey SECOND_KEY = key("key-2", 2048);

    private final String issuer;
    private final InstantSource clock;
    private final List<URI> fetched = new ArrayList<>();
    private volatile RSAKey signing = FIRST_KEY;
    private volatile String keySet = "{\"keys\":[" + FIRST_KEY.toPublicJWK().toJSONString() + "]}";
    private volatile String discovery;
    private volatile boolean down;

    public TestIssuer(String issuer, InstantSource clock) {
        this.issuer = issuer;
        this.clock = clock;
        this.discovery = discovery(issuer, issuer + "/.well-known/jwks");
    }

    public static RSAKey key(String id, int bits) {
        try {
            return new RSAKeyGenerator(bits, true)
                    .keyID(id)
                    .keyUse(KeyUse.SIGNATURE)
                    .algorithm(JWSAlgorithm.RS256)
                    .generate();
        } catch (JOSEException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    public static String discovery(String issuer, String keys) {
        return "{\"issuer\":\"" + issuer + "\",\"jwks_uri\":\"" + keys + "\"}";
    }

    @Override
    public byte[] get(URI uri, int maxBytes, Duration timeout) throws FetchException {
        synchronized (fetched) {
            fetched.add(uri);
        }
        if (down) {
            throw new FetchException("the test issuer is down");
        }
        String path = uri.getPath();
        String document = path.endsWith("/openid-configuration") ? discovery : keySet;
        return document.getBytes(StandardCharsets.UTF_8);
    }

    /** How many addresses were fetched: one reading of the keys is two. */
    public int fetches() {
        synchronized (fetched) {
            return fetched.size();
        }
    }

    public void down(boolean isDown) {
        this.down = isDown;
    }

    public void publish(String document) {
        this.keySet = document;
    }

    public void publish(RSAKey... keys) {
        List<String> texts = new ArrayList<>();
        for (RSAKey key : keys) {
            texts.add(key.toPublicJWK().toJSONString());
        }
        this.keySet = "{\"keys\":[" + String.join(",", texts) + "]}";
    }

    public void discover(String document) {
        this.discovery = document;
    }

    public void signWith(RSAKey key) {
        this.signing = key;
    }

    /** The claims that GitHub puts into a token for {@code acme/widget}, for {@code audience}. */
    public Map<String, Object> claims(String audience) {
        long now = clock.instant().getEpochSecond();
        Map<String, Object> claims = new LinkedHashMap<>();
        claims.put("iss", issuer);
        claims.put("aud", audience);
        claims.put("jti", UUID.randomUUID().toString());
        claims.put("sub", "repo:acme/widget:ref:refs/heads/main");
        claims.put("iat", now);
        claims.put("nbf", now - 300);
        claims.put("exp", now + 300);
        claims.put("repository", "acme/widget");
        claims.put("repository_id", "123456");
        claims.put("repository_owner", "acme");
        claims.put("repository_owner_id", "98765");
        claims.put("repository_visibility", "public");
        claims.put("ref", "refs/heads/main");
        claims.put("ref_type", "branch");
        claims.put("ref_protected", "true");
        claims.put("sha", "0123456789abcdef0123456789abcdef01234567");
        claims.put("workflow_ref", "acme/widget/.github/workflows/publish.yml@refs/heads/main");
        claims.put("job_workflow_ref", "acme/widget/.github/workflows/publish.yml@refs/heads/main");
        claims.put("event_name", "push");
        claims.put("run_id", "777");
        claims.put("run_attempt", "1");
        claims.put("runner_environment", "github-hosted");
        return claims;
    }

    /** A token with these claims, as the issuer signs them. */
    public String token(Map<String, Object> claims) {
        try {
            JWSHeader header = new JWSHeader.Builder(JWSAlgorithm.RS256)
                    .type(JOSEObjectType.JWT)
                    .keyID(signing.getKeyID())
                    .build();
            JWSObject object = new JWSObject(header, new Payload(JSONObjectUtils.toJSONString(claims)));
            object.sign(new RSASSASigner(signing));
            return object.serialize();
        } catch (JOSEException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** A token with exactly this header and these claims, really signed with RS256 whatever the header says. */
    public String signed(String header, String claims) {
        String input = encode(header) + "." + encode(claims);
        try {
            Signature signature = Signature.getInstance("SHA256withRSA");
            signature.initSign(signing.toPrivateKey());
            signature.update(input.getBytes(StandardCharsets.US_ASCII));
            return input + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(signature.sign());
        } catch (GeneralSecurityException | JOSEException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    public static String encode(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    public static String json(Map<String, Object> members) {
        return JSONObjectUtils.toJSONString(members);
    }
}
