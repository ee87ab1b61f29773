package io.gauntlet.harness.scoreboard;

import static io.gauntlet.harness.report.Markdown.plain;

import io.gauntlet.harness.report.Print;
import io.gauntlet.harness.verdict.Status;
import java.util.List;
import java.util.Optional;

/** {@code scoreboard.md}. */
final class MarkdownBoard {
    private MarkdownBoard() {}

    static String text(Scoreboard board) {
        var text = new StringBuilder("# Scoreboard\n\n");
        text.append("Made again by `")
                .append(board.command())
                .append("`. A cell says the verdict and what was measured; a dash")
                .append(" is SKIPPED (the balancer lacks what the check needs), a question mark INCONCLUSIVE.\n\n");
        matrix(text, board);
        open(text, board);
        skipped(text, board);
        mistakes(text, board.mistakes());
        configurations(text, board.columns());
        return text.toString();
    }

    private static void matrix(StringBuilder text, Scoreboard board) {
        text.append("| check | requirement |");
        board.columns()
                .forEach(column -> text.append(' ')
                        .append(plain(column.tested().version()))
                        .append(" |"));
        text.append("\n| --- | --- |")
                .append(" --- |".repeat(board.columns().size()))
                .append('\n');
        for (var row : board.rows()) {
            text.append("| ")
                    .append(row.check())
                    .append(" | ")
                    .append(plain(row.requirement()))
                    .append(" |");
            row.cells().forEach(cell -> text.append(' ').append(cell(cell)).append(" |"));
            text.append('\n');
        }
        for (var status : List.of(Status.PASS, Status.FAIL, Status.INCONCLUSIVE, Status.SKIPPED)) {
            text.append("| | **").append(status).append("** |");
            board.columns()
                    .forEach(column -> text.append(" **")
                            .append(Scoreboard.count(column, status))
                            .append("** |"));
            text.append('\n');
        }
    }

    private static String cell(Optional<Cell> cell) {
        return cell.map(c -> switch (c.status()) {
                    case PASS -> "pass" + measured(c);
                    case FAIL -> "**FAIL**" + measured(c);
                    case INCONCLUSIVE -> "?";
                    case SKIPPED -> "–";
                })
                .orElse("");
    }

    private static String measured(Cell cell) {
        return cell.measured().isEmpty() ? "" : " (" + plain(cell.measured()) + ")";
    }

    private static void open(StringBuilder text, Scoreboard board) {
        text.append("\n## What failed, and whose doing it is\n\n");
        var open = board.open();
        if (open.isEmpty()) {
            text.append("Nothing.\n");
            return;
        }
        text.append("| balancer | check | verdict | measured | limit | what was seen | whose doing |\n");
        text.append("| --- | --- | --- | --- | --- | --- | --- |\n");
        for (var one : open) {
            text.append("| ").append(plain(one.column().target()));
            text.append(" | ").append(one.check());
            text.append(" | ").append(one.cell().status());
            text.append(" | ").append(plain(one.cell().measured()));
            text.append(" | ").append(plain(one.cell().limit()));
            text.append(" | ").append(plain(one.cell().reason()));
            text.append(" | ").append(plain(remark(one.remark()))).append(" |\n");
        }
    }

    static String remark(Optional<Remarks.Remark> remark) {
        return remark.map(r -> r.cause() + ": " + r.text()).orElse("nobody has looked into it yet");
    }

    private static void skipped(StringBuilder text, Scoreboard board) {
        text.append("\n## What was skipped, and why\n\n| balancer | checks | reason |\n| --- | --- | --- |\n");
        board.skipped()
                .forEach((column, reasons) -> reasons.forEach((reason, checks) -> text.append("| ")
                        .append(plain(column.target()))
                        .append(" | ")
                        .append(String.join(", ", checks))
                        .append(" | ")
                        .append(plain(reason))
                        .append(" |\n")));
    }

    private static void mistakes(StringBuilder text, List<Mistake> mistakes) {
        if (mistakes.isEmpty()) {
            return;
        }
        text.append("\n## Mistakes of operators, and the checks that notice\n\n");
        text.append("Configurations that differ from the good ones in one mistake; the named check must fail.\n\n");
        text.append("| balancer | mistake | check | verdict | what was seen |\n| --- | --- | --- | --- | --- |\n");
        for (var mistake : mistakes) {
            text.append("| ").append(mistake.config().product());
            text.append(" | ").append(plain(mistake.config().mistake()));
            text.append(" | ").append(mistake.check());
            text.append(" | ").append(mistake.cell().status());
            text.append(" | ").append(plain(mistake.cell().reason())).append(" |\n");
        }
    }

    private static void configurations(StringBuilder text, List<Column> columns) {
        text.append("\n## Configurations and commands\n");
        for (var column : columns) {
            text.append("\n### ").append(plain(column.tested().version())).append("\n\n    ");
            text.append(column.command().replace("\n", "\n    "))
                    .append("\n\nRun ")
                    .append(plain(column.run()));
            text.append(", ").append(Print.duration(column.tested().took())).append(".\n");
            for (var file : column.files()) {
                var fence = "`".repeat(4);
                text.append("\n<details><summary>").append(plain(file.name())).append("</summary>\n\n");
                text.append(fence).append('\n').append(file.text().strip()).append('\n');
                text.append(fence).append("\n\n</details>\n");
            }
        }
    }
}
