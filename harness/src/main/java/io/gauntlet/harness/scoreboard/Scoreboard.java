package io.gauntlet.harness.scoreboard;

import io.gauntlet.harness.check.Catalogue;
import io.gauntlet.harness.file.WholeFile;
import io.gauntlet.harness.verdict.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Checks by balancers.
 *
 * @param columns a balancer each
 * @param mistakes what became of bad configurations; empty where none was tried
 * @param command that makes it again
 */
public record Scoreboard(List<Column> columns, List<Mistake> mistakes, Remarks remarks, String command) {
    /** A row: the check, and what was said of each balancer; null-free, where one was not tried it is missing. */
    public record Row(String check, String requirement, String suite, List<Optional<Cell>> cells) {}

    /** A failure, or what could not be told, with what is known of it. */
    public record Open(Column column, String check, Cell cell, Optional<Remarks.Remark> remark) {}

    public Scoreboard {
        columns = List.copyOf(columns);
        mistakes = List.copyOf(mistakes);
    }

    /** The column of one run, by its folder. */
    public static Column read(Path run) {
        return StoredRun.read(run);
    }

    /**
     * A column for each balancer of these runs, in their order; several runs of one are one column.
     *
     * @param runs folders of runs, or the {@code scoreboard.json} of an earlier board, which stands for all of its runs
     * @throws IOException when such a file can't be read
     */
    public static List<Column> read(List<Path> runs) throws IOException {
        Map<String, Column> columns = new LinkedHashMap<>();
        for (var run : runs) {
            var read = Files.isRegularFile(run) ? JsonBoard.columns(run) : List.of(StoredRun.read(run));
            read.forEach(column -> columns.merge(column.target(), column, Column::with));
        }
        return List.copyOf(columns.values());
    }

    /** The rows, in the catalogue's order; checks that nobody tried are left out. */
    public List<Row> rows() {
        List<Row> rows = new ArrayList<>();
        for (var check : Catalogue.load().checks()) {
            var cells = columns.stream()
                    .map(column -> Optional.ofNullable(column.cells().get(check.id())))
                    .toList();
            if (cells.stream().anyMatch(Optional::isPresent)) {
                rows.add(new Row(check.id(), check.requirement(), check.suite(), cells));
            }
        }
        return rows;
    }

    /** All that is neither passed nor skipped. */
    public List<Open> open() {
        List<Open> open = new ArrayList<>();
        for (var column : columns) {
            column.cells().forEach((check, cell) -> {
                if (cell.status() == Status.FAIL || cell.status() == Status.INCONCLUSIVE) {
                    open.add(new Open(column, check, cell, remarks.about(column.target(), check)));
                }
            });
        }
        return open;
    }

    /** What was skipped, and why: the checks by the reason, a balancer each. */
    public Map<Column, Map<String, List<String>>> skipped() {
        Map<Column, Map<String, List<String>>> skipped = new LinkedHashMap<>();
        for (var column : columns) {
            Map<String, List<String>> reasons = new LinkedHashMap<>();
            column.cells().forEach((check, cell) -> {
                if (cell.status() == Status.SKIPPED) {
                    reasons.computeIfAbsent(cell.reason(), reason -> new ArrayList<>())
                            .add(check);
                }
            });
            if (!reasons.isEmpty()) {
                skipped.put(column, reasons);
            }
        }
        return skipped;
    }

    /** How often a status was given. */
    public static long count(Column column, Status status) {
        return column.cells().values().stream()
                .filter(cell -> cell.status() == status)
                .count();
    }

    /**
     * What became of bad configurations, by an earlier {@code scoreboard.json}.
     *
     * @throws IOException when it can't be read
     */
    public static List<Mistake> mistakesOf(Path earlier) throws IOException {
        return JsonBoard.mistakes(earlier);
    }

    /**
     * Verdicts that are others than in an earlier {@code scoreboard.json}, one line each: what changes without a reason is
     * flaky.
     *
     * @throws IOException when it can't be read
     */
    public List<String> changesSince(Path earlier) throws IOException {
        return JsonBoard.changes(earlier, this);
    }

    /** Writes {@code scoreboard.md}, {@code scoreboard.html} and {@code scoreboard.json}. */
    public void write(Path folder) {
        WholeFile.write(folder.resolve("scoreboard.md"), MarkdownBoard.text(this));
        WholeFile.write(folder.resolve("scoreboard.html"), HtmlBoard.text(this));
        WholeFile.write(folder.resolve("scoreboard.json"), JsonBoard.text(this));
    }
}
