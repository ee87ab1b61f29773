package io.gauntlet.lb.fuzz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.gauntlet.lb.testing.Rig;
import io.netty.util.ResourceLeakDetector;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/**
 * Requests made up by chance, most of them wrong somewhere, go through a real balancer on real sockets to a backend that reads
 * strictly, by a reader of its own. Whatever comes, the balancer refuses it, or the backend understands just what that reader
 * understands of what the client sent: no request more, none of them another, none with another body, and none of another client.
 *
 * <pre>mvn test -pl lb-under-test -Dtest=Http1FuzzTest -Dfuzz.inputs=1000000 -Dfuzz.seed=7</pre>
 */
class Http1FuzzTest {
    private static final int INPUTS = Integer.getInteger("fuzz.inputs", 2_000);
    private static final long SEED = Long.getLong("fuzz.seed", 1);
    private static final int BATCH = 500;
    private static final int THREADS = 8;

    /** Those who are right have all the time that they need; the others must not take up ours. */
    private static final String LISTENERS =
            "listeners: [{name: web, bind: 127.0.0.1:0, routes: [{pool: web}]}, {name: hasty, bind: 127.0.0.1:0,"
                    + " timeouts: {head: 400ms, idle-client: 400ms}, routes: [{pool: web}]}]";

    private final ListAppender<ILoggingEvent> logged = new ListAppender<>();
    private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    private final ResourceLeakDetector.Level level = ResourceLeakDetector.getLevel();
    private final Map<String, Integer> counts = new LinkedHashMap<>();

    @BeforeEach
    void listen() {
        ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
        logged.start();
        root.addAppender(logged);
    }

    @AfterEach
    void listenNoMore() {
        ResourceLeakDetector.setLevel(level);
        root.detachAppender(logged);
        logged.stop();
    }

    private static Rig rig(Witness witness) {
        return Rig.start(
                Rig.ordered(),
                List.of(),
                LISTENERS,
                "backends: [{id: b1, address: 127.0.0.1:" + witness.port() + "}]",
                "health: {passive: off, active: {type: none}}");
    }

    @Test
    void isRefusedOrUnderstoodAsItWasMeant() throws Exception {
        List<String> complaints = new ArrayList<>();
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try (var witness = new Witness();
                Rig rig = rig(witness)) {
            int inputs = 0;
            for (int first = 0; inputs < INPUTS && complaints.isEmpty(); first += BATCH) {
                inputs += batch(first, rig, witness, threads, complaints);
            }
            assertThat(rig.balancer().address("web")).isNotNull();
        } finally {
            threads.shutdown();
        }
        LoggerFactory.getLogger(Http1FuzzTest.class).info("seed {}: {}", SEED, counts);
        assertThat(complaints).as("seed %d, %s", SEED, counts).isEmpty();
        assertThat(counts).containsKeys("right", "understood", "refused with 400");
    }

    private int batch(int first, Rig rig, Witness witness, ExecutorService threads, List<String> complaints)
            throws Exception {
        InetSocketAddress patient = rig.balancer().address("web");
        InetSocketAddress hasty = rig.balancer().address("hasty");
        Map<Talk, Future<Talk.Heard>> talks = new LinkedHashMap<>();
        int inputs = 0;
        for (int number = first; number < first + BATCH && inputs < INPUTS; number++) {
            Talk talk = Talk.of(SEED, number);
            inputs += 1 + talk.model().requests().size();
            talks.put(talk, threads.submit(() -> talk.play(talk.right() ? patient : hasty, SEED)));
        }
        Map<Talk, Talk.Heard> heard = new LinkedHashMap<>();
        for (Map.Entry<Talk, Future<Talk.Heard>> talk : talks.entrySet()) {
            heard.put(talk.getKey(), talk.getValue().get(2, TimeUnit.MINUTES));
        }
        await().atMost(Duration.ofSeconds(20)).until(() -> rig.pools().contains("\"inFlight\":0"));
        heard.forEach((talk, each) -> judge(talk, each, witness.take(talk.client()), complaints));
        complaints.addAll(witness.complaints());
        complaints.addAll(troubles());
        return inputs;
    }

    private void count(String what, int times) {
        counts.merge(what, times, Integer::sum);
    }

    private void judge(Talk talk, Talk.Heard heard, List<Request> understood, List<String> complaints) {
        List<String> meant = essences(talk.model().requests());
        List<String> got = essences(understood);
        List<String> wrong = new ArrayList<>(heard.complaints());
        if (got.size() > meant.size() || !got.equals(meant.subList(0, got.size()))) {
            wrong.add("the backend understood " + got + " and not " + meant);
        }
        if (heard.answers().size() > got.size()
                || !heard.answers().equals(got.subList(0, heard.answers().size()))) {
            wrong.add("the client was answered " + heard.answers() + " to " + got);
        }
        if (talk.right() && heard.answers().size() != meant.size()) {
            wrong.add("only " + heard.answers().size() + " answers, refused with " + heard.refusal());
        }
        wrong.forEach(each -> complaints.add(each + "\n" + talk));
        count(talk.right() ? "right" : "wrong", 1);
        count("then " + talk.model().ending(), 1);
        count("understood", got.size());
        if (heard.refusal() != 0) {
            count("refused with " + heard.refusal(), 1);
        }
    }

    private static List<String> essences(List<Request> requests) {
        return requests.stream().map(Request::essence).toList();
    }

    /** What nobody should have to read in a log: exceptions that escaped, and leaks. */
    private List<String> troubles() {
        synchronized (logged) {
            return List.copyOf(logged.list).stream()
                    .filter(event -> event.getLevel().isGreaterOrEqual(Level.ERROR)
                            || (event.getLevel() == Level.WARN
                                    && event.getLoggerName().startsWith("io.netty")))
                    .map(event -> event.getLoggerName() + ": " + event.getFormattedMessage())
                    .toList();
        }
    }
}
