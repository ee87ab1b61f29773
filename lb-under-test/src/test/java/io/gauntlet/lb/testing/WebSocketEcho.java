package io.gauntlet.lb.testing;

import io.gauntlet.lb.testing.TestingBackend.Behaviour;
import io.gauntlet.lb.testing.TestingBackend.Link;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/** A small WebSocket server that says back what it is told (RFC 6455); for requests without an upgrade, an HTTP server. */
public final class WebSocketEcho implements Behaviour {
    /** What says yes to an upgrade. */
    public static final String SWITCHED =
            "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n" + "Connection: Upgrade\r\nX-Kept: yes\r\n";

    private static final String ID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    private static final int CLOSE = 8;

    private final Behaviour otherwise = Behaviour.answer("ok");

    @Override
    public boolean serve(Message head, Link link, Journal journal) throws IOException {
        if (head.field("Upgrade").isEmpty()) {
            return otherwise.serve(head, link, journal);
        }
        journal.add(head);
        link.write(SWITCHED + "Sec-WebSocket-Accept: "
                + accept(head.field("Sec-WebSocket-Key").orElseThrow()) + "\r\n\r\n");
        var in = new DataInputStream(link.in());
        while (echo(in, link)) {
            // Until one side has had enough.
        }
        return false;
    }

    private static boolean echo(DataInputStream in, Link link) throws IOException {
        int first = in.read();
        if (first < 0) {
            return false;
        }
        int second = in.readUnsignedByte();
        if ((second & 0x80) == 0) {
            throw new IOException("a client's frame without a mask");
        }
        int length = second & 0x7f;
        if (length == 126) {
            length = in.readUnsignedShort();
        } else if (length == 127) {
            length = (int) in.readLong();
        }
        byte[] mask = in.readNBytes(4);
        byte[] payload = in.readNBytes(length);
        for (int i = 0; i < payload.length; i++) {
            payload[i] ^= mask[i % 4];
        }
        link.socket().getOutputStream().write(frame(first, payload));
        return (first & 0x0f) != CLOSE;
    }

    /** A frame without a mask. */
    public static byte[] frame(int first, byte[] payload) {
        var out = new ByteArrayOutputStream();
        out.write(first);
        if (payload.length < 126) {
            out.write(payload.length);
        } else if (payload.length < 1 << 16) {
            out.write(126);
            out.write(payload.length >> 8);
            out.write(payload.length);
        } else {
            out.write(127);
            for (int shift = 56; shift >= 0; shift -= 8) {
                out.write((int) ((long) payload.length >> shift));
            }
        }
        out.writeBytes(payload);
        return out.toByteArray();
    }

    private static String accept(String key) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-1").digest((key + ID).getBytes(StandardCharsets.US_ASCII));
            return Base64.getEncoder().encodeToString(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
