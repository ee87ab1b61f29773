package io.gauntlet.faultproxy.toxic;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Finds where HTTP/1.x requests begin and end in a stream of bytes, and reads their heads; bodies are only measured.
 *
 * <p>Memory is bounded by {@link #MAX_HEAD_BYTES}. What is longer or no HTTP/1.x is passed over until a piece begins like
 * a request again; what changes the protocol is passed over to the end of the connection. Not thread-safe.
 */
final class RequestReader {

    static final int MAX_HEAD_BYTES = 32 << 10;
    private static final int MAX_CHUNK_LINE = 1024;
    private static final int MAX_METHOD = 12;

    /** Where in a request the next byte is. */
    private enum Place {
        HEAD,
        BODY,
        CHUNK_LINE,
        CHUNK_DATA,
        TRAILERS,
        /** Not understood, so far. */
        LOST,
        /** Another protocol for the rest of the connection. */
        TUNNEL
    }

    private final StringBuilder text = new StringBuilder();
    private Place place = Place.HEAD;
    private long left;
    private @Nullable RequestHead head;

    /** The head that was completed by the last byte read, once. */
    @Nullable RequestHead takeHead() {
        var taken = head;
        head = null;
        return taken;
    }

    boolean inHead() {
        return place == Place.HEAD;
    }

    boolean lost() {
        return place == Place.LOST;
    }

    /**
     * Reads from the bytes at an index up to a limit; stops after a head, and after a request's end.
     *
     * @return the index of the first byte not read
     */
    int read(ByteBuf bytes, int from, int limit) {
        if (place == Place.LOST || (place == Place.HEAD && text.length() == 0)) {
            place = beginsLikeARequest(bytes, from, limit) ? Place.HEAD : Place.LOST;
        }
        int index = from;
        while (index < limit) {
            switch (place) {
                case LOST, TUNNEL -> {
                    return limit;
                }
                case BODY, CHUNK_DATA -> {
                    int taken = (int) Math.min(left, limit - index);
                    index += taken;
                    left -= taken;
                    if (left == 0 && place == Place.BODY) {
                        place = Place.HEAD;
                        return index;
                    }
                    place = left == 0 ? Place.CHUNK_LINE : place;
                }
                case HEAD, CHUNK_LINE, TRAILERS -> {
                    if (take((char) (bytes.getByte(index++) & 0xff))) {
                        return index;
                    }
                }
            }
        }
        return index;
    }

    /** A method and a space after empty lines, or as much of that as is there: what no TLS and no body begins with. */
    private static boolean beginsLikeARequest(ByteBuf bytes, int from, int limit) {
        int start = from;
        while (start < limit && (bytes.getByte(start) == '\r' || bytes.getByte(start) == '\n')) {
            start++;
        }
        int end = start;
        while (end < limit && end - start <= MAX_METHOD && bytes.getByte(end) >= 'A' && bytes.getByte(end) <= 'Z') {
            end++;
        }
        return end == limit || (end > start && bytes.getByte(end) == ' ');
    }

    /** One character of a head, a chunk's line or the trailers; says whether a head or a request is complete. */
    private boolean take(char next) {
        text.append(next);
        if (next == '\n') {
            return endOfLine();
        }
        boolean control = next < ' ' && next != '\r' && next != '\t';
        if (control || text.length() > (place == Place.CHUNK_LINE ? MAX_CHUNK_LINE : MAX_HEAD_BYTES)) {
            become(Place.LOST);
        }
        return false;
    }

    private boolean endOfLine() {
        if (place == Place.CHUNK_LINE) {
            chunkLine(text.toString().strip());
            return false;
        }
        boolean blank = text.length() <= 2 && text.toString().isBlank();
        if (blank && place == Place.HEAD) {
            text.setLength(0); // Empty lines before a request are to be ignored (RFC 9112, section 2.2).
            return false;
        }
        if (!blank && !endsWithEmptyLine()) {
            return false;
        }
        if (place == Place.HEAD) {
            headIsComplete();
        } else {
            become(Place.HEAD);
        }
        return true;
    }

    private boolean endsWithEmptyLine() {
        int end = text.length();
        return (end >= 2 && text.charAt(end - 2) == '\n')
                || (end >= 3 && text.charAt(end - 2) == '\r' && text.charAt(end - 3) == '\n');
    }

    private void become(Place next) {
        place = next;
        text.setLength(0);
    }

    private void chunkLine(String line) {
        if (line.isEmpty()) {
            text.setLength(0); // The line break after a chunk's data.
            return;
        }
        int end = line.indexOf(';');
        try {
            left = Long.parseLong((end < 0 ? line : line.substring(0, end)).strip(), 16);
        } catch (NumberFormatException noSize) {
            left = -1;
        }
        if (left < 0) {
            become(Place.LOST);
        } else {
            become(left == 0 ? Place.TRAILERS : Place.CHUNK_DATA);
        }
    }

    private void headIsComplete() {
        var parsed = RequestHead.parse(text.toString());
        text.setLength(0);
        head = parsed;
        if (parsed == null) {
            place = Place.LOST;
        } else if (parsed.tunnel()) {
            place = Place.TUNNEL;
        } else if (parsed.chunked()) {
            place = Place.CHUNK_LINE;
        } else if (parsed.length() > 0) {
            place = Place.BODY;
            left = parsed.length();
        }
    }
}
