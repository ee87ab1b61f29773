package io.gauntlet.simulations;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gauntlet.simulations.ledger.HealthSample;
import io.gauntlet.simulations.play.PlayResult;
import java.io.Flushable;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Writes the injector's events, whole lines only. Thread-safe. */
final class Events {
    private final Appendable out;
    private final ObjectMapper json;

    Events(Appendable out, ObjectMapper json) {
        this.out = out;
        this.json = json;
    }

    void ready() {
        ObjectNode line = json.createObjectNode();
        line.putObject("ready").put("injector", "stdio");
        write(line);
    }

    void started(long zeroSecond) {
        write(event("started").put("t0", zeroSecond));
    }

    void progress(HealthSample sample) {
        write(event("progress")
                .put("at", sample.at())
                .put("offered", rounded(sample.rates().offered()))
                .put("achieved", rounded(sample.rates().achieved()))
                .put("failed", sample.counts().failed())
                .put("inFlight", sample.counts().inFlight())
                .put("latenessP99Millis", rounded(sample.latenessMillis().p99()))
                .put("cpu", rounded(sample.cpu())));
    }

    void finished(PlayResult result) {
        write(event("finished")
                .put("requests", result.requests())
                .put("failed", result.failed())
                .put("aborted", result.aborted())
                .put("report", result.report() == null ? null : result.report().toString()));
    }

    void error(String message) {
        write(event("error").put("message", message));
    }

    private ObjectNode event(String name) {
        return json.createObjectNode().put("event", name);
    }

    private static double rounded(double value) {
        return Math.round(value * 1e3) / 1e3;
    }

    private synchronized void write(ObjectNode line) {
        try {
            out.append(line.toString()).append('\n');
            if (out instanceof Flushable flushable) {
                flushable.flush();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("events: cannot write", e);
        }
    }
}
