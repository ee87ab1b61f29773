package io.gauntlet.harness.target;

import io.gauntlet.harness.process.ChildProcess;
import io.gauntlet.harness.process.HttpCalls;
import io.gauntlet.harness.process.Launch;
import io.gauntlet.harness.process.RigException;
import io.gauntlet.harness.settings.Arrangement;
import io.gauntlet.harness.settings.Policy;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * The reference balancer in a process of its own, driven as any user of it would: by its configuration file, its admin API
 * and signals.
 */
public final class EmbeddedTarget implements Target {
    private static final Duration START = Duration.ofSeconds(30);
    private static final String ANY_PORT = "127.0.0.1:0";

    private final Path folder;
    private final HttpCalls http;
    private final Program program;
    private final Map<String, String> backends = new LinkedHashMap<>();
    private Arrangement arrangement = Arrangement.AS_DECLARED;
    private boolean scaled;
    private final Map<String, EmbeddedConfig.Member> now = new LinkedHashMap<>();
    private Map<String, String> places = Map.of();
    private Map<String, String> binds = Map.of();
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
        now.putAll(declared());
        launch();
    }

    private void launch() {
        binds = Map.copyOf(places);
        List<String> arguments = new ArrayList<>(program.arguments());
        arguments.add(writeConfig().toString());
        List<String> flags = new ArrayList<>(program.flags());
        flags.add("-Xmx256m");
        var started =
                ChildProcess.start(Launch.java("balancer", program.main(), flags, arguments, folder.resolve("lb.log")));
        process = started;
        places = started.ready(START);
    }

    /** A reload must find the listeners that it has: on any port, as it was told at its first start. */
    private Path writeConfig() {
        var config = folder.resolve("lb.yaml");
        try {
            Files.createDirectories(folder);
            Files.writeString(
                    config,
                    EmbeddedConfig.yaml(
                            binds.getOrDefault("web", ANY_PORT),
                            binds.getOrDefault("admin", ANY_PORT),
                            folder.resolve("affinity.key"),
                            now,
                            arrangement,
                            scaled));
            return config;
        } catch (IOException e) {
            throw new RigException("cannot write " + config + ": " + e.getMessage());
        }
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
        // Whether it probes is seen, and not believed.
        return EnumSet.complementOf(EnumSet.of(Capability.ACTIVE_HEALTH));
    }

    @Override
    public OptionalLong descriptors() {
        var running = process;
        return running == null ? OptionalLong.empty() : running.descriptors();
    }

    @Override
    public Optional<String> death() {
        var running = process;
        return running == null || running.alive()
                ? Optional.empty()
                : Optional.of("the balancer ended" + running.lastWords());
    }

    @Override
    public Policy policy() {
        return arrangement.of(EmbeddedConfig.POLICY);
    }

    @Override
    public Control control() {
        return new EmbeddedControl(this::admin, http, new EmbeddedControl.Keeper() {
            @Override
            public void changed(String backend, Optional<EmbeddedConfig.Member> member) {
                scaled = true;
                member.ifPresentOrElse(m -> now.put(backend, m), () -> now.remove(backend));
                writeConfig();
            }

            @Override
            public void restart() {
                stop();
                launch();
            }
        });
    }

    @Override
    public boolean renew() {
        now.clear();
        now.putAll(declared());
        scaled = false;
        stop();
        launch();
        return true;
    }

    private Map<String, EmbeddedConfig.Member> declared() {
        Map<String, EmbeddedConfig.Member> members = new LinkedHashMap<>();
        var weights = arrangement.weights();
        backends.forEach((id, address) -> members.put(
                id, new EmbeddedConfig.Member(address, weights.isEmpty() ? 1 : weights.get(members.size()))));
        return members;
    }

    @Override
    public boolean reset(Arrangement wanted) {
        boolean alive = process != null && process.alive();
        if (!alive || scaled || !wanted.equals(arrangement)) {
            arrangement = wanted;
            return renew();
        }
        for (var backend : states().entrySet()) {
            if (backend.getValue().equals("DRAINING")) {
                control().undrain(backend.getKey());
            }
        }
        return false;
    }

    /** What the balancer says of each backend, by id. */
    public Map<String, String> states() {
        return EmbeddedControl.states(http, admin(EmbeddedControl.POOLS));
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
