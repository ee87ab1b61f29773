package io.gauntlet.harness.experiment;

import java.time.Duration;

/**
 * One large request beside the workload, streamed and checked at both ends.
 *
 * @param bytes of its body, to be sent; 0 for a download
 * @param over its body is spread evenly over this time
 */
public record Transfer(String method, String path, long bytes, Duration over) {
    /** Where a backend's large answers are to be had. */
    public static final String PATH = "/large";

    /** A GET of a large answer. */
    public static Transfer download() {
        return new Transfer("GET", PATH, 0, Duration.ZERO);
    }

    /** A POST of a large body. */
    public static Transfer upload(long bytes, Duration over) {
        return new Transfer("POST", "/upload", bytes, over);
    }
}
