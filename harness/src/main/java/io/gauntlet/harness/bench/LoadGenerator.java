package io.gauntlet.harness.bench;

import java.time.Duration;

/** Sends as many requests as are answered. */
interface LoadGenerator {
    /** For print. */
    String name();

    boolean speaksTls();

    /** Loads a balancer for so long. */
    LoadSlice load(Way way, Spot spot, Duration time);

    /** {@code wrk} where it is on the path, else our own. */
    static LoadGenerator best(Cores cores, int connections) {
        return Wrk.find()
                .<LoadGenerator>map(program -> new Wrk(program, cores, connections))
                .orElseGet(() -> new OwnLoad(connections));
    }
}
