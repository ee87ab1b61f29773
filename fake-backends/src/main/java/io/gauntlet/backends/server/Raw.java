package io.gauntlet.backends.server;

import io.undertow.util.StatusCodes;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Random;

/** Bytes that go past Undertow, which would not send them. */
final class Raw {

    private static final int EARLY_HINTS = 103;

    private Raw() {}

    /** A head of 1xx; one of 103 has what such a head is for (RFC 8297). */
    static ByteBuffer interim(int status) {
        String hint = status == EARLY_HINTS ? "Link: </style.css>; rel=preload\r\n" : "";
        return ByteBuffer.wrap("HTTP/1.1 %d %s\r\n%s\r\n"
                .formatted(status, StatusCodes.getReason(status), hint)
                .getBytes(StandardCharsets.US_ASCII));
    }

    /** The same each time, and nowhere the beginning of an answer. */
    static ByteBuffer garbage(int length) {
        byte[] bytes = new byte[length];
        new Random(2).nextBytes(bytes);
        bytes[0] = '#';
        return ByteBuffer.wrap(bytes);
    }
}
