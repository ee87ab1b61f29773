package io.gauntlet.lb.balance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gauntlet.lb.config.ForwardConfig;
import io.gauntlet.lb.config.HashKey;
import io.gauntlet.lb.config.LimitConfig;
import io.gauntlet.lb.config.RetryConfig;
import io.gauntlet.lb.config.Reuse;
import io.gauntlet.lb.config.TimeoutConfig;
import io.gauntlet.lb.config.UpstreamConfig;
import io.gauntlet.lb.pool.Availability;
import io.gauntlet.lb.pool.Backend;
import io.gauntlet.lb.pool.BackendState;
import io.gauntlet.lb.pool.HealthPolicy;
import io.gauntlet.lb.pool.Pool;
import io.gauntlet.lb.pool.PoolRules;
import io.gauntlet.lb.pool.ProbeResult;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Places, the queue for them, and its end. */
class LimitedAdmissionTest {
    private static final Duration LONG = Duration.ofMinutes(10);
    private static final ForwardConfig OPEN = new ForwardConfig(
            new TimeoutConfig(LONG, LONG, LONG),
            new RetryConfig(0, 0, Set.of()),
            new UpstreamConfig(Reuse.ALWAYS, LimitConfig.UNLIMITED),
            new LimitConfig(LimitConfig.UNLIMITED, LimitConfig.UNLIMITED, 0, LONG),
            HashKey.CLIENT_ADDRESS);

    private final ScheduledExecutorService loop = Executors.newSingleThreadScheduledExecutor();
    private final Backend one = new Backend("b1", InetSocketAddress.createUnresolved("b", 1), 1);
    private final Backend two = new Backend("b2", InetSocketAddress.createUnresolved("b", 2), 1);
    private final List<String> told = new CopyOnWriteArrayList<>();
    private Pool pool = new Pool("web", rules(), List.of());

    private static PoolRules rules() {
        return new PoolRules(1, BackendState.HEALTHY, HealthPolicy.thresholds(1, 1), Availability.minimumHealthy());
    }

    @BeforeEach
    void fillPool() {
        pool = new Pool("web", rules(), List.of());
        pool.add(List.of(one, two));
    }

    @AfterEach
    void endLoop() {
        loop.shutdownNow();
    }

    private Admission admission(int places, int queue, Duration timeout) {
        return WaitingLine.of(pool)
                .admit(new RoundRobin(0), places, new LimitConfig(places, LimitConfig.UNLIMITED, queue, timeout));
    }

    @Test
    void passesOverABackendWhoseConnectionsDoNotComeAbout() throws Exception {
        WaitingLine line = WaitingLine.of(pool);
        Admission admission = line.admit(new RoundRobin(0), 9, new LimitConfig(9, 1, 9, LONG));
        seek(admission, "x", "y");
        assertThat(List.of(one.pending(), two.pending())).containsExactly(1, 1);
        admission.connected(two);
        seek(admission, "third");
        assertThat(told).containsExactly("x at b1", "y at b2", "third at b2");
        assertThat(one.pendingFull()).isPositive();
        seek(admission, "waiting");
        assertThat(admission.waiting()).isEqualTo(1);
        assertThat(List.of(one.inFlight(), two.inFlight())).containsExactly(1, 2);
    }

    @Test
    void servesThoseThatWaitOnceAConnectionIsThereOrGivenUp() throws Exception {
        Admission admission = WaitingLine.of(pool).admit(new RoundRobin(0), 9, new LimitConfig(9, 1, 9, LONG));
        seek(admission, "x", "y", "first", "second");
        assertThat(admission.waiting()).isEqualTo(2);
        admission.connected(two);
        await().until(() -> told.contains("first at b2"));
        admission.releaseUnconnected(one);
        await().until(() -> told.contains("second at b1"));
        assertThat(List.of(one.inFlight(), two.inFlight())).containsExactly(1, 2);
        assertThat(List.of(one.pending(), two.pending())).containsExactly(1, 1);
    }

