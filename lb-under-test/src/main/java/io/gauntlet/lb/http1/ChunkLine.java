package io.gauntlet.lb.http1;

import io.netty.buffer.ByteBuf;

/** Reads the line before a chunk: its size in hexadecimal digits, and extensions that nobody has to know (RFC 9112 section 7.1). Stateless. */
final class ChunkLine {
    /** The line has not come whole. */
    static final long UNFINISHED = -1;

    /** As long as its extensions may be; more of them are a burden without a use. */
    private static final int MAX_LINE = 256;

    private static final int MAX_DIGITS = 15;

    private ChunkLine() {}

    /** The size of the chunk that follows, its line taken from the buffer; or {@link #UNFINISHED}, the buffer untouched. */
    static long read(ByteBuf in) throws Malformed {
        int begin = in.readerIndex();
        int end = in.writerIndex();
        long size = 0;
        int at = begin;
        while (at < end && at - begin <= MAX_DIGITS && Octets.hex(in.getByte(at)) >= 0) {
            size = size << 4 | Octets.hex(in.getByte(at));
            at++;
        }
        if (at == end) {
            return UNFINISHED;
        }
        if (at == begin || at - begin > MAX_DIGITS) {
            throw new Malformed("a chunk has no size");
        }
        int line = new Extensions(in, at, Math.min(end, begin + MAX_LINE)).end();
        if (line < 0) {
            if (end - begin >= MAX_LINE) {
                throw new Malformed("a chunk has too long a line");
            }
            return UNFINISHED;
        }
        in.readerIndex(line);
        return size;
    }

    /** A reading of what follows the size, which remembers where it is. */
    private static final class Extensions {
        private final ByteBuf in;
        private final int end;
        private int at;

        Extensions(ByteBuf in, int at, int end) {
            this.in = in;
            this.at = at;
            this.end = end;
        }

        /** Where the line has ended, or -1 where it has not. */
        int end() throws Malformed {
            while (true) {
                boolean blank = skipBlanks();
                if (at == end) {
                    return -1;
                }
                byte octet = in.getByte(at);
                if (octet == '\r' && !blank) {
                    return lineEnd();
                }
                if (octet != ';') {
                    throw bad();
                }
                at++;
                if (!extension()) {
                    return -1;
                }
            }
        }

        private int lineEnd() throws Malformed {
            if (at + 1 == end) {
                return -1;
            }
            if (in.getByte(at + 1) != '\n') {
                throw bad();
            }
            return at + 2;
        }

        /** Whether one came whole. */
        private boolean extension() throws Malformed {
            skipBlanks();
            if (!token()) {
                return false;
            }
            int named = at;
            skipBlanks();
            if (at == end) {
                return false;
            }
            if (in.getByte(at) != '=') {
                // The blanks belong to what comes next, if anything.
                at = named;
                return true;
            }
            at++;
            skipBlanks();
            return at < end && (in.getByte(at) == '"' ? quoted() : token());
        }

        private boolean token() throws Malformed {
            int begin = at;
            while (at < end && Octets.token(in.getByte(at))) {
                at++;
            }
            if (at == begin && at < end) {
                throw bad();
            }
            return at < end;
        }

        private boolean quoted() throws Malformed {
            for (at++; at < end; at++) {
                byte octet = in.getByte(at);
                if (octet == '"') {
                    at++;
                    return at < end;
                }
                if (octet == '\\') {
                    at++;
                    if (at == end) {
                        return false;
                    }
                    octet = in.getByte(at);
                }
                if (!Octets.text(octet)) {
                    throw bad();
                }
            }
            return false;
        }

        private boolean skipBlanks() {
            int begin = at;
            while (at < end && Octets.blank(in.getByte(at))) {
                at++;
            }
            return at > begin;
        }

        private static Malformed bad() {
            return new Malformed("a chunk has a malformed line");
        }
    }
}
