package io.gauntlet.lb.pool;

import java.net.InetSocketAddress;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/**
 * One server of a pool, with the counters of its traffic.
 *
 * <p>Its state is not here but in the pool's {@link Snapshot}, so that all readers of one snapshot agree.
 * Thread-safe; two backends are equal only when they are the same object.
 */
public final class Backend {
    /** One request that waits for a connection, in {@link #load}. */
    private static final long PENDING = 1L << Integer.SIZE;

    private final String id;
    private final InetSocketAddress address;
    /** These are written under its pool's lock before a new snapshot is published, so whoever reads that snapshot sees them. */
    private int nominalWeight;

    private int weight;
    private int rampPercent = 100;

    /** In the lower half all requests in flight, in the upper those of them that have no connection yet: one step tries both. */
    private final AtomicLong load = new AtomicLong();

    private final LongAdder pendingFull = new LongAdder();
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
        return (int) load.get();
    }

    /** Those of them that have no connection yet, as it is being opened or has only been asked for. */
    public int pending() {
        return pending(load.get());
    }

    private static int pending(long load) {
        return (int) (load >>> Integer.SIZE);
    }

    /** How often a request passed it over because so many had no connection yet. */
    public long pendingFull() {
        return pendingFull.sum();
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
        load.incrementAndGet();
        requests.increment();
    }

    /** The request that just {@link #began()} has no connection yet; {@link #connected()} must follow once. */
    public void awaitsConnection() {
        load.addAndGet(PENDING);
    }

    /**
     * Like {@link #began()} and {@link #awaitsConnection()}, unless so many are in flight, or have no connection, already;
     * tells whether it was done.
     */
    public boolean tryBegin(int max, int maxPending) {
        long now = load.get();
        while ((int) now < max && pending(now) < maxPending) {
            if (load.compareAndSet(now, now + PENDING + 1)) {
                requests.increment();
                return true;
            }
            now = load.get();
        }
        if ((int) now < max) {
            pendingFull.increment();
        }
        return false;
    }

    /** A request has got its connection, or will not get one. */
    public void connected() {
        load.addAndGet(-PENDING);
    }

    /** A request given to this backend is over, however it ended. */
    public void ended() {
        load.decrementAndGet();
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
