package io.gauntlet.harness.product;

import java.util.OptionalLong;

/** A balancer's program under way: a process of this machine, or a container. */
public interface Running extends AutoCloseable {
    /** Still runs. */
    boolean alive();

    /**
     * Sends a signal to its main process.
     *
     * @param name without SIG, such as {@code HUP}
     */
    void signal(String name);

    /** Its main process, where it is one of this machine. */
    OptionalLong pid();

    /** Open descriptors of it and its children, where the system tells. */
    OptionalLong descriptors();

    /** The end of what it printed, for messages. */
    String lastWords();

    /** Stops it as its operator would; kills it when that takes too long. */
    @Override
    void close();
}
