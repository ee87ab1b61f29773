package io.gauntlet.lb.discovery;

import io.gauntlet.lb.config.DiscoveryConfig;
import io.gauntlet.lb.discovery.Status.Condition;
import io.gauntlet.lb.pool.Candidate;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks one registry for the backends of one pool, again and again, on a thread of its own.
 *
 * <p>What it found last is good until something else is found: a registry that is down, empty, slow or wrong takes no backend
 * away. Each change of its condition is one log line. Thread-safe.
 */
public final class Discovery implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Discovery.class);

    private final String pool;
    private final DiscoveryConfig config;
    private final Source source;
    private final Sieve sieve;
    private final Clock clock;
    private final Thread thread;
    private final long begun = System.nanoTime();
    private final Instant since;
    private final CountDownLatch found = new CountDownLatch(1);
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile List<Candidate> candidates = List.of();
    private volatile Status status;
    private volatile Runnable listener = () -> {};

    Discovery(String pool, DiscoveryConfig config, Source source, Sieve sieve, Clock clock) {
        this.pool = pool;
        this.config = config;
        this.source = source;
        this.sieve = sieve;
        this.clock = clock;
        this.since = clock.instant();
        this.status = Status.of(source.toString());
        this.thread = new Thread(this::watch, "discovery-" + pool);
        thread.setDaemon(true);
    }

    /**
     * Begins to ask.
     *
     * @param random for jitter
     */
    public static Discovery start(String pool, DiscoveryConfig config, Network network, RandomGenerator random) {
        Source source = Source.of(config.registry(), network, random);
        var discovery = new Discovery(pool, config, source, new Sieve(Lookup.ofMachine()), network.clock());
        discovery.begin();
        return discovery;
    }

    void begin() {
        thread.start();
    }

    public DiscoveryConfig config() {
        return config;
    }

    /** What was found last; empty until something was. */
    public List<Candidate> candidates() {
        return candidates;
    }

    public Status status() {
        return status;
    }

    /** How long ago the last good answer came; without one, for how long there is none. */
    public Duration age() {
        Instant last = status.lastSuccess().map(Status.Success::at).orElse(since);
        Duration age = Duration.between(last, clock.instant());
        return age.isNegative() ? Duration.ZERO : age;
    }

    /** Tells this one, and no other any more, whenever something else was found; at once, too. It must not block. */
    public void listen(Runnable other) {
        listener = other;
        other.run();
    }

    /** Waits until something was found, but not for longer than configured since the beginning; whether it was. */
    public boolean awaitFirst() throws InterruptedException {
        long left = begun + config.initialTimeout().toNanos() - System.nanoTime();
        return found.await(left, TimeUnit.NANOSECONDS);
    }

    /** Asks no more. What is under way is given up. */
    @Override
    public void close() {
        closed.countDown();
        thread.interrupt();
    }

    private void watch() {
        int failures = 0;
        try {
            Duration pause = Duration.ZERO;
            while (!closed.await(pause.toNanos(), TimeUnit.NANOSECONDS)) {
                long before = status.failures();
                @Nullable Duration next = attempt();
                failures = status.failures() == before ? 0 : failures + 1;
                pause = next == null ? source.pause(failures) : next;
            }
        } catch (InterruptedException e) {
            // Closed, and nobody else has this thread.
        } finally {
            end();
        }
    }

    private void end() {
        try {
            source.close();
        } catch (RuntimeException e) {
            // The event loop that it would be closed on has ended, and everything of it with that.
            LOG.debug("pool {}: closing {}", pool, status.source(), e);
        }
    }

    /** Asks once; how long to wait until the next time, or null after a failure. */
    private @Nullable Duration attempt() throws InterruptedException {
        try {
            Answer answer = source.ask(config.maxBackends());
            take(sieve.sift(answer));
            return answer.next();
        } catch (IOException e) {
            failed(Condition.FAILING, OneLine.of(String.valueOf(e.getMessage())));
        } catch (RuntimeException | Error e) {
            defect(e);
        }
        return null;
    }

    /** What should not happen must not end the watch for good: a lack of memory or of descriptors may be over soon. */
    private void defect(Throwable failure) throws InterruptedException {
        if (closed.getCount() == 0) {
            // The balancer is stopping, and its event loops have ended before this thread.
            throw new InterruptedException();
        }
        if (status.condition() != Condition.FAILING) {
            LOG.error("pool {}: asking {} failed", pool, status.source(), failure);
        }
        failed(Condition.FAILING, OneLine.of(failure.toString()));
    }

    private void take(Sieve.Sifted sifted) {
        int leftOut = sifted.leftOut().size();
        if (sifted.candidates().isEmpty()) {
            failed(
                    Condition.EMPTY,
                    leftOut == 0
                            ? "an empty answer"
                            : "an answer of " + leftOut + " entries that cannot be used, such as "
                                    + OneLine.of(sifted.leftOut().get(0)));
            return;
        }
        Status before = status;
        Condition how = leftOut == 0 ? Condition.GOOD : Condition.PARTIAL;
        status = before.succeeded(
                how, new Status.Success(clock.instant(), sifted.candidates().size(), leftOut));
        if (how != before.condition()) {
            say(sifted);
        }
        boolean news = !candidates.equals(sifted.candidates());
        candidates = sifted.candidates();
        if (news) {
            listener.run();
        }
        found.countDown();
    }

    private void say(Sieve.Sifted sifted) {
        int backends = sifted.candidates().size();
        int leftOut = sifted.leftOut().size();
        if (leftOut == 0) {
            LOG.info("pool {}: discovery: {} answers, {} backends", pool, status.source(), backends);
        } else {
            LOG.warn(
                    "pool {}: discovery: {} answers, {} backends; {} entries cannot be used, such as {}",
                    pool,
                    status.source(),
                    backends,
                    leftOut,
                    OneLine.of(sifted.leftOut().get(0)));
        }
    }

    private void failed(Condition how, String reason) {
        Status before = status;
        status = before.failed(how, new Status.Failure(clock.instant(), reason));
        if (how != before.condition()) {
            LOG.warn(
                    "pool {}: discovery: {}: {}; {}",
                    pool,
                    before.source(),
                    reason,
                    candidates.isEmpty()
                            ? "nothing was found yet"
                            : "the last good pool of " + candidates.size() + " backends stays");
        }
    }
}
