package io.gauntlet.simulations.play;

import io.gauntlet.simulations.ledger.HealthSample;
import io.gauntlet.simulations.plan.Plan;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The thread beside a running experiment: a health sample each second, and the early end when it is asked for, when the
 * injector is saturated, or when the experiment lasts too long.
 */
final class Watch {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final long GRACE_NANOS = SECOND;
    private static final long OVERTIME_NANOS = 5 * SECOND;

    private final Plan plan;
    private final Traffic traffic;
    private final RunClock clock;
    private final EarlyEnd earlyEnd;
    private final Consumer<String> stopGatling;
    private final CountDownLatch finished = new CountDownLatch(1);
    private volatile @Nullable String aborted;
    private volatile @Nullable Thread thread;

    /** The consumer is to make Gatling end at once, for the reason that it is given. */
    Watch(Plan plan, Traffic traffic, RunClock clock, EarlyEnd earlyEnd, Consumer<String> stopGatling) {
        this.plan = plan;
        this.traffic = traffic;
        this.clock = clock;
        this.earlyEnd = earlyEnd;
        this.stopGatling = stopGatling;
    }

    /** Begins to watch; at the schedule's second 0. */
    void start(Monitor monitor, PlayListener listener) {
        Thread started = new Thread(() -> run(monitor, listener), "watch");
        started.setDaemon(true);
        thread = started;
        started.start();
    }

    /** Why the experiment was ended early; null if it was not. */
    @Nullable String aborted() {
        return aborted;
    }

    private void run(Monitor monitor, PlayListener listener) {
        long end = traffic.zeroSecond()
                + plan.duration().toNanos()
                + plan.target().timeouts().request().toNanos()
                + OVERTIME_NANOS;
        long tick = traffic.zeroSecond() + SECOND;
        try {
            while (finished.getCount() > 0) {
                String reason = earlyEnd.await(tick - clock.now());
                if (reason == null) {
                    reason = clock.now() > end
                            ? "still running " + OVERTIME_NANOS / SECOND + " s after its end"
                            : look(monitor, listener);
                    tick = Math.max(tick + SECOND, clock.now());
                }
                if (reason != null && finished.getCount() > 0 && aborted == null) {
                    end(reason);
                }
            }
            if (clock.now() - (tick - SECOND) > SECOND / 2 || tick == traffic.zeroSecond() + SECOND) {
                look(monitor, listener);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Takes a sample; why the experiment must end, or null. A watch that cannot watch ends it too. */
    private static @Nullable String look(Monitor monitor, PlayListener listener) {
        try {
            HealthSample sample = monitor.sample();
            listener.progress(sample);
            return monitor.saturation(sample);
        } catch (RuntimeException e) {
            return "injector failed: " + e;
        }
    }

    /** Sends nothing new, gives what is open a moment to end, then stops Gatling. */
    private void end(String reason) throws InterruptedException {
        traffic.abort(reason);
        aborted = reason;
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
        earlyEnd.ask("finished");
        Thread started = thread;
        if (started != null) {
            started.join();
        }
    }
}
