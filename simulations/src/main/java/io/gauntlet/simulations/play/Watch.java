package io.gauntlet.simulations.play;

import io.gauntlet.simulations.ledger.HealthSample;
import io.gauntlet.simulations.plan.Plan;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The thread beside a running experiment: a health sample each second, and the early end when it is asked for, when the
 * injector is saturated, or when the experiment lasts too long.
 */
final class Watch implements Runnable {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final long GRACE_NANOS = SECOND;
    private static final long OVERTIME_NANOS = 5 * SECOND;

    private final Plan plan;
    private final Traffic traffic;
    private final RunClock clock;
    private final Consumer<String> stopGatling;
    private final LinkedBlockingQueue<String> wishes = new LinkedBlockingQueue<>();
    private final CountDownLatch finished = new CountDownLatch(1);
    private volatile @Nullable String aborted;
    private volatile @Nullable Pulse pulse;
    private @Nullable Thread thread;

    /** The monitor, and who is told of its samples. */
    record Pulse(Monitor monitor, PlayListener listener) {}

    Watch(Plan plan, Traffic traffic, RunClock clock, Consumer<String> stopGatling) {
        this.plan = plan;
        this.traffic = traffic;
        this.clock = clock;
        this.stopGatling = stopGatling;
    }

    /** Begins to watch; at the schedule's second 0. */
    synchronized void start(Pulse what) {
        pulse = what;
        Thread started = new Thread(this, "watch");
        started.setDaemon(true);
        thread = started;
        started.start();
    }

    /** Asks for an early end; the first reason counts. */
    void abort(String reason) {
        wishes.add(reason);
    }

    /** Why the experiment was ended early; null if it was not. */
    @Nullable String aborted() {
        return aborted;
    }

    @Override
    public void run() {
        Pulse what = pulse;
        if (what == null) {
            return;
        }
        long end = traffic.zeroSecond()
                + plan.duration().toNanos()
                + plan.target().requestTimeout().toNanos()
                + OVERTIME_NANOS;
        long tick = traffic.zeroSecond() + SECOND;
        try {
            while (finished.getCount() > 0) {
                String wish = wishes.poll(Math.max(0, tick - clock.now()), TimeUnit.NANOSECONDS);
                if (wish == null) {
                    HealthSample sample = what.monitor().sample();
                    what.listener().progress(sample);
                    wish = clock.now() > end ? "still running " + OVERTIME_NANOS / SECOND + " s after its end" : null;
                    wish = wish == null ? what.monitor().saturation(sample) : wish;
                    tick = Math.max(tick + SECOND, clock.now());
                }
                if (wish != null && finished.getCount() > 0 && aborted == null) {
                    end(wish);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Sends nothing new, gives what is open a moment to end, then stops Gatling. */
    private void end(String reason) throws InterruptedException {
        aborted = reason;
        traffic.abort(reason);
        long patience = clock.now() + GRACE_NANOS;
        while (traffic.openNow() > 0 && clock.now() < patience) {
            if (finished.await(5, TimeUnit.MILLISECONDS)) {
                return;
            }
        }
        stopGatling.accept(reason);
    }

    /** Waits until the schedule has run out, unless the experiment is ended early. */
    void awaitEndOfSchedule() throws InterruptedException {
        long end = traffic.zeroSecond() + plan.duration().toNanos();
        while (aborted == null && clock.now() < end) {
            TimeUnit.NANOSECONDS.sleep(Math.min(20_000_000, Math.max(1, end - clock.now())));
        }
    }

    /** Ends the watching. */
    void finish() throws InterruptedException {
        finished.countDown();
        wishes.add("");
        Thread started;
        synchronized (this) {
            started = thread;
        }
        if (started != null) {
            started.join();
        }
    }
}
