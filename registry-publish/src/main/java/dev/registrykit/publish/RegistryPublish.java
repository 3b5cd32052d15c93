package dev.registrykit.publish;

import dev.registrykit.core.decision.DecisionListener;
import dev.registrykit.core.event.EventLog;
import dev.registrykit.core.grant.Action;
import dev.registrykit.core.http.HttpFetch;
import dev.registrykit.core.secret.KeyRing;
import dev.registrykit.core.store.Housekeeping;
import dev.registrykit.core.store.JdbcUnitOfWork;
import dev.registrykit.core.store.Schema;
import dev.registrykit.core.store.UnitOfWork;
import dev.registrykit.publish.devicelogin.DeviceAuthorizationEndpoint;
import dev.registrykit.publish.devicelogin.DeviceLogin;
import dev.registrykit.publish.devicelogin.DeviceLoginSettings;
import dev.registrykit.publish.devicelogin.DeviceTokenEndpoint;
import dev.registrykit.publish.devicelogin.NpmLoginEndpoint;
import dev.registrykit.publish.leak.LeakEndpoint;
import dev.registrykit.publish.leak.LeakIntake;
import dev.registrykit.publish.leak.SecretScanner;
import dev.registrykit.publish.leak.TokenReportEndpoint;
import dev.registrykit.publish.oidc.IdentityProvider;
import dev.registrykit.publish.oidc.IdentityVerifier;
import dev.registrykit.publish.publisher.PublisherRights;
import dev.registrykit.publish.publisher.Publishers;
import dev.registrykit.publish.publisher.SourceResolver;
import dev.registrykit.publish.token.ApiTokens;
import dev.registrykit.publish.token.LegacyTokens;
import dev.registrykit.publish.token.OwnerRights;
import dev.registrykit.publish.token.TokenKind;
import dev.registrykit.publish.token.TokenPolicy;
import dev.registrykit.publish.trusted.CratesExchangeEndpoint;
import dev.registrykit.publish.trusted.ExchangeEndpoint;
import dev.registrykit.publish.trusted.NpmExchangeEndpoint;
import dev.registrykit.publish.trusted.Pep807Endpoint;
import dev.registrykit.publish.trusted.Publications;
import dev.registrykit.publish.trusted.PyPiExchangeEndpoint;
import dev.registrykit.publish.trusted.TrustedPublishing;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * The publishing module's entry: API tokens, trusted publishing and log-ins from command lines on a host's database.
 *
 * <p>Build it once and share it; it keeps no state but the issuers' public keys for a stated time.
 */
public final class RegistryPublish {
    private static final Duration SHORTEST_LIFETIME = Duration.ofMinutes(1);
    private static final Duration LONGEST_LIFETIME = Duration.ofHours(1);
    /** PEP 807, section "Token Minting"; its longest time, six hours, is out of reach. */
    private static final Duration PEP_807_LIFETIME = Duration.ofMinutes(15);

    /** So long a client is told that its log-in is over, and not that there never was one. */
    private static final Duration KEEP_ENDED_LOGINS = Duration.ofHours(1);

    private static final Duration KEEP_ENDED_TOKENS = Duration.ofDays(30);
    private static final Duration KEEP_DELIVERED_EVENTS = Duration.ofDays(400);

    private final UnitOfWork<PublishStores> unitOfWork;
    private final InstantSource clock;
    private final Duration tokenLifetime;
    private final ApiTokens tokens;
    private final @Nullable Publishers publishers;
    private final @Nullable TrustedPublishing trustedPublishing;
    private final @Nullable Publications publications;
    private final LeakIntake leaks;
    private final @Nullable LeakEndpoint leakEndpoint;
    private final @Nullable DeviceLogin deviceLogin;

