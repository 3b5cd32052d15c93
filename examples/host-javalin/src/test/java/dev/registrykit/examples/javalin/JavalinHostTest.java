package dev.registrykit.examples.javalin;

import dev.registrykit.core.http.HttpFetch;
import dev.registrykit.core.secret.KeyRing;
import dev.registrykit.examples.contract.HostContract;
import dev.registrykit.examples.contract.RunningHost;
import io.javalin.Javalin;
import java.net.URI;
import java.nio.file.Path;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.Test;

class JavalinHostTest extends HostContract {

    @Override
    protected RunningHost start(HttpFetch http, Path trustRoot) {
        var database = JdbcConnectionPool.create("jdbc:h2:mem:javalin-host;DB_CLOSE_DELAY=-1", "sa", "");
        var host = new JavalinHost(database, KeyRing.ephemeral(), http, trustRoot);
        Javalin server = host.start(0);
        return new RunningHost(URI.create("http://127.0.0.1:" + server.port()), host.publish(), () -> {
            server.stop();
            database.dispose();
        });
    }

    @Test
    void an_upload_is_bounded() throws Exception {
        assertBoundsUploads(JavalinHost.MAX_UPLOAD_BYTES);
    }
}
