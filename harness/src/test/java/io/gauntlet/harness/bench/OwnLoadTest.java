package io.gauntlet.harness.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OwnLoadTest {
    private static final Duration SHORT = Duration.ofMillis(300);

    private final ExecutorService threads = Executors.newFixedThreadPool(4);
    private final AtomicInteger asked = new AtomicInteger();
    private final HttpServer server;
    private volatile int status = 200;
    private volatile int delayMillis;

    OwnLoadTest() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    }

    @BeforeEach
    void start() {
        server.setExecutor(threads);
        server.createContext("/", exchange -> {
            asked.incrementAndGet();
            LockSupport.parkNanos(delayMillis * 1_000_000L);
            exchange.sendResponseHeaders(status, 1024);
            exchange.getResponseBody().write(new byte[1024]);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
        threads.shutdownNow();
    }

    private int port() {
        return server.getAddress().getPort();
    }

    @Test
    void theClosedLoopCountsEveryAnswer() {
        var run = new ClosedLoop(port(), "/1k", 4, true).load(SHORT);
        assertThat(run.slice().errors()).isZero();
        assertThat(run.slice().requests()).isPositive().isBetween(asked.get() - 4L, (long) asked.get());
        assertThat(run.windowNanos()).hasSize((int) (run.slice().requests() / ClosedLoop.WINDOW));
    }

    @Test
    void theClosedLoopOpensAConnectionForEachRequestWhereNoneIsKept() {
        var run = new ClosedLoop(port(), "/1k", 2, false).load(SHORT);
        assertThat(run.slice().errors()).isZero();
        assertThat(run.slice().requests()).isGreaterThan(2);
    }

    @Test
    void theOpenLoopSendsWhatIsDueAndNoMore() {
        var run = new OpenLoop(port(), "/1k", 8).load(500, SHORT);
        assertThat(run.unanswered()).isZero();
        assertThat(run.latency().getTotalCount()).isEqualTo(asked.get());
        // Of 150 on average the count is off by 12, as a standard deviation: six of them.
        assertThat(asked.get()).isBetween(150 - 72, 150 + 72);
    }

    @Test
    void theOpenLoopIsPatientWithWhatIsLateAndCountsItFromWhenItWasDue() {
        delayMillis = 100;
        var run = new OpenLoop(port(), "/1k", 1).load(40, SHORT);
        assertThat(run.unanswered()).isZero();
        assertThat(run.latency().getTotalCount()).isEqualTo(asked.get()).isGreaterThan(3);
        // One connection carries ten a second: the last of them had waited for all others.
        assertThat(run.latency().getMaxValue()).isGreaterThan(200_000_000L);
    }

    @Test
    void badAnswersAreErrorsInBoth() {
        status = 503;
        var closed = new ClosedLoop(port(), "/1k", 1, true).load(SHORT).slice();
        assertThat(closed.errors()).isEqualTo(closed.requests());
        assertThat(new OpenLoop(port(), "/1k", 1).load(100, SHORT).unanswered()).isPositive();
    }
}
