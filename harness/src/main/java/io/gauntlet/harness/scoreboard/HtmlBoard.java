package io.gauntlet.harness.scoreboard;

import io.gauntlet.harness.report.HtmlPage;
import io.gauntlet.harness.verdict.Status;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** {@code scoreboard.html}: one file without scripts or network. */
final class HtmlBoard {
    /** A cell as the page shows it. */
    public record CellView(String kind, String text, String title) {
        static CellView of(Optional<Cell> cell) {
            return cell.map(c -> new CellView(c.status().name().toLowerCase(Locale.ROOT), words(c), c.reason()))
                    .orElse(new CellView("none", "", ""));
        }

        private static String words(Cell cell) {
            return switch (cell.status()) {
                case PASS -> "pass";
                case FAIL -> "FAIL";
                case INCONCLUSIVE -> "?";
                case SKIPPED -> "–";
            };
        }
    }

    /** A row as the page shows it. */
    public record RowView(String check, String requirement, List<CellView> cells) {}

    /** How often a status was given to each balancer. */
    public record TallyView(String status, List<Long> counts) {}

    /** A failure as the page shows it. */
    public record OpenView(Scoreboard.Open open, String remark) {}

    private HtmlBoard() {}

    static String text(Scoreboard board) {
        return HtmlPage.text("io/gauntlet/harness/scoreboard/", "scoreboard", page(board));
    }

    private static Map<String, Object> page(Scoreboard board) {
        Map<String, Object> page = new HashMap<>();
        page.put("command", board.command());
        page.put("columns", board.columns());
        page.put(
                "rows",
                board.rows().stream()
                        .map(row -> new RowView(
                                row.check(),
                                row.requirement(),
                                row.cells().stream().map(CellView::of).toList()))
                        .toList());
        page.put(
                "tallies",
                List.of(Status.values()).stream().map(s -> tally(board, s)).toList());
        page.put(
                "open",
                board.open().stream()
                        .map(open -> new OpenView(open, MarkdownBoard.remark(open.remark())))
                        .toList());
        page.put("skipped", board.skipped());
        page.put("mistakes", board.mistakes());
        return page;
    }

    private static TallyView tally(Scoreboard board, Status status) {
        return new TallyView(
                status.name(),
                board.columns().stream()
                        .map(column -> Scoreboard.count(column, status))
                        .toList());
    }
}
