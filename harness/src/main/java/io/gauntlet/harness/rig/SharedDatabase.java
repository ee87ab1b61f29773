package io.gauntlet.harness.rig;

import io.gauntlet.harness.experiment.Database;
import io.gauntlet.harness.process.ChildProcess;
import io.gauntlet.harness.process.HttpCalls;
import io.gauntlet.harness.process.Launch;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A real database in a process of its own, which a real migration locks. Thread-safe. */
public final class SharedDatabase implements Database, AutoCloseable {
    private static final Duration START = Duration.ofSeconds(30);

    private final ChildProcess process;
    private final HttpCalls http;
    private final Map<String, String> places;

    /** Starts it, and waits until it serves. */
    SharedDatabase(Path folder, HttpCalls http) {
        this.http = http;
        this.process = ChildProcess.start(Launch.java(
                "database",
                "io.gauntlet.backends.Main",
                List.of("-Xmx128m"),
                List.of("database"),
                folder.resolve("logs").resolve("database.log")));
        try {
            this.places = process.ready(START);
        } catch (RuntimeException e) {
            process.close();
            throw e;
        }
    }

    /** Where backends find it. */
    String url() {
        return places.getOrDefault("url", "");
    }

    @Override
    public void migrate(Duration length) {
        http.call("POST", migration(), "{\"seconds\":" + Math.max(1, length.toSeconds()) + "}");
    }

    /** Ends a migration that may be under way. */
    void reset() {
        http.call("DELETE", migration(), "");
    }

    private URI migration() {
        return URI.create("http://" + places.getOrDefault("control", "") + "/migration");
    }

    @Override
    public void close() {
        process.close();
    }
}
