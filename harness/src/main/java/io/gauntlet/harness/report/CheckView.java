package io.gauntlet.harness.report;

import io.gauntlet.harness.run.CheckRun;
import io.gauntlet.harness.verdict.Verdict;
import java.nio.file.Path;
import java.util.List;

/**
 * One check as the template prints it, all numbers already text; what the template calls has to be public.
 *
 * @param took empty where nothing was tried
 * @param links relative to the run's folder
 */
record CheckView(Verdict verdict, String took, List<Links.Link> links, RecordingView recording) {

    static CheckView of(CheckRun check, Path folder) {
        return new CheckView(
                check.verdict(),
                check.took().isZero() ? "" : Print.duration(check.took()),
                Links.of(check, folder),
                check.recording()
                        .map(RecordingView::of)
                        .orElseGet(() -> RecordingView.nothing("Nothing was recorded.")));
    }

    /** What the section is called in an address. */
    public String anchor() {
        return verdict.check().replaceAll("[^A-Za-z0-9_.-]", "-");
    }

    public String status() {
        return verdict.status().name();
    }

    public String measured() {
        return verdict.finding().measure().map(Print::measured).orElse("");
    }

    public String limit() {
        return verdict.finding().measure().map(Print::limit).orElse("");
    }
}
