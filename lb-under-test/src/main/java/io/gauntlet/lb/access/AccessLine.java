package io.gauntlet.lb.access;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Entries as lines of JSON. Confined to the thread that writes. */
final class AccessLine {
    /** Longer ones are cut: a line must stay one that tools can read. */
    private static final int MAX_TEXT = 2048;

    private static final JsonFactory JSON =
            JsonFactory.builder().build().configure(JsonGenerator.Feature.AUTO_CLOSE_TARGET, false);

    private AccessLine() {}

    static void write(AccessEntry entry, OutputStream out) throws IOException {
        try (JsonGenerator json = JSON.createGenerator(out)) {
            json.writeStartObject();
            json.writeStringField("time", Instant.ofEpochMilli(entry.atMillis()).toString());
            AccessEntry.Asked asked = entry.asked();
            if (asked != null) {
                json.writeStringField("id", asked.id());
            }
            AccessEntry.Came came = entry.came();
            json.writeStringField("listener", came.listener());
            json.writeStringField("client", came.client());
            json.writeStringField("protocol", came.protocol());
            text(json, "tls", came.tls());
            if (asked != null) {
                text(json, "method", asked.method());
                text(json, "host", asked.host());
                text(json, "path", asked.path());
            }
            json.writeNumberField("status", entry.status());
            json.writeNumberField("bytes_received", entry.receivedBytes());
            json.writeNumberField("bytes_sent", entry.sentBytes());
            text(json, "pool", entry.pool());
            text(json, "backend", entry.backend());
            json.writeNumberField("retries", entry.retries());
            millis(json, "total_ms", entry.totalMillis());
            millis(json, "wait_ms", entry.waitMillis());
            millis(json, "answer_ms", entry.answerMillis());
            json.writeStringField("end", entry.endedHow());
            json.writeEndObject();
        }
        out.write('\n');
    }

    /** That so many lines are missing here. */
    static void writeLost(long count, OutputStream out) throws IOException {
        try (JsonGenerator json = JSON.createGenerator(out)) {
            json.writeStartObject();
            json.writeStringField("time", Instant.now().toString());
            json.writeNumberField("lost", count);
            json.writeEndObject();
        }
        out.write('\n');
    }

    private static void text(JsonGenerator json, String name, @Nullable String value) throws IOException {
        if (value != null) {
            json.writeStringField(name, value.length() > MAX_TEXT ? value.substring(0, MAX_TEXT) : value);
        }
    }

    private static void millis(JsonGenerator json, String name, double value) throws IOException {
        if (value >= 0) {
            json.writeFieldName(name);
            json.writeNumber(BigDecimal.valueOf(value).setScale(3, RoundingMode.HALF_UP));
        }
    }
}
