package io.gauntlet.harness.cli;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/**
 * The parts that run alone, each with a command line of its own: {@code gauntlet lb ...} is the balancer's main method and
 * nothing else, so that it behaves, exits and explains itself as it does without Gauntlet.
 */
final class Parts {
    /** A part's main method, which ends the process when it has something to say by its exit status. */
    interface Entry {
        void start(String[] arguments) throws Exception;
    }

    private record Part(String description, Entry entry) {}

    private static final Map<String, Part> PARTS = new TreeMap<>(Map.of(
            "lb", new Part("The reference balancer alone.", io.gauntlet.lb.Main::main),
            "backends", new Part("Fake backends alone.", io.gauntlet.backends.Main::main),
            "toxiproxy", new Part("The fault proxy alone: a Toxiproxy server.", io.gauntlet.faultproxy.Main::main),
            "bench", new Part("Measures a part beside its peers.", Benchmarks::start),
            "simulation",
                    new Part(
                            "A named simulation alone.",
                            arguments -> io.gauntlet.simulations.Main.main(prefixed("simulation", arguments)))));

    private Parts() {}

    /** Whether this is a part, not a command of the harness. */
    static boolean has(String name) {
        return PARTS.containsKey(name);
    }

    /** Hands over to a part. */
    static void start(String name, String... arguments) throws Exception {
        var part = PARTS.get(name);
        if (part == null) {
            throw new IllegalArgumentException("part: " + name + " (expected: one of " + PARTS.keySet() + ")");
        }
        part.entry().start(arguments);
    }

    /** Names them in a command line's help. */
    static void listIn(CommandLine line) {
        PARTS.forEach((name, part) -> {
            var spec = CommandSpec.create().name(name);
            spec.usageMessage().description(part.description() + " Its own --help tells more.");
            line.addSubcommand(name, spec);
        });
    }

    private static String[] prefixed(String first, String... rest) {
        var all = new String[rest.length + 1];
        all[0] = first;
        System.arraycopy(rest, 0, all, 1, rest.length);
        return all;
    }

    /** All but the first of these. */
    static String[] rest(String... arguments) {
        return Arrays.copyOfRange(arguments, 1, arguments.length);
    }
}
