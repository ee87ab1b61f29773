package io.gauntlet.harness.rig;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gauntlet.harness.experiment.Backends;
import io.gauntlet.harness.experiment.Behaviour;
import io.gauntlet.harness.process.ChildProcess;
import io.gauntlet.harness.process.HttpCalls;
import io.gauntlet.harness.process.Launch;
import io.gauntlet.harness.process.RigException;
import io.gauntlet.harness.process.Waiting;
import io.gauntlet.harness.recording.RunClock;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** The fake backends, a process each, so that any of them can be killed for real. Thread-safe. */
public final class BackendFleet implements Backends, AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration START = Duration.ofSeconds(30);
    private static final Duration LONGEST_REQUEST = Duration.ofSeconds(5);
    private static final Duration PAUSE = Duration.ofMillis(25);
    private static final int IDLE_LOOKS = 5;
    private static final List<String> FLAGS = List.of("-Xmx128m");

    private final Path logs;
    private final RunClock clock;
    private final HttpCalls http;
    private final Map<String, Member> members = new ConcurrentHashMap<>();
    private final Map<String, ChildProcess> successors = new ConcurrentHashMap<>();
    private volatile Path journal;
    private volatile String database = "";

    private record Member(ChildProcess process, String control, String address) {}

    BackendFleet(Path folder, RunClock clock, HttpCalls http) {
        this.logs = folder.resolve("logs");
        this.journal = folder.resolve("logs").resolve("journal");
        this.clock = clock;
        this.http = http;
    }

    /**
     * Starts all of them at once, on ports that the system chooses, and waits until they serve.
     *
     * @param database where the one is that they share
     */
    void start(List<String> ids, String database) {
        this.database = database;
        Map<String, ChildProcess> starting = new LinkedHashMap<>();
        try {
            ids.forEach(id -> starting.put(id, launch(id)));
            starting.forEach(this::join);
        } catch (RuntimeException e) {
            starting.values().forEach(ChildProcess::close);
            throw e;
        }
    }

    private ChildProcess launch(String id) {
        return ChildProcess.start(Launch.java(
                        "backend " + id,
                        "io.gauntlet.backends.Main",
                        FLAGS,
                        List.of(
                                "--backend",
                                id + "=127.0.0.1:0",
                                "--control",
                                "127.0.0.1:0",
                                "--journal",
                                journal.toAbsolutePath().toString(),
                                "--zero",
                                Long.toString(clock.zeroEpochNanos())),
                        logs.resolve("backend-" + id + ".log"))
                .with("GAUNTLET_DATABASE", database));
    }

    private void join(String id, ChildProcess process) {
        var places = process.ready(START);
        members.put(id, new Member(process, places.getOrDefault("control", ""), places.getOrDefault(id, "")));
    }

    @Override
    public String address(String id) {
        return member(id).address();
    }

    @Override
    public void behave(String id, Behaviour behaviour) {
        http.call("PUT", control(id, "/backends/" + id + "/behaviour"), json(behaviour.keys()));
    }

    /**
     * Kills a backend's process. Its successor starts at once, elsewhere and unseen, so that a later {@link #revive} does
     * not wait for a virtual machine.
     */
    @Override
    public void kill(String id) {
        member(id).process().kill();
        successors.computeIfAbsent(id, this::launch);
    }

    @Override
    public void revive(String id, Behaviour behaviour) {
        var successor = successors.remove(id);
        join(id, successor == null ? launch(id) : successor);
        http.call("PUT", control(id, "/journal"), journalOrder());
        behave(id, behaviour);
    }

    /** Whether a backend's process runs. */
    public boolean alive(String id) {
        return member(id).process().alive();
    }

    /** From now on the backends keep their journals in this folder. */
    void journalTo(Path folder) {
        journal = folder;
        members.forEach((id, member) -> {
            if (member.process().alive()) {
                http.call("PUT", control(id, "/journal"), journalOrder());
            }
        });
    }

    private String journalOrder() {
        return json(Map.of("directory", journal.toAbsolutePath().toString(), "zero", clock.zeroEpochNanos()));
    }

    /** Requests that a living backend works on, over all of them. */
    public int inFlight() {
        return List.copyOf(members.keySet()).stream().mapToInt(this::inFlight).sum();
    }

    private int inFlight(String id) {
        int sum = 0;
        if (alive(id)) {
            for (JsonNode backend :
                    tree(http.call("GET", control(id, "/backends"), "")).path("backends")) {
                sum += backend.path("inFlight").asInt();
            }
        }
        return sum;
    }

    /** What it wrote last is on its way for a moment longer. */
    @Override
    public void awaitIdle(String id) {
        var idle = new AtomicInteger();
        Waiting.within(LONGEST_REQUEST, PAUSE, () -> inFlight(id) == 0 && idle.incrementAndGet() >= IDLE_LOOKS);
    }

    /** Everyone lives, with this behaviour. */
    void reset(Behaviour behaviour) {
        for (var id : new ArrayList<>(members.keySet())) {
            if (alive(id)) {
                behave(id, behaviour);
            } else {
                revive(id, behaviour);
            }
        }
    }

    private Member member(String id) {
        var member = members.get(id);
        if (member == null) {
            throw new RigException("backend " + id + " was never started");
        }
        return member;
    }

    private URI control(String id, String path) {
        return URI.create("http://" + member(id).control() + path);
    }

    private static String json(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new RigException("cannot write JSON: " + e.getMessage(), e);
        }
    }

    private static JsonNode tree(String json) {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new RigException("cannot read JSON: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        Stream.concat(members.values().stream().map(Member::process), successors.values().stream())
                .toList()
                .parallelStream()
                .forEach(ChildProcess::close);
        members.clear();
        successors.clear();
    }
}
