package dev.registrykit.testkit.store;

import com.zaxxer.hikari.HikariDataSource;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Stands between PostgreSQL's driver and the server and counts the messages that the driver sends: whatever it writes
 * before it waits for an answer arrives here as one read.
 */
final class MessageCount implements Closeable {
    private static final int BUFFER = 256 * 1024;

    private final ServerSocket listening;
    private final String host;
    private final int port;
    private final String query;
    private final AtomicInteger messages = new AtomicInteger();
    private final List<Socket> open = new CopyOnWriteArrayList<>();

    private MessageCount(ServerSocket listening, URI server) {
        this.listening = listening;
        this.host = server.getHost();
        this.port = server.getPort();
        this.query = server.getPath() + "?" + server.getQuery();
    }

    /** A proxy before the server of {@code pool}. */
    static MessageCount before(HikariDataSource pool) throws IOException {
        URI server = URI.create(pool.getJdbcUrl().substring("jdbc:".length()));
        var count = new MessageCount(new ServerSocket(0, 10, InetAddress.getLoopbackAddress()), server);
        daemon(count::accept);
        return count;
    }

    /** Connections that go through the proxy, without encryption. */
    PGSimpleDataSource dataSource() {
        var source = new PGSimpleDataSource();
        source.setUrl("jdbc:postgresql://" + listening.getInetAddress().getHostAddress() + ":"
                + listening.getLocalPort() + query + "&sslmode=disable&gssEncMode=disable");
        return source;
    }

    /** How many messages the client has sent since the last call. */
    int taken() {
        return messages.getAndSet(0);
    }

    private void accept() {
        try {
            while (true) {
                Socket client = listening.accept();
                Socket server = new Socket(host, port);
                open.add(client);
                open.add(server);
                daemon(() -> copy(server.getInputStream(), client.getOutputStream(), () -> {}));
                daemon(() -> copy(client.getInputStream(), server.getOutputStream(), messages::incrementAndGet));
            }
        } catch (IOException closed) {
            // The test is over.
        }
    }

    private static void copy(InputStream from, OutputStream to, Runnable before) throws IOException {
        byte[] buffer = new byte[BUFFER];
        for (int read = from.read(buffer); read >= 0; read = from.read(buffer)) {
            before.run();
            to.write(buffer, 0, read);
            to.flush();
        }
    }

    /** Work that ends with its sockets. */
    private interface Piping {
        void run() throws IOException;
    }

    private static void daemon(Piping work) {
        var thread = new Thread(() -> {
            try {
                work.run();
            } catch (IOException closed) {
                // One of the two sides has gone.
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        listening.close();
        for (Socket socket : open) {
            socket.close();
        }
    }
}
