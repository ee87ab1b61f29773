package io.gauntlet.harness.recording;

import static java.util.Comparator.comparingLong;

import de.siegmar.fastcsv.reader.NamedCsvRecord;
import de.siegmar.fastcsv.writer.CsvWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The folder of one recording: {@code requests.csv}, {@code arrivals.csv}, {@code events.csv}, and the backends' raw
 * journals in {@code journal/} from which {@code arrivals.csv} is made.
 *
 * <p>A raw journal has a line when a request is received and another when it ended, so that the kill of a backend
 * loses neither; the last line of an arrival counts. A run that was killed before the merge is read from the journals.
 */
public record RecordingFolder(Path path) {
    private static final List<String> ARRIVAL_COLUMNS = List.of(
            "arrival",
            "id",
            "attempt",
            "backend",
            "connection",
            "kind",
            "received",
            "answered",
            "ended",
            "method",
            "path",
            "status",
            "outcome",
            "client",
            "in_flight",
            "bytes",
            "body_intact");

    /** The client's ledger. */
    public Path requests() {
        return path.resolve("requests.csv");
    }

    /** The client's ledger of the large requests beside the workload, where there were any. */
    public Path transfers() {
        return path.resolve("transfers.csv");
    }

    /** The client's ledger of the WebSockets that were held open, where there were any. */
    public Path tunnels() {
        return path.resolve("tunnels.csv");
    }

    /** The merged journals. */
    public Path arrivals() {
        return path.resolve("arrivals.csv");
    }

    /** All that was done or seen. */
    public Path events() {
        return path.resolve("events.csv");
    }

    /** The injector's own health, second by second. */
    public Path injector() {
        return path.resolve("injector.csv");
    }

    /** The folder of the raw journals, a file each backend. */
    public Path journal() {
        return path.resolve("journal");
    }

    /** Reads all of it; what is missing is empty. */
    public Recording read() {
        var attempts = new ArrayList<>(CsvRows.read(requests(), AttemptRow::of));
        attempts.addAll(CsvRows.read(transfers(), AttemptRow::of));
        attempts.addAll(CsvRows.read(tunnels(), AttemptRow::of));
        attempts.sort(comparingLong(Attempt::ended));
        var events = new ArrayList<>(CsvRows.read(events(), RecordingFolder::event));
        events.sort(comparingLong(Event::at));
        var arrivals =
                Files.exists(arrivals()) ? CsvRows.read(arrivals(), RecordingFolder::arrival) : merged(journals());
        return new Recording(attempts, arrivals, events);
    }

    /** Makes {@code arrivals.csv} of the raw journals. */
    public void mergeJournals() {
        var rows = merged(journals());
        try (var writer = CsvWriter.builder().build(arrivals())) {
            writer.writeRecord(ARRIVAL_COLUMNS);
            rows.forEach(arrival -> writer.writeRecord(fields(arrival)));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + arrivals() + ": " + e.getMessage(), e);
        }
    }

    private List<Path> journals() {
        if (!Files.isDirectory(journal())) {
            return List.of();
        }
        try (var files = Files.list(journal())) {
            return files.filter(file -> file.toString().endsWith(".csv"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot list " + journal() + ": " + e.getMessage(), e);
        }
    }

    private static List<Arrival> merged(List<Path> journals) {
        Map<String, Arrival> last = new LinkedHashMap<>();
        for (var journal : journals) {
            CsvRows.read(journal, RecordingFolder::arrival).forEach(a -> last.put(a.key(), a));
        }
        return last.values().stream().sorted(comparingLong(Arrival::received)).toList();
    }

    private static Event event(NamedCsvRecord line) {
        return new Event(
                CsvRows.time(line, "at"), line.getField("subject"), line.getField("event"), line.getField("detail"));
    }

    private static Arrival arrival(NamedCsvRecord line) {
        return new Arrival(
                line.getField("arrival"),
                line.getField("id"),
                CsvRows.number(line, "attempt"),
                line.getField("backend"),
                line.getField("connection"),
                Arrival.Kind.valueOf(line.getField("kind").toUpperCase(Locale.ROOT)),
                CsvRows.time(line, "received"),
                CsvRows.time(line, "answered"),
                CsvRows.time(line, "ended"),
                line.getField("method"),
                line.getField("path"),
                CsvRows.number(line, "status"),
                Arrival.End.of(line.getField("outcome")),
                line.getField("client"),
                CsvRows.number(line, "in_flight"),
                CsvRows.count(line, "bytes"),
                Body.of(line.getField("body_intact")));
    }

    private static List<String> fields(Arrival a) {
        return List.of(
                a.key(),
                a.id(),
                a.attempt() == 0 ? "" : Integer.toString(a.attempt()),
                a.backend(),
                a.connection(),
                a.kind().name().toLowerCase(Locale.ROOT),
                CsvRows.text(a.received()),
                CsvRows.text(a.answered()),
                CsvRows.text(a.ended()),
                a.method(),
                a.path(),
                a.status() == 0 ? "" : Integer.toString(a.status()),
                a.end().word(),
                a.client(),
                Integer.toString(a.inFlight()),
                Long.toString(a.bytes()),
                a.body().word());
    }
}
