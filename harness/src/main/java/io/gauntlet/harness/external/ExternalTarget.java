package io.gauntlet.harness.external;

import io.gauntlet.harness.process.RigException;
import io.gauntlet.harness.settings.Arrangement;
import io.gauntlet.harness.settings.Policy;
import io.gauntlet.harness.target.Application;
import io.gauntlet.harness.target.Capability;
import io.gauntlet.harness.target.Control;
import io.gauntlet.harness.target.Target;
import java.net.URI;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A balancer that somebody else started and configured: all that is known of it is what is said, and what hooks do. */
public final class ExternalTarget implements Target {
    private final Description description;
    private final Hooks hooks;
    private final Map<String, String> names;
    private final Map<String, String> addresses = new LinkedHashMap<>();
    private final HookControl control;

    /**
     * A target that runs already.
     *
     * @param names what the balancer calls each backend, by the backend's id, where it is another name
     */
    public ExternalTarget(Description description, Hooks hooks, Map<String, String> names) {
        this.description = description;
        this.hooks = hooks;
        this.names = Map.copyOf(names);
        this.control = new HookControl(hooks, new HookControl.Members() {
            @Override
            public String name(String backend) {
                return ExternalTarget.this.names.getOrDefault(backend, backend);
            }

            @Override
            public String address(String backend) {
                return addresses.getOrDefault(backend, "");
            }

            @Override
            public int weight(String backend) {
                var weights = description.policy().weights();
                int place = new ArrayList<>(addresses.keySet()).indexOf(backend);
                return place >= 0 && place < weights.size() ? weights.get(place) : 1;
            }
        });
    }

    @Override
    public String name() {
        return description.name();
    }

    @Override
    public void start(Map<String, String> backends) {
        addresses.putAll(backends);
    }

    @Override
    public URI url() {
        return description.urls().get(0);
    }

    @Override
    public List<URI> urls() {
        return description.urls();
    }

    @Override
    public Application application() {
        return description.application();
    }

    @Override
    public Set<Capability> capabilities() {
        var capabilities = EnumSet.copyOf(Capability.declaredBy(description.policy()));
        capabilities.addAll(hooks.capabilities());
        capabilities.addAll(description.offers());
        if (!application().foreign()) {
            capabilities.add(Capability.BACKENDS);
        }
        if (application().header().isPresent()) {
            capabilities.add(Capability.IDENTITY);
        }
        return capabilities;
    }

    @Override
    public Policy policy() {
        return description.policy();
    }

    @Override
    public Control control() {
        return control;
    }

    @Override
    public boolean reset(Arrangement arrangement) {
        control.restore();
        return false;
    }

    @Override
    public boolean renew() {
        return false;
    }

    /** It is not ours to stop; what was done to it is undone, after an interruption too. */
    @Override
    public void close() {
        boolean interrupted = Thread.interrupted();
        try {
            control.restore();
        } catch (RigException e) {
            System.err.println("gauntlet: " + name() + " is left as a check had it: " + e.getMessage());
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
