package io.gauntlet.harness.bench;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** All balancers of a run, started and running side by side; only one at a time has anything to do. */
final class Field implements AutoCloseable {
    private static final int MOST_WORDS = 300;

    private final Map<String, Balancer> balancers = new LinkedHashMap<>();

    private Field() {}

    /** Starts them one after another; who does not start is left out, which is noted, unless it is whom all are compared with. */
    static Field start(List<Contestant> contestants, Ground ground, Outcome outcome, Log log) {
        var field = new Field();
        try {
            for (var contestant : contestants) {
                field.add(contestant, ground, outcome, log);
            }
            return field;
        } catch (RuntimeException e) {
            field.close();
            throw e;
        }
    }

    private void add(Contestant contestant, Ground ground, Outcome outcome, Log log) {
        log.say("starting " + contestant.name() + " " + contestant.version());
        try {
            balancers.put(contestant.name(), Balancer.start(contestant, ground));
        } catch (BenchException e) {
            if (contestant.name().equals(outcome.reference())) {
                throw e;
            }
            var words = String.valueOf(e.getMessage());
            log.say(words);
            outcome.note("Left out: " + words.substring(0, Math.min(MOST_WORDS, words.length())));
        }
    }

    boolean has(String name) {
        return balancers.containsKey(name);
    }

    Balancer get(String name) {
        return Optional.ofNullable(balancers.get(name))
                .orElseThrow(() -> new IllegalArgumentException("no balancer " + name));
    }

    List<Balancer> all() {
        return List.copyOf(balancers.values());
    }

    /** All but the one with whom they are compared. */
    List<String> others(Outcome outcome) {
        return balancers.keySet().stream()
                .filter(name -> !name.equals(outcome.reference()))
                .toList();
    }

    @Override
    public void close() {
        balancers.values().forEach(Balancer::close);
    }
}