    @Test
    void countsWhoHasNoConnectionWithoutAnyLimitToo() throws Exception {
        Admission open = WaitingLine.of(pool).admit(new RoundRobin(0), OPEN);
        seek(open, "x", "y");
        open.connected(one);
        assertThat(List.of(one.pending(), two.pending())).containsExactly(0, 1);
        open.release(one);
        open.releaseUnconnected(two);
        assertThat(List.of(one.pending(), two.pending(), one.inFlight(), two.inFlight()))
                .containsOnly(0);
    }

    @Test
    void servesThoseThatWaitByTheTermsThatAreInForce() throws Exception {
        WaitingLine line = WaitingLine.of(pool);
        Admission narrow = line.admit(new RoundRobin(0), 1, new LimitConfig(1, LimitConfig.UNLIMITED, 9, LONG));
        seek(narrow, "x", "y", "first", "second", "third");
        line.admit(new RoundRobin(0), 2, new LimitConfig(2, LimitConfig.UNLIMITED, 9, LONG));
        await().until(() -> told.size() == 4);
        assertThat(told.subList(2, 4)).containsExactlyInAnyOrder("first at b1", "second at b2");
        Admission open = line.admit(new RoundRobin(0), OPEN);
        await().until(() -> told.size() == 5);
        assertThat(open.waiting()).isZero();
        assertThat(open.queued()).isEqualTo(3);
        assertThat(one.inFlight() + two.inFlight()).isEqualTo(5);
    }

    @Test
    void servesThoseThatWaitWithAPlaceOfAnEarlierConfiguration() throws Exception {
        WaitingLine line = WaitingLine.of(pool);
        Admission open = line.admit(new RoundRobin(0), OPEN);
        seek(open, "x", "y");
        Admission limited = line.admit(new RoundRobin(0), 1, new LimitConfig(1, LimitConfig.UNLIMITED, 9, LONG));
        seek(limited, "first");
        assertThat(limited.waiting()).isEqualTo(1);
        open.release(two);
        await().until(() -> told.contains("first at b2"));
    }

    @Test
    void queuesNobodyForGoodWhoCameUnderEarlierTerms() throws Exception {
        WaitingLine line = WaitingLine.of(pool);
        Admission narrow = line.admit(new RoundRobin(0), 1, new LimitConfig(1, LimitConfig.UNLIMITED, 9, LONG));
        seek(narrow, "x", "y");
        line.admit(new RoundRobin(0), OPEN);
        seek(narrow, "late");
        await().until(() -> told.size() == 3);
        assertThat(narrow.waiting()).isZero();
    }

    @Test
    void isNotSettledBeforeEverybodyHasHeardOfHisPlace() throws Exception {
        Admission admission = admission(1, 9, LONG);
        seek(admission, "x", "y", "waiting");
        assertThat(admission.settled()).isFalse();
        var busy = new CountDownLatch(1);
        Future<?> task = loop.submit(() -> {
            busy.await();
            return null;
        });
        admission.release(one);
        assertThat(admission.waiting()).isZero();
        assertThat(admission.settled()).isFalse();
        busy.countDown();
        task.get();
        await().until(admission::settled);
        assertThat(told).contains("waiting at b1");
    }

    private void seek(Admission admission, String name, Wish wish) throws Exception {
        loop.submit(() -> admission.seek(new Named(name, wish))).get();
    }

    private void seek(Admission admission, String... names) throws Exception {
        for (String name : names) {
            seek(admission, name, Wish.ANY);
        }
    }

    @Test
    void passesOverBackendsThatAreFull() throws Exception {
        Admission admission = admission(2, 0, LONG);
        one.began();
        one.began();
        seek(admission, "x", "y");
        assertThat(told).containsExactly("x at b2", "y at b2");
    }

