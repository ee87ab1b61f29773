package io.gauntlet.lb.health;

import io.netty.channel.EventLoop;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.concurrent.MockTicker;
import io.netty.util.concurrent.Ticker;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** An event loop whose time goes on only when it is told to. */
final class TestingLoop implements AutoCloseable {
    private static final Duration STEP = Duration.ofMillis(50);

    private final MockTicker ticker = Ticker.newMockTicker();
    private final EmbeddedChannel channel =
            EmbeddedChannel.builder().ticker(ticker).build();

    EventLoop loop() {
        return channel.eventLoop();
    }

    long nanoTime() {
        return ticker.nanoTime();
    }

    /** Does what is due, and what comes of it. */
    void run() {
        channel.runPendingTasks();
        channel.runPendingTasks();
    }

    /** Lets time go by in small steps, doing what is due on the way. */
    void advance(Duration time) {
        for (Duration left = time; left.compareTo(Duration.ZERO) > 0; left = left.minus(STEP)) {
            ticker.advance(Math.min(left.toNanos(), STEP.toNanos()), TimeUnit.NANOSECONDS);
            run();
        }
    }

    @Override
    public void close() {
        var unused = channel.close();
    }
}
