package io.gauntlet.simulations;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code inject}: plays the plans that come on standard input. */
@Command(
        name = "inject",
        mixinStandardHelpOptions = true,
        version = Main.VERSION,
        description = "Plays plans from standard input, one JSON object a line, and answers with events.")
final class InjectCommand implements Callable<Integer> {
    private final PrintStream out;

    @Option(names = "--exit-on-eof", description = "Stop a running experiment when standard input ends.")
    private boolean exitOnEof;

    InjectCommand(PrintStream out) {
        this.out = out;
    }

    @Option(
            names = "--no-warm-up",
            description = "Do not play a little in this JVM, against itself, before the first plan.")
    private boolean cold;

    @Override
    public Integer call() throws Exception {
        Injector injector = new Injector(out);
        Runtime.getRuntime().addShutdownHook(new Thread(injector::shutDown, "shut-down"));
        if (!cold) {
            injector.warmUp();
        }
        injector.serve(new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)), exitOnEof);
        return 0;
    }
}
