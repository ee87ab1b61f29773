package io.gauntlet.harness.faultserver;

/** A server with Toxiproxy's API, started or found; all that is done to it is done by {@code toxiproxy-java}. */
public interface FaultServer extends AutoCloseable {
    /** For print: embedded, binary, container, or where it is. */
    String kind();

    /**
     * Waits until it serves.
     *
     * @throws io.gauntlet.harness.process.RigException when it does not
     */
    ApiAddress await();

    /** Whether it still runs, as far as can be seen without asking it. */
    boolean alive();

    @Override
    void close();

    /** Where its API is. */
    record ApiAddress(String host, int port) {}
}
