package io.gauntlet.simulations.play;

import io.gauntlet.simulations.ledger.LedgerRow.Reply;
import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/** What became of one attempt of a request, as seen on its connection. Owned by the arrival's event loop. */
final class Attempt {
    /** How the peer ended the connection while the attempt was open. */
    enum Breakage {
        NONE,
        FIN,
        RST,
        /** A TLS alert in place of the connection's first answer. */
        TLS
    }

    /** A ledger is not to be filled by what a peer puts into a header. */
    private static final int MAX_BACKEND_CHARS = 200;

    private final Arrival arrival;
    private final int number;
    private final long sent;
    private final boolean written;
    private final CRC32 crc = new CRC32();
    private String connection = "";
    private long firstByte;
    private long lastByte;
    private int status;
    private String backend = "";
    private String expectedCrc = "";
    private long bytes;
    private boolean complete;
    private Breakage breakage = Breakage.NONE;

    /**
     * An attempt handed to the HTTP client at {@code sent}.
     *
     * @param written whether it got as far as a connection
     */
    Attempt(Arrival arrival, int number, long sent, boolean written) {
        this.arrival = arrival;
        this.number = number;
        this.sent = sent;
        this.written = written;
    }

    Arrival arrival() {
        return arrival;
    }

    void boundTo(String connectionId) {
        connection = connectionId;
    }

    void byteSeen(long now) {
        if (firstByte == 0) {
            firstByte = now;
        }
    }

    void head(int answerStatus, @Nullable String answerBackend, @Nullable String answerCrc) {
        status = answerStatus;
        backend = answerBackend == null
                ? ""
                : answerBackend.substring(0, Math.min(answerBackend.length(), MAX_BACKEND_CHARS));
        expectedCrc = answerCrc == null ? "" : answerCrc;
    }

    void body(ByteBuf content) {
        int size = content.readableBytes();
        bytes += size;
        if (size > 0) {
            for (ByteBuffer part : content.nioBuffers()) {
                crc.update(part);
            }
        }
    }

    void completed(long now) {
        complete = true;
        lastByte = now;
    }

    void broken(Breakage how) {
        if (!complete && breakage == Breakage.NONE) {
            breakage = how;
        }
    }

    int number() {
        return number;
    }

    long sent() {
        return sent;
    }

    boolean written() {
        return written;
    }

    boolean complete() {
        return complete;
    }

    /** 0 while there is none. */
    long firstByte() {
        return firstByte;
    }

    /** The end of a complete answer. */
    long lastByte() {
        return lastByte;
    }

    int status() {
        return status;
    }

    Breakage breakage() {
        return breakage;
    }

    /** The reply's part of the ledger's row. */
    Reply reply() {
        return new Reply(connection, status, backend, complete ? bytes : -1, intact());
    }

    private @Nullable Boolean intact() {
        boolean bodiless = arrival.entry().method().equals("HEAD") || status == 204 || status == 304;
        if (!complete || expectedCrc.isEmpty() || bodiless) {
            return null;
        }
        return String.format("%08x", crc.getValue()).equals(expectedCrc.strip().toLowerCase(Locale.ROOT));
    }
}
