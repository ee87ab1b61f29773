package io.gauntlet.harness.recording;

import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.util.List;

/** How an attempt stands in a ledger's file. */
public final class AttemptRow {
    /** The header. */
    public static final List<String> COLUMNS = List.of(
            "id",
            "attempt",
            "session",
            "connection",
            "intended",
            "sent",
            "first_byte",
            "ended",
            "method",
            "path",
            "status",
            "outcome",
            "backend",
            "bytes",
            "body_intact",
            "error");

    private AttemptRow() {}

    static Attempt of(NamedCsvRecord line) {
        return new Attempt(
                line.getField("id"),
                CsvRows.number(line, "attempt"),
                line.getField("session"),
                line.getField("connection"),
                CsvRows.time(line, "intended"),
                CsvRows.time(line, "sent"),
                CsvRows.time(line, "first_byte"),
                CsvRows.time(line, "ended"),
                line.getField("method"),
                line.getField("path"),
                CsvRows.number(line, "status"),
                Outcome.of(line.getField("outcome")),
                line.getField("backend"),
                CsvRows.count(line, "bytes"),
                Body.of(line.getField("body_intact")),
                line.getField("error"));
    }

    /** Its fields, in the order of the columns. */
    public static List<String> fields(Attempt a) {
        return List.of(
                a.id(),
                Integer.toString(a.attempt()),
                a.session(),
                a.connection(),
                CsvRows.text(a.intended()),
                CsvRows.text(a.sent()),
                CsvRows.text(a.firstByte()),
                CsvRows.text(a.ended()),
                a.method(),
                a.path(),
                a.status() == 0 ? "" : Integer.toString(a.status()),
                a.outcome().word(),
                a.backend(),
                Long.toString(a.bytes()),
                a.body().word(),
                a.error());
    }
}
