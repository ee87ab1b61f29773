package io.gauntlet.harness.suite;

import io.gauntlet.harness.process.HttpCalls;
import io.gauntlet.harness.settings.Arrangement;
import io.gauntlet.harness.settings.Picking;
import io.gauntlet.harness.settings.Policy;
import io.gauntlet.harness.target.Capability;
import io.gauntlet.harness.target.Control;
import io.gauntlet.harness.target.EmbeddedTarget;
import io.gauntlet.harness.target.Target;
import java.net.URI;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.BiFunction;

/** One balancer program after another in the same place, so that they share a warm rig. */
final class SwitchingTarget implements Target {
    private final Path folder;
    private final HttpCalls http;
    private final Map<String, String> backends = new LinkedHashMap<>();
    private Target current;

    SwitchingTarget(Path folder, HttpCalls http) {
        this.folder = folder;
        this.http = http;
        this.current = new EmbeddedTarget(folder.resolve("target"), http, EmbeddedTarget.Program.REFERENCE);
    }

    /** Stops what runs and starts this program. */
    void become(EmbeddedTarget.Program program) {
        become((place, calls) -> new EmbeddedTarget(place.resolve("target-" + program.name()), calls, program));
    }

    /** Stops what runs and starts another target. */
    void become(BiFunction<Path, HttpCalls, Target> other) {
        current.close();
        current = other.apply(folder, http);
        current.start(backends);
    }

    @Override
    public String name() {
        return "kill-matrix";
    }

    @Override
    public void start(Map<String, String> addresses) {
        backends.putAll(addresses);
        current.start(backends);
    }

    @Override
    public URI url() {
        return current.url();
    }

    @Override
    public Set<Capability> capabilities() {
        return current.capabilities();
    }

    @Override
    public Map<Capability, String> lacks() {
        return current.lacks();
    }

    @Override
    public Optional<String> death() {
        return current.death();
    }

    @Override
    public OptionalLong descriptors() {
        return current.descriptors();
    }

    @Override
    public Policy policy() {
        return current.policy();
    }

    @Override
    public Picking picks() {
        return current.picks();
    }

    @Override
    public Control control() {
        return current.control();
    }

    @Override
    public boolean reset(Arrangement arrangement) {
        return current.reset(arrangement);
    }

    @Override
    public boolean renew() {
        return current.renew();
    }

    @Override
    public void close() {
        current.close();
    }
}
