package dev.registrykit.examples.jetty;

import dev.registrykit.attest.RegistryAttest;
import dev.registrykit.attest.trustroot.TrustRoot;
import dev.registrykit.core.http.HttpFetch;
import dev.registrykit.core.secret.KeyRing;
import dev.registrykit.publish.RegistryPublish;
import dev.registrykit.publish.provider.GitHubActions;
import dev.registrykit.publish.publisher.PublisherRights;
import java.nio.file.Path;
import java.util.HexFormat;
import javax.sql.DataSource;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.h2.jdbcx.JdbcConnectionPool;

/** Starts {@link RegistryServlet} on Jetty. */
public final class JettyHost {
    private JettyHost() {}

    /**
     * Serves on port 8080 with a database in memory.
     *
     * @param args the registry's key as 64 hexadecimal digits, and the path of a {@code trusted_root.json}
     */
    public static void main(String[] args) throws Exception {
        DataSource database = JdbcConnectionPool.create("jdbc:h2:mem:registry;DB_CLOSE_DELAY=-1", "sa", "");
        RegistryPublish publish =
                publish(database, KeyRing.of("1", HexFormat.of().parseHex(args[0])), HttpFetch.https());
        start(8080, publish, Path.of(args[1])).join();
    }

    static RegistryPublish publish(DataSource database, KeyRing keys, HttpFetch http) {
        RegistryPublish.schema().createIn(database);
        return RegistryPublish.builder(database, keys)
                .audience("packages.example.org")
                .trust(GitHubActions.cloud())
                .publisherRights(PublisherRights.whileRegistered())
                .tokenPrefix("exr")
                .http(http)
                .build();
    }

    static Server start(int port, RegistryPublish publish, Path trustRoot) throws Exception {
        RegistryAttest attest =
                RegistryAttest.builder().trustRoot(TrustRoot.file(trustRoot)).build();
        ServletContextHandler context = new ServletContextHandler();
        context.addServlet(new ServletHolder(new RegistryServlet(publish, attest)), "/");
        Server server = new Server();
        HttpConfiguration http = new HttpConfiguration();
        // Otherwise a token counts as the connection's last one when only its case differs.
        http.setHeaderCacheCaseSensitive(true);
        ServerConnector connector = new ServerConnector(server, new HttpConnectionFactory(http));
        connector.setHost("127.0.0.1");
        connector.setPort(port);
        server.addConnector(connector);
        server.setHandler(context);
        server.start();
        return server;
    }
}
