package dev.registrykit.examples.jetty;

import dev.registrykit.core.http.HttpFetch;
import dev.registrykit.core.secret.KeyRing;
import dev.registrykit.examples.contract.HostContract;
import dev.registrykit.examples.contract.RunningHost;
import dev.registrykit.publish.RegistryPublish;
import java.net.URI;
import java.nio.file.Path;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.Test;

class JettyHostTest extends HostContract {

    @Override
    protected RunningHost start(HttpFetch http, Path trustRoot) throws Exception {
        var database = JdbcConnectionPool.create("jdbc:h2:mem:jetty-host;DB_CLOSE_DELAY=-1", "sa", "");
        RegistryPublish publish = JettyHost.publish(database, KeyRing.ephemeral(), http);
        Server server = JettyHost.start(0, publish, trustRoot);
        int port = ((ServerConnector) server.getConnectors()[0]).getLocalPort();
        return new RunningHost(URI.create("http://127.0.0.1:" + port), publish, () -> stop(server, database));
    }

    private static void stop(Server server, JdbcConnectionPool database) {
        try {
            server.stop();
        } catch (Exception broken) {
            throw new IllegalStateException("the server does not stop", broken);
        }
        database.dispose();
    }

    @Test
    void an_upload_is_bounded() throws Exception {
        assertBoundsUploads(RegistryServlet.MAX_UPLOAD_BYTES);
    }
}
