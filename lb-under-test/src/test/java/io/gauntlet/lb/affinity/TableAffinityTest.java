package io.gauntlet.lb.affinity;

import static io.gauntlet.lb.affinity.TestingVisits.backend;
import static io.gauntlet.lb.affinity.TestingVisits.bound;
import static io.gauntlet.lb.affinity.TestingVisits.fields;
import static io.gauntlet.lb.affinity.TestingVisits.visit;
import static io.gauntlet.lb.affinity.TestingVisits.visitor;
import static org.assertj.core.api.Assertions.assertThat;

import io.gauntlet.lb.affinity.Affinity.Answered;
import io.gauntlet.lb.affinity.Affinity.Bond;
import io.gauntlet.lb.affinity.Affinity.Visitor;
import io.gauntlet.lb.affinity.SessionTable.Drop;
import io.gauntlet.lb.config.AffinityConfig.SessionName;
import io.gauntlet.lb.config.AffinityConfig.Source;
import io.gauntlet.lb.config.AffinityConfig.Table;
import io.gauntlet.lb.pool.Backend;
import io.gauntlet.lb.pool.Pool;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Sessions by an application's header or cookie. */
class TableAffinityTest {
    private static final Duration TTL = Duration.ofMinutes(10);
    private static final int BOUND = 100;

    private final Pool pool = TestingVisits.pool(3);
    private final Backend one = backend(pool, 0);
    private final Backend two = backend(pool, 1);
    private final Backend three = backend(pool, 2);
    private long nanos;

    private Affinity by(Source source, String name) {
        return new TableAffinity(new Table(new SessionName(source, name), TTL, BOUND), () -> nanos, Runnable::run);
    }

    private final Affinity byHeader = by(Source.HEADER, "X-Session");
    private final Affinity byCookie = by(Source.APP_COOKIE, "JSESSIONID");

    private static SessionTable table(Affinity affinity) {
        return affinity.table().orElseThrow();
    }

    private static Visitor session(String id) {
        return visitor("x-session", id);
    }

    private void pass(Duration time) {
        nanos += time.toNanos();
    }

    @Test
    void belongsToWhoeverAnsweredFirst() {
        assertThat(visit(byHeader, session("s"), pool, two)).isSameAs(two);
        assertThat(visit(byHeader, session("s"), pool, one)).isSameAs(two);
        assertThat(visit(byHeader, session("other"), pool, one)).isSameAs(one);
        assertThat(byHeader.cookieFor(two, null)).isNull();
    }

    @Test
    void leavesRequestsWithoutASessionAlone() {
        assertThat(visit(byHeader, visitor(), pool, one)).isSameAs(one);
        assertThat(visit(byHeader, session(""), pool, one)).isSameAs(one);
        assertThat(visit(byCookie, visitor("Cookie", "a=1; JSESSIONID="), pool, one))
                .isSameAs(one);
        assertThat(table(byHeader).size()).isZero();
        assertThat(table(byCookie).size()).isZero();
    }

    @Test
    void endsWhenItWasNotUsedForItsTime() {
        visit(byHeader, session("s"), pool, one);
        for (int i = 0; i < 5; i++) {
            pass(TTL.minusNanos(1));
            assertThat(bound(byHeader, session("s"), pool)).as("use %d", i).isSameAs(one);
        }
        pass(TTL);
        assertThat(bound(byHeader, session("s"), pool)).isNull();
        assertThat(table(byHeader).size()).isZero();
        assertThat(table(byHeader).dropped(Drop.EXPIRED)).isEqualTo(1);
        assertThat(visit(byHeader, session("s"), pool, two)).isSameAs(two);
    }

    @Test
    void outlivesAnAnswerThatIsLongInComing() {
        visit(byHeader, session("s"), pool, one);
        Bond bond = byHeader.read(session("s"), pool.snapshot());
        pass(TTL.multipliedBy(2));
        byHeader.learn(session("s"), new Answered(one, bond, fields()), pool.snapshot());
        assertThat(bound(byHeader, session("s"), pool)).isSameAs(one);
    }

    @Test
    void holdsNoMoreThanItsBoundAndCountsWhatItDrops() {
        int sessions = 50 * BOUND;
        for (int i = 0; i < sessions; i++) {
            visit(byHeader, session("s" + i), pool, one);
        }
        SessionTable table = table(byHeader);
        assertThat(table.size()).isEqualTo(BOUND);
        assertThat(table.dropped(Drop.FULL)).isEqualTo(sessions - BOUND);
        assertThat(table.dropped(Drop.EXPIRED)).isZero();
    }

    @Test
    void keepsSessionsInUseWhileMadeUpOnesFloodIt() {
        for (int round = 0; round < 10; round++) {
            for (int i = 0; i < BOUND / 2; i++) {
                visit(byHeader, session("used" + i), pool, two);
            }
        }
        for (int i = 0; i < 50 * BOUND; i++) {
            visit(byHeader, session("made-up" + i), pool, one);
        }
        int kept = 0;
        for (int i = 0; i < BOUND / 2; i++) {
            kept += bound(byHeader, session("used" + i), pool) == two ? 1 : 0;
        }
        // Of a plain least-recently-used table none would be left.
        assertThat(kept).isGreaterThan(BOUND / 4);
    }

    @Test
    void dropsTheSessionsOfABackendThatIsGone() {
        for (int i = 0; i < 30; i++) {
            visit(byHeader, session("s" + i), pool, backend(pool, i % 3));
        }
        pool.remove(two);
        byHeader.forget(two);
        assertThat(table(byHeader).size()).isEqualTo(20);
        assertThat(table(byHeader).dropped(Drop.BACKEND_GONE)).isEqualTo(10);
        for (int i = 0; i < 30; i++) {
            assertThat(bound(byHeader, session("s" + i), pool)).isNotSameAs(two);
        }
    }

