package io.gauntlet.harness.cli;

import io.gauntlet.harness.check.Catalogue;
import io.gauntlet.harness.check.Check;
import io.gauntlet.harness.product.Order;
import io.gauntlet.harness.product.Product;
import io.gauntlet.harness.product.Products;
import io.gauntlet.harness.product.UnusableProductException;
import io.gauntlet.harness.recording.UnreadableRecordingException;
import io.gauntlet.harness.report.Print;
import io.gauntlet.harness.run.RunFolder;
import io.gauntlet.harness.run.RunResult;
import io.gauntlet.harness.scoreboard.Column;
import io.gauntlet.harness.scoreboard.Mistake;
import io.gauntlet.harness.scoreboard.Remarks;
import io.gauntlet.harness.scoreboard.Scoreboard;
import io.gauntlet.harness.session.StartFailedException;
import io.gauntlet.harness.verdict.ExitStatus;
import io.gauntlet.harness.verdict.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Tests every balancer of this machine and sets them side by side. */
@Command(
        name = "scoreboard",
        description = "Tests every balancer of this machine and sets the verdicts side by side.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class ScoreboardCommand implements Callable<Integer> {
    private static final String EMBEDDED = "embedded";

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Parameters(paramLabel = "CHECK", description = "ids or suites; all of them by default")
    private List<String> names = List.of();

    @Option(
            names = "--balancers",
            paramLabel = "NAME,NAME,...",
            split = ",",
            description = "which (default: embedded, and every one that is installed)")
    private List<String> balancers = List.of();

    @Option(
            names = "--bad",
            description =
                    "then lets each installed balancer make the mistakes that operators make, and sees whether the"
                            + " checks that are for them fail")
    private boolean bad;

    @Option(
            names = "--from",
            paramLabel = "RUN,RUN,...",
            split = ",",
            description = "makes it of stored runs, results/runs/<run>, or of an earlier scoreboard.json, and tests"
                    + " nothing; of a check that is in several the last one speaks")
    private List<Path> from = List.of();

    @Option(
            names = "--bad-from",
            paramLabel = "FILE",
            description = "the same, of the scoreboard.json of an earlier one, where it was seen already")
    private Optional<Path> badFrom = Optional.empty();

    @Option(
            names = "--against",
            paramLabel = "FILE",
            description = "the scoreboard.json of an earlier one: says which verdicts are others now")
    private Optional<Path> against = Optional.empty();

    @Option(
            names = "--into",
            paramLabel = "FOLDER",
            description = "where scoreboard.md, .html and .json go (default: ${DEFAULT-VALUE})")
    private Path into = Path.of(System.getProperty("gauntlet.results", "results/runs"))
            .toAbsolutePath()
            .resolve("..")
            .normalize();

    @Mixin
    private final RunOptions options = new RunOptions();

    @Override
    public Integer call() {
        var progress = new ConsoleProgress(spec.commandLine().getOut());
        try {
            var runs = from.isEmpty() ? tested(progress) : from;
            var mistakes = mistakes(progress);
            var board = new Scoreboard(Scoreboard.read(runs), mistakes, Remarks.builtIn(), command(mistakes));
            Files.createDirectories(into);
            board.write(into);
            progress.note("scoreboard: " + into.resolve("scoreboard.md"));
            said(board, progress);
            return mistakes.stream().allMatch(Mistake::noticed) ? ExitStatus.PASSED : ExitStatus.FAILED;
        } catch (UnusableProductException e) {
            throw new UsageException("--" + e.getMessage());
        } catch (RunFolder.UnwritableException
                | StartFailedException
                | UnreadableRecordingException
                | IllegalArgumentException
                | IOException e) {
            throw new UsageException(String.valueOf(e.getMessage()));
        }
    }

    private List<Mistake> mistakes(ConsoleProgress progress) throws IOException {
        if (badFrom.isPresent()) {
            return Scoreboard.mistakesOf(badFrom.get());
        }
        return bad ? new Mistakes(options, progress).of(products()) : List.of();
    }

    private void said(Scoreboard board, ConsoleProgress progress) throws IOException {
        for (var column : board.columns()) {
            progress.note(column.tested().version() + ": " + tally(column));
        }
        if (against.isPresent()) {
            var changes = board.changesSince(against.get());
            progress.note(
                    changes.isEmpty() ? "no verdict is another than before" : "verdicts that are others than before:");
            changes.forEach(change -> progress.note("  " + change));
        }
    }

    private static String tally(Column column) {
        return Stream.of(Status.PASS, Status.FAIL, Status.INCONCLUSIVE, Status.SKIPPED)
                .map(status -> Scoreboard.count(column, status) + " " + status)
                .collect(Collectors.joining(", "));
    }

    private List<Path> tested(ConsoleProgress progress) {
        var checks = Choice.of(Catalogue.load(), names).checks();
        var wanted = wanted();
        List<Path> runs = new ArrayList<>();
        for (var balancer : wanted) {
            progress.note("== " + balancer + " (" + (runs.size() + 1) + " of " + wanted.size() + ")");
            var result = run(balancer, checks, progress);
            runs.add(result.folder());
            if (result.interrupted().isPresent()) {
                break;
            }
        }
        return runs;
    }

    private RunResult run(String balancer, List<Check> checks, ConsoleProgress progress) {
        return options.run(chosen(balancer), checks, commandOf(balancer), progress);
    }

    private static Chosen chosen(String balancer) {
        if (balancer.equals(EMBEDDED)) {
            return Chosen.embedded();
        }
        var product = Products.named(balancer);
        return Chosen.product(product, Products.local(product, Optional.empty()), Order.BUILT_IN);
    }

    private List<String> wanted() {
        if (!balancers.isEmpty()) {
            return balancers;
        }
        return Stream.concat(Stream.of(EMBEDDED), installed().map(Product::name))
                .toList();
    }

    private static Stream<Product> installed() {
        return Products.all().stream().filter(Products::present);
    }

    private List<Product> products() {
        return wanted().stream()
                .filter(name -> !name.equals(EMBEDDED))
                .map(Products::named)
                .toList();
    }

    private List<String> commandOf(String balancer) {
        List<String> words = new ArrayList<>(List.of("./gauntlet", "run"));
        words.addAll(names);
        if (!balancer.equals(EMBEDDED)) {
            words.addAll(List.of("--lb", balancer));
        }
        words.addAll(options.words());
        return words;
    }

    /** What makes the same again from nothing, also where this one was made of stored runs. */
    private String command(List<Mistake> mistakes) {
        List<String> words = new ArrayList<>(List.of("./gauntlet", "scoreboard"));
        words.addAll(names);
        if (!balancers.isEmpty()) {
            words.addAll(List.of("--balancers", String.join(",", balancers)));
        }
        if (!mistakes.isEmpty()) {
            words.add("--bad");
        }
        words.addAll(options.words());
        return Print.command(words);
    }
}
