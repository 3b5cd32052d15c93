package dev.registrykit.examples.registry;

import dev.registrykit.attest.RegistryAttest;
import dev.registrykit.attest.publication.RegistryKeys;
import dev.registrykit.attest.trustroot.TrustRoot;
import dev.registrykit.auth.RegistryAuth;
import dev.registrykit.core.grant.Assurance;
import dev.registrykit.core.request.EndpointAnswer;
import dev.registrykit.examples.registry.accounts.Accounts;
import dev.registrykit.examples.registry.accounts.Sessions;
import dev.registrykit.examples.registry.catalog.Catalog;
import dev.registrykit.examples.registry.catalog.Provenances;
import dev.registrykit.examples.registry.catalog.Uploads;
import dev.registrykit.examples.registry.http.Requests;
import dev.registrykit.examples.registry.http.TrustedProxies;
import dev.registrykit.examples.registry.maven.Attestations;
import dev.registrykit.examples.registry.maven.MavenEndpoint;
import dev.registrykit.examples.registry.npm.NpmEndpoint;
import dev.registrykit.examples.registry.storage.BlobStore;
import dev.registrykit.examples.registry.storage.Database;
import dev.registrykit.examples.registry.web.CiSystem;
import dev.registrykit.examples.registry.web.Pages;
import dev.registrykit.examples.registry.web.Web;
import dev.registrykit.publish.RegistryPublish;
import dev.registrykit.publish.devicelogin.DeviceClient;
import dev.registrykit.publish.devicelogin.DeviceLoginSettings;
import dev.registrykit.publish.oidc.IdentityProvider;
import dev.registrykit.publish.publisher.PublisherRights;
import dev.registrykit.publish.publisher.SourceResolver;
import dev.registrykit.publish.token.TokenKind;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.io.IOException;
import java.net.URI;
import java.nio.channels.ServerSocketChannel;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A running package registry: the Maven and npm protocols, the exchange, and pages, on one origin.
 *
 * <p>This is the place to read first: it shows how a host embeds the three modules.
 */
public final class ReferenceRegistry implements AutoCloseable {
    private static final int MAX_EXCHANGE_BODY = 32 * 1024;
    private static final int MAX_LOGIN_BODY = 17 * 1024;

    private final URI origin;
    private final Database database;
    private final @Nullable TrustRoot trustRoot;
    private final @Nullable RegistryKeys registryKeys;
    private final @Nullable RegistryAttest attest;
    private final RegistryPublish publish;
    private final RegistryAuth auth;
    private final Accounts accounts;
    private final Catalog catalog;
    private final HttpServer server;
    private final Upkeep upkeep;

    private ReferenceRegistry(Settings settings, Database database, ServerSocketChannel socket) throws IOException {
        this.origin = HttpServer.origin(settings, socket);
        this.database = database;
        this.trustRoot = settings.trustRoot == null ? null : TrustRoot.file(settings.trustRoot);
        this.registryKeys = settings.trustRoot == null ? null : RegistryKey.in(settings.data);
        this.attest = attest(settings, RegistryAttest.builder(database.dataSource()));
        Provenances provenances = attest == null
                ? null
                : new Provenances(
                        attest,
                        transaction -> Objects.requireNonNull(attest(settings, RegistryAttest.builder(transaction))));
        this.catalog = new Catalog(
                database.dataSource(),
                (transaction, rights) ->
                        publish(RegistryPublish.builder(transaction, settings.keyRing), settings, rights),
                provenances);
        this.accounts = new Accounts(database.dataSource(), settings.clock);
        this.publish = publish(
                RegistryPublish.builder(database.dataSource(), settings.keyRing), settings, catalog::publisherMay);
        this.auth = RegistryAuth.builder(database.dataSource(), settings.keyRing)
                .origin(origin.toString())
                .registryName("Reference registry")
                .clock(settings.clock)
                .build();
        boolean secure = "https".equals(origin.getScheme());
        Sessions sessions = new Sessions(database.dataSource(), settings.clock, secure);
        BlobStore blobs = new BlobStore(settings.data);
        Uploads uploads = new Uploads(catalog, blobs, publish.tokens(), settings.clock);
        MavenEndpoint maven = new MavenEndpoint(catalog, blobs, uploads, new Attestations(attest));
        NpmEndpoint npm = new NpmEndpoint(origin, catalog, blobs, accounts, publish, uploads, attest);
        Pages pages = new Pages(new Web(
                origin,
                CiSystem.of(settings.providers),
                publish,
                auth,
                accounts,
                sessions,
                catalog,
                attest,
                settings.clock));
        this.server = HttpServer.start(socket, new TrustedProxies(settings.proxies), pages, routes -> {
            pages.addTo(routes);
            maven.addTo(routes);
            npm.addTo(routes);
            exchange(routes);
            commandLines(routes);
        });
        this.upkeep = Upkeep.start(publish, auth, attest, sessions, settings.data.resolve("events.log"));
    }