    @Test
    void movesOnceAndDoesNotFlapBack() {
        visit(byHeader, session("s"), pool, one);
        pool.drain(one);
        assertThat(visit(byHeader, session("s"), pool, three)).isSameAs(three);
        assertThat(visit(byHeader, session("s"), pool, two)).isSameAs(three);
        pool.undrain(one);
        assertThat(visit(byHeader, session("s"), pool, one)).isSameAs(three);
    }

    @Test
    void isThereAgainWhenNobodyAnsweredMeanwhile() {
        visit(byHeader, session("s"), pool, one);
        pool.drain(one);
        assertThat(bound(byHeader, session("s"), pool)).isNull();
        pool.undrain(one);
        assertThat(bound(byHeader, session("s"), pool)).isSameAs(one);
    }

    @Test
    void staysWithADrainingBackendThatKeepsItsSessions() {
        visit(byHeader, session("s"), pool, one);
        pool.drainKeepingSessions(one);
        assertThat(visit(byHeader, session("s"), pool, two)).isSameAs(one);
        pool.moveSessions(one);
        assertThat(visit(byHeader, session("s"), pool, two)).isSameAs(two);
    }

    @Test
    void goesToTheBackendThatAnsweredAfterAFailure() {
        visit(byHeader, session("s"), pool, one);
        Bond bond = byHeader.read(session("s"), pool.snapshot());
        byHeader.learn(session("s"), new Answered(two, bond, fields()), pool.snapshot());
        assertThat(bound(byHeader, session("s"), pool)).isSameAs(two);
        // A second request of that moment must not move it again.
        byHeader.learn(session("s"), new Answered(three, bond, fields()), pool.snapshot());
        assertThat(bound(byHeader, session("s"), pool)).isSameAs(two);
    }

    @Test
    void letsTheFirstOfSeveralNewRequestsDecide() {
        byHeader.learn(session("s"), new Answered(one, null, fields()), pool.snapshot());
        byHeader.learn(session("s"), new Answered(two, null, fields()), pool.snapshot());
        assertThat(bound(byHeader, session("s"), pool)).isSameAs(one);
    }

    @Test
    void movesOnceHoweverManyOfItsRequestsComeAtOnce() throws InterruptedException, ExecutionException {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        for (int round = 0; round < 200; round++) {
            Visitor session = session("s" + round);
            visit(byHeader, session, pool, one);
            pool.drain(one);
            List<Callable<Backend>> visits = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                Backend otherwise = i % 2 == 0 ? two : three;
                visits.add(() -> {
                    visit(byHeader, session, pool, otherwise);
                    // From its first answer on a session knows no other backend.
                    return visit(byHeader, session, pool, otherwise);
                });
            }
            Set<Backend> homes = new HashSet<>();
            for (Future<Backend> home : threads.invokeAll(visits)) {
                homes.add(home.get());
            }
            assertThat(homes).as("round %d", round).hasSize(1);
            pool.undrain(one);
        }
        threads.shutdownNow();
    }

    @Test
    void knowsLongNamesByTheirHash() {
        String first = "x".repeat(64 * 1024);
        String second = first.substring(1) + "y";
        visit(byHeader, session(first), pool, one);
        visit(byHeader, session(second), pool, two);
        assertThat(bound(byHeader, session(first), pool)).isSameAs(one);
        assertThat(bound(byHeader, session(second), pool)).isSameAs(two);
        assertThat(TableKey.of(first)).hasSize(33).isNotEqualTo(TableKey.of(second));
        assertThat(TableKey.of("x".repeat(64))).isEqualTo("x".repeat(64));
        assertThat(TableKey.of("x".repeat(65))).hasSize(33);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "JSESSIONID=abc; Path=/; HttpOnly | abc | true",
                "JSESSIONID=abc | abc | true",
                "jsessionid=abc | abc | false",
                "XJSESSIONID=abc | abc | false",
                "a=b; JSESSIONID=abc | abc | false",
                "JSESSIONID=; Max-Age=0 | '' | false",
                "JSESSIONID | '' | false",
                "'' | '' | false",
                "';;;=' | '' | false",
            })
    void learnsTheCookieThatTheApplicationSets(String set, String id, boolean learned) {
        visit(byCookie, visitor(), pool, two, "Set-Cookie", "other=1", "Set-Cookie", set);
        assertThat(table(byCookie).size()).isEqualTo(learned ? 1 : 0);
        assertThat(bound(byCookie, visitor("Cookie", "other=1; JSESSIONID=" + id), pool))
                .isSameAs(learned ? two : null);
    }

    @Test
    void takesACookieThatItDidNotSeeSetForASession() {
        Visitor visitor = visitor("Cookie", "a=b; JSESSIONID=abc");
        assertThat(visit(byCookie, visitor, pool, three)).isSameAs(three);
        assertThat(visit(byCookie, visitor, pool, one)).isSameAs(three);
    }

    @Test
    void believesTheBackendThatBeginsANewSession() {
        Visitor old = visitor("Cookie", "JSESSIONID=old");
        visit(byCookie, old, pool, one);
        visit(byCookie, old, pool, two, "Set-Cookie", "JSESSIONID=new; Path=/");
        assertThat(bound(byCookie, visitor("Cookie", "JSESSIONID=new"), pool)).isSameAs(one);
        assertThat(bound(byCookie, old, pool)).isSameAs(one);
    }
}
