package dev.registrykit.examples.registry;

import dev.registrykit.core.decision.Outage;
import dev.registrykit.core.store.StoreException;
import dev.registrykit.examples.registry.http.HttpProblem;
import dev.registrykit.examples.registry.http.RegistryReason;
import dev.registrykit.examples.registry.http.TrustedProxies;
import dev.registrykit.examples.registry.maven.MavenEndpoint;
import dev.registrykit.examples.registry.npm.NpmEndpoint;
import dev.registrykit.examples.registry.storage.BlobStore;
import dev.registrykit.examples.registry.web.Pages;
import io.javalin.Javalin;
import io.javalin.compression.CompressionStrategy;
import io.javalin.config.JavalinConfig;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.channels.ServerSocketChannel;
import java.util.Collections;
import java.util.function.Consumer;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Javalin on a socket that was bound before, and refusals in the form of whoever asked. */
final class HttpServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HttpServer.class);

    private final Javalin javalin;

    private HttpServer(Javalin javalin) {
        this.javalin = javalin;
    }

    /** The socket comes first: the modules need to know the origin, and with it the port, when they are built. */
    static ServerSocketChannel bind(Settings settings) throws IOException {
        ServerSocketChannel socket = ServerSocketChannel.open();
        try {
            socket.bind(new InetSocketAddress(settings.address, settings.port));
            return socket;
        } catch (IOException inUse) {
            socket.close();
            throw inUse;
        }
    }

    static URI origin(Settings settings, ServerSocketChannel socket) throws IOException {
        int port = ((InetSocketAddress) socket.getLocalAddress()).getPort();
        return settings.publicUrl != null ? settings.publicUrl : URI.create("http://localhost:" + port);
    }

    static HttpServer start(
            ServerSocketChannel socket, TrustedProxies proxies, Pages pages, Consumer<RoutesConfig> routes) {
        Javalin javalin = Javalin.create(config -> {
            configure(config);
            // Each ctx.ip() from here on is the client's.
            config.contextResolver.ip = ctx -> proxies.clientAddress(
                    ctx.req().getRemoteAddr(), Collections.list(ctx.req().getHeaders("X-Forwarded-For")));
            config.jetty.addConnector((server, http) -> connector(server, http, socket));
            routes.accept(config.routes);
            refusals(config.routes, pages);
        });
        javalin.start();
        return new HttpServer(javalin);
    }

    private static void configure(JavalinConfig config) {
        config.startup.showJavalinBanner = false;
        config.startup.showOldJavalinVersionWarning = false;
        config.startup.startupWatcherEnabled = false;
        config.http.maxRequestSize = 64 * 1024;
        // What is served is compressed already, or a page with a secret in it.
        config.http.compressionStrategy = CompressionStrategy.NONE;
        config.http.prefer405over404 = true;
        config.jetty.modifyHttpConfiguration(http -> {
            http.setSendServerVersion(false);
            http.setSendXPoweredBy(false);
            // Otherwise a token that differs from the last one of the connection in case alone is taken for that one.
            http.setHeaderCacheCaseSensitive(true);
        });
    }

    private static Connector connector(Server server, HttpConfiguration http, ServerSocketChannel socket) {
        ServerConnector connector = new ServerConnector(server, new HttpConnectionFactory(http));
        try {
            connector.open(socket);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
        return connector;
    }

    private static void refusals(RoutesConfig routes, Pages pages) {
        routes.after(HttpServer::challenge);
        routes.exception(HttpProblem.class, (problem, ctx) -> refuse(ctx, problem, pages));
        routes.exception(
                BlobStore.TooLargeException.class,
                (tooLarge, ctx) -> refuse(
                        ctx,
                        new HttpProblem(RegistryReason.TOO_LARGE, "The file has " + tooLarge.getMessage() + "."),
                        pages));
        routes.exception(HttpResponseException.class, (response, ctx) -> refuse(ctx, problem(response), pages));
        routes.exception(StoreException.class, (broken, ctx) -> {
            LOG.error("the store could not be reached", broken);
            refuse(
                    ctx,
                    new HttpProblem(
                            Outage.of(RegistryReason.STORE_UNAVAILABLE, "The registry could not reach its database.")),
                    pages);
        });
        routes.exception(Exception.class, (failed, ctx) -> {
            LOG.error("a request failed", failed);
            refuse(ctx, new HttpProblem(RegistryReason.INTERNAL, "The registry failed."), pages);
        });
    }

    /** A 401 always names a scheme (RFC 9110 section 15.5.2). */
    private static void challenge(Context ctx) {
        if (ctx.statusCode() == 401 && ctx.res().getHeader("WWW-Authenticate") == null) {
            ctx.header("WWW-Authenticate", "Bearer realm=\"registry\"");
        }
    }

    /** Javalin's own refusals: no such route, no such method, a body that is too large. */
    private static HttpProblem problem(HttpResponseException response) {
        return switch (response.getStatus()) {
            case 404 -> new HttpProblem(RegistryReason.NOT_FOUND, "There is nothing at this address.");
            case 405 -> new HttpProblem(RegistryReason.METHOD_NOT_ALLOWED, "This address has no such method.");
            case 413 -> new HttpProblem(RegistryReason.TOO_LARGE, "The body is too large.");
            default -> new HttpProblem(RegistryReason.PATH_INVALID, "The request is malformed.");
        };
    }

    private static void refuse(Context ctx, HttpProblem problem, Pages pages) {
        String path = ctx.req().getRequestURI();
        if (path.startsWith("/maven/")) {
            MavenEndpoint.refuse(ctx, problem);
        } else if (path.startsWith("/npm/") || path.startsWith("/-/")) {
            NpmEndpoint.refuse(ctx, problem);
        } else {
            pages.refuse(ctx, problem);
        }
    }

    @Override
    public void close() {
        javalin.stop();
    }
}
