package io.gauntlet.lb.observe;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.gauntlet.lb.pool.Availability;
import io.gauntlet.lb.pool.Backend;
import io.gauntlet.lb.pool.BackendState;
import io.gauntlet.lb.pool.Candidate;
import io.gauntlet.lb.pool.HealthPolicy;
import io.gauntlet.lb.pool.Pool;
import io.gauntlet.lb.pool.PoolListener;
import io.gauntlet.lb.pool.PoolRules;
import io.gauntlet.lb.pool.ProbeResult;
import io.gauntlet.lb.pool.Transition;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Every way of changing a state is an event with its cause, a line of the log and a count. */
class EventLogTest {
    private static final PoolRules RULES =
            new PoolRules(0, BackendState.STARTING, HealthPolicy.thresholds(1, 1), Availability.minimumHealthy());

    private final Logger logger = (Logger) LoggerFactory.getLogger(EventLog.class);
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
    private final EventLog log = new EventLog();
    private final List<Transition> events = new ArrayList<>();
    private final PoolListener listener = new PoolListener() {
        @Override
        public void changed(Pool changed, Transition transition) {
            events.add(transition);
        }
    };

    private final Backend one = new Backend("b1", InetSocketAddress.createUnresolved("b", 1), 1);
    private final Backend two = new Backend("b2", InetSocketAddress.createUnresolved("b", 2), 1);
    private final Pool pool = new Pool("web", RULES, List.of(log, listener));

    @BeforeEach
    void listen() {
        lines.start();
        logger.addAppender(lines);
        pool.add(List.of(one, two));
    }

    @AfterEach
    void stop() {
        logger.detachAppender(lines);
    }

    private void expect(int count, BackendState from, BackendState to, String cause) {
        Transition last = events.get(events.size() - 1);
        assertThat(events).hasSize(count);
        assertThat(last).isEqualTo(new Transition(one, from, to, cause));
        ILoggingEvent line = lines.list.get(lines.list.size() - 1);
        assertThat(line.getFormattedMessage()).isEqualTo("pool web: backend b1: " + from + " -> " + to + ": " + cause);
        assertThat(line.getLevel()).isEqualTo(to == BackendState.UNHEALTHY ? Level.WARN : Level.INFO);
        assertThat(log.moves()).containsKey(new EventLog.Move("web", "b1", from, to));
        long counted = log.moves().values().stream().mapToLong(Long::longValue).sum();
        assertThat(counted).isEqualTo(count);
    }

    @Test
    void tellsEveryChangeWithItsCause() {
        pool.probed(one, ProbeResult.GOOD);
        expect(1, BackendState.STARTING, BackendState.HEALTHY, "answered as expected");
        pool.probed(one, ProbeResult.unready("status 503"));
        expect(2, BackendState.HEALTHY, BackendState.UNHEALTHY, "alive, not ready: status 503");
        pool.probed(one, ProbeResult.GOOD);
        expect(3, BackendState.UNHEALTHY, BackendState.HEALTHY, "answered as expected");
        pool.eject(one, Duration.ofSeconds(1), "passive: 5 failures in a row");
        expect(4, BackendState.HEALTHY, BackendState.UNHEALTHY, "passive: 5 failures in a row");
        pool.readmit(one, "passive: its 1 s are over");
        expect(5, BackendState.UNHEALTHY, BackendState.HEALTHY, "passive: its 1 s are over");
        pool.drain(one);
        expect(6, BackendState.HEALTHY, BackendState.DRAINING, "drain asked");
        pool.undrain(one);
        expect(7, BackendState.DRAINING, BackendState.HEALTHY, "undrain asked");
        pool.reconcile(RULES, List.of(new Candidate("b2", List.of(two.address()), 1)));
        expect(8, BackendState.HEALTHY, BackendState.DRAINING, "configuration reloaded");
        pool.remove(one);
        expect(9, BackendState.DRAINING, BackendState.REMOVED, "removed");
    }

    @Test
    void tellsNothingWhereNothingChanged() {
        pool.probed(one, ProbeResult.GOOD);
        pool.probed(one, ProbeResult.GOOD);
        pool.undrain(one);
        assertThat(pool.readmit(one, "no")).isFalse();
        pool.drain(one);
        pool.drain(one);
        assertThat(pool.eject(one, Duration.ofSeconds(1), "no")).isFalse();
        pool.probed(one, ProbeResult.bad("no"));
        assertThat(events).hasSize(2);
    }

    @Test
    void forgetsThoseThatAreLongGoneButNobodyElse() {
        pool.probed(two, ProbeResult.GOOD);
        // Another one takes its id while it leaves.
        pool.reconcile(RULES, List.of(new Candidate("b2", List.of(InetSocketAddress.createUnresolved("c", 2)), 1)));
        pool.remove(List.of(one, two));
        for (int i = 0; i < 3_000; i++) {
            var passing = new Backend("p" + i, InetSocketAddress.createUnresolved("p", 1), 1);
            pool.add(List.of(passing));
            pool.drain(passing);
            pool.remove(passing);
        }
        assertThat(log.moves().keySet())
                .hasSizeLessThan(2_100)
                .contains(
                        new EventLog.Move("web", "b2", BackendState.STARTING, BackendState.HEALTHY),
                        new EventLog.Move("web", "p2999", BackendState.STARTING, BackendState.DRAINING))
                .noneMatch(move -> move.backend().equals("b1") || move.backend().equals("p0"));
    }
}
