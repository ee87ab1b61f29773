package io.gauntlet.harness.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;

/**
 * The command line in this process.
 *
 * @param output standard output
 * @param errors standard error
 */
public record TestingCommandLine(int status, String output, String errors) {
    /** Runs one. */
    public static TestingCommandLine run(List<String> arguments) {
        var output = new StringWriter();
        var errors = new StringWriter();
        int status = Main.line()
                .setOut(new PrintWriter(output, true))
                .setErr(new PrintWriter(errors, true))
                .execute(arguments.toArray(String[]::new));
        return new TestingCommandLine(status, output.toString(), errors.toString());
    }

    /** Runs one. */
    static TestingCommandLine run(String... arguments) {
        return run(List.of(arguments));
    }
}
