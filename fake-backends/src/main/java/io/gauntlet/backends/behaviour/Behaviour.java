package io.gauntlet.backends.behaviour;

import java.util.List;

/**
 * Everything that one backend is programmed to do. Immutable; a request takes the behaviour that is in force when its
 * head arrives and keeps it to its end.
 *
 * @param requests what every path but the two of the probes is given, where no rule says otherwise
 * @param serving what concerns no single request
 * @param seed what all chance is drawn from
 * @param rules the first that matches a request is in the place of {@code requests}
 */
public record Behaviour(Reply requests, Probes probes, Serving serving, long seed, List<Rule> rules) {

    static final long DEFAULT_SEED = 1;

    public Behaviour {
        rules = List.copyOf(rules);
    }

    /** 200 with 64 bytes at once, both probes green. */
    public static Behaviour defaults() {
        return new Behaviour(Reply.defaults(), Probes.defaults(), Serving.defaults(), DEFAULT_SEED, List.of());
    }
}
