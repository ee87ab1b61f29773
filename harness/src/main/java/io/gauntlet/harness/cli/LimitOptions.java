package io.gauntlet.harness.cli;

import io.gauntlet.harness.settings.Limits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The limits that a user may move, for a run and for judging it again. */
final class LimitOptions {
    @Option(
            names = "--max-error-rate",
            paramLabel = "PERCENT",
            description = "failed requests that are still fine under load (default: 0.1)")
    private Optional<Double> errorRate = Optional.empty();

    @Option(
            names = "--max-p99",
            paramLabel = "DURATION",
            converter = DurationConverter.class,
            description = "99th percentile of the latency from the intended start (default: 250ms)")
    private Optional<Duration> p99 = Optional.empty();

    @Option(
            names = "--min-availability",
            paramLabel = "PERCENT",
            description = "answered requests while the health endpoints lie (default: 99.9)")
    private Optional<Double> availability = Optional.empty();

    @Option(
            names = "--false-alarm",
            paramLabel = "CHANCE",
            description = "chance at which a random quantity of a right target may be called wrong (default: 1e-6)")
    private Optional<Double> falseAlarm = Optional.empty();

    /** These limits, but for what the user moved. */
    Limits over(Limits base) {
        return new Limits(
                errorRate.map(percent -> percent / 100).orElse(base.errorRate()),
                p99.map(duration -> duration.toNanos() / 1e6).orElse(base.p99Millis()),
                availability.map(percent -> percent / 100).orElse(base.availability()),
                falseAlarm.orElse(base.falseAlarm()));
    }

    /** Those that the user moved, as they would be typed. */
    List<String> words() {
        List<String> words = new ArrayList<>();
        errorRate.ifPresent(percent -> words.addAll(List.of("--max-error-rate", percent.toString())));
        p99.ifPresent(duration -> words.addAll(List.of("--max-p99", duration.toMillis() + "ms")));
        availability.ifPresent(percent -> words.addAll(List.of("--min-availability", percent.toString())));
        falseAlarm.ifPresent(chance -> words.addAll(List.of("--false-alarm", chance.toString())));
        return words;
    }
}
