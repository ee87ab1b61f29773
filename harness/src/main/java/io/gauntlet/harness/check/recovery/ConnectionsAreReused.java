package io.gauntlet.harness.check.recovery;

import io.gauntlet.harness.check.Check;
import io.gauntlet.harness.experiment.Experiment;
import io.gauntlet.harness.experiment.Workload;
import io.gauntlet.harness.judge.Evidence;
import io.gauntlet.harness.recording.Arrival;
import io.gauntlet.harness.recording.Attempt;
import io.gauntlet.harness.recording.Recording;
import io.gauntlet.harness.settings.Settings;
import io.gauntlet.harness.target.Capability;
import io.gauntlet.harness.verdict.Finding;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/**
 * LOAD-11: GETs alone, since a balancer may well keep what can't be repeated off used connections.
 *
 * <p>Half as many connections as requests is far more than a pool needs, and far less than one each.
 */
public final class ConnectionsAreReused implements Check {
    private static final double MOST = 0.5;
    private static final long ENOUGH = 100;

    @Override
    public String id() {
        return "LOAD-11";
    }

    @Override
    public String requirement() {
        return "Connections are used again: a request costs none of its own, at either side";
    }

    @Override
    public Set<Capability> needs() {
        return Set.of(Capability.BACKENDS);
    }

    @Override
    public Experiment experiment(Settings settings) {
        double seconds = settings.profile().seconds(4);
        return Experiment.of(
                Workload.steady(settings.load().targetRps(), seconds).posting(0));
    }

    @Override
    public Finding judge(Recording recording, Settings settings) {
        long requests = recording.arrivals().stream().filter(Arrival::request).count();
        var there = share(
                recording.arrivals().stream().filter(Arrival::request).map(a -> a.backend() + " " + a.connection()),
                requests,
                "backends");
        var here = share(
                recording.attempts().stream().map(Attempt::connection),
                recording.attempts().size(),
                "clients");
        return Evidence.given(requests, ENOUGH, "requests at backends", there, here);
    }

    private static Finding share(Stream<String> connections, long requests, String whose) {
        long distinct = connections.distinct().count();
        double each = requests == 0 ? 0 : (double) distinct / requests;
        return Finding.atMost(
                each,
                MOST,
                "connections a request",
                String.format(Locale.ROOT, "%d requests on %d connections of %s", requests, distinct, whose));
    }
}