    private RegistryPublish(Builder builder, TokenPolicy tokenPolicy) {
        this.unitOfWork = builder.unitOfWork;
        this.clock = builder.clock;
        this.tokenLifetime = builder.tokenLifetime;
        this.tokens = new ApiTokens(
                unitOfWork,
                builder.keyRing,
                tokenPolicy,
                builder.random,
                builder.ownerRights,
                builder.publisherRights,
                clock,
                builder.listener);
        this.leaks = new LeakIntake(unitOfWork, builder.keyRing, tokens, clock, builder.listener);
        this.leakEndpoint = builder.scanners.isEmpty()
                ? null
                : new LeakEndpoint(leaks, builder.scanners, builder.http, clock, builder.listener);
        this.deviceLogin = builder.deviceLogin == null
                ? null
                : new DeviceLogin(
                        unitOfWork,
                        builder.keyRing,
                        tokens,
                        tokenPolicy,
                        builder.deviceLogin,
                        builder.random,
                        clock,
                        builder.listener);
        if (builder.audience == null) {
            this.publishers = null;
            this.trustedPublishing = null;
            this.publications = null;
        } else {
            IdentityVerifier verifier = new IdentityVerifier(builder.providers, builder.http, clock);
            this.publishers = new Publishers(
                    unitOfWork, builder.keyRing, verifier::trusts, builder.resolvers, builder.maxPending, clock);
            PublisherRights rights = Objects.requireNonNull(builder.publisherRights);
            this.publications = new Publications(unitOfWork, rights, publishers, clock, builder.listener);
            this.trustedPublishing = new TrustedPublishing(
                    unitOfWork,
                    builder.keyRing,
                    verifier,
                    tokens,
                    rights,
                    builder.audience,
                    builder.tokenLifetime,
                    clock,
                    builder.listener);
        }
    }

    /** A builder for the module on its own tables in this database; see {@link #schema()}. */
    public static Builder builder(DataSource dataSource, KeyRing keyRing) {
        return builder(new JdbcUnitOfWork<>(dataSource, PublishStores::jdbc), keyRing);
    }

    /** A builder for the module on stores of the host, or within transactions of the host. */
    public static Builder builder(UnitOfWork<PublishStores> unitOfWork, KeyRing keyRing) {
        return new Builder(unitOfWork, keyRing);
    }

    /** The module's tables, all with the prefix {@code rk_publish_}. */
    public static Schema schema() {
        return Schema.of(RegistryPublish.class, "dev/registrykit/publish/sql", "rk_publish_history", "V1__publish.sql");
    }

    /** Issues, authenticates, lists and revokes API tokens. */
    public ApiTokens tokens() {
        return tokens;
    }

    /**
     * Registers, lists and removes trusted publishers.
     *
     * @throws IllegalStateException if the module was built without {@link Builder#trust}
     */
    public Publishers publishers() {
        return trusting(publishers);
    }

    /**
     * Exchanges identity tokens.
     *
     * @throws IllegalStateException if the module was built without {@link Builder#trust}
     */
    public TrustedPublishing trustedPublishing() {
        return trusting(trustedPublishing);
    }

    /**
     * Writes down which job brought which release, and finds it again.
     *
     * @throws IllegalStateException if the module was built without {@link Builder#trust}
     */
    public Publications publications() {
        return trusting(publications);
    }

    private static <T> T trusting(@Nullable T part) {
        if (part == null) {
            throw new IllegalStateException("trusted publishing needs Builder.audience and Builder.trust");
        }
        return part;
    }

    /** The exchange over HTTP; throws as {@link #trustedPublishing()}. */
    public ExchangeEndpoint exchangeEndpoint() {
        return new ExchangeEndpoint(trustedPublishing());
    }

    /**
     * npm's own exchange over HTTP; throws as {@link #trustedPublishing()}.
     *
     * @param registryHost the registry's host name as npm clients know it, without a port
     */
    public NpmExchangeEndpoint npmExchangeEndpoint(String registryHost) {
        return new NpmExchangeEndpoint(trustedPublishing(), registryHost);
    }

    /** PyPI's own exchange over HTTP; throws as {@link #trustedPublishing()}. */
    public PyPiExchangeEndpoint pyPiExchangeEndpoint() {
        return new PyPiExchangeEndpoint(trustedPublishing());
    }

    /** The exchange of crates.io over HTTP; throws as {@link #trustedPublishing()}. */
    public CratesExchangeEndpoint cratesExchangeEndpoint() {
        return new CratesExchangeEndpoint(trustedPublishing());
    }

