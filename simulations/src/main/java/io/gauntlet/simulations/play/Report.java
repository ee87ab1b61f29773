package io.gauntlet.simulations.play;

import io.gatling.app.RunResult;
import io.gatling.app.RunResultProcessor;
import io.gauntlet.simulations.play.GatlingRun.GatlingSettings;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.Console;

/** Gatling's HTML report of a run, in a folder with the experiment's name. */
final class Report {
    private static final Logger LOG = LoggerFactory.getLogger(Report.class);

    private Report() {}

    /** Makes it and returns its index.html; null when Gatling could not (it refuses to report on no requests). */
    static @Nullable Path make(GatlingSettings settings, RunResult run, Path folder, String name) {
        try {
            RunResultProcessor processor = new RunResultProcessor(settings.arguments(), settings.configuration());
            Console.withOut(OutputStream.nullOutputStream(), () -> processor.processRunResult(run));
            Path target = free(folder, name);
            Files.move(folder.resolve(run.runId()), target);
            return target.resolve("index.html").toAbsolutePath();
        } catch (IOException | RuntimeException e) {
            LOG.warn("no Gatling report of {}: {}", name, e.toString());
            return null;
        }
    }

    private static Path free(Path folder, String name) {
        Path target = folder.resolve(name);
        for (int i = 2; Files.exists(target); i++) {
            target = folder.resolve(name + "-" + i);
        }
        return target;
    }
}
