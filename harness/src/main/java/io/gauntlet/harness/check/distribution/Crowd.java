package io.gauntlet.harness.check.distribution;

import io.gauntlet.harness.experiment.Action;
import io.gauntlet.harness.experiment.Actions;
import io.gauntlet.harness.experiment.Experiment;
import io.gauntlet.harness.experiment.Utterance;
import io.gauntlet.harness.experiment.Workload;
import io.gauntlet.harness.judge.Clients;
import io.gauntlet.harness.recording.Recording;
import io.gauntlet.harness.settings.Algorithm;
import io.gauntlet.harness.settings.Arrangement;
import java.util.Map;
import java.util.Set;

/** Many clients with an address each, who come by one after the other, again and again, each time on a new connection. */
final class Crowd {
    /** Enough for a share to be told from another. */
    static final int CLIENTS = 120;

    private static final int REQUESTS_EACH = 2;
    private static final double RPS = 5;

    private Crowd() {}

    /** A target that goes by their addresses, and next to no other traffic. */
    static Experiment experiment(double seconds) {
        return Experiment.of(Workload.steady(RPS, seconds).posting(0))
                .arranged(Arrangement.AS_DECLARED.picking(Algorithm.CLIENT_HASH));
    }

    /** They come by. */
    static Action comesBy(String name) {
        var path = "{path}?" + Clients.PARAMETER + "=" + Utterance.SPEAKER;
        return Actions.say(Utterance.repeating(name, REQUESTS_EACH, "GET " + path + " HTTP/1.1\nHost: {host}")
                .by(CLIENTS));
    }

    /** Whom each of them was brought to. */
    static Map<Integer, Set<String>> backends(Recording recording, String name) {
        return Clients.backends(recording, recording.mark(Actions.CLIENT, Actions.saying(name)));
    }

    /** Whom each of them was brought to, but for those that were brought to several. */
    static Map<Integer, String> homes(Recording recording, String name) {
        return Clients.homes(backends(recording, name));
    }
}