    /**
     * The exchange that Python clients discover (PEP 807); throws as {@link #trustedPublishing()}.
     *
     * @param audienceEndpoint the full address that the host routes to {@link Pep807Endpoint#audience}
     * @param mintEndpoint the full address that the host routes to {@link Pep807Endpoint#mintToken}
     * @param uploadPaths the paths of the upload addresses, as clients are given them: {@code /legacy/}
     * @throws IllegalArgumentException if there is no path, or the addresses are not https addresses of one host
     * @throws IllegalStateException also if tokens live for less than the 15 minutes that the PEP demands
     */
    public Pep807Endpoint pep807Endpoint(URI audienceEndpoint, URI mintEndpoint, String... uploadPaths) {
        if (tokenLifetime.compareTo(PEP_807_LIFETIME) < 0) {
            throw new IllegalStateException("PEP 807 demands tokens that live 15 minutes: Builder.tokenLifetime");
        }
        return new Pep807Endpoint(trustedPublishing(), audienceEndpoint, mintEndpoint, List.of(uploadPaths));
    }

    /**
     * Takes secret scanners' reports of leaked tokens over HTTP.
     *
     * @throws IllegalStateException if the module was built without {@link Builder#secretScanners}
     */
    public LeakEndpoint leakEndpoint() {
        if (leakEndpoint == null) {
            throw new IllegalStateException("reports of leaked tokens need Builder.secretScanners");
        }
        return leakEndpoint;
    }

    /** Takes over HTTP the token that anyone has found. */
    public TokenReportEndpoint tokenReportEndpoint() {
        return new TokenReportEndpoint(leaks);
    }

    /**
     * What the page needs where people approve log-ins from command lines.
     *
     * @throws IllegalStateException if the module was built without {@link Builder#deviceLogin}
     */
    public DeviceLogin deviceLogin() {
        if (deviceLogin == null) {
            throw new IllegalStateException("log-ins from command lines need Builder.deviceLogin");
        }
        return deviceLogin;
    }

    /** Where clients begin a log-in (RFC 8628); throws as {@link #deviceLogin()}. */
    public DeviceAuthorizationEndpoint deviceAuthorizationEndpoint() {
        return new DeviceAuthorizationEndpoint(deviceLogin());
    }

    /** Where clients ask for the token of their log-in (RFC 8628); throws as {@link #deviceLogin()}. */
    public DeviceTokenEndpoint deviceTokenEndpoint() {
        return new DeviceTokenEndpoint(deviceLogin());
    }

    /**
     * npm's web login; throws as {@link #deviceLogin()}.
     *
     * @param doneUri the full address below which the host routes to {@link NpmLoginEndpoint#done}
     * @throws IllegalArgumentException if it is not an https address (http for a loopback host)
     * @throws IllegalStateException also if the settings do not allow the npm client
     */
    public NpmLoginEndpoint npmLoginEndpoint(URI doneUri) {
        return new NpmLoginEndpoint(deviceLogin(), doneUri);
    }

    /** The module's security events. */
    public EventLog events() {
        return EventLog.of(unitOfWork, PublishStores::events, clock);
    }

    /**
     * Removes remembered identity tokens and counts of attempts once they matter no more, log-ins an hour and tokens 30 days
     * after they ended, and events and reports of leaks 400 days after they happened if they were delivered and dealt with.
     * Ends tokens whose leak was reported but not dealt with yet. Removes pending publishers whose time is over, and reminds
     * of those and of tokens that end soon. Asks the host once more to take rows of an older table out of use, if their moved
     * tokens are to be removed. What fails keeps nothing else from being done.
     */
    public Housekeeping housekeeping() {
        return Housekeeping.all(
                limit -> publishers == null ? 0 : publishers.remindAndExpire(limit),
                leaks::process,
                tokens::remindExpiring,
                limit -> tokens.finishMoves(clock.instant().minus(KEEP_ENDED_TOKENS), limit),
                this::purge);
    }

    private int purge(int limit) {
        Instant now = clock.instant();
        return unitOfWork.<Integer>run(stores -> stores.replays().purge(now, limit)
                + stores.throttle().purge(now, limit)
                + stores.tokens().purge(now.minus(KEEP_ENDED_TOKENS), limit)
                + stores.leaks().purge(now.minus(KEEP_DELIVERED_EVENTS), limit)
                + stores.deviceLogins().purge(now.minus(KEEP_ENDED_LOGINS), limit)
                + stores.events().purgeDelivered(now.minus(KEEP_DELIVERED_EVENTS), limit));
    }

