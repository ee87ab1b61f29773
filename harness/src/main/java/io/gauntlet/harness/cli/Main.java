package io.gauntlet.harness.cli;

import io.gauntlet.harness.verdict.ExitStatus;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.IVersionProvider;

/** The command line {@code gauntlet}. */
@Command(
        name = "gauntlet",
        description = "Puts a load balancer through its paces before production does.",
        subcommands = {
            RunCommand.class,
            ChecksCommand.class,
            JudgeCommand.class,
            ScoreboardCommand.class,
            HelpCommand.class
        },
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "Exit status of run and judge: 0 every check passed or was skipped; 1 at least one FAIL;",
            "2 wrong usage or configuration; 3 none failed but at least one INCONCLUSIVE."
        })
public final class Main {
    private Main() {}

    /** Runs a command and ends the process with its status. */
    public static void main(String[] arguments) throws Exception {
        if (arguments.length > 0 && Parts.has(arguments[0])) {
            Parts.start(arguments[0], Parts.rest(arguments));
            return;
        }
        Logging.configure();
        int status = run(arguments);
        System.exit(status);
    }

    /** Runs a command and returns its status. */
    private static int run(String... arguments) {
        var line = line();
        if (arguments.length == 0) {
            line.usage(System.out);
            return ExitStatus.USAGE;
        }
        return line.execute(arguments);
    }

    /** The commands, ready to be executed. */
    static CommandLine line() {
        var line = new CommandLine(new Main())
                .setExecutionStrategy(new CommandLine.RunLast())
                .setExecutionExceptionHandler((failure, command, result) -> report(failure, command));
        Parts.listIn(line);
        Terminal.columns().ifPresent(line::setUsageHelpWidth);
        return line;
    }

    /** One line for a user's mistake; a stack trace only for ours. */
    static int report(Exception failure, CommandLine command) {
        if (failure instanceof UsageException usage) {
            command.getErr().println("gauntlet " + command.getCommandName() + ": " + usage.getMessage());
            return ExitStatus.USAGE;
        }
        command.getErr().println("gauntlet " + command.getCommandName() + ": a defect of Gauntlet itself:");
        failure.printStackTrace(command.getErr());
        return ExitStatus.INCONCLUSIVE;
    }

    /** The version of the build. */
    static final class Version implements IVersionProvider {
        static String number() {
            return Optional.ofNullable(Main.class.getPackage().getImplementationVersion())
                    .orElse("development");
        }

        @Override
        public String[] getVersion() {
            return new String[] {"gauntlet " + number()};
        }
    }
}
