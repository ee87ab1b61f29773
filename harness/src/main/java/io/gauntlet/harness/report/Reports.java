package io.gauntlet.harness.report;

import io.gauntlet.harness.file.WholeFile;
import io.gauntlet.harness.run.RunResult;

/**
 * Writes what a run leaves for people and machines: {@code verdicts.json}, {@code junit.xml}, {@code summary.md} and
 * {@code report.html}. Thread-safe; a reader never sees half a file, and a run that was cut short is reported as far as
 * it came.
 */
public final class Reports {
    private Reports() {}

    /** Writes all four into the run's folder, over those of an earlier call. */
    public static void write(RunResult result) {
        writeVerdicts(result);
        WholeFile.write(result.folder().resolve("report.html"), HtmlReport.text(result));
    }

    /** Writes the three that need no recording, so it is cheap enough to be called after each check. */
    public static void writeVerdicts(RunResult result) {
        WholeFile.write(result.folder().resolve("verdicts.json"), VerdictsJson.text(result));
        WholeFile.write(result.folder().resolve("junit.xml"), JUnitXml.text(result));
        WholeFile.write(result.folder().resolve("summary.md"), Summary.text(result));
    }
}
