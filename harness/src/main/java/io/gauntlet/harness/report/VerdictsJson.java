package io.gauntlet.harness.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gauntlet.harness.run.CheckRun;
import io.gauntlet.harness.run.RunInfo;
import io.gauntlet.harness.run.RunResult;
import java.io.UncheckedIOException;

/** {@code verdicts.json}: the verdicts for machines, keys always in the same order. */
final class VerdictsJson {
    private static final JsonMapper JSON = new JsonMapper();
    private static final double MAX_EXACT = 1L << 53;

    private VerdictsJson() {}

    static String text(RunResult result) {
        var root = JSON.createObjectNode();
        root.put("schema", RunInfo.SCHEMA);
        root.put("target", result.info().target());
        root.put("targetVersion", result.info().versions().getOrDefault("target", ""));
        root.put("faultProxy", result.info().versions().getOrDefault("fault-proxy", ""));
        root.put("tookMillis", result.took().toMillis());
        result.interrupted().ifPresent(why -> root.put("interrupted", why));
        var verdicts = root.putArray("verdicts");
        result.checks().forEach(check -> describe(check, verdicts.addObject()));
        return pretty(root);
    }

    private static void describe(CheckRun check, ObjectNode node) {
        var verdict = check.verdict();
        var measure = verdict.finding().measure();
        node.put("check", verdict.check());
        node.put("requirement", verdict.requirement());
        node.put("suite", check.suite());
        node.put("verdict", verdict.status().name());
        measure.ifPresentOrElse(m -> number(node, "measured", m.value()), () -> node.putNull("measured"));
        measure.ifPresentOrElse(m -> number(node, "limit", m.limit()), () -> node.putNull("limit"));
        node.put("unit", measure.map(m -> m.unit()).orElse(""));
        node.put("reason", verdict.reason());
    }

    /** JSON has no NaN and no infinity, and a count reads better without {@code .0}. */
    private static void number(ObjectNode node, String key, double value) {
        if (!Double.isFinite(value)) {
            node.putNull(key);
        } else if (value == Math.rint(value) && Math.abs(value) < MAX_EXACT) {
            node.put(key, (long) value);
        } else {
            node.put(key, value);
        }
    }

    private static String pretty(ObjectNode root) {
        var printer = new DefaultPrettyPrinter();
        var indenter = new DefaultIndenter("  ", "\n");
        printer.indentObjectsWith(indenter);
        printer.indentArraysWith(indenter);
        try {
            return JSON.writer(printer).writeValueAsString(root) + "\n";
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException("cannot write verdicts.json: " + e.getMessage(), e);
        }
    }
}
