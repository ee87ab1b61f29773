package io.gauntlet.harness.target;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gauntlet.harness.process.ChildProcess;
import io.gauntlet.harness.process.HttpCalls;
import io.gauntlet.harness.process.Launch;
import io.gauntlet.harness.process.RigException;
import io.gauntlet.harness.settings.Policy;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/**
 * The reference balancer in a process of its own, driven as any user of it would: by its configuration file, its admin API
 * and signals.
 */
public final class EmbeddedTarget implements Target {
    private static final Duration START = Duration.ofSeconds(30);
    private static final Duration GONE = Duration.ofSeconds(40);
    private static final Duration PAUSE = Duration.ofMillis(10);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path folder;
    private final HttpCalls http;
    private final Program program;
    private final Map<String, String> backends = new LinkedHashMap<>();
    private List<Integer> weights = List.of();
    private boolean scaled;
    private Map<String, String> places = Map.of();
    private @org.jspecify.annotations.Nullable ChildProcess process;

    /**
     * What is started: a main class that takes the reference balancer's arguments, and what stands before them.
     *
     * @param name for print and for folder names
     */
    public record Program(String name, String main, List<String> flags, List<String> arguments) {
        /** The reference balancer itself. */
        public static final Program REFERENCE = new Program("embedded", "io.gauntlet.lb.Main", List.of(), List.of());
    }

    /**
     * A balancer that is not started yet.
     *
     * @param folder takes its configuration, key and log
     */
    public EmbeddedTarget(Path folder, HttpCalls http, Program program) {
        this.folder = folder;
        this.http = http;
        this.program = program;
    }

    @Override
    public String name() {
        return program.name();
    }

    @Override
    public void start(Map<String, String> addresses) {
        backends.putAll(addresses);
        launch();
    }

    private void launch() {
        var config = folder.resolve("lb.yaml");
        try {
            Files.createDirectories(folder);
            Files.writeString(
                    config,
                    EmbeddedConfig.yaml(
                            places.getOrDefault("web", "127.0.0.1:0"),
                            places.getOrDefault("admin", "127.0.0.1:0"),
                            folder.resolve("affinity.key"),
                            backends,
                            weights));
        } catch (IOException e) {
            throw new RigException("cannot write " + config + ": " + e.getMessage());
        }
        List<String> arguments = new ArrayList<>(program.arguments());
        arguments.add(config.toString());
        List<String> flags = new ArrayList<>(program.flags());
        flags.add("-Xmx256m");
        var started =
                ChildProcess.start(Launch.java("balancer", program.main(), flags, arguments, folder.resolve("lb.log")));
        process = started;
        places = started.ready(START);
    }

    @Override
    public URI url() {
        return URI.create("http://" + places.getOrDefault("web", ""));
    }

    private URI admin(String path) {
        return URI.create("http://" + places.getOrDefault("admin", "") + path);
    }

    @Override
    public Set<Capability> capabilities() {
        return Set.of(
                Capability.BACKENDS,
                Capability.IDENTITY,
                Capability.EQUAL_WEIGHTS,
                Capability.WEIGHTS,
                Capability.AFFINITY,
                Capability.ANSWER_TIMEOUT,
                Capability.MAX_IN_FLIGHT,
                Capability.DRAIN,
                Capability.SCALE,
                Capability.RESTART,
                Capability.METRICS);
    }

    @Override
    public OptionalLong descriptors() {
        var running = process;
        return running == null ? OptionalLong.empty() : running.descriptors();
    }

    @Override
    public Policy policy() {
        return EmbeddedConfig.POLICY.weighted(weights);
    }

    @Override
    public Control control() {
        return new Control() {
            @Override
            public void drain(String backend) {
                http.call("POST", backend(backend, "/drain"), "");
            }

            @Override
            public void undrain(String backend) {
                http.call("POST", backend(backend, "/undrain"), "");
            }

            @Override
            public void add(String backend, String address, int weight) {
                scaled = true;
                http.call(
                        "POST",
                        admin("/api/v1/pools/web/backends"),
                        "{\"id\": \"%s\", \"address\": \"%s\", \"weight\": %d}".formatted(backend, address, weight));
            }

            @Override
            public void remove(String backend) {
                scaled = true;
                http.call("DELETE", backend(backend, ""), "");
                awaitGone(backend);
            }

            @Override
            public void restart() {
                renew();
            }

            @Override
            public String metrics() {
                return http.call("GET", admin("/metrics"), "");
            }
        };
    }

    private URI backend(String id, String rest) {
        return admin("/api/v1/pools/web/backends/" + id + rest);
    }

    /** It is forgotten when what it had in flight is finished; until then its id is taken. */
    private void awaitGone(String backend) {
        long deadline = System.nanoTime() + GONE.toNanos();
        while (states().containsKey(backend)) {
            if (System.nanoTime() > deadline) {
                throw new RigException("the balancer still has " + backend + " after " + GONE.toSeconds() + " s");
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    @Override
    public boolean renew() {
        scaled = false;
        stop();
        launch();
        return true;
    }

    @Override
    public boolean reset(List<Integer> wanted) {
        boolean alive = process != null && process.alive();
        if (!alive || scaled || !wanted.equals(weights)) {
            weights = List.copyOf(wanted);
            return renew();
        }
        for (var backend : states().entrySet()) {
            if (backend.getValue().equals("DRAINING")) {
                http.call("POST", admin("/api/v1/pools/web/backends/" + backend.getKey() + "/undrain"), "");
            }
        }
        return false;
    }

    /** What the balancer says of each backend, by id. */
    public Map<String, String> states() {
        try {
            Map<String, String> states = new LinkedHashMap<>();
            for (var pool :
                    JSON.readTree(http.call("GET", admin("/api/v1/pools"), "")).path("pools")) {
                for (var backend : pool.path("backends")) {
                    states.put(
                            backend.path("id").asText(), backend.path("state").asText());
                }
            }
            return states;
        } catch (JsonProcessingException e) {
            throw new RigException("the balancer's admin API sent no JSON: " + e.getMessage());
        }
    }

    private void stop() {
        if (process != null) {
            process.close();
            process = null;
        }
    }

    @Override
    public void close() {
        stop();
    }
}
