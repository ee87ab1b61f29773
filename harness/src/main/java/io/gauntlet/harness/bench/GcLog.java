package io.gauntlet.harness.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/**
 * Pauses of a Java process for its garbage collector, of its own log.
 *
 * @param pauses how many
 * @param longestMillis the longest of them
 */
record GcLog(int pauses, double longestMillis) {
    /** In the balancer's folder. */
    static final String NAME = "gc.log";

    private static final Pattern PAUSE = Pattern.compile("\\bPause [^\\n]*?([0-9.]+)ms$", Pattern.MULTILINE);

    static GcLog in(Path folder) {
        try {
            return parsed(Files.readString(folder.resolve(NAME)));
        } catch (IOException e) {
            return new GcLog(0, Double.NaN);
        }
    }

    static GcLog parsed(String text) {
        var matcher = PAUSE.matcher(text);
        int pauses = 0;
        double longest = 0;
        while (matcher.find()) {
            pauses++;
            longest = Math.max(longest, Double.parseDouble(matcher.group(1)));
        }
        return new GcLog(pauses, longest);
    }
}
