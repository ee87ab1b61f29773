package io.gauntlet.harness.external;

import io.gauntlet.harness.process.RigException;
import io.gauntlet.harness.target.Control;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/** A user's hooks as a control, which knows what of it is to be undone. Not thread-safe. */
final class HookControl implements Control {
    private final Hooks hooks;
    private final Members members;
    private final Set<String> drained = new LinkedHashSet<>();
    private final Set<String> removed = new LinkedHashSet<>();
    private final Set<String> added = new LinkedHashSet<>();
    private final Map<String, Integer> weighed = new LinkedHashMap<>();

    /** What is known of a backend by its id: the name that the balancer has for it, its address, its declared weight. */
    interface Members {
        String name(String backend);

        String address(String backend);

        int weight(String backend);
    }

    HookControl(Hooks hooks, Members members) {
        this.hooks = hooks;
        this.members = members;
    }

    private String run(Operation operation, Map<String, String> words) {
        var hook = hooks.all().get(operation);
        if (hook == null) {
            throw new RigException("this target has no hook " + operation.word());
        }
        return hook.run(words);
    }

    private Map<String, String> words(String backend, String address, int weight) {
        int colon = address.lastIndexOf(':');
        Map<String, String> words = new HashMap<>();
        words.put("backend", members.name(backend));
        words.put("address", address);
        words.put("host", colon < 0 ? address : address.substring(0, colon));
        words.put("port", colon < 0 ? "" : address.substring(colon + 1));
        words.put("weight", Integer.toString(weight));
        return words;
    }

    private Map<String, String> words(String backend) {
        return words(backend, members.address(backend), members.weight(backend));
    }

    @Override
    public void drain(String backend) {
        drained.add(backend);
        run(Operation.DRAIN, words(backend));
    }

    @Override
    public void undrain(String backend) {
        run(Operation.UNDRAIN, words(backend));
        drained.remove(backend);
    }

    /** What is to be undone is known before it is tried; that it was undone, not before it has succeeded. */
    @Override
    public void add(String backend, String address, int weight) {
        if (!removed.contains(backend)) {
            added.add(backend);
        }
        run(Operation.ADD, words(backend, address, weight));
        removed.remove(backend);
    }

    @Override
    public void remove(String backend) {
        if (!added.contains(backend)) {
            removed.add(backend);
        }
        run(Operation.REMOVE, words(backend));
        added.remove(backend);
    }

    @Override
    public void weigh(String backend, int weight) {
        weighed.put(backend, weight);
        run(Operation.WEIGH, words(backend, members.address(backend), weight));
    }

    @Override
    public void reload() {
        run(Operation.RELOAD, Map.of());
    }

    @Override
    public void restart() {
        run(Operation.RESTART, Map.of());
    }

    @Override
    public String metrics() {
        return run(Operation.METRICS, Map.of());
    }

    /** Undoes what was done; what can't be undone is tried again the next time. */
    void restore() {
        Set.copyOf(added).forEach(this::remove);
        Set.copyOf(removed).forEach(backend -> add(backend, members.address(backend), members.weight(backend)));
        Set.copyOf(drained).forEach(this::undrain);
        Map.copyOf(weighed).forEach((backend, weight) -> {
            int declared = members.weight(backend);
            if (weight != declared) {
                weigh(backend, declared);
            }
        });
        weighed.clear();
    }
}
