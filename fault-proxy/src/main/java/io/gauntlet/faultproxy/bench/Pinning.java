package io.gauntlet.faultproxy.bench;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Gives the proxy one processor and this process another one, by {@code taskset}, so that neither takes the other's time. */
final class Pinning {

    private static final String TASKSET = "taskset";

    private Pinning() {}

    static boolean possible() {
        return Runtime.getRuntime().availableProcessors() >= 2 && succeeds(TASKSET, "-c", "0", "true");
    }

    /** What to put before a proxy's command. */
    static List<String> proxy() {
        return List.of(TASKSET, "-c", "0");
    }

    /** Keeps this process, with all its threads, off the proxy's processor. */
    static void pinLoad() {
        if (!succeeds(
                TASKSET,
                "-a",
                "-c",
                "-p",
                "1",
                String.valueOf(ProcessHandle.current().pid()))) {
            throw new BenchException("taskset does not pin this process (expected: it does, or --shared)");
        }
    }

    private static boolean succeeds(String... command) {
        try {
            var process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException absent) {
            return false;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
