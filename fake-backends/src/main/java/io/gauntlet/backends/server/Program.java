package io.gauntlet.backends.server;

import io.gauntlet.backends.behaviour.Behaviour;

/** What one backend is and does: its id, its present behaviour, its body. Thread-safe. */
final class Program {

    private final String backend;
    private final DeterministicBody body = new DeterministicBody();
    private volatile Behaviour behaviour = Behaviour.defaults();

    Program(String backend) {
        this.backend = backend;
        behave(behaviour);
    }

    String backend() {
        return backend;
    }

    DeterministicBody body() {
        return body;
    }

    Behaviour behaviour() {
        return behaviour;
    }

    /** Puts a behaviour in force; sums up its bodies first, so that no request has to wait for it. */
    void behave(Behaviour next) {
        body.checksum(next.requests().answer().bodyBytes());
        body.checksum(next.live().reply().answer().bodyBytes());
        behaviour = next;
    }
}
