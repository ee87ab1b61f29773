package io.gauntlet.harness.report;

import io.gauntlet.harness.run.RunResult;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** {@code report.html}: one file that needs no network, no server and, but for the charts, no script. */
final class HtmlReport {
    private static final String OURS = "io/gauntlet/harness/report/";
    private static final String UPLOT = "META-INF/resources/webjars/uplot/1.6.30/dist/";

    /** The checks of one suite. */
    record SuiteView(String name, List<CheckView> checks) {}

    private HtmlReport() {}

    static String text(RunResult result) {
        return HtmlPage.text(OURS, "report", page(result));
    }

    private static Map<String, Object> page(RunResult result) {
        var verdicts = result.verdicts();
        Map<String, Object> page = new HashMap<>();
        page.put("target", result.info().target());
        page.put("interrupted", result.interrupted().orElse(""));
        page.put("whole", Tally.whole(verdicts).name());
        page.put("tally", Tally.of(verdicts));
        page.put("total", verdicts.size());
        page.put("facts", Facts.of(result));
        page.put("command", Print.command(result.info().commandLine()));
        page.put("suites", suites(result));
        page.put("style", resource(UPLOT + "uPlot.min.css") + resource(OURS + "report.css"));
        page.put("plot", resource(UPLOT + "uPlot.iife.min.js"));
        page.put("charts", resource(OURS + "marks.js") + resource(OURS + "charts.js"));
        return page;
    }

    private static List<SuiteView> suites(RunResult result) {
        List<SuiteView> suites = new ArrayList<>();
        Suites.of(result.checks())
                .forEach((name, checks) -> suites.add(new SuiteView(
                        name,
                        checks.stream()
                                .map(check -> CheckView.of(check, result.folder()))
                                .toList())));
        return suites;
    }

    private static String resource(String name) {
        try (var stream = HtmlReport.class.getClassLoader().getResourceAsStream(name)) {
            if (stream == null) {
                throw new IllegalStateException("resource: " + name + " (expected: on the class path)");
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + name + ": " + e.getMessage(), e);
        }
    }
}
