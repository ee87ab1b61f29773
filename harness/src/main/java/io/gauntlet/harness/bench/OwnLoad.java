package io.gauntlet.harness.bench;

import java.time.Duration;

/** The load generator for machines without {@code wrk}: dearer for each request, and without TLS. */
final class OwnLoad implements LoadGenerator {
    private final int connections;

    OwnLoad(int connections) {
        this.connections = connections;
    }

    @Override
    public String name() {
        return "Gauntlet's own (no wrk on the path)";
    }

    @Override
    public boolean speaksTls() {
        return false;
    }

    @Override
    public LoadSlice load(Way way, Spot spot, Duration time) {
        return new ClosedLoop(way.port(spot), way.path(), connections, way.kept())
                .load(time)
                .slice();
    }
}
