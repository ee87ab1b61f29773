package io.gauntlet.harness.cli;

import io.gauntlet.harness.check.Catalogue;
import io.gauntlet.harness.product.BadConfig;
import io.gauntlet.harness.product.Product;
import io.gauntlet.harness.product.Products;
import io.gauntlet.harness.scoreboard.Cell;
import io.gauntlet.harness.scoreboard.Mistake;
import io.gauntlet.harness.scoreboard.Scoreboard;
import io.gauntlet.harness.verdict.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Lets balancers make the mistakes that operators make, and sees whether the checks that are for them fail. */
final class Mistakes {
    private static final Cell UNTRIED = new Cell(Status.INCONCLUSIVE, "", "", "it was not tried");

    private final RunOptions options;
    private final ConsoleProgress progress;

    Mistakes(RunOptions options, ConsoleProgress progress) {
        this.options = options;
        this.progress = progress;
    }

    /** Those of these products, until one run is interrupted. */
    List<Mistake> of(List<Product> products) {
        List<Mistake> mistakes = new ArrayList<>();
        for (var product : products) {
            for (var config : BadConfig.all()) {
                if (config.product().equals(product.name()) && !made(product, config, mistakes)) {
                    return mistakes;
                }
            }
        }
        return mistakes;
    }

    private boolean made(Product product, BadConfig config, List<Mistake> mistakes) {
        progress.note("== " + product.name() + ": " + config.mistake());
        var checks = Catalogue.load().select(config.fails()).checks();
        var installation = Products.local(product, Optional.empty());
        var chosen = Chosen.product(product, installation, config.order(product, installation.version()));
        List<String> command = new ArrayList<>(List.of("./gauntlet", "run"));
        command.addAll(config.fails());
        command.addAll(List.of("--lb", product.name(), "--lb-config", config.name()));
        command.addAll(options.words());
        var result = options.run(chosen, checks, command, progress);
        var cells = Scoreboard.read(result.folder()).cells();
        for (var check : config.fails()) {
            mistakes.add(new Mistake(config, check, cells.getOrDefault(check, UNTRIED)));
        }
        return result.interrupted().isEmpty();
    }
}
