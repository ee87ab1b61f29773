package io.gauntlet.harness.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Every slice as it ends: a line for who watches, and rows of {@code slices.csv} for who wants to reckon anew. */
final class Log {
    private final Path file;
    private final Consumer<String> progress;

    Log(Path folder, Consumer<String> progress) {
        this.file = folder.resolve("slices.csv");
        this.progress = progress;
        append("at,measure,round,balancer,what,value\n");
    }

    void say(String text) {
        progress.accept(text);
    }

    void slice(Measure measure, int round, String balancer, Map<Kind, Double> reading) {
        say("%s, round %d: %s: %s".formatted(measure.word(), round, balancer, shown(measure, reading)));
        var now = Instant.now();
        append(reading.entrySet().stream()
                .map(entry -> "%s,%s,%d,%s,%s,%s%n"
                        .formatted(now, measure.word(), round, balancer, entry.getKey(), entry.getValue()))
                .collect(Collectors.joining()));
    }

    private static String shown(Measure measure, Map<Kind, Double> reading) {
        return measure.shown().stream()
                .filter(reading::containsKey)
                .map(kind -> kind.text(Pair.value(reading, kind)) + " " + kind.label())
                .collect(Collectors.joining("; "));
    }

    private void append(String text) {
        try {
            Files.writeString(file, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
