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

/** NET-4: chunked answers of half a second, so that many are on their way when the link resets. */
public final class BrokenAnswerStaysBroken implements Check {

    private static final double RESET = 1.5;
    private static final int PIECES = 10;
    private static final long BYTES = 10_000;
    private static final double ANSWER_SECONDS = 0.5;

    /** So many are half-way on the backend when it resets, at least. */
    private static final double HALF_WAY = 5;

    private static final double MAX_RPS = 100;

    @Override
    public String id() {
        return "NET-4";
    }

    @Override
    public String requirement() {
        return "An answer that was reset half-way reaches the client as broken, never as one that looks whole";
    }

    @Override
    public Set<Capability> needs() {
        return Set.of(Capability.BACKENDS);
    }

    @Override
    public Experiment experiment(Settings settings) {
        double rps = Math.min(MAX_RPS, settings.load().targetRps());
        double answer = Math.max(ANSWER_SECONDS, HALF_WAY * settings.backends().size() / rps);
        double healed = Math.max(RESET, answer) + settings.profile().seconds(1.5);
        return Experiment.of(Workload.steady(rps, healed + 0.5))
                .given(Behaviour.streaming(BYTES, PIECES, Duration.ofMillis((long) (answer * 1000 / PIECES))))
                .at(Math.max(RESET, answer), Actions.toxic(settings.victim(), Toxic.resetPeer()))
                .at(healed, Actions.heal(settings.victim()));
    }

    @Override
    public Finding judge(Recording recording, Settings settings) {
        long reset = recording.mark(settings.victim(), "reset_peer").asked();
        return CutAnswers.noneDisguised(
                recording, settings.victim(), arrival -> arrival.answered() < reset && arrival.openAt(reset));
    }
}
