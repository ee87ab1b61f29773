package io.gauntlet.harness.rig;

import io.gauntlet.harness.recording.Heard;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The client's end of a WebSocket (RFC 6455) on a plain socket: the JDK's own client does not notice the end of a
 * connection that comes right behind data. One thread reads; writes are for one thread at a time.
 */
final class WebSocketWire implements AutoCloseable {
    /** The opcodes of RFC 6455, section 5.2. */
    enum Kind {
        TEXT(1),
        CLOSE(8),
        PING(9),
        PONG(10);

        private final int opcode;

        Kind(int opcode) {
            this.opcode = opcode;
        }
    }

    /** A message, or a frame of control. */
    record Message(Kind kind, String text) {}

    /** The answer to the handshake was another one. */
    static final class DeclinedException extends IOException {
        private static final long serialVersionUID = 1L;

        private final int status;

        DeclinedException(int status) {
            super("status " + status);
            this.status = status;
        }

        int status() {
            return status;
        }
    }

    static final int SWITCHING_PROTOCOLS = 101;

    private static final int LAST = 0x80;
    private static final int MASKED = 0x80;
    private static final int OPCODE = 0x0f;
    private static final int LENGTH = 0x7f;
    private static final int TWO_BYTES = 126;
    private static final int MOST_BYTES = 64 * 1024;
    private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

    private final Socket socket;
    private final DataInputStream in;

    private WebSocketWire(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
    }

    /**
     * Connects and shakes hands.
     *
     * @param fields of the request, beside those of the handshake
     * @param within the longest silence of the other end
     */
    static WebSocketWire connect(URI url, String path, List<String> fields, Duration within) throws IOException {
        var socket = RawDialogues.connect(url, Optional.empty());
        try {
            socket.setTcpNoDelay(true);
            socket.setSoTimeout((int) within.toMillis());
            var wire = new WebSocketWire(socket);
            wire.shakeHands(url, path, fields);
            socket.setSoTimeout(0);
            return wire;
        } catch (IOException | RuntimeException e) {
            socket.close();
            throw e;
        }
    }

    private void shakeHands(URI url, String path, List<String> fields) throws IOException {
        var nonce = new byte[16];
        ThreadLocalRandom.current().nextBytes(nonce);
        var key = Base64.getEncoder().encodeToString(nonce);
        var head = "GET " + path + " HTTP/1.1\r\nHost: " + url.getAuthority()
                + "\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: "
                + key + "\r\n" + String.join("\r\n", fields) + "\r\n\r\n";
        socket.getOutputStream().write(head.getBytes(StandardCharsets.ISO_8859_1));
        var answer = new Heard("handshake", 0, Heard.End.OPEN, head());
        int status = answer.status().orElse(0);
        if (status != SWITCHING_PROTOCOLS) {
            throw new DeclinedException(status);
        }
        if (!answer.field("Sec-WebSocket-Accept").equals(List.of(accept(key)))) {
            throw new IOException("a handshake without the right Sec-WebSocket-Accept");
        }
    }

    private String head() throws IOException {
        var head = new StringBuilder();
        while (head.indexOf("\r\n\r\n", Math.max(0, head.length() - 4)) < 0) {
            int next = in.read();
            if (next < 0) {
                throw new EOFException("closed during the handshake");
            }
            if (head.length() == Heard.MOST_BYTES) {
                throw new IOException("a head of more than " + Heard.MOST_BYTES + " bytes");
            }
            head.append((char) next);
        }
        return head.toString();
    }

    /** Section 1.3: proof that the other end speaks WebSocket. */
    private static String accept(String key) {
        try {
            var hash = MessageDigest.getInstance("SHA-1").digest((key + GUID).getBytes(StandardCharsets.US_ASCII));
            return Base64.getEncoder().encodeToString(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("no SHA-1 in this JVM", e);
        }
    }

    /** The next message, put together of its frames; what is neither text nor control is an error. */
    Message read() throws IOException {
        var text = new ByteArrayOutputStream();
        while (true) {
            int first = in.readUnsignedByte();
            var payload = payload();
            int opcode = first & OPCODE;
            for (var kind : List.of(Kind.CLOSE, Kind.PING, Kind.PONG)) {
                if (kind.opcode == opcode) {
                    return new Message(kind, new String(payload, StandardCharsets.UTF_8));
                }
            }
            if (opcode > Kind.TEXT.opcode || text.size() + payload.length > MOST_BYTES) {
                throw new IOException("a frame that nobody asked for, opcode " + opcode);
            }
            text.writeBytes(payload);
            if ((first & LAST) != 0) {
                return new Message(Kind.TEXT, text.toString(StandardCharsets.UTF_8));
            }
        }
    }

    private byte[] payload() throws IOException {
        int length = in.readUnsignedByte();
        if (length == TWO_BYTES) {
            length = in.readUnsignedShort();
        } else if (length > LENGTH - 1) {
            throw new IOException("a frame that is masked, or too large");
        }
        var payload = new byte[length];
        in.readFully(payload);
        return payload;
    }

    /** Sends one frame of at most 125 bytes, masked (section 5.3). */
    void send(Kind kind, String text) throws IOException {
        var payload = text.getBytes(StandardCharsets.UTF_8);
        if (payload.length >= TWO_BYTES) {
            throw new IllegalArgumentException("frame: " + payload.length + " bytes (expected: at most 125)");
        }
        var mask = new byte[4];
        ThreadLocalRandom.current().nextBytes(mask);
        var frame = new ByteArrayOutputStream(payload.length + 6);
        frame.write(LAST | kind.opcode);
        frame.write(MASKED | payload.length);
        frame.writeBytes(mask);
        for (int i = 0; i < payload.length; i++) {
            frame.write(payload[i] ^ mask[i % mask.length]);
        }
        socket.getOutputStream().write(frame.toByteArray());
    }

    /** Ends it, and the read that waits for more. */
    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            // It ends either way.
        }
    }
}
