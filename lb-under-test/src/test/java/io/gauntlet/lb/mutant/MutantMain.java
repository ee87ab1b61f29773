package io.gauntlet.lb.mutant;

import io.gauntlet.lb.Assembly;
import io.gauntlet.lb.Main;
import io.gauntlet.lb.Service;
import io.gauntlet.lb.config.ConfigException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Like the balancer's own command line, but starts a mutant. */
@Command(
        name = "gauntlet-lb-mutant",
        mixinStandardHelpOptions = true,
        version = "gauntlet-lb-mutant 0.1.0",
        description = "A load balancer that is broken in one known way.")
public final class MutantMain implements Callable<Integer> {
    @Option(names = "--mutant", paramLabel = "NAME", description = "Which one to start.")
    private @Nullable String mutant;

    @Option(names = "--list", description = "Print the names, one a line.")
    private boolean list;

    @Option(names = "--exit-on-eof", description = "Stop gracefully when the standard input ends.")
    private boolean exitOnEof;

    @Parameters(arity = "0..1", paramLabel = "CONFIG", description = "The configuration, a YAML file.")
    private @Nullable Path config;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    private MutantMain() {}

    public static void main(String[] args) {
        System.exit(run(args));
    }

    /** Like {@link #main}, but returns the exit status. */
    public static int run(String... args) {
        return Main.execute(new CommandLine(new MutantMain()), args);
    }

    @Override
    public Integer call() {
        if (list) {
            Mutant.ALL.forEach(each -> spec.commandLine().getOut().println(each.name()));
            spec.commandLine().getOut().flush();
            return CommandLine.ExitCode.OK;
        }
        if (config == null) {
            throw new ConfigException("CONFIG is missing (expected: a YAML file)");
        }
        return new Service(exitOnEof).run(config, named(mutant).breaking(Assembly.standard()));
    }

    private static Mutant named(@Nullable String name) {
        return Mutant.ALL.stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new ConfigException("--mutant: " + name + " (expected one of: "
                        + Mutant.ALL.stream().map(Mutant::name).collect(Collectors.joining(", ")) + ")"));
    }
}
