package io.gauntlet.harness.bench;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The page in Markdown: ratios at a glance, then a table for each measure with a row for each balancer. */
final class PerformancePage {
    private static final String HEAD = """
            # The reference balancer beside its peers

            All in one run: the same two backends, which do next to nothing; %1$s of each balancer; connections kept to the backends; and on each
            what users have on: an access log to a file, `X-Forwarded-*`, health checks every 5 s (this NGINX has passive ones alone), metrics.

            Every slice of a balancer stands between two of %2$s, and the pair counts only if those two agree within %3$.0f %%. A ratio is the
            balancer's value divided by their mean. Given are medians, and in brackets between what the middle half of the ratios lies. How
            fast a machine is changes from one moment to the next, so the ratios say more than the values. Where a balancer's processors were
            not busy, what was around it was the limit: then its processor time per request tells how much more it could do.
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
        var effort = settings.effort();
        var text = new StringBuilder(HEAD.formatted(
                effort.workers() == 1 ? "one worker" : effort.workers() + " workers",
                outcome.reference(),
                100 * effort.agreement()));
        text.append(glance());
        measures().forEach(measure -> text.append(table(measure)));
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

    private Stream<Measure> measures() {
        return Arrays.stream(Measure.values()).filter(settings.measures()::contains);
    }

    private List<String> compared() {
        return names.stream().filter(name -> !name.equals(outcome.reference())).toList();
    }

    private String glance() {
        var rows = measures()
                .flatMap(measure -> measure.compared().stream().map(kind -> glance(measure, kind)))
                .collect(Collectors.joining());
        return "\n## In relation to " + outcome.reference() + "\n\n| | " + String.join(" | ", compared()) + " |\n| ---"
                + " | ---:".repeat(compared().size()) + " |\n" + rows;
    }

    private String glance(Measure measure, Kind kind) {
        return compared().stream()
                .map(name -> ratio(measure, name, kind))
                .collect(Collectors.joining(" | ", "| " + measure.title() + ": " + kind.label() + " | ", " |\n"));
    }

    /** Pairs in which nothing could be seen, such as nothing added, make no ratio, which is told. */
    private String ratio(Measure measure, String name, Kind kind) {
        var ratios = outcome.ratios(measure, name, kind);
        boolean all = ratios.count() == outcome.kept(measure, name) || !ratios.present();
        return ratios.text() + (all ? "" : " (" + ratios.count() + ")");
    }

    private String table(Measure measure) {
        var rows = Stream.concat(names.stream(), Stream.of(Outcome.DIRECT))
                .map(name -> row(measure, name))
                .filter(row -> !row.isEmpty())
                .collect(Collectors.joining());
        if (rows.isEmpty()) {
            return "";
        }
        var head = Stream.of(
                        Stream.of("balancer"),
                        measure.compared().stream().map(kind -> kind.label() + ": ratio to " + outcome.reference()),
                        measure.shown().stream().map(Kind::label),
                        Stream.of("pairs"))
                .flatMap(cells -> cells)
                .toList();
        return "\n## " + measure.title() + "\n\n" + measure.remark() + "\n\n| " + String.join(" | ", head) + " |\n| ---"
                + " | ---:".repeat(head.size() - 1) + " |\n" + rows;
    }

    private String row(Measure measure, String name) {
        boolean absent = measure.shown().stream()
                .noneMatch(kind -> outcome.values(measure, name, kind).present());
        if (absent) {
            return "";
        }
        boolean ratios = compared().contains(name);
        int kept = outcome.kept(measure, name);
        var cells = Stream.of(
                Stream.of(name),
                measure.compared().stream()
                        .map(kind -> ratios ? ratio(measure, name, kind) : name.equals(outcome.reference()) ? "1" : ""),
                measure.shown().stream()
                        .map(kind ->
                                kind.text(outcome.values(measure, name, kind).median())),
                Stream.of(ratios ? kept + " of " + (kept + outcome.dropped(measure, name)) : ""));
        return "| " + cells.flatMap(cell -> cell).collect(Collectors.joining(" | ")) + " |\n";
    }
}
