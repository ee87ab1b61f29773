package io.gauntlet.harness.report;

import io.gauntlet.harness.run.CheckRun;
import io.gauntlet.harness.run.RunResult;
import io.gauntlet.harness.verdict.Measure;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/** {@code summary.md}: one table and a few facts, to be pasted into a pull request. */
final class Summary {
    private static final Pattern BACKTICKS = Pattern.compile("`+");

    private Summary() {}

    static String text(RunResult result) {
        var text = new StringBuilder();
        var verdicts = result.verdicts();
        text.append("# Gauntlet: ").append(Tally.whole(verdicts)).append(" for ");
        text.append(Markdown.plain(result.info().target())).append("\n\n");
        text.append("**").append(Tally.text(verdicts)).append("**");
        text.append(" (").append(verdicts.size()).append(verdicts.size() == 1 ? " check)\n\n" : " checks)\n\n");
        result.interrupted()
                .ifPresent(why -> text.append("> Interrupted: ")
                        .append(Markdown.plain(why))
                        .append(". Checks after that did not run.\n\n"));
        text.append("| Verdict | Check | Requirement | Measured | Limit | Unit | Reason |\n");
        text.append("| --- | --- | --- | ---: | ---: | --- | --- |\n");
        result.checks().forEach(check -> row(text, check));
        text.append('\n');
        Facts.of(result)
                .forEach(fact -> text.append("- ")
                        .append(fact.name())
                        .append(": ")
                        .append(Markdown.plain(fact.value()))
                        .append('\n'));
        var command = Print.command(result.info().commandLine());
        var fence = "`".repeat(Math.max(3, longestBackticks(command) + 1));
        text.append("\n").append(fence).append("sh\n").append(command);
        return text.append("\n").append(fence).append("\n").toString();
    }

    private static void row(StringBuilder text, CheckRun check) {
        var verdict = check.verdict();
        var measure = verdict.finding().measure();
        cell(text.append('|'), "**" + verdict.status() + "**");
        cell(text, Markdown.plain(verdict.check()));
        cell(text, Markdown.plain(verdict.requirement()));
        cell(text, of(measure, m -> Print.number(m.value())));
        cell(text, of(measure, m -> Print.number(m.limit())));
        cell(text, Markdown.plain(of(measure, Measure::unit)));
        cell(text, Markdown.plain(verdict.reason()));
        text.append('\n');
    }

    private static void cell(StringBuilder text, String content) {
        text.append(' ').append(content).append(" |");
    }

    private static String of(Optional<Measure> measure, Function<Measure, String> part) {
        return measure.map(part).orElse("");
    }

    private static int longestBackticks(String text) {
        return BACKTICKS
                .matcher(text)
                .results()
                .mapToInt(run -> run.group().length())
                .max()
                .orElse(0);
    }
}
