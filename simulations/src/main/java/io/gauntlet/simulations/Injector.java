package io.gauntlet.simulations;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gauntlet.simulations.ledger.HealthSample;
import io.gauntlet.simulations.plan.BadPlanException;
import io.gauntlet.simulations.plan.Plan;
import io.gauntlet.simulations.plan.PlanReader;
import io.gauntlet.simulations.play.EarlyEnd;
import io.gauntlet.simulations.play.PlayListener;
import io.gauntlet.simulations.play.PlayResult;
import io.gauntlet.simulations.play.Player;
import java.io.BufferedReader;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The injector's conversation: commands in, events out, one JSON object a line; experiments are played one after
 * another. {@link #serve} blocks until the commands end.
 */
public final class Injector {
    /** The flags that the JVM of an injector needs: Gatling's log file writer reaches into java.lang.String. */
    public static final List<String> JVM_FLAGS = List.of("--add-opens=java.base/java.lang=ALL-UNNAMED");

    private static final Logger LOG = LoggerFactory.getLogger(Injector.class);

    private static final long SHUT_DOWN_MILLIS = 5_000;

    private final ObjectMapper json = new ObjectMapper();
    private final Player player = new Player();
    private final Events events;
    private final AtomicBoolean busy = new AtomicBoolean();
    private volatile EarlyEnd end = new EarlyEnd();
    private volatile @Nullable Thread playing;
    private volatile @Nullable Thread warming;

    /** An injector that writes its events here. */
    public Injector(Appendable out) {
        this.events = new Events(out, json);
    }

    /** Warms the JVM up beside the conversation; the first experiment waits for it. */
    public void warmUp() {
        Thread thread = new Thread(
                () -> {
                    try {
                        player.warmUp();
                    } catch (IOException | RuntimeException e) {
                        LOG.warn("no warm-up: {}", e.toString());
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                "warm-up");
        thread.setDaemon(true);
        warming = thread;
        thread.start();
    }

    /**
     * Reads commands until they end.
     *
     * @param stopAtEnd whether an experiment that runs at the end of the commands is stopped or played to its end
     */
    public void serve(BufferedReader commands, boolean stopAtEnd) throws IOException, InterruptedException {
        events.ready();
        String line;
        while ((line = commands.readLine()) != null) {
            if (!line.isBlank()) {
                obey(line);
            }
        }
        if (stopAtEnd) {
            stop();
        }
        awaitEnd(0);
    }

    /** Stops a running experiment and waits, not for long, until its ledger is complete; may be called from any thread. */
    void shutDown() {
        stop();
        try {
            awaitEnd(SHUT_DOWN_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void awaitEnd(long millis) throws InterruptedException {
        Thread last = playing;
        if (last != null) {
            last.join(millis);
        }
    }

    private void obey(String line) {
        JsonNode command;
        try {
            command = json.readTree(line);
        } catch (JsonProcessingException e) {
            events.error("command: not JSON (expected: one JSON object a line)");
            return;
        }
        switch (command.path("command").asText("")) {
            case "run" -> run(command.path("plan"));
            case "stop" -> stop();
            default -> events.error("command: " + command.path("command") + " (expected: run or stop)");
        }
    }

    private void stop() {
        if (busy.get()) {
            end.ask("stopped");
        }
    }

    private void run(JsonNode json) {
        if (busy.get()) {
            events.error("run: an experiment is running (expected: its end first)");
            return;
        }
        Plan plan;
        try {
            plan = PlanReader.read(json);
        } catch (BadPlanException e) {
            events.error(String.valueOf(e.getMessage()));
            return;
        }
        EarlyEnd ending = new EarlyEnd();
        end = ending;
        Thread thread = new Thread(() -> play(plan, ending), "experiment");
        playing = thread;
        busy.set(true);
        thread.start();
    }

    private void play(Plan plan, EarlyEnd ending) {
        try {
            Thread before = warming;
            if (before != null) {
                before.join();
            }
            PlayResult result = player.play(
                    plan,
                    new PlayListener() {
                        @Override
                        public void started(long zeroSecond) {
                            events.started(zeroSecond);
                        }

                        @Override
                        public void progress(HealthSample sample) {
                            events.progress(sample);
                        }
                    },
                    ending);
            busy.set(false);
            events.finished(result);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            fail(plan, "interrupted");
        } catch (BadPlanException e) {
            fail(plan, String.valueOf(e.getMessage()));
        } catch (IOException | RuntimeException | Error e) {
            LOG.error("{}: cannot be played", plan.identity().name(), e);
            fail(plan, e.toString());
        }
    }

    private void fail(Plan plan, String why) {
        busy.set(false);
        events.error(plan.identity().name() + ": " + why);
    }
}
