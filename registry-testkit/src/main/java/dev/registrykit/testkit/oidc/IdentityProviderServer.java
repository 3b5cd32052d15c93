package dev.registrykit.testkit.oidc;

import java.io.UncheckedIOException;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * An identity provider that looks like GitHub Actions, on loopback http: discovery, key set, and the address at which a
 * running job asks for its token.
 *
 * <p>Tokens are really signed (RS256, 2048 bits). The key set can be rotated, keys withdrawn, and every document made to
 * fail in a named way until {@link #recover}. Requests are counted, so that a test can tell how often a verifier asked.
 * Safe to share between threads. Never use it outside tests: whoever holds this object is anybody.
 */
public final class IdentityProviderServer implements AutoCloseable {
    private static final SecureRandom RANDOM = new SecureRandom();

    private final InstantSource clock;
    private final ProviderServer server;
    private final List<SigningKey> published = new CopyOnWriteArrayList<>();
    private volatile SigningKey current;

    private IdentityProviderServer(InstantSource clock) {
        this.clock = clock;
        this.current = SigningKey.rsa();
        this.published.add(current);
        this.server = new ProviderServer(this::keySet, this::token);
    }

    /**
     * A running provider on a free port of the loopback interface, by the system's clock.
     *
     * @throws UncheckedIOException if it cannot listen
     */
    public static IdentityProviderServer start() {
        return start(Clock.systemUTC());
    }

    /** A running provider whose tokens are issued by {@code clock}. */
    public static IdentityProviderServer start(InstantSource clock) {
        return new IdentityProviderServer(clock);
    }

    /** The issuer, exactly as its tokens say it: {@code http://127.0.0.1:port}. */
    public String issuer() {
        return server.issuer();
    }

    /** A token of {@code job} for {@code audience}, issued now, valid for five minutes, with a {@code jti} of its own. */
    public String token(GitHubJob job, String audience) {
        return forge(job, audience).token();
    }

    /** The parts of such a token, for tests that need one of them wrong. */
    public TokenForge forge(GitHubJob job, String audience) {
        return new TokenForge(current, job.claims(issuer(), audience, clock.instant()));
    }

    /** Starts a run of {@code job}, which may ask for tokens over HTTP until the provider is closed. */
    public GitHubRun run(GitHubJob job) {
        byte[] secret = new byte[24];
        RANDOM.nextBytes(secret);
        String requestToken = Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
        String requestUrl = server.addRun(job, requestToken);
        return new GitHubRun(job, requestUrl, requestToken);
    }

    /** The key that signs now. */
    public SigningKey signingKey() {
        return current;
    }

    /** Signs by a fresh key from now on; the key set lists it first and the older keys after it. */
    public SigningKey rotateKeys() {
        SigningKey fresh = SigningKey.rsa();
        published.add(0, fresh);
        current = fresh;
        return fresh;
    }

    /** Takes a key out of the key set: what it signed must be refused as soon as verifiers look again. */
    public void withdraw(SigningKey key) {
        published.remove(key);
    }

    /** The key set's document (RFC 7517 section 5). */
    public String keySet() {
        StringBuilder keys = new StringBuilder("{\"keys\":[");
        String comma = "";
        for (SigningKey key : published) {
            keys.append(comma).append(key.publicJwk());
            comma = ",";
        }
        return keys.append("]}").toString();
    }

    /** How many requests for the key set have arrived, those that failed included. */
    public int keySetRequests() {
        return server.keySetRequests();
    }

    /** How many requests for the discovery document have arrived, those that failed included. */
    public int discoveryRequests() {
        return server.discoveryRequests();
    }

    /** From now on every document is answered with this status and no content. */
    public void failWithStatus(int status) {
        server.fail(Outage.status(status));
    }

    /** From now on every document is cut off in the middle, with status 200. */
    public void serveBrokenJson() {
        server.fail(Outage.brokenJson());
    }

    /** From now on every document redirects to {@code target}. */
    public void redirectTo(URI target) {
        server.fail(Outage.redirect(target));
    }

    /** From now on no request is answered until {@link #recover} or {@link #close}. */
    public void hang() {
        server.fail(Outage.hanging());
    }

    /** From now on the key set is this text; {@code {"keys":[]}} is an empty one. */
    public void serveKeySet(String json) {
        server.serveKeySet(json);
    }

    /** From now on the key set is empty. */
    public void serveNoKeys() {
        serveKeySet("{\"keys\":[]}");
    }

    /** From now on the discovery document is this text. */
    public void serveDiscovery(String json) {
        server.serveDiscovery(json);
    }

    /** Ends every outage and every replaced document; rotated and withdrawn keys stay as they are. */
    public void recover() {
        server.recover();
    }

    /** Stops listening and ends hanging requests; a verifier then finds the connection refused. */
    @Override
    public void close() {
        server.close();
    }

    @Override
    public String toString() {
        return "IdentityProviderServer[" + issuer() + "]";
    }

    /** How all documents fail. */
    static final class Outage {
        final int status;
        final boolean broken;
        final boolean hangs;
        final @Nullable URI redirect;

        private Outage(int status, boolean broken, boolean hangs, @Nullable URI redirect) {
            this.status = status;
            this.broken = broken;
            this.hangs = hangs;
            this.redirect = redirect;
        }

        static Outage status(int status) {
            return new Outage(status, false, false, null);
        }

        static Outage brokenJson() {
            return new Outage(200, true, false, null);
        }

        static Outage hanging() {
            return new Outage(200, false, true, null);
        }

        static Outage redirect(URI target) {
            return new Outage(302, false, false, target);
        }
    }
}
