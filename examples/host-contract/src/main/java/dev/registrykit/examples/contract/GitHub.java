package dev.registrykit.examples.contract;

import dev.registrykit.core.http.FetchException;
import dev.registrykit.core.http.HttpFetch;
import dev.registrykit.testkit.oidc.GitHubJob;
import dev.registrykit.testkit.oidc.IdentityProviderServer;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * GitHub Actions as the host knows it, played by the testkit's provider.
 *
 * <p>Real bundles name the real issuer. So the provider's tokens name it too, and what the host would fetch from there
 * comes from the provider.
 */
final class GitHub implements HttpFetch, AutoCloseable {
    private static final String ISSUER = "https://token.actions.githubusercontent.com";

    private final IdentityProviderServer provider = IdentityProviderServer.start();
    private final HttpFetch loopback = HttpFetch.acceptLoopbackHttp();

    String token(GitHubJob job, String audience) {
        return provider.token(job.claim("iss", ISSUER), audience);
    }

    @Override
    public byte[] get(URI uri, int maxBytes, Duration timeout) throws FetchException {
        if (!uri.toString().startsWith(ISSUER + "/")) {
            throw new FetchException("nothing but the issuer is fetched");
        }
        byte[] document = loopback.get(URI.create(provider.issuer() + uri.getPath()), maxBytes, timeout);
        return new String(document, StandardCharsets.UTF_8)
                .replace(provider.issuer(), ISSUER)
                .getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        provider.close();
    }
}
