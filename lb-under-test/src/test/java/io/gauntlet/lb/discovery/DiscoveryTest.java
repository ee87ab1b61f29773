package io.gauntlet.lb.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.gauntlet.lb.config.DiscoveryConfig;
import io.gauntlet.lb.config.DiscoveryConfig.FileRegistry;
import io.gauntlet.lb.discovery.Status.Condition;
import io.gauntlet.lb.pool.Candidate;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** How a discovery fares by what its registry says. */
class DiscoveryTest {
    private static final Answer NOTHING = new Answer(List.of(), List.of(), Duration.ofMillis(1));

    private final Script script = new Script();
    private final Logger logger = (Logger) LoggerFactory.getLogger(Discovery.class);
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final AppenderBase<ILoggingEvent> appender = new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
            lines.add(event.getLevel() + " " + event.getFormattedMessage());
        }
    };
    private final Discovery discovery = new Discovery(
            "web",
            new DiscoveryConfig(new FileRegistry(Path.of("x"), Duration.ofSeconds(1)), Duration.ofSeconds(20), 5),
            script,
            new Sieve(Lookup.ofMachine()),
            Clock.systemUTC());

    /** Says the same until it is told to say something else. */
    private static final class Script implements Source {
        private volatile Step step = () -> NOTHING;
        private final AtomicInteger asked = new AtomicInteger();
        private volatile boolean closed;

        interface Step {
            Answer answer() throws IOException;
        }

        @Override
        public Answer ask(int most) throws IOException {
            try {
                return step.answer();
            } finally {
                asked.incrementAndGet();
            }
        }

        /** Says this, several times. */
        void say(Step next) {
            step = next;
            int before = asked.get();
            await().until(() -> asked.get() > before + 5);
        }

        @Override
        public Duration pause(int failures) {
            return Duration.ofMillis(1);
        }

        @Override
        public void close() {
            closed = true;
        }

        @Override
        public String toString() {
            return "script";
        }
    }

    private static Answer answer(int... ports) {
        return new Answer(
                IntStream.of(ports)
                        .mapToObj(port -> new Answer.Entry("b" + port, "127.0.0.1", port, 1))
                        .toList(),
                List.of(),
                Duration.ofMillis(1));
    }

    private List<String> ids() {
        return discovery.candidates().stream().map(Candidate::id).toList();
    }

    @BeforeEach
    void listenToTheLog() {
        appender.setContext(logger.getLoggerContext());
        appender.start();
        logger.addAppender(appender);
    }

    @AfterEach
    void close() {
        discovery.close();
        logger.detachAppender(appender);
    }

    @Test
    void keepsTheLastGoodPoolAndSaysEachChangeOfConditionOnce() throws Exception {
        discovery.begin();
        script.say(() -> NOTHING);
        script.say(() -> answer(1, 2));
        assertThat(discovery.awaitFirst()).isTrue();
        script.say(() -> {
            throw new IOException("down");
        });
        assertThat(ids()).containsExactly("b1", "b2");
        assertThat(discovery.status().condition()).isEqualTo(Condition.FAILING);
        script.say(() -> NOTHING);
        assertThat(ids()).containsExactly("b1", "b2");
        assertThat(discovery.status().condition()).isEqualTo(Condition.EMPTY);
        script.say(() -> answer(0, 70_000));
        assertThat(ids()).containsExactly("b1", "b2");
        script.say(() -> answer(0, 3));
        assertThat(ids()).containsExactly("b3");
        assertThat(discovery.status().condition()).isEqualTo(Condition.PARTIAL);
        script.say(() -> answer(3));
        assertThat(lines)
                .containsExactly(
                        "WARN pool web: discovery: script: an empty answer; nothing was found yet",
                        "INFO pool web: discovery: script answers, 2 backends",
                        "WARN pool web: discovery: script: down; the last good pool of 2 backends stays",
                        "WARN pool web: discovery: script: an empty answer; the last good pool of 2 backends stays",
                        "WARN pool web: discovery: script answers, 1 backends; 1 entries cannot be used, such as 'b0': port 0 (expected: 1 to 65535)",
                        "INFO pool web: discovery: script answers, 1 backends");
    }

    @Test
    void survivesADefectOfItsSource() {
        discovery.begin();
        script.say(() -> {
            throw new IllegalStateException("a defect");
        });
        script.say(() -> answer(1));
        assertThat(ids()).containsExactly("b1");
        assertThat(discovery.status().lastError().orElseThrow().reason()).contains("a defect");
    }

    @Test
    void countsFailuresAndKeepsTheirReason() {
        discovery.begin();
        script.say(() -> answer(1));
        long before = discovery.status().failures();
        script.say(() -> {
            throw new IOException("down\nand out");
        });
        Status status = discovery.status();
        assertThat(status.failures()).isGreaterThan(before + 3);
        assertThat(status.lastError().orElseThrow().reason()).isEqualTo("down?and out");
        assertThat(status.lastSuccess().orElseThrow().backends()).isEqualTo(1);
        assertThat(status.lastError().orElseThrow().at())
                .isAfterOrEqualTo(status.lastSuccess().orElseThrow().at());
    }

    @Test
    void tellsOfNewsAlone() {
        var told = new CopyOnWriteArrayList<List<String>>();
        discovery.begin();
        script.say(() -> answer(1));
        discovery.listen(() -> told.add(ids()));
        script.say(() -> answer(1));
        script.say(() -> answer(1, 2));
        script.say(() -> NOTHING);
        script.say(() -> answer(2));
        assertThat(told).containsExactly(List.of("b1"), List.of("b1", "b2"), List.of("b2"));
    }

    @Test
    void endsWhenItIsClosed() {
        discovery.begin();
        script.say(() -> answer(1));
        discovery.close();
        await().until(() -> script.closed);
        assertThat(ids()).containsExactly("b1");
    }
}
