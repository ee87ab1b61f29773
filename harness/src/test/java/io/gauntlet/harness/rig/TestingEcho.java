package io.gauntlet.harness.rig;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/** A server of WebSockets that says back so many messages on each, and hangs up right behind the last of them. */
final class TestingEcho implements AutoCloseable {
    private static final int CLOSE = 0x88;

    private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final String answer;
    private final int echoes;

    /**
     * Listens.
     *
     * @param answer the first line of its answer to a handshake
     */
    TestingEcho(String answer, int echoes) throws IOException {
        this.answer = answer;
        this.echoes = echoes;
        start(this::accept);
    }

    private static void start(Runnable task) {
        var thread = new Thread(task, "testing-echo");
        thread.setDaemon(true);
        thread.start();
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + server.getLocalPort());
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                var socket = server.accept();
                start(() -> serve(socket));
            } catch (IOException e) {
                // Closed.
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            var in = new DataInputStream(socket.getInputStream());
            var out = socket.getOutputStream();
            var key = key(in);
            var head = answer + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: " + accept(key)
                    + "\r\nContent-Length: 0\r\n\r\n";
            out.write(head.getBytes(StandardCharsets.US_ASCII));
            boolean open = true;
            for (int i = 0; i < echoes && open; i++) {
                int first = in.readUnsignedByte();
                var payload = payload(in);
                var frame = new byte[payload.length + 2];
                frame[0] = (byte) first;
                frame[1] = (byte) payload.length;
                System.arraycopy(payload, 0, frame, 2, payload.length);
                out.write(frame);
                open = first != CLOSE;
            }
        } catch (IOException e) {
            // The client left.
        }
    }

    private static String key(DataInputStream in) throws IOException {
        var head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            head.append((char) in.readUnsignedByte());
        }
        int from = head.indexOf("Sec-WebSocket-Key: ") + "Sec-WebSocket-Key: ".length();
        return head.substring(from, head.indexOf("\r\n", from));
    }

    private static String accept(String key) {
        try {
            var text = key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
            var hash = MessageDigest.getInstance("SHA-1").digest(text.getBytes(StandardCharsets.US_ASCII));
            return Base64.getEncoder().encodeToString(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] payload(DataInputStream in) throws IOException {
        int length = in.readUnsignedByte() & 0x7f;
        var mask = in.readNBytes(4);
        var payload = in.readNBytes(length);
        for (int i = 0; i < payload.length; i++) {
            payload[i] ^= mask[i % 4];
        }
        return payload;
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
