package dev.registrykit.examples.registry;

import dev.registrykit.core.http.HttpFetch;
import dev.registrykit.core.request.AddressRange;
import dev.registrykit.core.secret.KeyRing;
import dev.registrykit.publish.oidc.IdentityProvider;
import dev.registrykit.publish.provider.GitHubActions;
import dev.registrykit.publish.publisher.SourceResolver;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the operator decides about a registry. */
public final class Settings {
    final Path data;
    final KeyRing keyRing;
    final InetAddress address;
    final int port;
    final @Nullable URI publicUrl;
    final @Nullable String jdbcUrl;
    final @Nullable String jdbcUser;
    final @Nullable String jdbcPassword;
    final @Nullable Path trustRoot;
    final List<IdentityProvider> providers;
    final @Nullable List<SourceResolver> resolvers;
    final List<AddressRange> proxies;
    final HttpFetch http;
    final InstantSource clock;

    private Settings(Builder builder) {
        this.data = builder.data;
        this.keyRing = builder.keyRing;
        this.address = builder.address;
        this.port = builder.port;
        this.publicUrl = builder.publicUrl;
        this.jdbcUrl = builder.jdbcUrl;
        this.jdbcUser = builder.jdbcUser;
        this.jdbcPassword = builder.jdbcPassword;
        this.trustRoot = builder.trustRoot;
        this.providers = List.copyOf(builder.providers);
        this.resolvers = builder.resolvers;
        this.proxies = List.copyOf(builder.proxies);
        this.http = builder.http;
        this.clock = builder.clock;
    }

    /**
     * A builder for a registry that keeps its files, and by default its database, in a directory.
     *
     * @param keyRing the secret keys, which must not lie in the database
     */
    public static Builder builder(Path data, KeyRing keyRing) {
        return new Builder(data, keyRing);
    }

    /** Shows no password. */
    @Override
    public String toString() {
        return "Settings[" + data + ", port " + port + "]";
    }

    /** Collects the settings. */
    public static final class Builder {
        private final Path data;
        private final KeyRing keyRing;
        private InetAddress address = InetAddress.getLoopbackAddress();
        private int port;
        private @Nullable URI publicUrl;
        private @Nullable String jdbcUrl;
        private @Nullable String jdbcUser;
        private @Nullable String jdbcPassword;
        private @Nullable Path trustRoot;
        private final List<IdentityProvider> providers = new ArrayList<>();
        private @Nullable List<SourceResolver> resolvers;
        private final List<AddressRange> proxies = new ArrayList<>();
        private HttpFetch http = HttpFetch.https();
        private InstantSource clock = InstantSource.system();

        private Builder(Path data, KeyRing keyRing) {
            this.data = data;
            this.keyRing = keyRing;
        }

        /** Where to listen: any free port of the loopback interface by default. */
        public Builder listen(InetAddress on, int atPort) {
            this.address = on;
            this.port = atPort;
            return this;
        }

        /** The origin by which people and clients reach the registry; {@code http://localhost:PORT} by default. */
        public Builder publicUrl(@Nullable URI origin) {
            this.publicUrl = origin;
            return this;
        }

        /** The database; H2 in a file in the directory by default. */
        public Builder database(@Nullable String url, @Nullable String user, @Nullable String password) {
            this.jdbcUrl = url;
            this.jdbcUser = user;
            this.jdbcPassword = password;
            return this;
        }

        /** The Sigstore trusted root that attestations are verified with; without one they are not. */
        public Builder trustRoot(@Nullable Path file) {
            this.trustRoot = file;
            return this;
        }

        /** Trusts a CI system; github.com alone by default. */
        public Builder trust(IdentityProvider provider) {
            providers.add(provider);
            return this;
        }

        /** Who knows the ids behind repositories' names; by default the public APIs of the CI systems that pages know. */
        public Builder resolve(SourceResolver... instead) {
            this.resolvers = List.of(instead);
            return this;
        }

        /** Takes a client's address from {@code X-Forwarded-For} when a proxy at one of these addresses sends it. */
        public Builder trustProxy(AddressRange range) {
            proxies.add(range);
            return this;
        }

        /** How issuers' keys are fetched: over https by default. */
        public Builder http(HttpFetch fetch) {
            this.http = fetch;
            return this;
        }

        /** The clock. */
        public Builder clock(InstantSource source) {
            this.clock = source;
            return this;
        }

        /** The settings. */
        public Settings build() {
            if (providers.isEmpty()) {
                providers.add(GitHubActions.cloud());
            }
            return new Settings(this);
        }
    }
}