    private RegistryPublish publish(RegistryPublish.Builder builder, Settings settings, PublisherRights rights) {
        return builder.audience(origin.getRawAuthority())
                .trust(settings.providers.toArray(new IdentityProvider[0]))
                .resolve(resolvers(settings))
                .publisherRights(rights)
                .tokenPrefix("exr")
                .ownerRights(catalog::may)
                // An account without a passkey has nothing but its password yet; see AccountPages.requireStrongSignIn.
                .tokenKinds(
                        TokenKind.standard().acceptAssurance(Assurance.PASSWORD).build())
                .deviceLogin(DeviceLoginSettings.builder(origin.resolve("/device"))
                        .clients(DeviceClient.npm(), DeviceClient.of("registry-cli", "Registry command line"))
                        .build())
                .clock(settings.clock)
                .http(settings.http)
                .build();
    }

    private static SourceResolver[] resolvers(Settings settings) {
        return settings.resolvers != null
                ? settings.resolvers.toArray(new SourceResolver[0])
                : CiSystem.of(settings.providers).stream()
                        .map(system -> system.resolver(settings.http))
                        .toArray(SourceResolver[]::new);
    }

    /** Attestations are verified from a trust root, so without one there is no such module. */
    private @Nullable RegistryAttest attest(Settings settings, RegistryAttest.Builder builder) {
        return trustRoot == null
                ? null
                : builder.trustRoot(trustRoot)
                        .registryStatements(Objects.requireNonNull(registryKeys), origin)
                        .clock(settings.clock)
                        .build();
    }

    private void exchange(RoutesConfig routes) {
        routes.post("/oidc/exchange", ctx -> Requests.answer(ctx, exchange(ctx)));
        routes.delete("/oidc/exchange", ctx -> Requests.answer(ctx, exchange(ctx)));
    }

    private void commandLines(RoutesConfig routes) {
        routes.post(
                "/oauth/device_authorization",
                ctx -> Requests.answer(
                        ctx,
                        publish.deviceAuthorizationEndpoint()
                                .handle(Requests.context(ctx), Requests.body(ctx, MAX_LOGIN_BODY))));
        routes.post(
                "/oauth/token",
                ctx -> Requests.answer(
                        ctx,
                        publish.deviceTokenEndpoint()
                                .handle(Requests.context(ctx), Requests.body(ctx, MAX_LOGIN_BODY))));
    }

    private EndpointAnswer exchange(Context ctx) throws IOException {
        return publish.exchangeEndpoint().handle(Requests.context(ctx), Requests.body(ctx, MAX_EXCHANGE_BODY));
    }

    /**
     * Starts a registry: binds its port, brings its database up to date, and answers requests.
     *
     * @throws IOException if the port is in use or the directory cannot be written
     */
    public static ReferenceRegistry start(Settings settings) throws IOException {
        ServerSocketChannel socket = HttpServer.bind(settings);
        Database database = null;
        try {
            database = Database.open(url(settings), settings.jdbcUser, settings.jdbcPassword);
            database.migrate(RegistryPublish.schema(), RegistryAuth.schema(), RegistryAttest.schema());
            return new ReferenceRegistry(settings, database, socket);
        } catch (IOException | RuntimeException failed) {
            socket.close();
            if (database != null) {
                database.close();
            }
            throw failed;
        }
    }

    private static String url(Settings settings) {
        return settings.jdbcUrl != null
                ? settings.jdbcUrl
                : "jdbc:h2:file:" + settings.data.resolve("database").toAbsolutePath() + ";DB_CLOSE_ON_EXIT=FALSE";
    }

    /** The origin by which the registry is reached. */
    public URI origin() {
        return origin;
    }

    /** The module that decides what may be brought in. */
    public RegistryPublish publish() {
        return publish;
    }

    /** The module that knows where releases come from, or null when the registry has no trust root. */
    public @Nullable RegistryAttest attest() {
        return attest;
    }

    /** The module that knows who somebody is. */
    public RegistryAuth auth() {
        return auth;
    }

    /** The accounts. */
    public Accounts accounts() {
        return accounts;
    }

    /** The packages. */
    public Catalog catalog() {
        return catalog;
    }

    /** Stops answering, ends the upkeep, and closes the database. */
    @Override
    public void close() {
        server.close();
        upkeep.close();
        database.close();
    }
}
