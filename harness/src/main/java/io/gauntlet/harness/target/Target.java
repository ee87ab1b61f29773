package io.gauntlet.harness.target;

import io.gauntlet.harness.settings.Arrangement;
import io.gauntlet.harness.settings.Picking;
import io.gauntlet.harness.settings.Policy;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** The load balancer under test. */
public interface Target extends AutoCloseable {
    /** For print and for folder names, such as {@code embedded}. */
    String name();

    /**
     * Makes it ready to serve.
     *
     * @param backends where each backend is to be reached, by id, in order
     */
    void start(Map<String, String> backends);

    /** Where its traffic goes in, or the first of several places. */
    URI url();

    /** Where its traffic goes in; several instances of one balancer take turns. */
    default List<URI> urls() {
        return List.of(url());
    }

    /** What the harness may do to or see of it. */
    Set<Capability> capabilities();

    /** What answers behind it. */
    default Application application() {
        return Application.GAUNTLETS;
    }

    /** Why it lacks a capability, in words of its own where the general ones would mislead. */
    default Map<Capability, String> lacks() {
        return Map.of();
    }

    /** Its product and version, where known. */
    default Optional<String> version() {
        return Optional.empty();
    }

    /** Why it runs no longer, if it was ours to start and ended on its own. */
    default Optional<String> death() {
        return Optional.empty();
    }

    /** How long it may take from its start until traffic flows to every backend. */
    default Duration flowsWithin() {
        return Duration.ofSeconds(10);
    }

    /** Open descriptors of its process, where it is ours to look into. */
    default OptionalLong descriptors() {
        return OptionalLong.empty();
    }

    /** What it is declared to do. */
    Policy policy();

    /** How it picks as it is arranged now. */
    default Picking picks() {
        return Picking.ofAll(policy().algorithm());
    }

    /** What may be done to it. */
    Control control();

    /**
     * Puts it into the state that an experiment starts from: every backend in rotation, arranged so.
     *
     * @param arrangement of which it does what it has a {@link Capability} for
     * @return whether it was started anew, and so is cold
     */
    boolean reset(Arrangement arrangement);

    /**
     * Starts it anew, if it is ours to start: whatever the last check left in it is gone.
     *
     * @return whether it was
     */
    boolean renew();

    @Override
    void close();
}
