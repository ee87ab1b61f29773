package io.gauntlet.harness.scoreboard;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gauntlet.harness.product.BadConfig;
import io.gauntlet.harness.verdict.Status;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code scoreboard.json}: verdicts by balancer and check, for machines, and for a later board to be held against. */
final class JsonBoard {
    private static final ObjectMapper JSON = new ObjectMapper();

    private JsonBoard() {}

    static String text(Scoreboard board) {
        var root = JSON.createObjectNode().put("schema", 1).put("command", board.command());
        var balancers = root.putObject("balancers");
        for (var column : board.columns()) {
            var balancer = balancers.putObject(column.target());
            balancer.put("version", column.tested().version());
            balancer.put("run", column.run());
            balancer.put("command", column.command());
            balancer.put("tookMillis", column.tested().took().toMillis());
            var verdicts = balancer.putObject("verdicts");
            column.cells().forEach((check, cell) -> describe(verdicts.putObject(check), cell));
        }
        var mistakes = root.putArray("mistakes");
        for (var mistake : board.mistakes()) {
            var node = mistakes.addObject();
            node.put("balancer", mistake.config().product());
            node.put("config", mistake.config().name());
            node.put("mistake", mistake.config().mistake());
            node.put("check", mistake.check());
            describe(node, mistake.cell());
        }
        try {
            return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(root) + "\n";
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException("cannot write scoreboard.json: " + e.getMessage(), e);
        }
    }

    private static void describe(ObjectNode node, Cell cell) {
        node.put("verdict", cell.status().name());
        node.put("measured", cell.measured());
        node.put("limit", cell.limit());
        node.put("reason", cell.reason());
    }

    /**
     * The columns of an earlier board, without the configurations, which are not in it.
     *
     * @throws IOException when it can't be read
     */
    static List<Column> columns(Path earlier) throws IOException {
        List<Column> columns = new ArrayList<>();
        for (var balancer : JSON.readTree(earlier.toFile()).path("balancers").properties()) {
            var node = balancer.getValue();
            Map<String, Cell> cells = new LinkedHashMap<>();
            for (var verdict : node.path("verdicts").properties()) {
                cells.put(verdict.getKey(), cell(verdict.getValue()));
            }
            var took = Duration.ofMillis(node.path("tookMillis").asLong());
            var version = node.path("version").asText();
            columns.add(new Column(
                    node.path("run").asText(),
                    new Column.Tested(balancer.getKey(), version, took),
                    node.path("command").asText(),
                    cells,
                    List.of()));
        }
        if (columns.isEmpty()) {
            throw new IOException(earlier + ": no balancers (expected: the scoreboard.json of an earlier board)");
        }
        return columns;
    }

    /**
     * What became of bad configurations in an earlier board; those that are there no longer are left out.
     *
     * @throws IOException when it can't be read
     */
    static List<Mistake> mistakes(Path earlier) throws IOException {
        var configs = BadConfig.all();
        List<Mistake> mistakes = new ArrayList<>();
        for (var node : JSON.readTree(earlier.toFile()).path("mistakes")) {
            configs.stream()
                    .filter(config ->
                            config.product().equals(node.path("balancer").asText())
                                    && config.name().equals(node.path("config").asText()))
                    .map(config -> new Mistake(config, node.path("check").asText(), cell(node)))
                    .forEach(mistakes::add);
        }
        return mistakes;
    }

    private static Cell cell(JsonNode node) {
        return new Cell(
                Status.valueOf(node.path("verdict").asText()),
                node.path("measured").asText(),
                node.path("limit").asText(),
                node.path("reason").asText());
    }

    /**
     * Verdicts that are others than in an earlier board, one line each; what only one of them has is left out.
     *
     * @throws IOException when the earlier one can't be read
     */
    static List<String> changes(Path earlier, Scoreboard board) throws IOException {
        JsonNode balancers = JSON.readTree(earlier.toFile()).path("balancers");
        List<String> changes = new ArrayList<>();
        for (var column : board.columns()) {
            var before = balancers.path(column.target()).path("verdicts");
            for (Map.Entry<String, Cell> cell : column.cells().entrySet()) {
                var was = before.path(cell.getKey()).path("verdict").asText();
                var is = cell.getValue().status().name();
                if (!was.isEmpty() && !was.equals(is)) {
                    changes.add("%s %s: %s, and before %s (%s)"
                            .formatted(
                                    column.target(),
                                    cell.getKey(),
                                    is,
                                    was,
                                    cell.getValue().reason()));
                }
            }
        }
        return changes;
    }
}
