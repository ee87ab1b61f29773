package io.gauntlet.harness.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** Pauses of a Java process for its garbage collector, of its own log ({@code -Xlog:gc:file=gc.log:uptime}). */
record GcLog(List<Pause> pauses) {
    /** In the balancer's folder. */
    static final String NAME = "gc.log";

    private static final Pattern PAUSE =
            Pattern.compile("^\\[([0-9.]+)s] .*\\bPause .* ([0-9.]+)ms$", Pattern.MULTILINE);

    /**
     * One pause.
     *
     * @param seconds when it ended, after the start of the process
     */
    record Pause(double seconds, double millis) {}

    GcLog {
        pauses = List.copyOf(pauses);
    }

    static GcLog in(Path folder) {
        try {
            return parsed(Files.readString(folder.resolve(NAME)));
        } catch (IOException e) {
            return new GcLog(List.of());
        }
    }

    static GcLog parsed(String text) {
        List<Pause> pauses = new ArrayList<>();
        var matcher = PAUSE.matcher(text);
        while (matcher.find()) {
            pauses.add(new Pause(Double.parseDouble(matcher.group(1)), Double.parseDouble(matcher.group(2))));
        }
        return new GcLog(pauses);
    }

    /** Those from then on. */
    GcLog since(double seconds) {
        return new GcLog(
                pauses.stream().filter(pause -> pause.seconds() >= seconds).toList());
    }

    /** Such as {@code 12, the longest 3.4 ms}. */
    String text() {
        double longest = pauses.stream().mapToDouble(Pause::millis).max().orElse(0);
        return pauses.isEmpty()
                ? "none"
                : String.format(Locale.ROOT, "%d, the longest %.1f ms", pauses.size(), longest);
    }
}