    /** Collects what the module needs; a database, a key ring and a token prefix are enough for tokens. */
    public static final class Builder {
        private final UnitOfWork<PublishStores> unitOfWork;
        private final KeyRing keyRing;
        private final List<IdentityProvider> providers = new ArrayList<>();
        private final List<SourceResolver> resolvers = new ArrayList<>();
        private final List<SecretScanner> scanners = new ArrayList<>();
        private int maxPending = 3;
        private @Nullable String audience;
        private @Nullable String tokenPrefix;
        private final List<String> retiredPrefixes = new ArrayList<>();
        private final List<TokenKind> tokenKinds = new ArrayList<>();
        private final List<Action> actions = new ArrayList<>();
        private boolean pepper;
        private @Nullable Pattern legacyForm;
        private @Nullable LegacyTokens legacyTokens;
        private @Nullable OwnerRights ownerRights;
        private @Nullable PublisherRights publisherRights;
        private @Nullable DeviceLoginSettings deviceLogin;
        private Duration tokenLifetime = TrustedPublishing.TOKEN_LIFETIME;
        private InstantSource clock = InstantSource.system();
        private SecureRandom random = new SecureRandom();
        private HttpFetch http = HttpFetch.https();
        private DecisionListener listener = DecisionListener.NONE;

        private Builder(UnitOfWork<PublishStores> unitOfWork, KeyRing keyRing) {
            this.unitOfWork = unitOfWork;
            this.keyRing = keyRing;
        }

        /**
         * The audience that identity tokens must name: this registry's own host name, shared with no other deployment.
         *
         * <p>Required with {@link #trust}. A shared or general audience would let another service use the tokens that it
         * is shown.
         */
        public Builder audience(String name) {
            if (name.isBlank()) {
                throw new IllegalArgumentException("an audience is not blank");
            }
            this.audience = name;
            return this;
        }

        /** Trusts these CI systems to identify jobs; no other issuer is ever asked for anything. */
        public Builder trust(IdentityProvider... more) {
            providers.addAll(List.of(more));
            return this;
        }

        /** What API tokens start with, before an underscore: 2 to 16 lower-case letters and digits; required. */
        public Builder tokenPrefix(String prefix) {
            this.tokenPrefix = prefix;
            return this;
        }

        /** What older tokens start with, which go on working; new ones get {@link #tokenPrefix}. */
        public Builder retiredTokenPrefix(String prefix) {
            retiredPrefixes.add(prefix);
            return this;
        }

        /** Kinds of tokens and their limits; without, there is the standard kind as {@link TokenKind} describes it. */
        public Builder tokenKinds(TokenKind... more) {
            tokenKinds.addAll(List.of(more));
            return this;
        }

        /**
         * Declares actions of the host's own, which tokens may then have.
         *
         * <p>They do not count as publishing: trusted publishing only, limits of lifetime, versions, files and single use bind
         * {@link Action#PUBLISH_VERSION}, {@link Action#PUBLISH_NEW_PACKAGE} and {@link Action#STAGE} alone. Ask for one of
         * those when something is published.
         */
        public Builder actions(Action... more) {
            actions.addAll(List.of(more));
            return this;
        }

        /**
         * Keeps tokens' hashes as HMACs under the key ring, so that a copy of the database does not even tell whether a
         * text is a token. Those that are kept otherwise, or under an older key, move when they are used; nothing finds the
         * ones under a key that left the ring, nor any after this is switched off again.
         */
        public Builder pepperTokens() {
            this.pepper = true;
            return this;
        }

        /**
         * Goes on accepting the tokens of the registry's older table: each moves here when it is first presented, and counts
         * as what its row says. {@link #ownerRights} is required with it.
         *
         * @param form what the whole text of such a token looks like, so that the table is asked for nothing else; a text of
         *     more than 512 characters or with control characters never has it. It is matched with what strangers send: no
         *     repetition within a repetition
         * @param table the host's adapter
         */
        public Builder legacyTokens(Pattern form, LegacyTokens table) {
            this.legacyForm = form;
            this.legacyTokens = table;
            return this;
        }

        /**
         * Goes on accepting the tokens that moved here by {@link #legacyTokens}, after the older table is gone; in place of
         * that. Without either, no text counts but this registry's own.
         */
        public Builder movedTokens(Pattern form) {
            this.legacyForm = form;
            this.legacyTokens = null;
            return this;
        }

        /** What accounts may do at present; required for tokens that accounts own. */
        public Builder ownerRights(OwnerRights rights) {
            this.ownerRights = rights;
            return this;
        }

