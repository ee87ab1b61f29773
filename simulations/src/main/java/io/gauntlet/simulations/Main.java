package io.gauntlet.simulations;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The module's entry: {@code inject} plays plans from standard input, {@code simulation} plays a named one. */
@Command(
        name = "gauntlet-simulations",
        description = "Gatling traffic with a client ledger.",
        mixinStandardHelpOptions = true,
        version = Main.VERSION,
        subcommands = {InjectCommand.class, SimulationCommand.class},
        synopsisSubcommandLabel = "COMMAND")
public final class Main {
    static final String VERSION = "gauntlet-simulations 0.1.0";

    private Main() {}

    /** Runs and exits: 0 done, 1 failed, 2 wrong usage. */
    public static void main(String[] arguments) {
        PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
        // Gatling prints; standard output is for events and summaries alone.
        System.setOut(System.err);
        LogSetup.toStderr();
        System.exit(run(out, arguments));
    }

    /** Runs in this JVM and returns the exit code; events and summaries go to {@code out}. */
    public static int run(PrintStream out, String... arguments) {
        CommandLine line = new CommandLine(new Main(), new Commands(out));
        line.setOut(new java.io.PrintWriter(out, true, StandardCharsets.UTF_8));
        line.setParameterExceptionHandler((problem, given) -> {
            System.err.println("gauntlet-simulations: " + problem.getMessage());
            return 2;
        });
        return line.execute(arguments);
    }
}
