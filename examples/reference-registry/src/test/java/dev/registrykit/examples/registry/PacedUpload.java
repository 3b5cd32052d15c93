package dev.registrykit.examples.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.registrykit.publish.token.IssuedToken;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** An upload whose body the client holds back until the registry has asked for it, and longer. */
final class PacedUpload implements AutoCloseable {
    private final Socket socket;
    private final byte[] body;

    /** Returns when the registry has checked the credential and waits for the body. */
    PacedUpload(World world, String path, IssuedToken token, String body) throws IOException {
        this.body = body.getBytes(StandardCharsets.UTF_8);
        this.socket = new Socket(
                InetAddress.getLoopbackAddress(), world.registry.origin().getPort());
        send(("PUT " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAuthorization: "
                        + Client.basic(token) + "\r\nContent-Length: " + this.body.length
                        + "\r\nExpect: 100-continue\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
        assertThat(head()).startsWith("HTTP/1.1 100 ");
    }

    /** Sends the body; returns the whole answer. */
    String finish() throws IOException {
        send(body);
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    private void send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        socket.getOutputStream().flush();
    }

    private String head() throws IOException {
        InputStream in = socket.getInputStream();
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        for (int next = in.read(); next >= 0; next = in.read()) {
            head.write(next);
            if (head.toString(StandardCharsets.US_ASCII).endsWith("\r\n\r\n")) {
                break;
            }
        }
        return head.toString(StandardCharsets.US_ASCII);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
