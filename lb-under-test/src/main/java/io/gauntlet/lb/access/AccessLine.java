package io.gauntlet.lb.access;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.io.SerializedString;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Entries as lines of JSON. Confined to the thread that writes. */
final class AccessLine {
    /** Longer ones are cut: a line must stay one that tools can read. */
    private static final int MAX_TEXT = 2048;

    private static final int NANOS_PER_MICRO = 1_000;
    private static final int MICROS_PER_MILLI = 1_000;
    private static final int MILLIS_PER_SECOND = 1_000;

    private static final JsonFactory JSON = JsonFactory.builder()
            .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
            .disable(StreamWriteFeature.FLUSH_PASSED_TO_STREAM)
            .build();
    private static final SerializedString LINE_END = new SerializedString("\n");
    private static final SerializedString TIME = new SerializedString("time");
    private static final SerializedString ID = new SerializedString("id");
    private static final SerializedString LISTENER = new SerializedString("listener");
    private static final SerializedString CLIENT = new SerializedString("client");
    private static final SerializedString PROTOCOL = new SerializedString("protocol");
    private static final SerializedString TLS = new SerializedString("tls");
    private static final SerializedString METHOD = new SerializedString("method");
    private static final SerializedString HOST = new SerializedString("host");
    private static final SerializedString PATH = new SerializedString("path");
    private static final SerializedString STATUS = new SerializedString("status");
    private static final SerializedString RECEIVED = new SerializedString("bytes_received");
    private static final SerializedString SENT = new SerializedString("bytes_sent");
    private static final SerializedString POOL = new SerializedString("pool");
    private static final SerializedString BACKEND = new SerializedString("backend");
    private static final SerializedString RETRIES = new SerializedString("retries");
    private static final SerializedString TOTAL = new SerializedString("total_ms");
    private static final SerializedString WAIT = new SerializedString("wait_ms");
    private static final SerializedString ANSWER = new SerializedString("answer_ms");
    private static final SerializedString END = new SerializedString("end");
    private static final SerializedString LOST = new SerializedString("lost");

    /** The second that was last written, and its text, up to the point before its fraction. */
    private long second = -1;

    private String secondText = "";

    /**
     * Writes a line for each.
     *
     * @param lost how many lines are missing before these
     */
    void write(long lost, List<AccessEntry> entries, OutputStream out) throws IOException {
        try (JsonGenerator json = JSON.createGenerator(out)) {
            json.setRootValueSeparator(LINE_END);
            if (lost > 0) {
                writeLost(lost, json);
            }
            for (AccessEntry entry : entries) {
                write(entry, json);
            }
            json.writeRaw('\n');
        }
    }

    private void writeLost(long count, JsonGenerator json) throws IOException {
        json.writeStartObject();
        text(json, TIME, time(Instant.now().toEpochMilli()));
        number(json, LOST, count);
        json.writeEndObject();
    }

    private void write(AccessEntry entry, JsonGenerator json) throws IOException {
        AccessEntry.Asked asked = entry.asked();
        AccessEntry.Came came = entry.came();
        json.writeStartObject();
        text(json, TIME, time(entry.atMillis()));
        text(json, ID, asked == null ? null : asked.id());
        text(json, LISTENER, came.listener());
        text(json, CLIENT, came.client());
        text(json, PROTOCOL, came.protocol());
        text(json, TLS, came.tls());
        if (asked != null) {
            text(json, METHOD, asked.method());
            text(json, HOST, asked.host());
            text(json, PATH, asked.path());
        }
        number(json, STATUS, entry.status());
        number(json, RECEIVED, entry.receivedBytes());
        number(json, SENT, entry.sentBytes());
        text(json, POOL, entry.pool());
        text(json, BACKEND, entry.backend());
        number(json, RETRIES, entry.retries());
        millis(json, TOTAL, entry.totalNanos());
        millis(json, WAIT, entry.waitNanos());
        millis(json, ANSWER, entry.answerNanos());
        text(json, END, entry.endedHow());
        json.writeEndObject();
    }

    private static void text(JsonGenerator json, SerializedString name, @Nullable String value) throws IOException {
        if (value != null) {
            json.writeFieldName(name);
            json.writeString(value.length() > MAX_TEXT ? value.substring(0, MAX_TEXT) : value);
        }
    }

    private static void number(JsonGenerator json, SerializedString name, long value) throws IOException {
        json.writeFieldName(name);
        json.writeNumber(value);
    }

    /** Milliseconds with three digits behind the point. */
    private static void millis(JsonGenerator json, SerializedString name, long nanos) throws IOException {
        if (nanos >= 0) {
            long micros = (nanos + NANOS_PER_MICRO / 2) / NANOS_PER_MICRO;
            json.writeFieldName(name);
            json.writeNumber(micros / MICROS_PER_MILLI + fraction(micros % MICROS_PER_MILLI));
        }
    }

    /** Thousandths as three digits behind a point. */
    private static String fraction(long thousandths) {
        return (thousandths < 10 ? ".00" : thousandths < 100 ? ".0" : ".") + thousandths;
    }

    /** ISO 8601 in UTC; most lines are of the same second as the one before. */
    private String time(long atMillis) {
        long now = Math.floorDiv(atMillis, MILLIS_PER_SECOND);
        if (now != second) {
            second = now;
            String text = Instant.ofEpochSecond(now).toString();
            secondText = text.substring(0, text.length() - 1);
        }
        return secondText + fraction(Math.floorMod(atMillis, (long) MILLIS_PER_SECOND)) + 'Z';
    }
}
