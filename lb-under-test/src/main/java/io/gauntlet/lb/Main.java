package io.gauntlet.lb;

import io.gauntlet.lb.config.ConfigException;
import io.gauntlet.lb.config.ConfigFile;
import io.gauntlet.lb.observe.LogSetup;
import io.gauntlet.lb.tls.TlsStore;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command line of the balancer. */
@Command(
        name = "gauntlet-lb",
        mixinStandardHelpOptions = true,
        version = "gauntlet-lb 0.1.0",
        description = "A load balancer for HTTP and TCP.")
public final class Main implements Callable<Integer> {
    @Parameters(arity = "0..1", paramLabel = "CONFIG", description = "The configuration, a YAML file.")
    private @Nullable Path config;

    @Option(names = "--exit-on-eof", description = "Stop gracefully when the standard input ends.")
    private boolean exitOnEof;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    private Main() {}

    /** Runs until SIGTERM or, if so asked, until the standard input ends; exit status 0, or 2 for a user's mistake. */
    public static void main(String[] args) {
        System.exit(run(args));
    }

    /** Like {@link #main}, but returns the exit status. */
    public static int run(String... args) {
        return execute(new CommandLine(new Main()), args);
    }

    /** Runs a command, this one or one that starts a balancer of other parts; errors are reported in one line. */
    public static int execute(CommandLine command, String... args) {
        return command.setParameterExceptionHandler((e, unused) -> fail(command, String.valueOf(e.getMessage())))
                .setExecutionExceptionHandler((e, unused, result) -> {
                    if (e instanceof ConfigException) {
                        return fail(command, String.valueOf(e.getMessage()));
                    }
                    throw e;
                })
                .execute(args);
    }

    private static int fail(CommandLine command, String message) {
        command.getErr().println("gauntlet-lb: " + message.lines().findFirst().orElse("unknown error"));
        command.getErr().flush();
        return CommandLine.ExitCode.USAGE;
    }

    @Command(name = "check", description = "Check a configuration without starting.", mixinStandardHelpOptions = true)
    int check(@Parameters(paramLabel = "CONFIG") Path file) {
        // What is only warned of is in the log.
        LogSetup.toStandardError();
        try {
            TlsStore.Plan unused = TlsStore.read(ConfigFile.read(file));
        } finally {
            LogSetup.flush();
        }
        spec.commandLine().getOut().println(file + ": valid");
        spec.commandLine().getOut().flush();
        return CommandLine.ExitCode.OK;
    }

    @Override
    public Integer call() {
        if (config == null) {
            throw new ConfigException("CONFIG is missing (expected: a YAML file)");
        }
        return new Service(exitOnEof).run(config, Assembly.standard());
    }
}
