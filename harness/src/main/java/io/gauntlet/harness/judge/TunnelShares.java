package io.gauntlet.harness.judge;

import io.gauntlet.harness.recording.Request;
import io.gauntlet.harness.settings.Algorithm;
import io.gauntlet.harness.settings.Picking;
import io.gauntlet.harness.settings.Settings;
import io.gauntlet.harness.verdict.Finding;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * How evenly connections that stay are shared out, for each way of picking: first over backends that have none, then
 * over the same ones when one of them has lost all of its.
 *
 * @param all both lots
 */
public record TunnelShares(OpenTunnels all, Settings settings, Picking picking) {
    /** Opened one by one, nobody ever has more than one more than another. */
    private static final long EVEN = 1;

    private static final String UNIT = "connections";

    /**
     * Both lots.
     *
     * @param returned the backend that lost all of its between the two
     */
    public Finding judge(List<Request> first, List<Request> again, String returned) {
        if (picking.algorithm() == Algorithm.LEAST_CONNECTIONS) {
            return picking.drawn() == 0
                    ? Finding.worst(evenAtTheEnd(again), neverUneven(first))
                    : Finding.worst(refilled(again, returned), noneOverChance(first, settings.backends(), "at first"));
        }
        if (picking.algorithm().exact()) {
            return Finding.worst(byTurns(first, "at first"), byTurns(again, "after the return"));
        }
        // Whoever looks at what is open brings more to the one that has less, and whoever draws does not.
        var others = settings.backends().stream()
                .filter(backend -> !backend.equals(returned))
                .toList();
        return Finding.worst(
                noneOverChance(first, settings.backends(), "at first"),
                noneOverChance(again, others, "after the return"),
                atLeast(again, returned, 1.0 / settings.backends().size()));
    }

    private Finding neverUneven(List<Request> tunnels) {
        var worst = Finding.atMost(0, EVEN, UNIT, "nothing was open");
        long furthest = -1;
        for (var tunnel : tunnels) {
            var open = all.openAt(OpenTunnels.openedAt(tunnel), settings.backends());
            long difference = OpenTunnels.difference(open);
            if (difference > furthest) {
                furthest = difference;
                worst = Finding.atMost((double) difference, EVEN, UNIT, "at first, open at a time: " + open);
            }
        }
        return worst;
    }

    private Finding evenAtTheEnd(List<Request> tunnels) {
        if (tunnels.isEmpty()) {
            return Finding.atMost(0, EVEN, UNIT, "nothing was opened after the return");
        }
        var open = all.openAt(OpenTunnels.openedAt(tunnels.get(tunnels.size() - 1)), settings.backends());
        return Finding.atMost(
                (double) OpenTunnels.difference(open), EVEN, UNIT, "open at the end, after the return: " + open);
    }

    private Finding byTurns(List<Request> tunnels, String when) {
        var counts = OpenTunnels.counts(tunnels, settings.backends());
        return Finding.atMost(
                (double) OpenTunnels.difference(counts),
                settings.policy().workers(),
                UNIT,
                "round robin: opened " + when + ": " + counts);
    }

    /** No worse than drawing lots: none of these has more than chance gives it. */
    private Finding noneOverChance(List<Request> tunnels, List<String> backends, String when) {
        var counts = OpenTunnels.counts(tunnels, backends);
        double chance = settings.limits().falseAlarm() / settings.backends().size();
        long most = Statistics.highest(tunnels.size(), 1.0 / settings.backends().size(), chance);
        long greatest = counts.isEmpty() ? 0 : Collections.max(counts.values());
        return Finding.atMost(
                (double) greatest, (double) most, UNIT, "opened " + when + " (" + picking.text() + "): " + counts);
    }

    /**
     * Of d that are drawn with replacement, the one with the fewest of n is picked with chance 1 - (1 - 1/n)^d: looked at
     * while that is the one that returned, which is until it has been given as many as each of the others had.
     */
    private Finding refilled(List<Request> tunnels, String returned) {
        if (tunnels.isEmpty()) {
            return Finding.atMost(0, 0, UNIT, "nothing was opened after the return");
        }
        var before = all.openAt(OpenTunnels.openedAt(tunnels.get(0)) - 1, settings.backends());
        long needed = before.entrySet().stream()
                .filter(open -> !open.getKey().equals(returned))
                .mapToLong(Map.Entry::getValue)
                .min()
                .orElse(0);
        double drawn = 1 - Math.pow(1 - 1.0 / settings.backends().size(), picking.drawn());
        return atLeast(tunnels.subList(0, (int) Math.min(needed, tunnels.size())), returned, drawn);
    }

    private Finding atLeast(List<Request> tunnels, String returned, double share) {
        long its = OpenTunnels.at(returned, tunnels).size();
        return Shares.atLeast(
                its,
                tunnels.size(),
                share,
                settings,
                String.format(
                        Locale.ROOT,
                        "%s got %d of the first %d that were opened after its return (%s)",
                        returned,
                        its,
                        tunnels.size(),
                        picking.text()));
    }
}
