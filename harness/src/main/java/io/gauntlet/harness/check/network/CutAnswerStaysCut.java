package io.gauntlet.harness.check.network;

import io.gauntlet.harness.check.Check;
import io.gauntlet.harness.experiment.Actions;
import io.gauntlet.harness.experiment.Behaviour;
import io.gauntlet.harness.experiment.Experiment;
import io.gauntlet.harness.experiment.Toxic;
import io.gauntlet.harness.experiment.Workload;
import io.gauntlet.harness.recording.Recording;
import io.gauntlet.harness.settings.Settings;
import io.gauntlet.harness.target.Capability;
import io.gauntlet.harness.verdict.Finding;
import java.time.Duration;
import java.util.Set;

/** NET-8: chunked answers of 20 KB on connections that end after 5 KB. */
public final class CutAnswerStaysCut implements Check {

    private static final double LIMIT = 1;
    private static final long BYTES = 5_000;
    private static final Behaviour ANSWER = Behaviour.streaming(20_000, 10, Duration.ofMillis(20));
    private static final double MAX_RPS = 100;

    @Override
    public String id() {
        return "NET-8";
    }

    @Override
    public String requirement() {
        return "An answer whose connection ends half-way reaches the client as broken, never as one that looks whole";
    }

    @Override
    public Set<Capability> needs() {
        return Set.of(Capability.BACKENDS);
    }

    @Override
    public Experiment experiment(Settings settings) {
        double rps = Math.min(MAX_RPS, settings.load().targetRps());
        double healed = LIMIT + settings.profile().seconds(1.5);
        return Experiment.of(Workload.steady(rps, healed + 0.5))
                .given(ANSWER)
                .at(LIMIT, Actions.toxic(settings.victim(), Toxic.limitData(BYTES)))
                .at(healed, Actions.heal(settings.victim()));
    }

    @Override
    public Finding judge(Recording recording, Settings settings) {
        return CutAnswers.noneDisguised(recording, settings.victim(), arrival -> true);
    }
}
