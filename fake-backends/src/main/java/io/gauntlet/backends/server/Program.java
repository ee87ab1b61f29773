package io.gauntlet.backends.server;

import io.gauntlet.backends.behaviour.Behaviour;
import io.gauntlet.backends.behaviour.Capacity;

/** What one backend is and does: its id, its present behaviour, its body, its gate. Thread-safe, but for the gate. */
final class Program {

    private final String backend;
    private final DeterministicBody body = new DeterministicBody();
    private final Gate gate = new Gate();
    private volatile InForce inForce;

    Program(String backend) {
        this.backend = backend;
        this.inForce = new InForce(Behaviour.defaults(), backend);
        sumUp(Behaviour.defaults());
    }

    String backend() {
        return backend;
    }

    DeterministicBody body() {
        return body;
    }

    Gate gate() {
        return gate;
    }

    InForce inForce() {
        return inForce;
    }

    Capacity capacity() {
        return inForce.behaviour().serving().capacity();
    }

    /** Puts a behaviour in force; sums up its bodies first, so that no request has to wait for it. */
    void behave(Behaviour next) {
        sumUp(next);
        inForce = new InForce(next, backend);
    }

    private void sumUp(Behaviour next) {
        body.checksum(next.requests().answer().bodyBytes());
        body.checksum(next.live().reply().answer().bodyBytes());
    }
}
