package io.gauntlet.faultproxy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** A plain TCP client that tells FIN, RST and silence apart. */
public final class TestingClient implements AutoCloseable {

    /** How long to wait for what must come: far beyond any noise. */
    public static final Duration PATIENCE = Duration.ofSeconds(15);

    /** How long nothing must come to call it silence. */
    public static final Duration SILENCE = Duration.ofMillis(400);

    private final Socket socket = new Socket();

    public static TestingClient connect(InetSocketAddress address) throws IOException {
        var client = new TestingClient();
        client.socket.setTcpNoDelay(true);
        client.socket.connect(address, Math.toIntExact(PATIENCE.toMillis()));
        return client;
    }

    /** To 127.0.0.1 at the port that the address ends with. */
    public static TestingClient connect(String hostAndPort) throws IOException {
        int port = Integer.parseInt(hostAndPort.substring(hostAndPort.lastIndexOf(':') + 1));
        return connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    }

    public Socket socket() {
        return socket;
    }

    public TestingClient send(String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
        return this;
    }

    public void finish() throws IOException {
        socket.shutdownOutput();
    }

    /** Closes with RST. */
    public void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    /** Reads exactly so many bytes. */
    public String receive(int bytes) throws IOException {
        socket.setSoTimeout(Math.toIntExact(PATIENCE.toMillis()));
        return new String(socket.getInputStream().readNBytes(bytes), StandardCharsets.US_ASCII);
    }

    /** What comes next: {@code data}, {@code FIN}, {@code RST}, or {@code silence} if nothing comes that long. */
    public String next(Duration patience) throws IOException {
        socket.setSoTimeout(Math.toIntExact(patience.toMillis()));
        try {
            return socket.getInputStream().read() < 0 ? "FIN" : "data";
        } catch (SocketTimeoutException nothing) {
            return "silence";
        } catch (SocketException broken) {
            return "RST";
        }
    }

    public String next() throws IOException {
        return next(PATIENCE);
    }

    /** Sends, and tells how long the echo took. */
    public Duration echo(String text) throws IOException {
        long start = System.nanoTime();
        send(text);
        var answer = receive(text.length());
        if (!answer.equals(text)) {
            throw new AssertionError("sent " + text + ", got " + answer);
        }
        return Duration.ofNanos(System.nanoTime() - start);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
