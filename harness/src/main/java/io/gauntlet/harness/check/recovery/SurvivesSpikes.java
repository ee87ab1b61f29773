package io.gauntlet.harness.check.recovery;

import io.gauntlet.harness.check.Check;
import io.gauntlet.harness.experiment.Behaviour;
import io.gauntlet.harness.experiment.Experiment;
import io.gauntlet.harness.experiment.Workload;
import io.gauntlet.harness.judge.Failures;
import io.gauntlet.harness.recording.Ledger;
import io.gauntlet.harness.recording.Recording;
import io.gauntlet.harness.settings.Settings;
import io.gauntlet.harness.target.Capability;
import io.gauntlet.harness.verdict.Finding;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** LOAD-6: answers that take a while, so that a spike needs many connections at once. */
public final class SurvivesSpikes implements Check {

    private static final int SPIKES = 3;
    private static final int SETTLE_SECONDS = 2;
    private static final int PAUSE_SECONDS = 1;

    /** So many are in flight at each backend in a spike, if the limit of the latency lets answers take so long. */
    private static final double IN_FLIGHT_EACH = 3;

    private static final double SHORTEST_ANSWER_MILLIS = 20;

    /** Of the limit of the latency, an answer itself takes this part at most. */
    private static final double PART_OF_LIMIT = 0.25;

    @Override
    public String id() {
        return "LOAD-6";
    }

    @Override
    public String requirement() {
        return "A spike is survived: from nothing to the target load times the headroom in one step";
    }

    @Override
    public Set<Capability> needs() {
        return Set.of();
    }

    @Override
    public Experiment experiment(Settings settings) {
        List<Workload.Phase> phases = new ArrayList<>();
        double peak = settings.load().peakRps();
        for (int i = 0; i < SPIKES; i++) {
            phases.add(new Workload.Phase(1, 1, PAUSE_SECONDS));
            phases.add(new Workload.Phase(peak, peak, spikeSeconds(settings)));
        }
        return Experiment.of(Workload.of(phases)).given(Behaviour.answeringAfter(answer(settings)));
    }

    @Override
    public Finding judge(Recording recording, Settings settings) {
        var ledger = Ledger.of(recording);
        long start = recording.start();
        var settled = ledger.where(request -> settled(request.intended() - start, settings));
        return Finding.worst(
                CarriesTargetLoad.carries(settled, settings, SETTLE_SECONDS + " s into the spikes and later"),
                Failures.noneRepeated(ledger));
    }

    private static Duration answer(Settings settings) {
        double wanted =
                IN_FLIGHT_EACH * settings.backends().size() / settings.load().peakRps() * 1000;
        double longest = PART_OF_LIMIT * settings.limits().p99Millis();
        return Duration.ofMillis((long) Math.min(longest, Math.max(SHORTEST_ANSWER_MILLIS, wanted)));
    }

    private static int spikeSeconds(Settings settings) {
        return SETTLE_SECONDS + Math.max(1, (int) settings.profile().seconds(2));
    }

    private static boolean settled(long sinceStart, Settings settings) {
        double round = PAUSE_SECONDS + spikeSeconds(settings);
        return sinceStart / 1e9 % round >= PAUSE_SECONDS + SETTLE_SECONDS;
    }
}
