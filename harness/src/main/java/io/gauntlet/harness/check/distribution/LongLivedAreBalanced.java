package io.gauntlet.harness.check.distribution;

import static java.util.function.Predicate.not;

import io.gauntlet.harness.check.Check;
import io.gauntlet.harness.check.Seconds;
import io.gauntlet.harness.experiment.Actions;
import io.gauntlet.harness.experiment.Behaviour;
import io.gauntlet.harness.experiment.Experiment;
import io.gauntlet.harness.experiment.Tunnels;
import io.gauntlet.harness.experiment.Workload;
import io.gauntlet.harness.judge.Evidence;
import io.gauntlet.harness.judge.OpenTunnels;
import io.gauntlet.harness.judge.TunnelLives;
import io.gauntlet.harness.judge.TunnelShares;
import io.gauntlet.harness.recording.Ledger;
import io.gauntlet.harness.recording.Recording;
import io.gauntlet.harness.settings.Algorithm;
import io.gauntlet.harness.settings.Arrangement;
import io.gauntlet.harness.settings.Picking;
import io.gauntlet.harness.settings.Settings;
import io.gauntlet.harness.target.Capability;
import io.gauntlet.harness.verdict.Finding;
import java.util.List;
import java.util.Set;

/**
 * DIST-9: WebSockets are opened one by one, a backend is restarted and loses its own, and more are opened. Turns look fair
 * until then; only who counts what is open fills up the one that returned. By least connections where the target can be
 * set to it, else by what it is declared to do.
 *
 * <p>Other requests come before the first of them alone: one in flight would count, too.
 */
public final class LongLivedAreBalanced implements Check {
    private static final String FIRST = "first";
    private static final String AGAIN = "again";
    private static final int TRAFFIC_RPS = 20;
    private static final int TRAFFIC_SECONDS = 1;

    /** Each of these is a JVM's start away from the next, or many handshakes on a busy machine. */
    private static final double OPENED = 3;

    private static final double OUT_BEYOND_DETECTION = 0.5;
    private static final double STARTED = 3;

    private static final int MOST_EACH = 20;
    private static final int LEAST_EACH = 2;
    private static final int MOST = 240;

    /** Of a limit that is declared: whoever takes turns has less than twice as many at the end. */
    private static final double BELOW_LIMIT = 0.4;

    /** So many for everybody when the one that returned has been filled up. */
    private static final int ROUNDS_MORE = 2;

    @Override
    public String id() {
        return "DIST-9";
    }

    @Override
    public String requirement() {
        return "Long-lived connections are balanced, also after one backend was restarted";
    }

    @Override
    public Set<Capability> needs() {
        return Set.of(Capability.BACKENDS, Capability.EQUAL_WEIGHTS, Capability.WEBSOCKETS);
    }

    private static int each(Settings settings) {
        int limit = settings.policy().maxInFlight();
        int most = Math.min(MOST_EACH, MOST / settings.backends().size());
        return Math.max(LEAST_EACH, limit > 0 ? (int) Math.min(most, limit * BELOW_LIMIT) : most);
    }

    private static int first(Settings settings) {
        return each(settings) * settings.backends().size();
    }

    private static int again(Settings settings) {
        return each(settings) + ROUNDS_MORE * settings.backends().size();
    }

    @Override
    public Experiment experiment(Settings settings) {
        var victim = settings.victim();
        double kill = TRAFFIC_SECONDS + 1 + OPENED;
        double revive = kill + Seconds.of(settings.policy().detectWithin()) + OUT_BEYOND_DETECTION;
        double again = revive + STARTED + Seconds.of(settings.policy().returnWithin());
        double hangUp = again + OPENED;
        var traffic = new Workload.Phase(TRAFFIC_RPS, TRAFFIC_RPS, TRAFFIC_SECONDS);
        var quiet = new Workload.Phase(0, 0, (int) Math.ceil(hangUp - TRAFFIC_SECONDS + 1));
        return Experiment.of(Workload.of(List.of(traffic, quiet)))
                .arranged(Arrangement.AS_DECLARED.picking(Algorithm.LEAST_CONNECTIONS))
                .at(TRAFFIC_SECONDS + 1, Actions.open(FIRST, first(settings)))
                .at(kill, Actions.kill(victim))
                .at(revive, Actions.revive(victim, Behaviour.DEFAULT))
                .at(again, Actions.open(AGAIN, again(settings)))
                .at(hangUp, Actions.hangUp());
    }

    @Override
    public Finding judge(Recording recording, Settings settings) {
        var victim = settings.victim();
        var opening = recording.mark(Actions.CLIENT, Actions.opening(AGAIN));
        long back = recording.mark(victim, "revive").done()
                + settings.policy().returnWithin().toNanos();
        if (opening.asked() < back) {
            return Finding.inconclusive("the rig was too slow: " + victim + " had not had the time to return");
        }
        var all = OpenTunnels.of(Ledger.of(recording), Tunnels.PATH);
        var first = all.within(
                        recording.mark(Actions.CLIENT, Actions.opening(FIRST)).window())
                .opened();
        var again = all.within(opening.window()).opened();
        var lost = OpenTunnels.at(victim, first);
        var kept = all.opened().stream().filter(not(lost::contains)).toList();
        long death = recording.mark(victim, "kill").done();
        // Fewer than were wanted need not have filled up anybody.
        var balance = Evidence.missing(first.size(), first(settings), "WebSockets opened at first")
                .or(() -> Evidence.missing(again.size(), again(settings), "WebSockets opened after the return"))
                .orElseGet(() ->
                        new TunnelShares(all, settings, picking(recording, settings)).judge(first, again, victim));
        return Finding.worst(
                balance,
                TunnelLives.opened(all),
                TunnelLives.ended(lost, victim, death, settings.policy().detectWithin()),
                TunnelLives.intact(kept));
    }

    private static Picking picking(Recording recording, Settings settings) {
        return recording
                .event(Actions.TARGET, Picking.EVENT)
                .map(event -> Picking.of(event.detail()))
                .orElseGet(() -> Picking.ofAll(settings.policy().algorithm()));
    }
}
