package io.gauntlet.harness.rig;

import io.gauntlet.harness.experiment.Tunnels;
import io.gauntlet.harness.process.RigException;
import io.gauntlet.harness.recording.Attempt;
import io.gauntlet.harness.recording.RunClock;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Tunnels of WebSockets, each with a thread that listens. Each says something once a second, as who holds a connection for
 * long does: what breaks is seen soon, and no idle timeout comes in between. One thread at a time opens and hangs up.
 */
public final class WebSocketTunnels implements Tunnels, AutoCloseable {
    /** More than any experiment needs. */
    private static final int MOST = 500;

    /** Whoever can't be had in a row is not asked for ever. */
    private static final int MOST_FAILURES = 3;

    private static final Duration HANDSHAKE = Duration.ofSeconds(5);

    /** For all of one action. */
    private static final Duration OPENING = Duration.ofSeconds(30);

    private static final Duration CLOSING = Duration.ofSeconds(2);
    private static final Duration BEAT = Duration.ofSeconds(1);

    private final Supplier<URI> target;
    private final RunClock clock;
    private final String run;
    private final Path file;
    private final AtomicInteger sequence = new AtomicInteger();
    private final List<HeldWebSocket> held = new CopyOnWriteArrayList<>();
    private final ScheduledExecutorService pulse = Executors.newSingleThreadScheduledExecutor(task -> {
        var thread = new Thread(task, "tunnels");
        thread.setDaemon(true);
        return thread;
    });
    private @Nullable SideLedger ledger;

    /**
     * None yet.
     *
     * @param run the first part of every tunnel's id
     * @param file their ledger, made when the first one opens
     */
    public WebSocketTunnels(Supplier<URI> target, RunClock clock, String run, Path file) {
        this.target = target;
        this.clock = clock;
        this.run = run;
        this.file = file;
    }

    @Override
    public void open(int count) {
        if (held.size() + count > MOST) {
            throw new IllegalArgumentException(
                    "tunnels: " + (held.size() + count) + " (expected: at most " + MOST + ")");
        }
        long deadline = clock.now() + OPENING.toNanos();
        int failures = 0;
        try {
            for (int i = 0; i < count && failures < MOST_FAILURES && clock.now() < deadline; i++) {
                failures = openOne() ? 0 : failures + 1;
            }
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private boolean openOne() throws InterruptedException {
        begin();
        var id = run + "-w-" + sequence.incrementAndGet();
        var one = new HeldWebSocket(id, clock::now, this::record);
        held.add(one);
        try {
            var fields = List.of("X-Request-Id: " + id, "X-Gauntlet-Attempt: 1");
            one.shaken(WebSocketWire.connect(target.get(), PATH, fields, HANDSHAKE));
        } catch (IOException e) {
            one.refused(e);
        }
        return one.awaitEcho();
    }

    private synchronized void begin() {
        if (ledger == null) {
            ledger = new SideLedger(file);
            var unused = pulse.scheduleAtFixedRate(
                    () -> held.forEach(HeldWebSocket::beat), BEAT.toMillis(), BEAT.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private synchronized void record(Attempt ended) {
        if (ledger != null) {
            ledger.add(ended);
        }
    }

    @Override
    public void hangUp() {
        try {
            // Each must give one more sign of life.
            awaitEchoes();
            held.forEach(HeldWebSocket::beat);
            awaitEchoes();
            held.forEach(HeldWebSocket::leave);
            long deadline = clock.now() + CLOSING.toNanos();
            for (var one : held) {
                one.awaitEnd(deadline);
            }
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private void awaitEchoes() throws InterruptedException {
        for (var one : held) {
            one.awaitEcho();
        }
    }

    private static RigException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new RigException("interrupted", e);
    }

    /** Ends all that there are. */
    @Override
    public void close() {
        pulse.shutdownNow();
        // Not under the lock: one that ends on its own holds its own, and waits for this.
        held.forEach(HeldWebSocket::abandon);
        closeLedger();
    }

    private synchronized void closeLedger() {
        if (ledger != null) {
            ledger.close();
            ledger = null;
        }
    }
}
