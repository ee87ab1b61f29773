package io.gauntlet.lb.testing;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import javax.net.ssl.SSLSocket;

/** A client on a raw socket; says what it is told, right or wrong. */
public final class RawClient implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 20_000;

    private final Socket socket;
    private final InputStream in;

    private RawClient(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new BufferedInputStream(socket.getInputStream());
    }

    public static RawClient connect(InetSocketAddress address) throws IOException {
        var socket = new Socket();
        socket.connect(address, PATIENCE_MILLIS);
        socket.setSoTimeout(PATIENCE_MILLIS);
        return new RawClient(socket);
    }

    /** A client within TLS, its handshake done. */
    public static RawClient connect(InetSocketAddress address, Trust trust) throws IOException {
        Socket plain = connect(address).socket;
        SSLSocket socket = trust.client(plain, address);
        socket.startHandshake();
        return new RawClient(socket);
    }

    /** A client with an address of its own, such as 127.0.0.2. */
    public static RawClient connect(InetSocketAddress address, InetAddress from) throws IOException {
        var socket = new Socket(address.getAddress(), address.getPort(), from, 0);
        socket.setSoTimeout(PATIENCE_MILLIS);
        return new RawClient(socket);
    }

    /** Sends a request without a body. */
    public RawClient send(String method, String path, String... fields) throws IOException {
        String more = fields.length == 0 ? "" : String.join("\r\n", fields) + "\r\n";
        return write(method + " " + path + " HTTP/1.1\r\nHost: test\r\n" + more + "\r\n");
    }

    /** Sends a request with a body. */
    public RawClient sendBody(String method, String path, String body) throws IOException {
        return write(method + " " + path + " HTTP/1.1\r\nHost: test\r\nContent-Length: " + body.length() + "\r\n\r\n"
                + body);
    }

    public RawClient write(String raw) throws IOException {
        OutputStream out = socket.getOutputStream();
        out.write(raw.getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
        return this;
    }

    /** The next answer; one that breaks off is not whole. */
    public Message read() throws IOException {
        return read(false);
    }

    /** The next answer to a HEAD. */
    public Message readToHead() throws IOException {
        return read(true);
    }

    private Message read(boolean toHead) throws IOException {
        Optional<Message> head = Message.readHead(in);
        Message answer = head.orElseThrow(() -> new IOException("closed without an answer"));
        return answer.readBody(in, toHead || answer.status() < 200, true);
    }

    /** Whether the other side has closed the connection, waiting for it to. */
    public boolean ended() throws IOException {
        try {
            return in.read() < 0;
        } catch (SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    public Socket socket() {
        return socket;
    }

    public InputStream in() {
        return in;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
