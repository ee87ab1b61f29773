package io.gauntlet.lb.access;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Entries as lines of JSON. Confined to one thread at a time. */
final class AccessLine {
    /** Longer ones are cut: a line must stay one that tools can read. */
    private static final int MAX_TEXT = 2048;

    private static final int NANOS_PER_MICRO = 1_000;
    private static final int MICROS_PER_MILLI = 1_000;
    private static final int MILLIS_PER_SECOND = 1_000;

    private static final byte[] TIME = LineBuffer.fixed("{\"time\":\"");
    private static final byte[] TIME_END = LineBuffer.fixed("Z\"");
    private static final byte[] LINE_END = LineBuffer.fixed("}\n");
    private static final byte[] ID = key("id");
    private static final byte[] LISTENER = key("listener");
    private static final byte[] CLIENT = key("client");
    private static final byte[] PROTOCOL = key("protocol");
    private static final byte[] TLS = key("tls");
    private static final byte[] METHOD = key("method");
    private static final byte[] HOST = key("host");
    private static final byte[] PATH = key("path");
    private static final byte[] STATUS = key("status");
    private static final byte[] RECEIVED = key("bytes_received");
    private static final byte[] SENT = key("bytes_sent");
    private static final byte[] POOL = key("pool");
    private static final byte[] BACKEND = key("backend");
    private static final byte[] RETRIES = key("retries");
    private static final byte[] TOTAL = key("total_ms");
    private static final byte[] WAIT = key("wait_ms");
    private static final byte[] ANSWER = key("answer_ms");
    private static final byte[] END = key("end");
    private static final byte[] LOST = key("lost");

    private final LineBuffer lines;

    /** The second that was last written, and its text, up to the point before its fraction. */
    private long second = -1;

    private String secondText = "";

    private static byte[] key(String name) {
        return LineBuffer.fixed(",\"" + name + "\":");
    }

    /**
     * @param lines where they are written
     */
    AccessLine(LineBuffer lines) {
        this.lines = lines;
    }

    /** Writes that so many lines are missing here. */
    void writeLost(long count) {
        time(Instant.now().toEpochMilli());
        lines.raw(LOST).number(count).raw(LINE_END);
    }

    void write(AccessEntry entry) {
        AccessEntry.Asked asked = entry.asked();
        AccessEntry.Came came = entry.came();
        time(entry.atMillis());
        text(ID, asked == null ? null : asked.id());
        text(LISTENER, came.listener());
        text(CLIENT, came.client());
        text(PROTOCOL, came.protocol());
        text(TLS, came.tls());
        if (asked != null) {
            text(METHOD, asked.method());
            text(HOST, asked.host());
            text(PATH, asked.path());
        }
        lines.raw(STATUS).number(entry.status());
        lines.raw(RECEIVED).number(entry.receivedBytes());
        lines.raw(SENT).number(entry.sentBytes());
        text(POOL, entry.pool());
        text(BACKEND, entry.backend());
        lines.raw(RETRIES).number(entry.retries());
        millis(TOTAL, entry.totalNanos());
        millis(WAIT, entry.waitNanos());
        millis(ANSWER, entry.answerNanos());
        text(END, entry.endedHow());
        lines.raw(LINE_END);
    }

    private void text(byte[] key, @Nullable String value) {
        if (value != null) {
            lines.raw(key).quoted(value.length() > MAX_TEXT ? value.substring(0, MAX_TEXT) : value);
        }
    }

    /** Milliseconds with three digits behind the point. */
    private void millis(byte[] key, long nanos) {
        if (nanos >= 0) {
            long micros = (nanos + NANOS_PER_MICRO / 2) / NANOS_PER_MICRO;
            lines.raw(key).number(micros / MICROS_PER_MILLI).fraction(micros % MICROS_PER_MILLI);
        }
    }

    /** Begins a line with its time, ISO 8601 in UTC; most lines are of the same second as the one before. */
    private void time(long atMillis) {
        long now = Math.floorDiv(atMillis, MILLIS_PER_SECOND);
        if (now != second) {
            second = now;
            String text = Instant.ofEpochSecond(now).toString();
            secondText = text.substring(0, text.length() - 1);
        }
        lines.raw(TIME)
                .text(secondText)
                .fraction(Math.floorMod(atMillis, (long) MILLIS_PER_SECOND))
                .raw(TIME_END);
    }
}
