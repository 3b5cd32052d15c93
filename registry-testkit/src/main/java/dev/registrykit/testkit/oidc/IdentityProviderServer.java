package dev.registrykit.testkit.oidc;

import java.io.UncheckedIOException;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * An identity provider that a test owns, on loopback http: discovery, key set, and the address at which a running job of
 * GitHub Actions asks for its token.
 *
 * <p>It starts as an issuer without a path whose keys lie at {@code /.well-known/jwks}, as GitHub's do. {@link #playing}
 * gives an issuer with the addresses of any other provider, {@link #path} one with a path of its own: an organisation's,
 * an enterprise's, a tenant's. All issuers of one server share its port; each has its own keys, documents and faults.
 *
 * <p>Tokens are really signed: RS256 with 2048 bits unless {@link #signBy} says otherwise. The key set can be rotated,
 * keys withdrawn, and every document made to fail in a named way until {@link #recover}. Requests are counted, so that a
 * test can tell how often a verifier asked. Safe to share between threads. Never use it outside tests: whoever holds
 * this object is anybody.
 */
public final class IdentityProviderServer implements AutoCloseable {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int CUT_AFTER = 20;

    private final InstantSource clock;
    private final ProviderServer server;
    private final IssuerDocuments documents;
    private final List<SigningKey> published = new CopyOnWriteArrayList<>();
    private volatile SigningKey current;
    private volatile CiJob exampleJob = GitHubJob.of("acme/widget");

    private IdentityProviderServer(InstantSource clock, ProviderServer server, String path) {
        this.clock = clock;
        this.server = server;
        this.current = SigningKey.rsa();
        this.published.add(current);
        this.documents = new IssuerDocuments(server.origin(), path, this);
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
        return issuerOn(new ProviderServer(), "", clock);
    }

    private static IdentityProviderServer issuerOn(ProviderServer server, String path, InstantSource clock) {
        return server.issuer(path, made -> new IdentityProviderServer(clock, server, made));
    }

    /**
     * The issuer {@code http://127.0.0.1:port<path>} on this server, with a key of its own at
     * {@code <issuer>/.well-known/jwks}; the same one when it is asked for again.
     *
     * @param path starts with a slash and ends without one, for example {@code /org/acme}
     */
    public IdentityProviderServer path(String path) {
        if (!path.startsWith("/") || path.endsWith("/")) {
            throw new IllegalArgumentException("an issuer's path starts with a slash and ends without one");
        }
        return issuerOn(server, path, clock);
    }

    /**
     * The issuer on this server whose path and key set lie where the provider of {@code job} has them.
     *
     * <p>A provider without a path shares the first issuer. Issuers that have their key set in the same place, as Azure
     * DevOps' organisations do, share one document with the keys of all.
     */
    public IdentityProviderServer playing(CiJob job) {
        IdentityProviderServer issuer = issuerOn(server, job.issuerPath(), clock);
        issuer.exampleJob = job;
        return issuer.keysAt(job.keysPath());
    }

    /** Serves the key set at this path of the server from now on, and says so in the discovery document. */
    public IdentityProviderServer keysAt(String path) {
        documents.keysAt(path);
        return this;
    }

    /** The issuer, exactly as its tokens say it: {@code http://127.0.0.1:port}, followed by its path. */
    public String issuer() {
        return documents.address();
    }

    /**
     * A token of {@code job} for {@code audience}, issued now, with the times that its provider gives it.
     *
     * <p>Where a provider lets nobody choose, the token has that provider's own audience: see {@link CiJob#claims}.
     */
    public String token(CiJob job, String audience) {
        return forge(job, audience).token();
    }

    /** A token of {@code job} for the audience that its provider puts in when none is asked for. */
    public String token(CiJob job) {
        return token(job, job.defaultAudience(issuer()));
    }

    /** The parts of such a token, for tests that need one of them wrong. */
    public TokenForge forge(CiJob job, String audience) {
        return new TokenForge(current, job.claims(issuer(), audience, clock.instant()));
    }

    /** Starts a run of {@code job}, which may ask for tokens over HTTP until the provider is closed. */
    public GitHubRun run(GitHubJob job) {
        byte[] secret = new byte[24];
        RANDOM.nextBytes(secret);
        String requestToken = Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
        String requestUrl = server.addRun(this, job, requestToken);
        return new GitHubRun(job, requestUrl, requestToken);
    }

    /** Starts a run of {@code job}, which gets its tokens in environment variables. */
    public CiRun run(CiJob job) {
        return new CiRun(this, job);
    }

    /** The key that signs now. */
    public SigningKey signingKey() {
        return current;
    }

    /** Signs by a fresh key of the same type from now on; the key set lists it first and the older keys after it. */
    public SigningKey rotateKeys() {
        return signBy(current.fresh());
    }

    /** Signs by this key from now on; the key set lists it first and the older keys after it. */
    public SigningKey signBy(SigningKey key) {
        published.add(0, key);
        current = key;
        return key;
    }

    /** Takes a key out of the key set: what it signed must be refused as soon as verifiers look again. */
    public void withdraw(SigningKey key) {
        published.remove(key);
    }

    /** The key set's document (RFC 7517 section 5). */
    public String keySet() {
        return SigningKey.setOf(published);
    }

    List<SigningKey> publishedKeys() {
        return published;
    }

    IssuerDocuments documents() {
        return documents;
    }

    /** The claims that the discovery document promises. */
    List<String> claimNames() {
        return new ArrayList<>(
                exampleJob.claims(issuer(), "audience", clock.instant()).keySet());
    }

    /** How many requests for the key set have arrived, those that failed included. */
    public int keySetRequests() {
        return documents.keySetRequests();
    }

    /** How many requests for the discovery document have arrived, those that failed included. */
    public int discoveryRequests() {
        return documents.discoveryRequests();
    }

    /** From now on every document is answered with this status and no content. */
    public void failWithStatus(int status) {
        documents.fail(Fault.of(Fault.Kind.STATUS, status));
    }

    /** From now on every document is cut off in the middle, with status 200. */
    public void serveBrokenJson() {
        documents.fail(Fault.of(Fault.Kind.CUT, CUT_AFTER));
    }

    /** From now on every document redirects to {@code target}. */
    public void redirectTo(URI target) {
        documents.fail(Fault.redirect(target));
    }

    /** From now on no request is answered until {@link #recover} or {@link #close}. */
    public void hang() {
        documents.fail(Fault.of(Fault.Kind.HANG, 0));
    }

    /**
     * From now on every document comes byte by byte, with this pause after each, so that a client which limits only the
     * wait for the next byte never ends.
     *
     * @param milliseconds at least 1
     */
    public void trickle(long milliseconds) {
        documents.fail(Fault.of(Fault.Kind.TRICKLE, milliseconds));
    }

    /** From now on every document is preceded by so many spaces, which is good JSON, and its length is not announced. */
    public void serveHugeBody(long spaces) {
        documents.fail(Fault.of(Fault.Kind.HUGE, spaces));
    }

    /**
     * From now on every document is preceded by so many spaces and compressed, though nobody has asked for it: with many
     * spaces a few bytes on the wire become a huge body in a client that undoes the coding.
     */
    public void serveGzip(long spaces) {
        documents.fail(Fault.of(Fault.Kind.GZIP, spaces));
    }

    /** From now on the key set is this text; {@code {"keys":[]}} is an empty one. */
    public void serveKeySet(String json) {
        documents.serveKeySet(json);
    }

    /** From now on the key set is empty. */
    public void serveNoKeys() {
        serveKeySet("{\"keys\":[]}");
    }

    /** From now on the discovery document is this text. */
    public void serveDiscovery(String json) {
        documents.serveDiscovery(json);
    }

    /** From now on the discovery document is that of another issuer. */
    public void announceIssuer(String issuer) {
        documents.announceIssuer(issuer);
    }

    /** From now on the discovery document says that the key set is at this address. */
    public void announceKeysAt(URI address) {
        documents.announceKeys(address.toString());
    }

    /** Ends every fault and every replaced document; rotated and withdrawn keys stay as they are. */
    public void recover() {
        documents.recover();
    }

    /** Stops the server with all its issuers and ends hanging requests; a verifier then finds the connection refused. */
    @Override
    public void close() {
        server.close();
    }

    @Override
    public String toString() {
        return "IdentityProviderServer[" + issuer() + "]";
    }
}
