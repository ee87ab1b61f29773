package io.gauntlet.harness.check.network;

import static io.gauntlet.harness.check.Seconds.GUARD_NANOS;

import io.gauntlet.harness.check.Check;
import io.gauntlet.harness.check.Seconds;
import io.gauntlet.harness.experiment.Actions;
import io.gauntlet.harness.experiment.Behaviour;
import io.gauntlet.harness.experiment.Experiment;
import io.gauntlet.harness.experiment.Toxic;
import io.gauntlet.harness.experiment.Workload;
import io.gauntlet.harness.judge.Bystanders;
import io.gauntlet.harness.judge.Evidence;
import io.gauntlet.harness.judge.Failures;
import io.gauntlet.harness.recording.Attempt;
import io.gauntlet.harness.recording.Ledger;
import io.gauntlet.harness.recording.Recording;
import io.gauntlet.harness.recording.Window;
import io.gauntlet.harness.settings.Settings;
import io.gauntlet.harness.target.Capability;
import io.gauntlet.harness.verdict.Finding;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** NET-2: answers of 400 KB, of which one backend can send but 800 KB a second on each connection. A target that keeps a whole
 * answer before it passes the first byte on needs memory for all of them, and its clients wait for nothing. */
public final class ThinLink implements Check {

    private static final double THIN = 1.5;
    private static final long BYTES = 400_000;
    private static final long KILOBYTES_PER_SECOND = 800;
    private static final double MAX_RPS_A_BACKEND = 5;
    private static final long ENOUGH_THROTTLED = 5;

    /** Of the time that the link needs for the whole, a throttled answer takes at least this part. */
    private static final double THROTTLED = 0.8;

    /** An answer is kept back when its first byte takes more than this part of the time of the whole. */
    private static final double KEPT = 0.5;

    /** So many may be late with their first byte by chance. */
    private static final double MAX_SHARE_KEPT = 0.1;

    private static final Duration SLACK = Duration.ofMillis(200);

    @Override
    public String id() {
        return "NET-2";
    }

    @Override
    public String requirement() {
        return "Large answers over a thin link arrive whole, are passed on as they come, and hold up nobody else";
    }

    @Override
    public Set<Capability> needs() {
        return Set.of(Capability.BACKENDS);
    }

    @Override
    public Experiment experiment(Settings settings) {
        int backends = settings.backends().size();
        double share = 1.0 / backends;
        double rps = Math.min(MAX_RPS_A_BACKEND * backends, settings.load().targetRps());
        double thin = Math.max(THIN, Seconds.until(Bystanders.ENOUGH, rps, 1 - share));
        double healed = thin
                + Math.max(
                        settings.profile().seconds(4),
                        Math.max(
                                Seconds.until(ENOUGH_THROTTLED, rps, share),
                                Seconds.until(Bystanders.ENOUGH, rps, 1 - share)));
        var phase = new Workload.Phase(rps, rps, (int) Math.ceil(healed + 1));
        return Experiment.of(Workload.of(List.of(phase)).posting(0))
                .given(Behaviour.DEFAULT.sending(BYTES))
                .at(thin, Actions.toxic(settings.victim(), Toxic.bandwidth(KILOBYTES_PER_SECOND)))
                .at(healed, Actions.heal(settings.victim()));
    }

    @Override
    public Finding judge(Recording recording, Settings settings) {
        var victim = settings.victim();
        var ledger = Ledger.of(recording);
        var thin = recording.between(victim, "bandwidth", "heal");
        var before = new Window(
                recording.start(), recording.mark(victim, "bandwidth").asked() - GUARD_NANOS);
        var throttled = ledger.intendedWithin(thin)
                .where(request -> request.good() && request.last().backend().equals(victim))
                .where(request -> took(request.last()) >= THROTTLED * BYTES / KILOBYTES_PER_SECOND * 1e6);
        long kept =
                throttled.where(request -> keptBack(request.last())).requests().size();
        int total = throttled.requests().size();
        var passedOn = Evidence.missing(total, ENOUGH_THROTTLED, "answers that the link throttled")
                .orElseGet(() -> Finding.atMost(
                        kept * 100.0 / total,
                        MAX_SHARE_KEPT * 100,
                        "% kept back",
                        kept + " of " + total + " throttled answers were kept back before their first byte"));
        return Finding.worst(
                passedOn, Failures.none(ledger), Bystanders.undisturbed(ledger, victim, before, thin, SLACK));
    }

    private static double took(Attempt attempt) {
        return (double) (attempt.ended() - attempt.sent());
    }

    private static boolean keptBack(Attempt attempt) {
        return attempt.firstByte() - attempt.sent() > KEPT * took(attempt);
    }
}
