package io.gauntlet.lb.pool;

import java.net.InetSocketAddress;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/**
 * One server of a pool, with the counters of its traffic.
 *
 * <p>Its state is not here but in the pool's {@link Snapshot}, so that all readers of one snapshot agree.
 * Thread-safe; two backends are equal only when they are the same object.
 */
public final class Backend {
    private final String id;
    private final InetSocketAddress address;
    /** These are written under its pool's lock before a new snapshot is published, so whoever reads that snapshot sees them. */
    private int nominalWeight;

    private int weight;
    private int rampPercent = 100;

    private final AtomicInteger inFlight = new AtomicInteger();
    private final AtomicInteger connections = new AtomicInteger();
    private final LongAdder requests = new LongAdder();
    private final StatusCounts answers = new StatusCounts();
    private final LongAdder cut = new LongAdder();
    private final Tally tally = new Tally();

    public Backend(String id, InetSocketAddress address, int weight) {
        this.id = id;
        this.address = address;
        this.nominalWeight = weight;
        this.weight = weight;
    }

    public String id() {
        return id;
    }

    public InetSocketAddress address() {
        return address;
    }

    /**
     * Its share relative to the others by now, at least 1, as of the pool's snapshot that was read last. In a pool with slow
     * start all are ten times the configured ones.
     */
    public int weight() {
        return weight;
    }

    /** Its share relative to the others as configured, 1 to 256; for what a slow start must not move, as the places on a ring. */
    public int nominalWeight() {
        return nominalWeight;
    }

    /** How much of its share it has, in percent: less than 100 in its slow start. */
    public int rampPercent() {
        return rampPercent;
    }

    /** To be called under the pool's lock alone; a {@link #ramp} must follow. */
    void weigh(int other) {
        nominalWeight = other;
    }

    /** Sets the weight of now, and tells whether it was another; to be called under the pool's lock alone. */
    boolean ramp(int scale, double share) {
        int before = weight;
        weight = (int) Math.max(1, Math.round(nominalWeight * scale * share));
        rampPercent = (int) Math.round(100 * share);
        return weight != before;
    }

    /** How its requests ended. */
    public Tally tally() {
        return tally;
    }

    /** Requests that were given to this backend and are not over. */
    public int inFlight() {
        return inFlight.get();
    }

    /** Requests that were ever given to this backend. */
    public long requests() {
        return requests.sum();
    }

    /** Its answers by status. */
    public StatusCounts answers() {
        return answers;
    }

    /** Requests that were cut off because a drain's grace had ended. */
    public long cut() {
        return cut.sum();
    }

    /** A request was given to this backend; {@link #ended()} must follow once. */
    public void began() {
        inFlight.incrementAndGet();
        requests.increment();
    }

    /** Like {@link #began()}, unless so many are in flight already; tells whether it was done. */
    public boolean tryBegin(int max) {
        int count = inFlight.get();
        while (count < max) {
            if (inFlight.compareAndSet(count, count + 1)) {
                requests.increment();
                return true;
            }
            count = inFlight.get();
        }
        return false;
    }

    /** A request given to this backend is over, however it ended. */
    public void ended() {
        inFlight.decrementAndGet();
    }

    /** Connections to it that carry requests or could, being opened or open. */
    public int connections() {
        return connections.get();
    }

    /** A connection is being opened; {@link #disconnected()} must follow once. */
    public void connecting() {
        connections.incrementAndGet();
    }

    /** A connection is closed, or did not come about. */
    public void disconnected() {
        connections.decrementAndGet();
    }

    /** Counts requests cut off at the end of a drain. */
    public void countCut(int count) {
        cut.add(count);
    }

    @Override
    public String toString() {
        return id;
    }
}
