package io.gauntlet.backends.server;

import io.gauntlet.backends.behaviour.Behaviour;
import io.gauntlet.backends.behaviour.Capacity;
import io.gauntlet.backends.behaviour.Reply;
import io.gauntlet.backends.database.Database;
import java.util.Optional;

/** What one backend is and does: its id, its present behaviour, its body, its gate. Thread-safe, but for the gate and
 * the contents. */
final class Program {

    private final String backend;
    private final Optional<Database> database;
    private final DeterministicBody body = new DeterministicBody();
    private final Sessions sessions = new Sessions();
    private final Contents contents;
    private final Gate gate = new Gate();
    private volatile InForce inForce;

    Program(String backend, Optional<Database> database) {
        this.backend = backend;
        this.database = database;
        this.contents = new Contents(backend, body, sessions);
        this.inForce = new InForce(Behaviour.defaults(), backend);
        sumUp(Behaviour.defaults());
    }

    String backend() {
        return backend;
    }

    Optional<Database> database() {
        return database;
    }

    Sessions sessions() {
        return sessions;
    }

    Contents contents() {
        return contents;
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
        sumUp(next.requests());
        sumUp(next.probes().live().reply());
        next.rules().forEach(rule -> sumUp(rule.then()));
    }

    private void sumUp(Reply reply) {
        body.checksum(reply.answer().body().bytes());
    }
}
