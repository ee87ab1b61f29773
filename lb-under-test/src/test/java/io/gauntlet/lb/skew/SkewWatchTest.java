package io.gauntlet.lb.skew;

import static org.assertj.core.api.Assertions.assertThat;

import io.gauntlet.lb.config.AlgorithmName;
import io.gauntlet.lb.config.Balancing;
import io.gauntlet.lb.config.SkewConfig;
import io.gauntlet.lb.pool.Availability;
import io.gauntlet.lb.pool.Backend;
import io.gauntlet.lb.pool.BackendState;
import io.gauntlet.lb.pool.HealthPolicy;
import io.gauntlet.lb.pool.Pool;
import io.gauntlet.lb.pool.PoolRules;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.concurrent.MockTicker;
import io.netty.util.concurrent.Ticker;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** When it looks and whom it tells, on a loop whose time goes on by hand. */
class SkewWatchTest {
    private static final Duration SLICE = Duration.ofSeconds(1);

    private final MockTicker ticker = Ticker.newMockTicker();
    private final EmbeddedChannel channel =
            EmbeddedChannel.builder().ticker(ticker).build();
    private final List<Boolean> told = new ArrayList<>();
    private final Pool pool = new Pool(
            "web",
            new PoolRules(1, BackendState.HEALTHY, HealthPolicy.thresholds(2, 3), Availability.minimumHealthy()),
            List.of());
    private final SkewWatch watch = SkewWatch.over(
            pool, balancing(2), (of, skew) -> told.add(skew.alarm()), channel.eventLoop(), ticker::nanoTime);
    private final List<Backend> backends = IntStream.range(0, 4)
            .mapToObj(i -> new Backend("b" + i, InetSocketAddress.createUnresolved("127.0.0.1", 1), 1))
            .toList();

    private static Balancing balancing(double limit) {
        return new Balancing(AlgorithmName.LEAST_CONNECTIONS, new SkewConfig(SLICE.multipliedBy(10), limit, 100));
    }

    @AfterEach
    void end() {
        var unused = channel.close();
    }

    private void give(int... requests) {
        for (int i = 0; i < requests.length; i++) {
            for (int n = 0; n < requests[i]; n++) {
                backends.get(i).began();
            }
        }
        advance();
    }

    private void advance() {
        ticker.advance(SLICE.toNanos(), TimeUnit.NANOSECONDS);
        channel.runPendingTasks();
    }

    private void join() {
        pool.add(backends);
        channel.runPendingTasks();
    }

    @Test
    void tellsOnceThatItIsRaisedAndOnceThatItIsCleared() {
        join();
        give(900, 30, 30, 30);
        give(900, 30, 30, 30);
        assertThat(told).containsExactly(true);
        IntStream.range(0, 12).forEach(i -> give(250, 250, 250, 250));
        assertThat(told).containsExactly(true, false);
    }

    @Test
    void goesByOtherSettings() {
        join();
        give(900, 30, 30, 30);
        watch.reconfigure(balancing(3.9));
        advance();
        assertThat(told).containsExactly(true, false);
        give(900, 30, 30, 30);
        assertThat(watch.skew().alarm()).isFalse();
        assertThat(watch.skew().ratio().orElseThrow()).isGreaterThan(3.6);
    }

    @Test
    void keepsItsWindowWhenNothingIsOther() {
        join();
        give(900, 30, 30, 30);
        watch.reconfigure(balancing(2));
        advance();
        assertThat(watch.skew().requests()).isEqualTo(990);
    }

    @Test
    void restsWithoutBackendsAndBeginsAgain() {
        join();
        pool.remove(backends);
        advance();
        assertThat(channel.runScheduledPendingTasks()).isNegative();
        join();
        assertThat(channel.runScheduledPendingTasks()).isPositive();
    }
}