    @Test
    void shedsAtOnceWhenTheQueueIsFull() throws Exception {
        Admission admission = admission(1, 1, LONG);
        seek(admission, "x", "y", "z", "late");
        assertThat(told).containsExactly("x at b1", "y at b2", "late shed");
        assertThat(admission.waiting()).isEqualTo(1);
        assertThat(admission.shed()).isEqualTo(1);
        assertThat(admission.queued()).isEqualTo(1);
    }

    @Test
    void servesThoseThatWaitInTheirOrder() throws Exception {
        Admission admission = admission(1, 3, LONG);
        seek(admission, "x", "y", "first", "second", "third");
        admission.release(two);
        admission.release(one);
        await().until(() -> told.size() == 4);
        assertThat(told).containsExactly("x at b1", "y at b2", "first at b2", "second at b1");
        assertThat(one.inFlight() + two.inFlight()).isEqualTo(2);
    }

    @Test
    void letsNobodyOvertakeThoseThatWait() throws Exception {
        Admission admission = admission(1, 3, LONG);
        seek(admission, "x", "y", "first");
        // A place that is free, though nobody has been told yet.
        one.ended();
        seek(admission, "new");
        await().until(() -> told.contains("first at b1"));
        assertThat(admission.waiting()).isEqualTo(1);
    }

    @Test
    void shedsThoseThatWaitedTooLong() throws Exception {
        Admission admission = admission(1, 3, Duration.ofMillis(20));
        seek(admission, "x", "y", "z");
        await().until(() -> told.contains("z shed"));
        assertThat(admission.waiting()).isZero();
        admission.release(one);
        assertThat(one.inFlight()).isZero();
    }

    @Test
    void keepsNoPlaceForOneThatLeft() throws Exception {
        Admission admission = admission(1, 3, LONG);
        seek(admission, "x", "y");
        var leaving = new Named("leaving", Wish.ANY);
        loop.submit(() -> admission.seek(leaving)).get();
        seek(admission, "z");
        loop.submit(() -> admission.leave(leaving)).get();
        admission.release(one);
        await().until(() -> told.contains("z at b1"));
        assertThat(told).doesNotContain("leaving at b1");
    }

    @Test
    void waitsForTheBackendOfTheSessionAndHoldsUpNobodyElse() throws Exception {
        Admission admission = admission(1, 3, LONG);
        seek(admission, "x", "y");
        seek(admission, "sticky", new Wish(two, null, 0));
        seek(admission, "z");
        admission.release(one);
        await().until(() -> told.contains("z at b1"));
        admission.release(two);
        await().until(() -> told.contains("sticky at b2"));
    }

    @Test
    void letsASessionGoElsewhereWhoseBackendIsOut() throws Exception {
        pool.drain(two);
        seek(admission(1, 3, LONG), "sticky", new Wish(two, null, 0));
        assertThat(told).containsExactly("sticky at b1");
    }

    @Test
    void tellsWhenThereIsNobody() throws Exception {
        Admission admission = admission(1, 3, LONG);
        pool.drain(two);
        seek(admission, "retry", new Wish(null, one, 0));
        pool.drain(one);
        seek(admission, "x");
        assertThat(told).containsExactly("retry nobody", "x nobody");
    }

    @Test
    void letsNobodyThatFindsTheQueueFullGoPastAnIdleBackend() throws Exception {
        Admission admission = admission(1, 1, LONG);
        seek(admission, "x");
        seek(admission, "sticky", new Wish(one, null, 0));
        seek(admission, "y");
        seek(admission, "late");
        assertThat(told).containsExactly("x at b1", "y at b2", "late shed");
        assertThat(admission.waiting()).isEqualTo(1);
    }

    @Test
    void servesThoseThatWaitWhenABackendJoins() throws Exception {
        Admission admission = admission(1, 3, LONG);
        seek(admission, "x", "y", "z", "rest");
        pool.add(List.of(new Backend("b3", InetSocketAddress.createUnresolved("b", 3), 1)));
        await().until(() -> told.contains("z at b3"));
        assertThat(admission.waiting()).isEqualTo(1);
    }

