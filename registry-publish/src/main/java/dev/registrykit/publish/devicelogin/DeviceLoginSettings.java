package dev.registrykit.publish.devicelogin;

import dev.registrykit.core.grant.Assurance;
import dev.registrykit.publish.token.TokenKind;
import dev.registrykit.publish.token.TokenPolicy;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the operator decides about log-ins from command lines. */
public final class DeviceLoginSettings {
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");
    private static final Duration SHORTEST = Duration.ofMinutes(5);
    private static final Duration LONGEST = Duration.ofDays(7);

    private final URI verificationUri;
    private final Map<String, DeviceClient> clients;
    private final String tokenKind;
    private final Duration tokenLifetime;
    private final Assurance minimumAssurance;
    private final boolean anyNetwork;

    private DeviceLoginSettings(Builder builder) {
        this.verificationUri = builder.verificationUri;
        this.clients = Map.copyOf(builder.clients);
        this.tokenKind = builder.tokenKind;
        this.tokenLifetime = builder.tokenLifetime;
        this.minimumAssurance = builder.minimumAssurance;
        this.anyNetwork = builder.anyNetwork;
    }

    /**
     * A builder for log-ins that people approve at this address.
     *
     * @param verificationUri the page of the host where a signed-in person types the code; short, because people type it
     *     too. A link to it has the code in the query parameter {@code code}.
     * @throws IllegalArgumentException if it is not an https address (http for a loopback host) without query and fragment
     */
    public static Builder builder(URI verificationUri) {
        return new Builder(checked(verificationUri));
    }

    static URI checked(URI uri) {
        String host = uri.getHost();
        boolean secure = "https".equals(uri.getScheme())
                || ("http".equals(uri.getScheme()) && host != null && LOOPBACK.contains(host));
        if (host == null || !secure || uri.getRawQuery() != null || uri.getRawFragment() != null) {
            throw new IllegalArgumentException("expected an https address without query and fragment");
        }
        return uri;
    }

    URI verificationUri() {
        return verificationUri;
    }

    @Nullable DeviceClient client(String id) {
        return clients.get(id);
    }

    String tokenKind() {
        return tokenKind;
    }

    Duration tokenLifetime() {
        return tokenLifetime;
    }

    Assurance minimumAssurance() {
        return minimumAssurance;
    }

    /** The kind of the tokens, as these settings alone would have it. */
    public TokenKind defaultKind() {
        return TokenKind.named(tokenKind)
                .longestLifetime(tokenLifetime)
                .defaultLifetime(tokenLifetime)
                .longestReadLifetime(tokenLifetime)
                .acceptAssurance(minimumAssurance)
                .build();
    }

    /** Otherwise each log-in would end, after its approval, with a refusal by the policy. */
    void requireAllowedBy(TokenPolicy policy) {
        for (DeviceClient client : clients.values()) {
            policy.requireIssuable(tokenKind, client.scope().actions(), tokenLifetime, minimumAssurance);
        }
    }

    boolean anyNetwork() {
        return anyNetwork;
    }

    @Override
    public String toString() {
        return "DeviceLoginSettings[" + verificationUri + " " + clients.keySet() + "]";
    }

    /** Collects the settings; a page and one client are enough. */
    public static final class Builder {
        private final URI verificationUri;
        private final Map<String, DeviceClient> clients = new LinkedHashMap<>();
        private String tokenKind = "cli";
        private Duration tokenLifetime = Duration.ofHours(12);
        private Assurance minimumAssurance = Assurance.PHISHING_RESISTANT;
        private boolean anyNetwork;

        private Builder(URI verificationUri) {
            this.verificationUri = verificationUri;
        }

        /**
         * Allows these clients; at least one is required.
         *
         * @throws IllegalArgumentException if two have the same id
         */
        public Builder clients(DeviceClient... more) {
            for (DeviceClient client : List.of(more)) {
                if (clients.putIfAbsent(client.id(), client) != null) {
                    throw new IllegalArgumentException("a client id is given twice: " + client.id());
                }
            }
            return this;
        }

        /**
         * The kind of the tokens that log-ins get: {@code cli} by default.
         *
         * <p>A kind that the operator does not declare is one whose tokens live as long as {@link #tokenLifetime} says. One
         * that is declared has to allow what the clients may ask for, for as long, after such a sign-in: otherwise {@code
         * RegistryPublish.Builder.build()} fails.
         */
        public Builder tokenKind(String name) {
            this.tokenKind =
                    Objects.requireNonNull(TokenKind.named(name).build().name());
            return this;
        }

        /** How long a token lives from the approval on: 12 hours by default, 5 minutes to 7 days. */
        public Builder tokenLifetime(Duration lifetime) {
            if (lifetime.compareTo(SHORTEST) < 0 || lifetime.compareTo(LONGEST) > 0) {
                throw new IllegalArgumentException("the token of a log-in lives between 5 minutes and 7 days");
            }
            this.tokenLifetime = lifetime;
            return this;
        }

        /**
         * Lets people approve who are signed in this surely, instead of phishing-resistantly.
         *
         * <p>Risk: whoever steals or phishes the weaker sign-in gets tokens for machines of their own.
         *
         * @throws IllegalArgumentException for {@link Assurance#NONE}
         */
        public Builder acceptAssurance(Assurance lowest) {
            if (lowest == Assurance.NONE) {
                throw new IllegalArgumentException("whoever approves a log-in is signed in");
            }
            this.minimumAssurance = lowest;
            return this;
        }

        /**
         * Hands the token out in any network, and not only in the one whose address the person was shown.
         *
         * <p>For users whose address changes between two requests. Risk: whoever gets hold of a device code while its log-in
         * is under way, from a proxy's log for example, collects the token.
         */
        public Builder acceptAnyNetwork() {
            this.anyNetwork = true;
            return this;
        }

        /**
         * The settings.
         *
         * @throws IllegalStateException if no client is allowed
         */
        public DeviceLoginSettings build() {
            if (clients.isEmpty()) {
                throw new IllegalStateException("log-ins need a client: DeviceClient.npm() for example");
            }
            return new DeviceLoginSettings(this);
        }
    }
}
