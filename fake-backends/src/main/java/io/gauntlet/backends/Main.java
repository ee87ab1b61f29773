package io.gauntlet.backends;

import java.io.InputStream;
import java.io.PrintStream;
import picocli.CommandLine;

/** The entry point of the process. */
public final class Main {

    private static final int USAGE = 2;

    private Main() {}

    public static void main(String[] args) {
        System.exit(run(args));
    }

    /** As the process, within another one: serves until standard input ends (if so told), and gives the exit status. */
    public static int run(String... args) {
        Logs.toStandardError();
        return run(System.in, System.out, System.err, args);
    }

    static int run(InputStream in, PrintStream out, PrintStream err, String... args) {
        return new CommandLine(new BackendsCommand(in, out))
                .addSubcommand(new DatabaseCommand(in, out))
                .setParameterExceptionHandler((e, ignored) -> mistake(err, e))
                .setExecutionExceptionHandler((e, command, result) -> {
                    if (e instanceof UsageException) {
                        return mistake(err, e);
                    }
                    throw e;
                })
                .execute(args);
    }

    private static int mistake(PrintStream err, Exception e) {
        err.println("gauntlet-fake-backends: " + e.getMessage());
        return USAGE;
    }
}