    @Test
    void servesThoseThatWaitWhenABackendBecomesHealthy() throws Exception {
        pool.probed(two, new ProbeResult(false, "bad"));
        Admission admission = admission(1, 3, LONG);
        seek(admission, "x", "y");
        assertThat(told).containsExactly("x at b1");
        pool.probed(two, new ProbeResult(true, "good"));
        await().until(() -> told.contains("y at b2"));
        assertThat(admission.waiting()).isZero();
    }

    @Test
    void letsASessionThatWaitsGoElsewhereWhenItsBackendFailsOrDrains() throws Exception {
        Admission admission = admission(1, 3, LONG);
        seek(admission, "x");
        seek(admission, "sticky", new Wish(one, null, 0));
        pool.probed(one, new ProbeResult(false, "bad"));
        await().until(() -> told.contains("sticky at b2"));
        pool.probed(one, new ProbeResult(true, "good"));
        seek(admission, "again", new Wish(two, null, 0));
        admission.release(one);
        pool.drain(two);
        await().until(() -> told.contains("again at b1"));
    }

    @Test
    void tellsThoseThatWaitWhenNobodyIsLeft() throws Exception {
        Admission admission = admission(1, 4, LONG);
        seek(admission, "x", "y", "z");
        seek(admission, "retry", new Wish(null, one, 0));
        pool.drain(two);
        await().until(() -> told.contains("retry nobody"));
        assertThat(admission.waiting()).isEqualTo(1);
        pool.drain(one);
        await().until(() -> told.contains("z nobody"));
        assertThat(admission.waiting()).isZero();
        assertThat(admission.shed()).isZero();
    }

    @Test
    void losesNoPlaceAndNoSeekerAmongManyThreads() throws Exception {
        Admission admission = admission(3, 8, Duration.ofMillis(5));
        List<ScheduledExecutorService> loops = new ArrayList<>();
        var answers = new AtomicInteger();
        int each = 5_000;
        for (int t = 0; t < 4; t++) {
            ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();
            loops.add(thread);
            var random = new SplittableRandom(t);
            for (int i = 0; i < each; i++) {
                thread.execute(() -> admission.seek(new Busy(thread, admission, answers, random.nextInt(200))));
            }
        }
        await().until(() -> answers.get() == 4 * each);
        await().until(() -> one.inFlight() + two.inFlight() == 0);
        assertThat(admission.waiting()).isZero();
        assertThat(answers).hasValue(4 * each);
        assertThat(one.requests() + two.requests() + admission.shed()).isEqualTo(4L * each);
        loops.forEach(ScheduledExecutorService::shutdownNow);
    }

    /** Notes what it is told. */
    private final class Named implements Seeker {
        private final String name;
        private final Wish wish;

        Named(String name, Wish wish) {
            this.name = name;
            this.wish = wish;
        }

        @Override
        public Wish wish() {
            return wish;
        }

        @Override
        public ScheduledExecutorService thread() {
            return loop;
        }

        @Override
        public void found(Backend backend) {
            told.add(name + " at " + backend);
        }

        @Override
        public void nobody() {
            told.add(name + " nobody");
        }

        @Override
        public void shed() {
            told.add(name + " shed");
        }
    }

    /** Holds its place for a moment, then gives it back. */
    private record Busy(ScheduledExecutorService thread, Admission admission, AtomicInteger answers, int micros)
            implements Seeker {
        @Override
        public Wish wish() {
            return Wish.ANY;
        }

        @Override
        public void found(Backend backend) {
            var unused = thread.schedule(
                    () -> {
                        admission.release(backend);
                        answers.incrementAndGet();
                    },
                    micros,
                    TimeUnit.MICROSECONDS);
        }

        @Override
        public void nobody() {
            throw new IllegalStateException("there is somebody");
        }

        @Override
        public void shed() {
            answers.incrementAndGet();
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return this == other;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(this);
        }
    }
}
