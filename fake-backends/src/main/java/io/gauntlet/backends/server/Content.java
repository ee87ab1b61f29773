package io.gauntlet.backends.server;

import java.nio.ByteBuffer;

/** The bytes of an answer's body. Thread-safe. */
interface Content {

    /** The media type. */
    String type();

    long length();

    /** Some bytes, at least one, from the position on, and none at or beyond the end. */
    ByteBuffer slice(long position, long end);

    /** The CRC32 of all of it, in 8 hex digits, or empty where that would take too long. */
    String checksum();
}
