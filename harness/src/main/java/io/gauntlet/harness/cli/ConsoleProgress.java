package io.gauntlet.harness.cli;

import io.gauntlet.harness.check.Check;
import io.gauntlet.harness.rig.InjectorProgress;
import io.gauntlet.harness.run.CheckRun;
import io.gauntlet.harness.run.Progress;
import io.gauntlet.harness.verdict.Measure;
import io.gauntlet.harness.verdict.Status;
import io.gauntlet.harness.verdict.Verdict;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Help.Ansi;

/** Plain lines everywhere; on a terminal colours too, and a line that lives while traffic flows. */
final class ConsoleProgress implements Progress {
    private static final String ERASE_LINE = "\r\u001b[K";
    private static final int INDENT = 24;
    private static final int PLAIN_WIDTH = 120;

    private final PrintWriter out;
    private final Ansi ansi = Terminal.colours() ? Ansi.ON : Ansi.OFF;
    private final int width = Terminal.columns().orElse(PLAIN_WIDTH);
    private String running = "";
    private boolean live;

    ConsoleProgress(PrintWriter out) {
        this.out = out;
    }

    @Override
    public synchronized void note(String text) {
        line(text);
    }

    @Override
    public synchronized void started(Check check, int number, int count, double seconds) {
        running = String.format(Locale.ROOT, "[%d/%d] %s, %.0f s", number, count, check.id(), seconds);
        if (!Terminal.present()) {
            line(running + ": " + check.requirement());
        }
    }

    @Override
    public synchronized void second(InjectorProgress traffic) {
        if (!Terminal.present() || running.isEmpty()) {
            return;
        }
        var text = String.format(
                Locale.ROOT,
                "%s | offered %.0f/s, achieved %.0f/s, failed %d, late %.0f ms",
                running,
                traffic.offered(),
                traffic.achieved(),
                traffic.failed(),
                traffic.latenessP99Millis());
        out.print(ERASE_LINE + text.substring(0, Math.min(text.length(), width - 1)));
        out.flush();
        live = true;
    }

    @Override
    public synchronized void finished(CheckRun check) {
        running = "";
        var verdict = check.verdict();
        var head = String.format(Locale.ROOT, "%-12s  %-8s  ", verdict.status(), verdict.check());
        var body = verdict.reason()
                + verdict.finding().measure().map(ConsoleProgress::print).orElse("");
        var lines = wrap(body, Math.max(20, width - INDENT - 1));
        line(coloured(verdict.status(), head) + lines.get(0));
        lines.stream().skip(1).forEach(rest -> line(" ".repeat(INDENT) + rest));
    }

    /** The last lines of a run: how many of each, and what that means. */
    synchronized void summary(List<Verdict> verdicts) {
        line(Stream.of(Status.PASS, Status.FAIL, Status.INCONCLUSIVE, Status.SKIPPED)
                .map(status -> verdicts.stream()
                                .filter(verdict -> verdict.status() == status)
                                .count() + " " + status)
                .collect(Collectors.joining(", ")));
    }

    private static String print(Measure measure) {
        return String.format(
                Locale.ROOT, " [%s, limit %s %s]", number(measure.value()), number(measure.limit()), measure.unit());
    }

    private static String number(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e9
                ? Long.toString((long) value)
                : String.format(Locale.ROOT, "%.3g", value);
    }

    private String coloured(Status status, String text) {
        var style = switch (status) {
            case PASS -> "green";
            case FAIL -> "bold,red";
            case INCONCLUSIVE -> "yellow";
            case SKIPPED -> "faint";
        };
        return ansi.string("@|" + style + " " + text + "|@");
    }

    private static List<String> wrap(String text, int width) {
        var lines = new java.util.ArrayList<String>();
        var rest = text;
        while (rest.length() > width) {
            int space = rest.lastIndexOf(' ', width);
            int cut = space > width / 2 ? space : width;
            lines.add(rest.substring(0, cut));
            rest = rest.substring(cut).stripLeading();
        }
        lines.add(rest);
        return lines;
    }

    private void line(String text) {
        if (live) {
            out.print(ERASE_LINE);
            live = false;
        }
        out.println(text);
        out.flush();
    }
}
