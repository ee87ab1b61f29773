package io.gauntlet.simulations.play;

import io.gatling.core.actor.ActorSystem;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Gatling's actors, whose closing also closes its HTTP client and is not waited for without end. */
final class Actors implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Actors.class);
    private static final long CLOSE_MILLIS = 5_000;

    private final ActorSystem system = new ActorSystem();

    ActorSystem system() {
        return system;
    }

    @Override
    public void close() {
        Thread closing = new Thread(system::close, "gatling-close");
        closing.setDaemon(true);
        closing.start();
        try {
            closing.join(CLOSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (closing.isAlive()) {
            LOG.warn("Gatling has not closed in {} ms; going on without", CLOSE_MILLIS);
        }
    }
}
