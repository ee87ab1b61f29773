package io.gauntlet.harness.cli;

import io.gauntlet.harness.verdict.ExitStatus;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToIntFunction;

/** {@code gauntlet bench NAME}: each measures a part beside its peers in one run, and explains itself by its own help. */
final class Benchmarks {
    private static final Map<String, ToIntFunction<String[]>> BENCHMARKS =
            new TreeMap<>(Map.of("fault-proxy", io.gauntlet.faultproxy.bench.Bench::run, "lb", BenchLbCommand::run));

    private Benchmarks() {}

    /** Runs the one that is named first, and ends the process with its status. */
    static void start(String... arguments) {
        System.exit(run(arguments));
    }

    /** Runs the one that is named first, and returns its status. */
    static int run(String... arguments) {
        boolean help = arguments.length > 0 && (arguments[0].equals("--help") || arguments[0].equals("-h"));
        if (help) {
            System.out.println("Usage: gauntlet bench NAME [OPTIONS]");
            System.out.println("Measures a part beside its peers, in one run. NAME is one of " + names() + ";");
            System.out.println("gauntlet bench NAME --help tells its options.");
            return 0;
        }
        var benchmark = arguments.length == 0 ? null : BENCHMARKS.get(arguments[0]);
        if (benchmark == null) {
            var given = arguments.length == 0 ? "none" : arguments[0];
            System.err.println("gauntlet bench: name: " + given + " (expected: one of " + names() + ")");
            return ExitStatus.USAGE;
        }
        return benchmark.applyAsInt(Parts.rest(arguments));
    }

    private static String names() {
        return String.join(", ", BENCHMARKS.keySet());
    }
}