        /** What trusted publishers may do at present; required with {@link #trust}. */
        public Builder publisherRights(PublisherRights rights) {
            this.publisherRights = rights;
            return this;
        }

        /** Who knows the ids behind repositories' names, at most one for an issuer; nobody by default. */
        public Builder resolve(SourceResolver... more) {
            resolvers.addAll(List.of(more));
            return this;
        }

        /** Whose reports of leaked tokens count; nobody's by default. */
        public Builder secretScanners(SecretScanner... more) {
            scanners.addAll(List.of(more));
            return this;
        }

        /** How many pending publishers an account may have at a time, 0 to 100; 3 by default. */
        public Builder pendingPublishersPerAccount(int most) {
            if (most < 0 || most > 100) {
                throw new IllegalArgumentException("an account may have 0 to 100 pending publishers");
            }
            this.maxPending = most;
            return this;
        }

        /**
         * How long the API token of an exchange lives: 15 minutes by default, at most one hour.
         *
         * <p>A stolen token is good for as long. {@link RegistryPublish#pep807Endpoint} needs 15 minutes or more.
         */
        public Builder tokenLifetime(Duration lifetime) {
            if (lifetime.compareTo(SHORTEST_LIFETIME) < 0 || lifetime.compareTo(LONGEST_LIFETIME) > 0) {
                throw new IllegalArgumentException("the token of an exchange lives between one minute and one hour");
            }
            this.tokenLifetime = lifetime;
            return this;
        }

        /** Lets people log in from command lines; nobody can by default. {@link #ownerRights} is required with it. */
        public Builder deviceLogin(DeviceLoginSettings settings) {
            this.deviceLogin = settings;
            return this;
        }

        /** The clock; the system's by default. */
        public Builder clock(InstantSource source) {
            this.clock = source;
            return this;
        }

        /** The source of token secrets; a new {@link SecureRandom} by default. */
        public Builder random(SecureRandom source) {
            this.random = source;
            return this;
        }

        /** How issuers' and scanners' keys are fetched; by the JDK's client over https by default. */
        public Builder http(HttpFetch fetch) {
            this.http = fetch;
            return this;
        }

        /** Who is told of every decision, for metrics; nobody by default. */
        public Builder decisions(DecisionListener told) {
            this.listener = told;
            return this;
        }

        /**
         * The module.
         *
         * @throws IllegalStateException if the token prefix is missing, or not all of audience, trusted providers and
         *     publisher rights are there, or log-ins or tokens of an older table are allowed without owner rights, or log-ins
         *     with tokens that their kind does not allow
         * @throws IllegalArgumentException if the token prefix or an issuer is malformed, or two scanners have a name or
         *     a header in common
         */
        public RegistryPublish build() {
            if (tokenPrefix == null) {
                throw new IllegalStateException("tokens need a prefix: Builder.tokenPrefix");
            }
            if ((audience == null) != providers.isEmpty()) {
                throw new IllegalStateException("trusted publishing needs both Builder.audience and Builder.trust");
            }
            if ((publisherRights == null) != providers.isEmpty()) {
                throw new IllegalStateException(
                        "trusted publishing needs Builder.publisherRights: PublisherRights.whileRegistered() at least");
            }
            if (deviceLogin != null && ownerRights == null) {
                throw new IllegalStateException("log-ins from command lines need Builder.ownerRights");
            }
            if (legacyForm != null && ownerRights == null) {
                throw new IllegalStateException("tokens of an older table need Builder.ownerRights");
            }
            return new RegistryPublish(this, tokenPolicy(tokenPrefix));
        }

        private TokenPolicy tokenPolicy(String prefix) {
            TokenKind ofLogins = deviceLogin == null ? null : deviceLogin.defaultKind();
            if (ofLogins != null
                    && tokenKinds.stream().noneMatch(kind -> Objects.equals(kind.name(), ofLogins.name()))) {
                tokenKinds.add(ofLogins);
            }
            TokenPolicy.Builder policy =
                    TokenPolicy.builder(prefix).kinds(tokenKinds).actions(actions);
            retiredPrefixes.forEach(policy::retiredPrefix);
            if (legacyForm != null) {
                policy.legacyTokens(legacyForm, legacyTokens);
            }
            return (pepper ? policy.pepper() : policy).build();
        }
    }
}
