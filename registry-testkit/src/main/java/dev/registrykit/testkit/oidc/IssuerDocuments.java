package dev.registrykit.testkit.oidc;

import dev.registrykit.core.json.JsonText;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** The discovery document and the key set of one issuer: where they lie, what they say, and how they fail. */
final class IssuerDocuments {
    static final String DISCOVERY = "/.well-known/openid-configuration";

    private final String origin;
    private final String path;
    private final IdentityProviderServer provider;
    private final AtomicInteger keySetRequests = new AtomicInteger();
    private final AtomicInteger discoveryRequests = new AtomicInteger();
    private volatile String keysPath;
    private volatile CountDownLatch release = new CountDownLatch(1);
    private volatile @Nullable Fault fault;
    private volatile @Nullable String otherKeySet;
    private volatile @Nullable String otherDiscovery;
    private volatile @Nullable String announcedIssuer;
    private volatile @Nullable String announcedKeys;

    IssuerDocuments(String origin, String path, IdentityProviderServer provider) {
        this.origin = origin;
        this.path = path;
        this.keysPath = path + "/.well-known/jwks";
        this.provider = provider;
    }

    String address() {
        return origin + path;
    }

    String path() {
        return path;
    }

    /** Whether this is the path of one of the two documents; counts the request. */
    boolean isAsked(String requested) {
        if (requested.equals(keysPath)) {
            keySetRequests.incrementAndGet();
            return true;
        }
        if (requested.equals(path + DISCOVERY)) {
            discoveryRequests.incrementAndGet();
            return true;
        }
        return false;
    }

    /** The text that a test has put in the place of the key set, or null. */
    @Nullable String otherKeySet() {
        return otherKeySet;
    }

    /** The keys, for a key set which issuers of one provider may share. */
    List<SigningKey> keys() {
        return provider.publishedKeys();
    }

    /** The discovery document (OpenID Connect Discovery 1.0 section 3). */
    String discovery() {
        String other = otherDiscovery;
        return other == null ? ownDiscovery() : other;
    }

    private String ownDiscovery() {
        String keys = announcedKeys;
        String self = announcedIssuer;
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("issuer", self == null ? address() : self);
        document.put("jwks_uri", keys == null ? origin + keysPath : keys);
        document.put("subject_types_supported", List.of("public", "pairwise"));
        document.put("response_types_supported", List.of("id_token"));
        document.put("claims_supported", provider.claimNames());
        document.put(
                "id_token_signing_alg_values_supported",
                List.of(provider.signingKey().algorithm()));
        document.put("scopes_supported", List.of("openid"));
        return JsonText.write(document);
    }

    void keysAt(String newPath) {
        keysPath = newPath;
    }

    int keySetRequests() {
        return keySetRequests.get();
    }

    int discoveryRequests() {
        return discoveryRequests.get();
    }

    @Nullable Fault fault() {
        return fault;
    }

    void fail(Fault kind) {
        recover();
        release = new CountDownLatch(1);
        fault = kind;
    }

    void serveKeySet(String json) {
        otherKeySet = json;
    }

    void serveDiscovery(String json) {
        otherDiscovery = json;
    }

    void announceIssuer(String address) {
        announcedIssuer = address;
    }

    void announceKeys(String address) {
        announcedKeys = address;
    }

    void recover() {
        fault = null;
        otherKeySet = null;
        otherDiscovery = null;
        announcedIssuer = null;
        announcedKeys = null;
        release();
    }

    /** Lets go who hangs. */
    void release() {
        release.countDown();
    }

    /** Waits until the fault is over; interrupted when the server closes. */
    void awaitRelease() {
        try {
            release.await();
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits so long, or shorter if the fault ends before. */
    void awaitRelease(long milliseconds) {
        try {
            boolean ended = release.await(milliseconds, TimeUnit.MILLISECONDS);
            if (ended) {
                return;
            }
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        }
    }
}
