package io.gauntlet.lb.tunnel;

import io.gauntlet.lb.pool.Backend;
import java.util.concurrent.TimeUnit;

/**
 * Two connections, of a client and to a backend, whose bytes go over to each other. Confined to the event loop of both.
 *
 * <p>Each side is read only while the other one takes what comes, so that no more than the write buffer of a channel is
 * held. The end of one direction is passed on, and the other goes on; both ends, and it is over. A connection that breaks
 * breaks the other, too.
 */
public final class Tunnel {
    /** How long whoever is told of the end may take to leave; closed at once, it might lose what it was told. */
    private static final long LINGER_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Terms terms;
    private final Side client;
    private final Side backend;
    private long lastActivity = System.nanoTime();
    private long leftAt;
    private boolean leaving;
    private boolean over;
    private int open = 2;

    /**
     * What a tunnel goes by.
     *
     * @param backend where it leads
     * @param idleNanos how long nothing may go by
     * @param ended is run once, when the backend is done with it
     */
    public record Terms(Backend backend, long idleNanos, Runnable ended) {}

    /**
     * @param fromClient follows what the client says
     * @param fromBackend follows what the backend says
     */
    public Tunnel(Terms terms, Stream fromClient, Stream fromBackend) {
        this.terms = terms;
        this.client = new Side(this, fromClient);
        this.backend = new Side(this, fromBackend);
        client.join(backend);
        backend.join(client);
    }

    /** What takes the client's bytes, to be put at the end of its pipeline. */
    public Side client() {
        return client;
    }

    /** What takes the backend's bytes. */
    public Side backend() {
        return backend;
    }

    Backend to() {
        return terms.backend();
    }

    /** Lets the bytes go, once both sides are in their pipelines. */
    public void start() {
        client.start();
        backend.start();
    }

    void touch() {
        lastActivity = System.nanoTime();
    }

    /** Whether nothing is passed on any more. */
    boolean leaving() {
        return leaving;
    }

    /** Whether both have said all that they had to say. */
    boolean saidAll() {
        return leaving || (client.inputEnded() && backend.inputEnded());
    }

    /** The sender of one side has come to its end. */
    void inputEnded(Side from, Side to) {
        touch();
        if (leaving) {
            from.close();
            return;
        }
        if (from.secured() || to.secured()) {
            endWhole(from, to);
            return;
        }
        to.endOutput();
        if (saidAll()) {
            from.closeIfOutputEnded();
            to.closeIfOutputEnded();
        }
    }

    /** With TLS on one side, the end of one direction is the end of both: most stop reading once they have said goodbye. */
    private void endWhole(Side from, Side to) {
        leaving = true;
        leftAt = System.nanoTime();
        to.end();
        from.end();
        end();
    }

    void closed() {
        open--;
        if (open == 0) {
            end();
        }
    }

    boolean gone() {
        return open == 0;
    }

    /** Breaks both connections off, so that what was cut cannot pass for whole. */
    void abort() {
        leaving = true;
        client.reset();
        backend.reset();
        end();
    }

    /** Ends it in the balancer's own name, telling both as far as that can be said; false when it was ending already. */
    boolean leave() {
        if (leaving) {
            return false;
        }
        leaving = true;
        leftAt = System.nanoTime();
        client.farewell();
        backend.farewell();
        end();
        return true;
    }

    /** Like {@link #leave}, but where nobody could tell the end from a whole stream's, it is broken off. */
    boolean cut() {
        if (leaving || !client.opaque()) {
            return leave();
        }
        abort();
        return true;
    }

    private void end() {
        if (!over) {
            over = true;
            terms.ended().run();
        }
    }

    void sweep(long now) {
        if (leaving) {
            if (now - leftAt > LINGER_NANOS) {
                client.close();
                backend.close();
            }
        } else if (now - lastActivity > terms.idleNanos()) {
            leave();
        }
    }

    @Override
    public String toString() {
        return "tunnel to " + terms.backend() + (over ? " (over)" : "");
    }
}
