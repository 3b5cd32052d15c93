package dev.registrykit.testkit;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A proxy before a PostgreSQL server that counts how often clients hand over to the server and wait.
 *
 * <p>It reads the frontend messages (PostgreSQL documentation, "Message Formats": a type byte and a length) and counts
 * {@code Query}, {@code Sync} and {@code Flush}: after each of these a client waits for an answer, so their number is the
 * number of network round trips, however many {@code Parse}, {@code Bind} and {@code Execute} messages went before in the
 * same packet. One {@code Query} is not counted: the driver writes {@code BEGIN} in front of the first statement of a
 * transaction and does not wait before that statement's own {@code Sync}. {@code COMMIT} counts, a batch is one. The start
 * of a connection is not counted.
 */
public final class PostgresWire implements AutoCloseable {
    private static final Set<Character> HANDED_OVER = Set.of('Q', 'S', 'H');
    private static final int SSL_REQUEST = 80877103;
    private static final int GSS_REQUEST = 80877104;

    private final ServerSocket listening;
    private final int serverPort;
    private final AtomicInteger count = new AtomicInteger();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();

    private PostgresWire(ServerSocket listening, int serverPort) {
        this.listening = listening;
        this.serverPort = serverPort;
    }

    /** A proxy on a port of its own before the server on this port of the loopback interface. */
    public static PostgresWire before(int serverPort) {
        try {
            PostgresWire wire = new PostgresWire(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), serverPort);
            start(wire::accept);
            return wire;
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /** The port that clients connect to. */
    public int port() {
        return listening.getLocalPort();
    }

    /** How often clients handed over since the start. */
    public int handedOver() {
        return count.get();
    }

    @Override
    public String toString() {
        return "PostgresWire[" + count + "]";
    }

    private void accept() {
        try {
            while (true) {
                Socket client = listening.accept();
                Socket server = new Socket(InetAddress.getLoopbackAddress(), serverPort);
                client.setTcpNoDelay(true);
                server.setTcpNoDelay(true);
                open.add(client);
                open.add(server);
                start(() -> forward(client, server));
                start(() -> copy(server, client));
            }
        } catch (IOException closed) {
            close();
        }
    }

    private static void start(Runnable work) {
        Thread thread = new Thread(work, "postgres-wire");
        thread.setDaemon(true);
        thread.start();
    }

    private void forward(Socket client, Socket server) {
        try (client;
                server) {
            DataInputStream in = new DataInputStream(client.getInputStream());
            OutputStream out = server.getOutputStream();
            int code = startup(in, out);
            while (code == SSL_REQUEST || code == GSS_REQUEST) {
                code = startup(in, out);
            }
            while (true) {
                int type = in.read();
                if (type < 0) {
                    return;
                }
                byte[] message = body(in);
                // Counted before it is passed on, so that whoever got the answer finds it counted.
                if (HANDED_OVER.contains((char) type) && !isBegin(type, message)) {
                    count.incrementAndGet();
                }
                byte[] whole = new byte[message.length + 1];
                whole[0] = (byte) type;
                System.arraycopy(message, 0, whole, 1, message.length);
                out.write(whole);
                out.flush();
            }
        } catch (EOFException gone) {
            // The client closed its connection.
        } catch (IOException closed) {
            // The pool or the test closed it.
        }
    }

    private static boolean isBegin(int type, byte[] message) {
        return type == 'Q' && new String(message, 4, message.length - 4, StandardCharsets.UTF_8).equals("BEGIN\0");
    }

    /** Passes on a message without a type, which only the start of a connection has; returns its code. */
    private static int startup(DataInputStream in, OutputStream out) throws IOException {
        byte[] message = body(in);
        out.write(message);
        out.flush();
        return ((message[4] & 0xff) << 24)
                | ((message[5] & 0xff) << 16)
                | ((message[6] & 0xff) << 8)
                | (message[7] & 0xff);
    }

    /** A message from its length on. */
    private static byte[] body(DataInputStream in) throws IOException {
        int length = in.readInt();
        byte[] message = new byte[length];
        message[0] = (byte) (length >>> 24);
        message[1] = (byte) (length >>> 16);
        message[2] = (byte) (length >>> 8);
        message[3] = (byte) length;
        in.readFully(message, 4, length - 4);
        return message;
    }

    private static void copy(Socket from, Socket to) {
        try (from;
                to) {
            from.getInputStream().transferTo(to.getOutputStream());
        } catch (IOException closed) {
            // The pool or the test closed it.
        }
    }

    @Override
    public void close() {
        try {
            listening.close();
            for (Socket socket : open) {
                socket.close();
            }
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
