package io.gauntlet.harness.bench;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The page in Markdown: a table for each measure, a row for each balancer. */
final class PerformancePage {
    private static final String HEAD = """
            # The reference balancer beside its peers

            All in one run: the same backends (one NGINX that answers from memory), %s of each balancer, connections kept to the backends,
            and on each what users have on: an access log to a file, forwarded fields, health checks every 5 s (NGINX has passive ones
            alone), metrics. Every slice of a balancer stands between two of %s. A pair counts only if those two agree within 25 %%;
            a ratio is the balancer's value divided by their mean. Given are medians, and in brackets between what the middle half of the
            ratios lies. The machine is shared, so that the ratios say more than the values.
            """;

    private final Outcome outcome;
    private final List<String> names;
    private final BenchSettings settings;
    private final Facts facts;

    PerformancePage(Outcome outcome, List<String> names, BenchSettings settings, Facts facts) {
        this.outcome = outcome;
        this.names = names;
        this.settings = settings;
        this.facts = facts;
    }

    String text() {
        int workers = settings.effort().workers();
        var text = new StringBuilder(
                HEAD.formatted(workers == 1 ? "one worker" : workers + " workers", outcome.reference()));
        Arrays.stream(Measure.values())
                .filter(settings.measures()::contains)
                .forEach(measure -> text.append(table(measure)));
        if (!outcome.notes().isEmpty()) {
            text.append("\n## To be known\n\n");
            outcome.notes().forEach(note -> text.append("* ").append(note).append('\n'));
        }
        text.append("\n## How\n\n");
        facts.all()
                .forEach((what, value) -> text.append("* ")
                        .append(what)
                        .append(": `")
                        .append(value)
                        .append("`\n"));
        return text.toString();
    }

    private String table(Measure measure) {
        var head = Stream.of(
                        Stream.of("balancer"),
                        measure.compared().stream().map(kind -> kind.label() + ": ratio to " + outcome.reference()),
                        measure.shown().stream().map(Kind::label),
                        Stream.of("pairs"))
                .flatMap(cells -> cells)
                .toList();
        var rows = Stream.concat(names.stream(), Stream.of(Outcome.DIRECT))
                .map(name -> row(measure, name))
                .filter(row -> !row.isEmpty())
                .collect(Collectors.joining());
        if (rows.isEmpty()) {
            return "";
        }
        return "\n## " + measure.title() + "\n\n| " + String.join(" | ", head) + " |\n| ---"
                + " | ---:".repeat(head.size() - 1) + " |\n" + rows;
    }

    private String row(Measure measure, String name) {
        boolean absent = measure.shown().stream()
                .noneMatch(kind -> outcome.values(measure, name, kind).present());
        if (absent) {
            return "";
        }
        boolean compared = names.contains(name) && !name.equals(outcome.reference());
        int kept = outcome.kept(measure, name);
        var cells = Stream.of(
                Stream.of(name),
                measure.compared().stream()
                        .map(kind -> compared
                                ? outcome.ratios(measure, name, kind).text()
                                : name.equals(outcome.reference()) ? "1" : ""),
                measure.shown().stream()
                        .map(kind ->
                                kind.text(outcome.values(measure, name, kind).median())),
                Stream.of(compared ? kept + " of " + (kept + outcome.dropped(measure, name)) : ""));
        return "| " + cells.flatMap(cell -> cell).collect(Collectors.joining(" | ")) + " |\n";
    }
}
